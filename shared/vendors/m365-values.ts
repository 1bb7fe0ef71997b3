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
    .replace(/^[\s"[]+/, '');
  return value === undefined ? undefined : withoutEnd(value) || undefined;
}

/** Without the quotes, brackets and blanks that it ends in: a pattern would begin anew at each of them that it has inside. */
function withoutEnd(value: string): string {
  let end = value.length;
  while (end > 0 && /[\s"\]]/.test(value[end - 1] ?? '')) end--;
  return value.slice(0, end);
}
