import { isObject } from '../vendors/field.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';

/** What an event holds under a field: each item of a list on its own, and null where the list is empty. */
export type ReadField = (event: JsonObject) => readonly Json[];

/**
 * Reads `a.b.c`, through lists, also where a key is itself written with a dot. A name that is not there is looked
 * for once more without regard to case: many public rules write Okta's `eventType` as `eventtype`.
 */
export function compilePath(path: string): ReadField {
  const segments = path.split('.');
  const names = segments.map((_, at) =>
    segments.slice(at).map((__, length) => nameOf(segments.slice(at, at + length + 1).join('.'))),
  );
  return (event) => {
    const values: Json[] = [];
    collect(event, names, 0, 0, values);
    return values;
  };
}

interface Name {
  readonly name: string;
  readonly lower: string;
}

function nameOf(name: string): Name {
  return { name, lower: name.toLowerCase() };
}

/** Lists in lists; deeper ones hold nothing that a rule could name. */
const MAX_LISTS = 8;

/** `names[at]` holds the next segment, the next two as one key, and so on. */
function collect(
  value: Json,
  names: readonly (readonly Name[])[],
  at: number,
  lists: number,
  values: Json[],
): void {
  if (Array.isArray(value)) {
    if (value.length === 0 && at === names.length) values.push(null);
    if (lists < MAX_LISTS) for (const item of value) collect(item, names, at, lists + 1, values);
  } else if (at === names.length) values.push(value);
  else if (isObject(value))
    for (const [length, name] of (names[at] ?? []).entries()) {
      const child = childOf(value, name);
      if (child !== undefined) collect(child, names, at + length + 1, lists, values);
    }
}

function childOf(parent: JsonObject, { name, lower }: Name): Json | undefined {
  if (Object.hasOwn(parent, name)) return parent[name];
  for (const key in parent) if (key.length === name.length && key.toLowerCase() === lower) return parent[key];
  return undefined;
}

/** Every key and every value of an event, in no particular order; it may nest as deeply as it likes. */
export function everything(event: JsonObject): Json[] {
  const values: Json[] = [];
  const open: Json[] = [event];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) for (const item of next) open.push(item);
    else if (isObject(next))
      for (const key in next) {
        values.push(key);
        const value = next[key];
        if (value !== undefined) open.push(value);
      }
    else values.push(next);
  }
  return values;
}
