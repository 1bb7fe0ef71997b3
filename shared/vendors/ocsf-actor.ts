import type { Actor, ActorType, Draft, Kind } from '../activity.ts';
import { emailOf, firstText, known, number, object, text } from './field.ts';
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
  const uid = uidOf(user);
  if (uid !== undefined) {
    const email = emailOf(text(user, 'email_addr'));
    const role = roleOf(user, actor);
    return known({
      uid: role ?? uid,
      type: role === undefined ? typeOf(user, email) : ('service' as const),
      email,
      name: firstText(user, ['full_name', 'name']),
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
    firstText(user, ['uid', 'uid_alt']) ??
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

/** Of AWS: the part behind the colon is what the caller called the session, unless people sign in to the role. */
const ROLE = /^(AROA\w{1,60}):(?!.*@)/s;

function roleOf(user: JsonObject | undefined, actor: JsonObject | undefined): string | undefined {
  const issuer = text(object(actor, 'session'), 'issuer');
  if (text(user, 'type') !== 'AssumedRole' || issuer?.includes('AWSReservedSSO_') === true) return undefined;
  return ROLE.exec(uidOf(user) ?? '')?.[1];
}

/** `type_id` of a user: User, Admin, System, Service. */
const TYPES: readonly (ActorType | undefined)[] = [undefined, 'user', 'user', 'service', 'service'];

function typeOf(user: JsonObject | undefined, email: string | undefined): ActorType {
  const type = TYPES[number(user, 'type_id') ?? 0];
  if (type !== undefined) return type;
  const word = text(user, 'type') ?? '';
  if (/service|system/i.test(word)) return 'service';
  return email !== undefined || /user|admin/i.test(word) ? 'user' : 'unknown';
}
