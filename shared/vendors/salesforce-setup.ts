import type { Actor, Kind } from '../activity.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { emailOf, firstText, known, object, text } from './field.ts';
import { outsideIf } from './outside.ts';
import { longId } from './salesforce-id.ts';
import { targetOf } from './target.ts';
import { type JsonObject, malformed, type Parsed } from './vendor.ts';

/**
 * A record of SetupAuditTrail, which everyone has and which keeps 180 days:
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_setupaudittrail.htm
 * `Display` is a sentence and may name customers: it stays here, but for the id or name of the user that it is about.
 */
export function isSetupAudit(event: JsonObject): boolean {
  return names(ACTION, event) && names(TIME, event) && ('Section' in event || 'section' in event);
}

const ACTION = ['Action', 'action'];
const TIME = ['CreatedDate', 'sfdc_created_date'];
const DISPLAY = ['Display', 'display'];
const MAX_DISPLAY = 2000;
/** Ids of users begin with 005. */
const USER = /\b005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b/;
const USERNAME = /[^\s@()[\]<>,;:"']{1,64}@[^\s@()[\]<>,;:"']{1,190}[\w]/;
const USER_ID = ['CreatedById', 'sfdc_created_by_id'];

function names(keys: readonly string[], event: JsonObject): boolean {
  return keys.some((key) => key in event);
}

export function parseSetupAudit(event: JsonObject): Parsed {
  const operation = firstText(event, ACTION);
  if (operation === undefined) return malformed('Action', 'expected what was done, such as PermSetAssign');
  const actor = actorOf(event);
  if (actor === undefined) return malformed('CreatedById', 'expected the id of the user');
  const id = text(event, 'Id');
  const kind = kindOf(operation);
  const about = (firstText(event, DISPLAY) ?? '').slice(0, MAX_DISPLAY);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(firstText(event, TIME)),
      kind,
      operation,
      // "Tracks changes that were made": what failed is not in it.
      outcome: 'success' as const,
      actor,
      target: targetOf(
        kindOfTarget('salesforce', kind, operation),
        actor,
        longId(USER.exec(about)?.[0]),
        USERNAME.exec(about)?.[0],
      ),
      resources: [],
      outside: outsideIf(kind, () => OUTSIDE.test(operation)),
    }),
  };
}

/** `DelegateUser`: somebody who logged in as this user did it, an administrator or support of Salesforce. */
function actorOf(event: JsonObject): Actor | undefined {
  const username =
    text(object(event, 'CreatedBy'), 'Username') ??
    firstText(event, ['CreatedByUsername', 'sfdc_created_by_username']);
  const uid = longId(firstText(event, USER_ID)) ?? username?.toLowerCase();
  if (uid === undefined) return undefined;
  const delegate = firstText(event, ['DelegateUser', 'delegate_user']);
  return known({
    uid,
    type:
      delegate !== undefined && /@salesforce\.com$/i.test(delegate)
        ? ('vendor-staff' as const)
        : ('user' as const),
    email: emailOf(username),
    name: username,
  });
}

/**
 * Actions are several hundred and Salesforce lists them nowhere; their names say what they touch. Checked against the
 * 500 that people have collected with a sentence of each, and against the lists of what monitors pass over. The first
 * that matches: what takes a protection away, what takes only access away or shows it otherwise, and then the rest.
 */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  // Which profile or permission set may run or open what: an audit by its name only.
  [/^SetupEntityAccessAudit_.*_Disabled/i, 'other'],
  [/^SetupEntityAccessAudit_/i, 'privilege'],
  [/AdminLogout$/i, 'other'],
  [/login_?as|suOrgAdminLog|suNetworkAdminLog/i, 'logon'],
  [
    /two_?factor|2fa|mfa|totp|u2f|identity_?verif|verificationmethod|authenticator|registere?dUserPhone|lightningLoginEnroll|sessionSecurityLevel|requiredSessionLevel/i,
    'mfa',
  ],
  [/(?:eventlog|transactionsecurity).*(?:OffOn|Created(?:En|Dis)abled)$/i, 'other'],
  [/audit|eventlog|eventmonitor|transactionsecurity|fieldhistory|history_field_untracked/i, 'logging'],
  [/dataexport|weeklyexport|exportdata|^export$/i, 'export'],
  [/samlconfig|authprovider/i, 'credential'],
  [/iprange|loginhours/i, 'privilege'],
  [
    /unassign|^deleted?|^removed|^revoked|^uninstalled|(?:removed|revoked|deleted?)$|DisableUserPerm|^secureGuest/i,
    'other',
  ],
  [
    /^recalc|calculation|UpdateFinished|(?:description|label|developername)change$|pagelayout|recordtype|tabset|custapp|profile(?:UI|Mgmt|Filtering)|socialprofiles|permsetsInField|^useSharingFor|^updated(?:group|queue)$/i,
    'other',
  ],
  [
    /password|changed(?:user)?email$|changedusername|changedfederationid|connectedapp|oauth|certificate|consumer|(?:named|external)credential|apikey|externalclientapp|(?:insert|change)Application|initialToken|serviceProvider|^installedpackagingapp|packageInstalled/i,
    'credential',
  ],
  [
    /outbound|remotesite|remoteproxy|externaldatasource|externalServices|eventrelay|changeDataCaptureCreated|cspTrusted|corswhitelist/i,
    'destination',
  ],
  [/sharing|owd|guest|publicsite|siteaccess|extAccess$|lpuAccess/i, 'share'],
  [
    /perm|profile|role|group|created\w*user$|^activateduser|^unfrozeuser|^unlockeduser|delegatedadmin|ipRelaxation|runtimeAccess|createAllowedEmailDomain|restrictEmailDomainsEnabledOnOff/i,
    'privilege',
  ],
];

/** What guests see, and sites without a login. */
const OUTSIDE = /guest|publicsite|siteaccess/i;

function kindOf(action: string): Kind {
  // Longer than any name: the time that some patterns take grows with the square of what they are shown.
  const name = action.slice(0, 200);
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
