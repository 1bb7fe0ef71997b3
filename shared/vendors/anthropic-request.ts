import type { Kind, Resource } from '../activity.ts';
import { text } from './field.ts';
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
  const path = PATH.exec(text(event, 'url')?.slice(0, MAX_URL) ?? '')?.[1];
  const template = path === undefined ? undefined : templateOf(path);
  const resources = template === undefined ? [] : [{ type: 'endpoint', uid: template }];
  if (method !== 'GET') return { kind: 'other', resources };
  return { kind: template !== undefined && CONTENT.test(template) ? 'read' : 'list', resources };
}

/** One name for all chats instead of one each: a part with a digit in it is an id, but for the version. */
function templateOf(path: string): string {
  return path
    .split('/')
    .map((part, index) => (index > 1 && /\d/.test(part) ? '{id}' : part))
    .join('/');
}
