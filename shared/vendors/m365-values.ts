import { firstText, isObject, list } from './field.ts';
import type { JsonObject } from './vendor.ts';

/** A value of an array of `{Name, Value}` or `{Key, Value}` objects. */
export function namedValue(event: JsonObject, property: string, name: string): string | undefined {
  for (const item of list(event, property)) {
    if (isObject(item) && firstText(item, ['Name', 'Key']) === name)
      return firstText(item, ['Value', 'NewValue']);
  }
  return undefined;
}

export const MAX_VALUE = 16_000;

/** What a property was changed to. Values are JSON: `"Mail.Read"`, `""`. */
export function changed(event: JsonObject, name: string): string | undefined {
  const value = namedValue(event, 'ModifiedProperties', name)
    ?.slice(0, MAX_VALUE)
    .replace(/^[\s"[]+|[\s"\]]+$/g, '');
  return value === '' ? undefined : value;
}
