import type { Activity } from '../activity.ts';
import { isObject } from '../vendors/field.ts';
import type { JsonObject } from '../vendors/vendor.ts';

/** One event in eight, always the same ones: naming the fields of all of them would cost more than it tells. */
export function isSampled({ uid }: Pick<Activity, 'uid'>): boolean {
  return uid.charCodeAt(uid.length - 1) % 8 === 0;
}

const MAX_FIELDS = 128;
/** Longer or other names are keys of a map, such as ids, and no part of a form. */
const NAME = /^[A-Za-z_][A-Za-z_-]{0,39}$/;

/** Names down to the second level, as `client.userAgent`; names that hold digits are left out, as ids do. */
export function fieldsOf(event: JsonObject): string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(event)) {
    if (!NAME.test(name)) continue;
    names.push(name);
    if (isObject(value))
      for (const inner of Object.keys(value)) if (NAME.test(inner)) names.push(`${name}.${inner}`);
    if (names.length >= MAX_FIELDS) break;
  }
  return names.slice(0, MAX_FIELDS);
}
