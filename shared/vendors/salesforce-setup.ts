import type { Actor, Kind } from '../activity.ts';
import { parseTime } from '../time.ts';
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
      target: targetOf(kind, actor, longId(USER.exec(about)?.[0]), USERNAME.exec(about)?.[0]),
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

/** Actions are several hundred and not listed in one place; their names say what they touch. */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/login_?as|suOrgAdminLog|suNetworkAdminLog/i, 'logon'],
  [/two_?factor|2fa|mfa|totp|u2f|identity_?verif|verificationmethod/i, 'mfa'],
  [/audit|eventlog|eventmonitor|transactionsecurity|fieldhistory/i, 'logging'],
  [/dataexport|weeklyexport|exportdata/i, 'export'],
  [
    /password|changeduseremail|connectedapp|oauth|certificate|consumer|namedcredential|authprovider|samlconfig|apikey|externalclientapp/i,
    'credential',
  ],
  [/outbound|remotesite|remoteproxy|externaldatasource|eventrelay|cspTrusted|corswhitelist/i, 'destination'],
  [/sharing|owd|guest|publicsite|siteaccess/i, 'share'],
  [/perm|profile|role|group|createduser|activateduser|delegatedadmin|iprange|loginhours/i, 'privilege'],
];

/** What guests see, and sites without a login. */
const OUTSIDE = /guest|publicsite|siteaccess/i;

function kindOf(action: string): Kind {
  return KINDS.find(([pattern]) => pattern.test(action))?.[1] ?? 'other';
}
