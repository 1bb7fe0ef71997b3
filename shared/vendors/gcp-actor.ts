import type { Actor, ActorType } from '../activity.ts';
import { emailOf, isObject, known, list, object, pipelineIn, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/** Google's own identities; those of pools begin with `principal://`. */
const SUBJECT = /^(user|serviceAccount):([^@]{1,256}@[^@]{1,256})$/;
const SERVICE_ACCOUNT = /(?:\.|@)gserviceaccount\.com$|^system[:@]/;

/**
 * Nobody is named where a public object is read, and where Google redacts the caller of a refused read
 * (https://docs.cloud.google.com/logging/docs/audit#user-id).
 */
export function actorOf(payload: JsonObject): Actor {
  const info = object(payload, 'authenticationInfo');
  const principal = text(info, 'principalEmail');
  const subject = pipelineIn(text(info, 'principalSubject'));
  const [, sort, account] = SUBJECT.exec(subject ?? '') ?? [];
  const address = principal ?? account;
  const named = address?.toLowerCase() ?? subject;
  const uid = named === undefined || named === 'system:anonymous' ? 'anonymous' : named;
  const type = sort === 'serviceAccount' ? 'service' : typeOf(uid);
  return known({
    uid,
    type,
    email: type === 'user' ? emailOf(address) : undefined,
    name: address ?? subject,
    app: appOf(info),
    credential: keyOf(info),
  });
}

function keyOf(info: JsonObject | undefined): string | undefined {
  return /\/keys\/([^/]{1,128})$/.exec(text(info, 'serviceAccountKeyName') ?? '')?.[1];
}

function typeOf(uid: string): ActorType {
  if (uid === 'anonymous') return 'unknown';
  if (SERVICE_ACCOUNT.test(uid)) return 'service';
  // Workload identities of other clouds and pipelines; a workforce pool holds people.
  if (/^principal(?:Set)?:/.test(uid)) return uid.includes('/workforcePools/') ? 'user' : 'integration';
  return 'user';
}

/** The account behind an impersonated one, else the key it used, else the OAuth client. */
function appOf(info: JsonObject | undefined): string | undefined {
  const [delegate] = list(info, 'serviceAccountDelegationInfo');
  const delegation = isObject(delegate) ? delegate : undefined;
  const behind =
    text(object(delegation, 'firstPartyPrincipal'), 'principalEmail') ??
    pipelineIn(text(delegation, 'principalSubject'));
  if (behind !== undefined) return `impersonated by ${behind.replace(POOLS, '')}`;
  const key = keyOf(info);
  return key === undefined ? text(object(info, 'oauthInfo'), 'oauthClientId') : `key ${key}`;
}

/** Before the name of a pool: a reading keeps 64 letters of an application, and all subjects of all pools would be one. */
const POOLS =
  /^principal(?:Set)?:\/\/iam\.googleapis\.com\/(?:projects\/\d{1,20}\/)?locations\/global\/work(?:load|force)(?:Identity)?Pools\//;
