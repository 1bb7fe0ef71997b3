import type { Actor, Kind, Target } from '../activity.ts';
import { aliasOf } from './aws-identity.ts';
import { object, text } from './field.ts';
import { targetOf } from './target.ts';
import type { JsonObject } from './vendor.ts';

/**
 * Whose keys, password, factor or role a call changed. Requests of IAM name a user only, never the id (`AIDA…`) that
 * he has as a caller: without an answer that has it, he is known by his alias, and by his address where his name is one.
 */
export function accountOf(event: JsonObject, kind: Kind, actor: Actor): Target | undefined {
  // A role that is assumed is no account of somebody else's: its sessions have it as their caller.
  if (kind === 'logon') return undefined;
  const request = object(event, 'requestParameters');
  const answer = object(event, 'responseElements');
  const user = object(answer, 'user');
  const uid =
    text(user, 'userId') ?? text(object(answer, 'role'), 'roleId') ?? directoryUserOf(event, request, answer);
  const name = text(request, 'userName') ?? text(user, 'userName');
  const alias = text(event, 'eventSource') === 'iam.amazonaws.com' ? aliasOf(event, name) : undefined;
  const isActor = name !== undefined && name === text(object(event, 'userIdentity'), 'userName');
  return isActor ? undefined : targetOf(kind, actor, uid, name, alias);
}

/** People of IAM Identity Center: https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html */
const DIRECTORIES = new Set([
  'identitystore.amazonaws.com',
  'sso-directory.amazonaws.com',
  'sso.amazonaws.com',
]);

function directoryUserOf(
  event: JsonObject,
  request: JsonObject | undefined,
  answer: JsonObject | undefined,
): string | undefined {
  if (!DIRECTORIES.has(text(event, 'eventSource') ?? '')) return undefined;
  const principal = text(request, 'principalType') === 'USER' ? text(request, 'principalId') : undefined;
  const named = principal ?? text(request, 'userId') ?? text(object(request, 'memberId'), 'userId');
  // Of one that is made, the answer has the id.
  return named ?? text(answer, 'userId');
}
