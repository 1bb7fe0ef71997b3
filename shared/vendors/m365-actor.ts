import type { Actor, ActorType, Kind } from '../activity.ts';
import { emailOf, firstText, isObject, known, list, number, object, text } from './field.ts';
import { actingAppOf, PRINCIPAL } from './m365-apps.ts';
import type { JsonObject } from './vendor.ts';

/** `UserType`; 1 is reserved. */
const ACTOR_TYPES: readonly ActorType[] = [
  'user',
  'unknown',
  'user',
  // Administrators in Microsoft's data centres.
  'vendor-staff',
  'service',
  'integration',
  'integration',
  'service',
  'service',
  // Technicians of a partner who manages the tenant.
  'vendor-staff',
  'user',
];

/** The same in words, which Sentinel's OfficeActivity has in place of the numbers. */
const USER_TYPES =
  'regular reserved admin dcadmin system application serviceprincipal custompolicy systempolicy partnertechnician guest'.split(
    ' ',
  );

const NOBODY = /^(?:not available|unknown|anonymous|)$/i;
/**
 * The system accounts of Exchange and SharePoint, by their names and by the identifier (`S-1-5-18`,
 * https://learn.microsoft.com/en-us/windows-server/identity/ad-ds/manage/understand-security-identifiers). Records of
 * what they do by themselves carry the type of users or of administrators in data centres, and `ExternalAccess`.
 */
const SYSTEM = /^(?:NT AUTHORITY\\+SYSTEM\b|SHAREPOINT\\+system$|S-1-5-18$)/i;
/** What applications do in SharePoint by themselves has this one name, whichever it is. */
const EVERY_APP = /^app@sharepoint$/i;
/** Forms that look like addresses and are none: `app@sharepoint`, links opened without an account. */
const NO_PERSON = /^(?:app@sharepoint|urn:)/i;
/**
 * `urn:spo:guest#bob@example.net`: an outsider who opened what was shared with this address, to which SharePoint had sent a code:
 * https://learn.microsoft.com/en-us/sharepoint/what-s-new-in-sharing-in-targeted-release
 */
const GUEST = /^urn:spo:guest#/i;
/**
 * `i:0#.f|membership|alice@example.com`, the claim by which SharePoint knows a person of Entra:
 * https://learn.microsoft.com/en-us/troubleshoot/sharepoint/security/i0e-and-c0-claim-encoding-prefixes
 */
const CLAIM = /^i:0[^|]{1,8}\|membership\|(?=[^|]+@)/i;

/**
 * The user's name, because it alone is the same in all workloads: `UserKey` is an object id at sign-in, a PUID in
 * Exchange and a claim in SharePoint.
 */
export function actorOf(record: JsonObject, kind: Kind): Actor | undefined {
  const userId = text(record, 'UserId')?.replace(CLAIM, '');
  const key = text(record, 'UserKey');
  const name = userId === undefined || NOBODY.test(userId) ? nameIn(record) : userId;
  const uid =
    (EVERY_APP.test(userId ?? '') ? appIdOf(record)?.toLowerCase() : undefined) ??
    (PRINCIPAL.test(userId ?? '') ? actingAppOf(record, userId ?? '') : undefined) ??
    (userId === undefined || NOBODY.test(userId) ? (usable(key) ?? name ?? userId) : userId.toLowerCase());
  const type = actorTypeOf(record, kind, userId);
  const address = userId?.replace(GUEST, '');
  if (uid === undefined)
    return NAMES.every((field) => (record[field] ?? null) === null)
      ? known({ uid: 'unknown', type: type === 'user' ? ('unknown' as const) : type, app: appOf(record) })
      : undefined;
  return known({
    uid,
    type,
    email: type === 'user' && !NO_PERSON.test(address ?? '') ? emailOf(address) : undefined,
    name: name ?? userId,
    app: appOf(record),
  });
}

const NAMES = ['UserId', 'UserKey'];

function usable(key: string | undefined): string | undefined {
  return key === undefined || NOBODY.test(key) ? undefined : key;
}

const MAX_IDS = 100;

/** Entra lists an actor's ids by type: 5 is the user's name, 1 the name of a service. */
function nameIn(record: JsonObject): string | undefined {
  const actors = list(record, 'Actor').slice(0, MAX_IDS).filter(isObject);
  const found =
    actors.find((actor) => number(actor, 'Type') === 5) ??
    actors.find((actor) => number(actor, 'Type') === 1);
  return firstText(found, ['ID', 'Id']);
}

function actorTypeOf(record: JsonObject, kind: Kind, userId: string | undefined): ActorType {
  if (SYSTEM.test(userId ?? '')) return 'service';
  // Set where Microsoft's staff, or a delegated administrator, ran a cmdlet.
  if (record['ExternalAccess'] === true) return 'vendor-staff';
  if (EVERY_APP.test(userId ?? '')) return 'integration';
  if (/^urn:spo:anon/i.test(userId ?? '')) return 'unknown';
  const word = (text(record, 'UserType') ?? '').toLowerCase();
  const userType = USER_TYPES.includes(word) ? USER_TYPES.indexOf(word) : number(record, 'UserType');
  // Where somebody kept no more than a few fields, the name still tells a person.
  const isPerson = () => !NO_PERSON.test(userId ?? '') && emailOf(userId) !== undefined;
  const type = ACTOR_TYPES[userType ?? (isPerson() ? 0 : 1)] ?? 'unknown';
  // Steps of a person's sign-in come before the person is known.
  return type === 'service' && kind === 'logon' ? 'user' : type;
}

function appOf(record: JsonObject): string | undefined {
  const access = object(record, 'AppAccessContext');
  const named = text(access, 'ClientAppName') ?? text(record, 'ApplicationDisplayName');
  const name = named === undefined || NOBODY.test(named) ? undefined : named;
  const id = appIdOf(record);
  return name !== undefined && id !== undefined ? `${name} (${id})` : (name ?? id);
}

function appIdOf(record: JsonObject): string | undefined {
  return (
    text(object(record, 'AppAccessContext'), 'ClientAppId') ??
    firstText(record, ['ClientAppId', 'ApplicationId', 'AppId'])
  );
}
