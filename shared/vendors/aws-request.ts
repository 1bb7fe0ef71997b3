import { isObject, list, object, text } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/** The account whose trail has the event. */
export function ownAccountOf(event: JsonObject): string | undefined {
  return text(event, 'recipientAccountId') ?? text(object(event, 'userIdentity'), 'accountId');
}

/** What stands somewhere in a request: where, in lower case (`/replicationconfiguration/rule/destination/account`), and what. */
export interface Part {
  readonly at: string;
  readonly value: string | JsonObject;
}

/** More than the 20 kB of a policy hold: harmless ones that come first must hide none. */
export const MAX_ENTRIES = 1000;
const MAX_DEPTH = 8;
/** Longer than all that are read here. */
const MAX_NAME = 64;

/**
 * Texts of a request, however deep, and the statements of policies whole. CloudTrail has a policy as an object or as its
 * text, and services wrap what their references describe in elements of their own.
 */
export function partsOf(parent: JsonObject | undefined, above = '', depth = 0): Part[] {
  return Object.keys(parent ?? {}).flatMap((name) => {
    const at = `${above}/${name.slice(0, MAX_NAME).toLowerCase()}`;
    return many(parent, name)
      .slice(0, MAX_ENTRIES)
      .flatMap((item): Part[] => {
        // Whoever writes a policy may begin it with blanks.
        const inner = object({ item: typeof item === 'string' ? item.trimStart() : item }, 'item');
        if (inner === undefined) return typeof item === 'string' ? [{ at, value: item }] : [];
        if (at.endsWith('/statement')) return [{ at, value: inner }];
        return depth < MAX_DEPTH ? partsOf(inner, at, depth + 1) : [];
      });
  });
}

/** What stands alone where a list would be long; tables hold the text of a list. */
export function many(parent: Json | undefined, name: string): readonly Json[] {
  if (!isObject(parent)) return [];
  const items = list(parent, name);
  const value = parent[name];
  return items.length > 0 || value === undefined || Array.isArray(value) ? items : [value];
}
