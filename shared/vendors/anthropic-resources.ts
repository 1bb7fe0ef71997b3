import type { Actor, Kind, Resource, Target } from '../activity.ts';
import { firstText, isObject, known, list, text } from './field.ts';
import { targetOf } from './target.ts';
import type { JsonObject } from './vendor.ts';

const MAX_LISTED = 100;

/**
 * What an activity touched. The fields of a type lie flat in the event: `claude_file_id`, `group_id` beside
 * `group_name`, `target_id` beside `target_type`. New types bring new fields of the same forms.
 */
export function resourcesOf(event: JsonObject): Resource[] {
  const resources: Resource[] = [];
  for (const key of Object.keys(event)) {
    // What begins with a line was put there by whoever loads it: `_fivetran_id`.
    const field = /^[^_].*_id$/.test(key) ? idOf(key) : undefined;
    const uid = field === undefined ? undefined : text(event, key);
    if (field === undefined || uid === undefined) continue;
    const type = text(event, field.typeKey) ?? field.type;
    resources.push(known({ type, uid, name: firstText(event, field.nameKeys) }));
  }
  for (const member of list(event, 'member_ids').slice(0, MAX_LISTED))
    if (typeof member === 'string' && member !== '') resources.push({ type: 'user', uid: member });
  const invited = text(event, 'invited_email') ?? text(event, 'invitee_email');
  if (invited !== undefined) resources.push({ type: 'user', uid: invited.toLowerCase() });
  for (const key of ['audience', 'resources'])
    for (const item of list(event, key).slice(0, MAX_LISTED)) {
      const touched = isObject(item) ? itemOf(item) : undefined;
      if (touched !== undefined) resources.push(touched);
    }
  return resources;
}

const ACCOUNT_ID = /(?:^|_)(?:user|service_account)_id$/;
const ACCOUNT_TYPE = /^(?:user|organization_member)$/;
const ACCOUNT_EMAIL = [
  'user_email',
  'target_user_email',
  'invited_email',
  'invitee_email',
  'member_email',
  'email',
];

/** A key that is made is an account: where it is used, it is the actor. */
const KEY_ID = /^(?:admin_|scoped_|platform_)?api_key_id$/;

/** `user_id`, `target_user_id`, `service_account_id`, the first of the members, or the key. */
export function accountOf(event: JsonObject, kind: Kind, actor: Actor): Target | undefined {
  if (kind === 'logon') return undefined;
  const key = Object.keys(event).find((name) => ACCOUNT_ID.test(name) && text(event, name) !== undefined);
  const [member] = list(event, 'member_ids');
  const target = ACCOUNT_TYPE.test(text(event, 'target_type') ?? '') ? text(event, 'target_id') : undefined;
  const uid =
    (key === undefined ? undefined : text(event, key)) ??
    target ??
    (typeof member === 'string' && member !== '' ? member : undefined) ??
    firstText(
      event,
      Object.keys(event).filter((name) => KEY_ID.test(name)),
    );
  return targetOf(kind, actor, uid, firstText(event, ACCOUNT_EMAIL));
}

interface IdField {
  readonly type: string;
  readonly typeKey: string;
  readonly nameKeys: readonly string[];
}

/** Ids that name no thing that was touched; the last ones are Panther's (https://docs.panther.com/search/panther-fields). */
const NOT_TOUCHED = new Set([
  '_id',
  'organization_id',
  'request_id',
  'session_id',
  'api_request_id',
  'trace_id',
  'p_row_id',
  'p_source_id',
]);
const MAX_MEMO = 500;
const MAX_KEY = 100;
const MEMO = new Map<string, IdField | undefined>();

/** Remembering is only speed: the same few keys come with every event. */
function idOf(key: string): IdField | undefined {
  if (MEMO.has(key)) return MEMO.get(key);
  const field = NOT_TOUCHED.has(key) ? undefined : readId(key.slice(0, -'_id'.length));
  if (MEMO.size >= MAX_MEMO) MEMO.clear();
  if (key.length <= MAX_KEY) MEMO.set(key, field);
  return field;
}

function readId(stem: string): IdField {
  return {
    type: stem.replace(/^claude_|^deleted_/, '').replaceAll('_', '-'),
    typeKey: `${stem}_type`,
    nameKeys: [`${stem}_name`, `${stem}_email`, ...(/file|document/.test(stem) ? ['filename'] : [])],
  };
}

/** `{type: "public"}`, `{type: "user", user_id, role}`, `{type, id}`: whom something was shared with, or what was used. */
function itemOf(item: JsonObject): Resource | undefined {
  const type = text(item, 'type');
  if (type === undefined) return undefined;
  const uid = firstText(item, ['id', `${type}_id`]);
  return uid === undefined ? { type: 'audience', uid: type } : { type, uid };
}
