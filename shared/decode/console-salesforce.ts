import { known } from '../vendors/field.ts';
import { cellIn } from './console-rows.ts';
import type { Row } from './row.ts';

/**
 * Salesforce's login history as its page downloads it, without ids: https://help.salesforce.com/s/articleView?id=xcloud.users_login_history.htm
 */
export function loginOfSalesforce(row: Row): Row {
  const cell = cellIn(row);
  return known({
    LoginTime: row['Login Time'],
    LoginType: cell('Login Type') ?? '',
    SourceIp: cell('Source IP') ?? '',
    Status: cell('Status'),
    Username: cell('Username'),
    Application: cell('Application'),
    Browser: cell('Browser'),
    Platform: cell('Platform'),
    LoginUrl: cell('Login URL'),
    Country: cell('Location'),
  });
}

/** Records of which Salesforce's Data Loader writes the names of fields in capitals. */
const OF_SALESFORCE = new Map(
  'Id UserId LoginTime LoginType SourceIp LoginUrl Browser Platform Status Application ClientVersion ApiType ApiVersion CountryIso Action CreatedDate CreatedById CreatedBy.Username Section Display DelegateUser'
    .split(' ')
    .map((name) => [name.toUpperCase(), name]),
);

export function dataLoaderRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [OF_SALESFORCE.get(name) ?? name, cell]),
  );
}
