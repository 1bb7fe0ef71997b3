import type { Json, JsonObject } from '../vendors/vendor.ts';

const MAX_KEYS = 1000;
const MAX_STEPS = 10;
const INDEX = /^(?:0|[1-9]\d?)$/;

/**
 * An object whose keys are paths, such as `actor.id` and `target.0.type` or `target{}.type` of tables and searches,
 * with the objects and lists that they lead through. Undefined if no key is one: what holds an object has a dot in its
 * name, as in OpenAI's log.
 */
export function unflattened(value: JsonObject): JsonObject | undefined {
  if (!hasPath(value)) return undefined;
  const root: Branch = new Map();
  let keys = 0;
  for (const key in value) {
    // A list beside paths was left whole, as pandas leaves it: there a name with a dot is a path as well.
    const steps = isPath(key, Array.isArray(value[key]) ? null : value[key])
      ? key.replaceAll('{}', '.0').split(STEP)
      : [key];
    keys++;
    place(root, keys > MAX_KEYS || steps.length > MAX_STEPS ? [key] : steps, value[key]);
  }
  const whole = objectOf(root);
  // Otherwise a key that is left as it is would be looked at again, for ever.
  return hasPath(whole) ? undefined : whole;
}

/** A name that begins or ends with a dot, or has two in a row, is no path, but for Dropbox's `.tag`: `actor..tag`. */
const NO_PATH = /^\.|\.\.(?!tag\b)|\.$/;
const STEP = /(?<!\.)\./;

function isPath(key: string, value: Json | undefined): boolean {
  return key.includes('.') && !NO_PATH.test(key) && !isNested(value);
}

function isNested(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function hasPath(value: JsonObject): boolean {
  for (const key in value) if (key.includes('.') && isPath(key, value[key])) return true;
  return false;
}

type Branch = Map<string, Branch | { readonly leaf: Json | undefined }>;

/** Where a path leads through a value that is there already, the value stays. */
function place(branch: Branch, steps: readonly string[], leaf: Json | undefined): void {
  const [first = '', ...rest] = steps;
  const next = branch.get(first);
  if (rest.length === 0) {
    if (next === undefined) branch.set(first, { leaf });
    return;
  }
  if (next === undefined) {
    const made: Branch = new Map();
    branch.set(first, made);
    place(made, rest, leaf);
  } else if (next instanceof Map) place(next, rest, leaf);
}

function objectOf(branch: Branch): JsonObject {
  // As JSON.parse does it: a key named __proto__ is a key.
  return Object.fromEntries(Array.from(branch, ([key, next]) => [key, jsonOf(next)]));
}

function jsonOf(next: Branch | { readonly leaf: Json | undefined }): Json | undefined {
  if (!(next instanceof Map)) return next.leaf;
  const isList = [...next.keys()].every((key) => INDEX.test(key));
  return isList ? Array.from(next.values(), (item) => jsonOf(item) ?? null) : objectOf(next);
}
