import type { Kind, Resource } from '../activity.ts';
import { plainPath, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * A call of the Compliance API. With one key it lists and reads the chats, files and projects of everybody, so it is
 * told apart by what it asked for: https://platform.claude.com/docs/en/api/compliance
 */
export interface Call {
  readonly kind: Kind;
  readonly resources: readonly Resource[];
}

const MAX_URL = 2000;
const PATH = /^(?:https?:\/\/[^/?#]*)?(\/[^?#]*)/;
/** Contents of one thing; everything else that is fetched is a list or a description. */
const CONTENT = /\/(?:content|messages)$|\/documents\/\{id\}$/;

export function callOf(event: JsonObject): Call {
  const method = text(event, 'request_method')?.toUpperCase() ?? 'GET';
  const asked = PATH.exec(text(event, 'url')?.slice(0, MAX_URL) ?? '')?.[1];
  const path = asked === undefined ? undefined : plainPath(asked);
  const template = path === undefined ? undefined : templateOf(path);
  const resources: Resource[] = template === undefined ? [] : [{ type: 'endpoint', uid: template }];
  if (method !== 'GET') return { kind: 'other', resources };
  const isContent = template !== undefined && CONTENT.test(template);
  return isContent
    ? { kind: 'read', resources: [...resources, ...thingsOf(path ?? '')] }
    : { kind: 'list', resources };
}

/** One name for all chats instead of one each. */
function templateOf(path: string): string {
  return path
    .split('/')
    .map((part, index) => (isId(part, index) ? '{id}' : part))
    .join('/');
}

/** A part with a digit in it is an id, but for the version. */
function isId(part: string, index: number): boolean {
  return index > 1 && /\d/.test(part);
}

/** `/v1/compliance/apps/chats/claude_chat_01…/messages` is a read of that chat. */
function thingsOf(path: string): Resource[] {
  const parts = path.split('/');
  return parts.flatMap((part, index) =>
    isId(part, index) ? [{ type: (parts[index - 1] ?? '').replace(/s$/, ''), uid: part }] : [],
  );
}
