import { known } from '../vendors/field.ts';
import { cellIn } from './console-rows.ts';
import type { Row } from './row.ts';

/**
 * Salesforce's setup audit trail as its page downloads it, of 180 days: `Action` is the sentence that the API calls `Display`, and
 * its own name of what was done is missing. Those of accounts, permissions, factors and applications are told by their
 * sentences, which people have collected; of another the operation is its section and how the sentence begins.
 * https://help.salesforce.com/s/articleView?id=xcloud.admin_monitorsetup.htm
 */
export function setupOfSalesforce(row: Row): Row {
  const cell = cellIn(row);
  const sentence = (cell('Action') ?? '').slice(0, MAX_SENTENCE);
  const section = cell('Section') ?? '';
  return known({
    CreatedDate: row['Date'],
    Action: actionOf(sentence) ?? `${section.replaceAll(' ', '')}.${FIRST_WORD.exec(sentence)?.[0] ?? ''}`,
    Section: section,
    Display: sentence,
    CreatedByUsername: cell('User'),
    DelegateUser: cell('Delegate User'),
  });
}

const MAX_SENTENCE = 2000;
/** Names of people and things come later in a sentence. */
const FIRST_WORD = /^[A-Z][a-z]{2,19}\b/;

/**
 * The first whose words a sentence begins with and, where there are two, has behind them. Names may hold the words of another: what
 * gives comes before what takes away, so that nobody hides a gift by what he calls it.
 */
const SENTENCES: readonly (readonly [action: string, begins: string, goesOn?: string])[] = [
  ['suOrgAdminLogin', 'Logged in using Login-As access for '],
  ['suOrgAdminLogout', 'Logged out using Login-As access for '],
  ['createduser', 'Created new user '],
  ['createdcustomersuccessuser', 'Created new Customer User '],
  ['createdpartneruser', 'Created new Partner User '],
  ['activateduser', 'Activated user '],
  ['deactivateduser', 'Deactivated user '],
  ['frozeuser', 'Froze user account for '],
  ['unfrozeuser', 'Unfroze user account for '],
  ['unlockeduser', 'Unlocked user '],
  ['changedpassword', 'Set new password for user '],
  ['resetpassword', 'Reset password for user '],
  ['changedemail', 'Changed email for user '],
  ['useremailchangesent', 'Email change attempted for user '],
  ['changedusername', 'Changed username for '],
  ['changedfederationid', 'Changed federation id for user '],
  ['changedprofileforuser', 'Changed profile for user '],
  ['changedroleforuser', 'Changed role for user '],
  ['insertTwoFactorInfo2', 'Time-Based Token added for '],
  ['deleteTwoFactorInfo2', 'Time-Based Token removed for '],
  ['insertTwoFactorWebAuthN', 'Security Key credential ', ' added for '],
  ['insertAuthenticatorPairing', 'Salesforce Authenticator pairing ', ' added for '],
  ['deleteAuthenticatorPairing', 'Salesforce Authenticator pairing ', ' removed for '],
  ['insertTwoFactorTempCode', 'Temporary verification code ', ' added for '],
  ['lightningloginenroll', 'Enrolled ', ' in Lightning Login'],
  ['PermSetGroupAssign', 'Permission set group ', ': assigned to user '],
  ['PermSetGroupUnassign', 'Permission set group ', ': unassigned from user '],
  ['PermSetLicenseAssign', 'Permission set license ', ': assigned to user '],
  ['PermSetLicenseUnassign', 'Permission set license ', ' removed from user '],
  ['PermSetAssign', 'Permission set ', ': assigned to user '],
  ['PermSetUnassign', 'Permission set ', ': unassigned from user '],
  ['PermissionSetGroupCalculationStarted', 'Permission set group calculation '],
  ['PermissionSetGroupCreate', 'Created permission set group '],
  ['PermissionSetGroupComponentAdd', 'Changed permission set group ', ' was added'],
  ['PermSetCreate', 'Created permission set '],
  ['PermSetEnableUserPerm', 'Changed permission set ', ' permission was changed from disabled to enabled'],
  ['PermSetDisableUserPerm', 'Changed permission set ', ' permission was changed from enabled to disabled'],
  ['PermSetEntityPermChanged', 'Changed permission set ', ' object permissions were changed '],
  [
    'SetupEntityAccessAudit_PermissionSet_ConnectedApplication_Enabled',
    'Changed permission set ',
    ' connected app is enabled',
  ],
  ['profilePermChangedCustom', 'Changed profile ', ' was changed from disabled to enabled'],
  ['profileOlpChangedCustom', 'Changed profile ', ' object permissions were changed '],
  [
    'SetupEntityAccessAudit_Profile_ConnectedApplication_EnabledCustom',
    'Changed profile ',
    ' connected app is enabled',
  ],
  ['loginIpRange', 'Added Login Ip Range '],
  ['loginasgrantedtosfdc', '', ' has granted salesforce.com login access '],
  ['loginasgrantedtopartnerbt', '', ' has granted user login access '],
  ['insertApplication', 'Created Connected App '],
  ['insertConnectedApplication', 'Installed Connected App '],
  ['deleteConnectedApplication', 'Uninstalled Connected App '],
  ['dynamicInitialTokenGeneration', 'Generated a new initial access token for connected app '],
  ['changeIpRelaxationPolicy', 'Changed connected app ', ' IP relaxation setting '],
  ['changeOauthDefaultScope', 'Changed connected app ', ' scopes from '],
  ['changeUserRuntimeAccessPolicy', 'Changed connected app ', ' Permitted Users setting '],
];

function actionOf(sentence: string): string | undefined {
  return SENTENCES.find(
    ([, begins, goesOn]) =>
      sentence.startsWith(begins) && (goesOn === undefined || sentence.includes(goesOn, begins.length)),
  )?.[0];
}
