import type { Actor, ActorType } from '../activity.ts';
import { emailOf, known } from './field.ts';
import { isTrue, type Read, textOf } from './github-values.ts';

export function actorOf(action: string, read: Read): Actor {
  const login = textOf(read('actor'));
  const token = textOf(read('token_id')) ?? textOf(read('hashed_token'));
  const access = textOf(read('programmatic_access_type'));
  return known({
    uid:
      textOf(read('actor_id')) ??
      (login === DEPLOY_KEY ? undefined : login?.toLowerCase()) ??
      (token === undefined ? nobodyOf(login, read) : `token ${token}`),
    type: actorTypeOf(action, login, access, isTrue(read('actor_is_bot')) || isTrue(read('actor_is_agent'))),
    // What the company's identity provider calls the actor.
    email: emailOf(textOf(read('external_identity_nameid'))),
    name: login,
    app: access === undefined ? undefined : accessName(access, read),
    // Tokens of apps and workflows live for hours.
    credential: access === undefined || HELD_BY_PEOPLE.test(access) ? token : undefined,
  });
}

/** What every deploy key is called, whichever it is: a key is one repository's. */
const DEPLOY_KEY = 'deploy_key';

/** Deploy keys and anonymous clones have no account. */
function nobodyOf(login: string | undefined, read: Read): string {
  const repository = textOf(read('repo')) ?? textOf(read('repository'));
  return login === undefined || repository === undefined
    ? (login ?? 'anonymous')
    : `${login} ${repository.toLowerCase()}`;
}

/** Tokens and keys that people hold live long, and which one it was matters; those of apps change by the hour. */
function accessName(access: string, read: Read): string {
  const name =
    textOf(read('user_programmatic_access_name')) ??
    (HELD_BY_PEOPLE.test(access) ? textOf(read('token_id')) : undefined);
  return name === undefined ? access : `${access} ${name}`;
}

/** Keys are told as `Public Key (User/Deploy)`. */
const HELD_BY_PEOPLE = /personal access token|^OAuth|public key/i;
/** On Enterprise Server the staff is the company's own: its site administrators, who enter as others and unlock. */
const STAFF = /^staff\.(?!(?:exit_)?fake_login$|(?:repo_)?unlock$)|_by_staff$|\.staff_(?:approve|decline)$/;

function actorTypeOf(
  action: string,
  login: string | undefined,
  access: string | undefined,
  isBot: boolean | undefined,
): ActorType {
  if (STAFF.test(action)) return 'vendor-staff';
  if (login?.toLowerCase() === 'github system' || login === DEPLOY_KEY) return 'service';
  if (isBot === true || login?.endsWith('[bot]')) return 'integration';
  if (access !== undefined && isApplication(action, access)) return 'integration';
  return login === undefined ? 'unknown' : 'user';
}

/**
 * Whoever clones by HTTPS without a token of his own has Git signed in by a credential manager, which does so by OAuth
 * (https://github.com/git-ecosystem/git-credential-manager): that does not make a program of him.
 */
function isApplication(action: string, access: string): boolean {
  return /^GitHub App/i.test(access) || (/^OAuth/i.test(access) && !action.startsWith('git.'));
}
