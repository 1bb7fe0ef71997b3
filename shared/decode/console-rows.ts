import { known } from '../vendors/field.ts';
import type { Row } from './row.ts';

/**
 * Okta's System Log, downloaded as CSV: a LogEvent with its names in snake case, `published` as `timestamp`, and targets
 * numbered, as people load it into Snowflake (`"actor.alternate_id"`, `"client.ip_address"`, `"target0.display_name"`).
 * https://help.okta.com/en-us/content/topics/reports/reports_syslog.htm
 */
export function oktaRow(row: Row): Row {
  const event: Row = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell === '') continue;
    const path = column
      .replace(/^target(?=\d)/, 'target.')
      .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    event[path === 'timestamp' ? 'published' : path] = path.endsWith('.isProxy') ? cell === 'true' : cell;
  }
  return event;
}

/** Parameters by which requests name what has this type in the column beside its name. */
const NAMED = new Map<unknown, string>([
  ['AWS::S3::Bucket', 'bucketName'],
  ['AWS::IAM::User', 'userName'],
  ['AWS::IAM::Role', 'roleName'],
  ['AWS::IAM::Group', 'groupName'],
  ['AWS::IAM::Policy', 'policyArn'],
  ['AWS::IAM::AccessKey', 'accessKeyId'],
  ['AWS::EC2::Snapshot', 'snapshotId'],
  ['AWS::DynamoDB::Table', 'tableName'],
  ['AWS::Lambda::Function', 'functionName'],
  ['AWS::SecretsManager::Secret', 'secretId'],
  ['AWS::CloudTrail::Trail', 'trailName'],
]);

/**
 * CloudTrail's event history, downloaded as CSV: the columns of the console, in whatever choice. Of who acted it has the
 * name only; as JSON it has the whole events.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html
 */
export function cloudTrailRow(row: Row): Row {
  const cells = new Map(Object.entries(row).map(([column, cell]) => [column.toLowerCase(), cell]));
  const cell = (column: string) => (cells.get(column) === '' ? undefined : cells.get(column));
  const parameter = NAMED.get(cell('resource type'));
  return known({
    eventName: cell('event name'),
    eventTime: cell('event time'),
    eventSource: cell('event source'),
    eventID: cell('event id'),
    awsRegion: cell('aws region'),
    errorCode: cell('error code'),
    sourceIPAddress: cell('source ip address'),
    userAgent: cell('user agent'),
    userIdentity: known({
      type: 'Unknown',
      userName: cell('user name'),
      accessKeyId: cell('aws access key'),
    }),
    requestParameters: parameter === undefined ? undefined : { [parameter]: cell('resource name') },
  });
}

const JOINED = /^(userIdentity|requestParameters)(?:(sessionContext)(sessionIssuer|attributes))?([a-zA-Z]+)$/;

/**
 * CloudTrail's records with the names of nested fields joined, `userIdentityaccessKeyId`, as in the table of flaws.cloud's logs
 * that people learn on (https://www.kaggle.com/datasets/nobukim/aws-cloudtrails-dataset-from-flaws-cloud).
 */
export function joinedRow(row: Row): Row {
  const event: Row = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell === '') continue;
    const [, ...steps] = JOINED.exec(column) ?? ['', column];
    event[steps.filter((step) => step !== undefined).join('.')] = cell;
  }
  return event;
}

/** Google Cloud names what a resource is by words with underscores in them, such as `email_id`. */
const LABELS = 'resource_labels_';

/**
 * Records with the parts of a path joined by an underscore, as pandas does where it is told to, of vendors whose names have
 * none, but for Google Cloud's labels
 * (https://pandas.pydata.org/docs/reference/api/pandas.json_normalize.html, `sep`).
 */
export function underscoredRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [
      column.startsWith(LABELS)
        ? `resource.labels.${column.slice(LABELS.length)}`
        : column.replace(/(?<=.)_(?=.)/g, '.'),
      cell === '' ? undefined : cell,
    ]),
  );
}

/** What an activity of Google's Reports API has beside its events. */
const ACTIVITY = /^(actor|id|networkInfo)\.|^(ipAddress|ownerDomain)$/;

/** `primary_event`, `owner_is_shared_drive`, `is_suspicious`: a document may be called True as well. */
const BOOLEAN = /^(?:primary_event|billable|(?:\w+_)?is_\w+)$/;

/**
 * What `gam report` writes of Google's Reports API: a row for each event, its parameters in columns beside the activity's.
 * https://github.com/GAM-team/GAM/wiki/Reports
 */
export function gamRow(row: Row): Row {
  if (Object.keys(row).some((column) => /^(parameters|events?)\b/.test(column))) return row;
  const activity: Row = {};
  const parameters: Row = {};
  for (const [column, cell] of Object.entries(row)) {
    if (cell === undefined || cell === '' || column === 'name' || column === 'type') continue;
    const to = ACTIVITY.test(column) ? activity : parameters;
    to[column] = BOOLEAN.test(column) && (cell === 'True' || cell === 'False') ? cell === 'True' : cell;
  }
  return { ...activity, events: [known({ name: row['name'], type: row['type'], parameters })] };
}

/** A cell that says something, by the name of its column: some write a word where there is nothing. */
export const cellIn = (row: Row) => (column: string) => {
  const cell = row[column];
  return typeof cell !== 'string' || cell === '' || cell === 'None' ? undefined : cell;
};

/** As its API says it: https://developer.zendesk.com/api-reference/ticketing/account-configuration/audit_logs/ */
const ACTIONS_OF_ZENDESK = new Map([
  ['Created', 'create'],
  ['Updated', 'update'],
  ['Deleted', 'destroy'],
  ['Exported', 'exported'],
  ['Signed in', 'login'],
  ['Sign in', 'login'],
]);

/**
 * Zendesk's audit log as its admin centre exports it, which has no ids: "In the Zendesk API and CSV export file, audit log
 * timestamps appear in Coordinated Universal Time": https://support.zendesk.com/hc/en-us/articles/4408828001434
 */
export function zendeskRow(row: Row): Row {
  const cell = cellIn(row);
  const type = cell('Activity type') ?? cell('Type') ?? '';
  const [, of = 'item', label] = /^(?:([A-Z][A-Za-z ]{0,40}): )?(.*)$/s.exec(cell('Item') ?? '') ?? [];
  return known({
    action: ACTIONS_OF_ZENDESK.get(type) ?? type,
    source_type: of.toLowerCase().replaceAll(' ', '_'),
    source_label: label,
    actor_id: '',
    actor_name: cell('Actor'),
    ip_address: cell('IP address'),
    change_description: cell('Activity') ?? '',
    created_at: row['Time'],
  });
}
