import { isObject } from '../vendors/field.ts';
import type { Recognise } from '../vendors/recognise.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';

/** Entries of a list that are looked at: a page may begin with what its vendor ignores. */
const LOOKED_AT = 10;

/** The one list, under whatever name, of which some vendor knows an entry: a page of an API that nobody was told of. */
export function knownList(value: JsonObject, recognise: Recognise): readonly Json[] | undefined {
  const known = listsIn(value).filter(([, list]) =>
    list.slice(0, LOOKED_AT).some((entry) => isObject(entry) && recognise(entry) !== undefined),
  );
  return known.length === 1 ? known[0]?.[1] : undefined;
}

/** Fields that a page may have beside its list: an event has more, and lists of its own. */
const MAX_BESIDE = 5;
const NAME = /^[A-Za-z][A-Za-z_-]{0,31}$/;

export interface Page {
  /** Undefined where the name could be more than a name. */
  readonly name: string | undefined;
  readonly entries: readonly Json[];
}

/** What looks like a page of events, read or not. */
export function pageIn(value: Json | undefined): Page | undefined {
  if (!isObject(value) || hasMore(value, MAX_BESIDE + 1)) return undefined;
  const [only, ...others] = listsIn(value);
  if (only === undefined || others.length > 0) return undefined;
  const [name, entries] = only;
  return { name: NAME.test(name) ? name : undefined, entries };
}

/** Lists of objects. */
function listsIn(value: JsonObject): [string, readonly Json[]][] {
  const found: [string, readonly Json[]][] = [];
  for (const name in value) {
    const list = value[name];
    if (Array.isArray(list) && isObject(list[0])) found.push([name, list]);
  }
  return found;
}

/** Without a list of all names, of which there may be thousands. */
function hasMore(value: JsonObject, than: number): boolean {
  let fields = 0;
  for (const _ in value) if (++fields > than) return true;
  return false;
}
