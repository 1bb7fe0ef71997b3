import type { Actor, ActorType, Draft, Kind } from '../activity.ts';
import { emailOf, firstText, known, number, object, pipelineIn, text } from './field.ts';
import { ACCOUNT_CHANGE, AUTHENTICATION } from './ocsf-classes.ts';
import { targetOf } from './target.ts';
import type { JsonObject } from './vendor.ts';

/** In Authentication `user` is who signs in; in the other identity classes, whom something is done to. */
export function actorOf(event: JsonObject, classUid: number): Actor {
  const actor = object(event, 'actor');
  const by = object(actor, 'user');
  const subject = object(event, 'user');
  const user =
    classUid === AUTHENTICATION ? (subject ?? by) : classUid === ACCOUNT_CHANGE ? (by ?? subject) : by;
  const app = appOf(actor);
  const credential = credentialOf(event, user);
  const service = text(user, 'type') === 'AWSService' ? text(actor, 'invoked_by') : undefined;
  if (service !== undefined) return { uid: service, type: 'service' };
  const uid = uidOf(user);
  if (uid !== undefined) {
    const session = sessionOf(user, actor);
    const email = emailOf(text(user, 'email_addr') ?? session?.person);
    return known({
      uid: session?.uid ?? uid,
      type: session?.type ?? typeOf(user, email),
      email,
      name: firstText(user, ['full_name', 'name']) ?? session?.person ?? session?.role,
      app,
      credential,
    });
  }
  const program = app ?? firstText(object(actor, 'process'), ['name', 'uid']);
  return program === undefined
    ? { uid: 'unknown', type: 'unknown' }
    : known({ uid: program.toLowerCase(), type: 'integration' as const, name: program, app });
}

/** In the classes that manage accounts, `user` is who is managed. */
export function accountOf(event: JsonObject, classUid: number, kind: Kind, actor: Actor): Draft['target'] {
  const user = object(event, 'user');
  return classUid === AUTHENTICATION
    ? undefined
    : targetOf(kind, actor, uidOf(user), text(user, 'email_addr'));
}

/** "For example, AWS Access Key ID": temporary keys of AWS are sessions. */
function credentialOf(event: JsonObject, user: JsonObject | undefined): string | undefined {
  const session = object(object(event, 'actor'), 'session') ?? object(event, 'session');
  const uid = text(user, 'credential_uid') ?? text(session, 'credential_uid');
  return uid?.startsWith('ASIA') ? undefined : uid;
}

function uidOf(user: JsonObject | undefined): string | undefined {
  const account = object(user, 'account');
  return (
    pipelineIn(firstText(user, ['uid', 'uid_alt'])) ??
    firstText(user, ['email_addr', 'name'])?.toLowerCase() ??
    firstText(account, ['uid', 'name'])
  );
}

/** Name and id together: an application can borrow a name, not an id. */
function appOf(actor: JsonObject | undefined): string | undefined {
  const name = text(actor, 'app_name');
  const uid = text(actor, 'app_uid');
  return name !== undefined && uid !== undefined && name !== uid
    ? `${name} (${uid})`
    : (name ?? uid ?? text(actor, 'invoked_by'));
}

interface Session {
  readonly uid: string;
  readonly type: ActorType | undefined;
  /** Of IAM Identity Center, who names its sessions by their people. */
  readonly person: string | undefined;
  readonly role: string | undefined;
  readonly called?: string | undefined;
}

/** What whoever opened a session of AWS called it, as the native reading tells it. */
export function sessionNameOf(event: JsonObject): string | undefined {
  const actor = object(event, 'actor');
  return sessionOf(object(actor, 'user'), actor)?.called;
}

/**
 * Of AWS: the part behind the colon is what the caller called the session, unless people sign in to the role; and the user
 * behind a federated one is who opened it. Whoever could choose his account by a name would be a new one each time.
 */
const PRINCIPAL = /^(AROA\w{1,60}):(.{1,128})$/s;
const ROLE = /:assumed-role\/([^/]{1,128})\//;
const OF_PEOPLE = /:(?:assumed-)?role\/(?:aws-reserved\/sso\.amazonaws\.com\/.*)?AWSReservedSSO_/;

/** CloudTrail's `principalId` is `uid`; since OCSF 1.1 it is `uid_alt`, and `uid` the ARN of the session. */
function sessionOf(user: JsonObject | undefined, actor: JsonObject | undefined): Session | undefined {
  const type = text(user, 'type');
  const issuer = text(object(actor, 'session'), 'issuer') ?? '';
  const [arn = '', alternative = ''] = [text(user, 'uid'), text(user, 'uid_alt')];
  if (type === 'FederatedUser' && issuer !== '')
    return { uid: issuer, type: 'user', person: undefined, role: undefined, called: arn.split('/')[1] };
  if (type !== 'AssumedRole') return undefined;
  const [uid, role, name] = PRINCIPAL.exec(alternative) ?? PRINCIPAL.exec(arn) ?? [];
  if (uid === undefined || role === undefined || name === undefined) return undefined;
  if (OF_PEOPLE.test(arn) || OF_PEOPLE.test(issuer))
    return { uid, type: 'user', person: name, role: undefined };
  return { uid: role, type: 'service', person: undefined, role: ROLE.exec(arn)?.[1], called: name };
}

/** `type_id` of a user: User, Admin, System, Service. */
const TYPES: readonly (ActorType | undefined)[] = [undefined, 'user', 'user', 'service', 'service'];

function typeOf(user: JsonObject | undefined, email: string | undefined): ActorType {
  const type = TYPES[number(user, 'type_id') ?? 0];
  if (type !== undefined) return type;
  const word = text(user, 'type') ?? '';
  if (/service|system/i.test(word)) return 'service';
  return email !== undefined || /user|admin|^root$/i.test(word) ? 'user' : 'unknown';
}
