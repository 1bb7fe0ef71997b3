import { parseJson } from '../../shared/decode/json.ts';
import { parseAddress } from '../../shared/network.ts';
import { parseTime } from '../../shared/time.ts';
import { emailOf } from '../../shared/vendors/field.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { grouped, plural } from '../../shared/words.ts';
import type { LogRecord } from '../input/records.ts';
import { table } from '../render/table.ts';
import type { View } from './view.ts';

const MAX_PATHS = 3000;
const MAX_DEPTH = 16;

interface Node {
  readonly types: Map<string, number>;
  readonly children: Map<string, Node>;
  /** It has had too many names for those of fields. */
  isMap: boolean;
}

/**
 * Keys and types without any value, safe to share: keys that could be values themselves (an address, a number, an
 * id, the keys of what looks like a map) are replaced. Tells which keys are always there.
 */
export function shapeView(json: boolean): View {
  const root = emptyNode();
  let paths = 0;
  let unreadable = 0;

  function child(parent: Node, name: string): Node | undefined {
    const known = parent.children.get(name);
    if (known !== undefined || paths >= MAX_PATHS) return known;
    paths++;
    const made = emptyNode();
    parent.children.set(name, made);
    if (parent === root || parent.children.size <= MOST_FIELDS) return made;
    parent.isMap = true;
    paths -= foldNames(parent, () => true);
    return parent.children.get(A_KEY);
  }

  function walk(value: Json, node: Node, depth: number): void {
    count(node.types, typeOf(value), 1);
    if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return;
    const isList = Array.isArray(value);
    for (const [key, inner] of Object.entries(value)) {
      const to = child(node, isList ? '[]' : nameIn(node, key));
      if (to !== undefined) walk(inner ?? null, to, depth + 1);
    }
  }

  return {
    readsValues: true,
    start: () => [],
    record(_index, _decoded, record) {
      const value = contentOf(record);
      if (value === undefined) unreadable++;
      else walk(value, root, 0);
      return [];
    },
    *end(records) {
      foldMaps(root, true);
      const found = [...pathsOf(root, '')].sort(([a], [b]) => (a < b ? -1 : 1));
      if (json) {
        for (const [path, types] of found) yield JSON.stringify({ path, types: Object.fromEntries(types) });
        return;
      }
      yield `${plural(records, 'record')}${unreadable > 0 ? `, ${grouped(unreadable)} of them not JSON` : ''}`;
      yield* table(
        found.map(([path, types]) => [
          path === '' ? '(record)' : path,
          Array.from(types, ([type, times]) => `${type} ${grouped(times)}`).join(', '),
        ]),
      );
      if (paths >= MAX_PATHS) yield `Only the first ${grouped(MAX_PATHS)} keys are shown.`;
      if (found.length > 0)
        yield 'Before you share it, see that no key is the name of somebody or something.';
    },
  };
}

function emptyNode(): Node {
  return { types: new Map(), children: new Map(), isMap: false };
}

function count(types: Map<string, number>, type: string, times: number): void {
  types.set(type, (types.get(type) ?? 0) + times);
}

function* pathsOf({ types, children }: Node, path: string): Generator<[string, Map<string, number>]> {
  if (types.size > 0) yield [path, types];
  for (const [name, inner] of children)
    yield* pathsOf(inner, name === '[]' || path === '' ? `${path}${name}` : `${path}.${name}`);
}

const A_KEY = '<key>';
/** Of an object that has more, the names are not those of fields. */
const MOST_FIELDS = 200;
/** So many names of values of one type, few of them in any one object, are not those of fields either. */
const MANY_ALIKE = 12;

/**
 * Names beside a key that is a value, and many names of things that are alike, are keys of a map as well. Of a record itself
 * only those of objects are: the columns of a table may be called anything, and hold texts alone.
 */
function foldMaps(node: Node, isRecord = false): void {
  const { children, types } = node;
  const rare = (inner: Node) => 2 * seen(inner) < (types.get('object') ?? 0) || types.get('object') === 1;
  const all = [...children].flatMap(([name, inner]) => (name === '[]' ? [] : [inner]));
  const [first] = all;
  const areAlike = all.length >= MANY_ALIKE && all.every((inner) => rare(inner) && isLike(inner, first));
  const isMap = isRecord ? areAlike && first?.types.has('object') === true : areAlike || children.has(A_KEY);
  if (isMap) foldNames(node, rare);
  for (const inner of children.values()) foldMaps(inner);
}

function isLike({ types }: Node, other: Node | undefined): boolean {
  return types.size === 1 && [...types.keys()].every((type) => other?.types.has(type));
}

function seen({ types }: Node): number {
  return [...types.values()].reduce((sum, times) => sum + times, 0);
}

/** How many paths there are less. */
function foldNames({ children }: Node, which: (inner: Node) => boolean): number {
  const folded = [...children].filter(([name, inner]) => name !== '[]' && (name === A_KEY || which(inner)));
  const into = emptyNode();
  let fewer = -1;
  for (const [name, inner] of folded) {
    children.delete(name);
    fewer += 1 + merge(inner, into);
  }
  children.set(A_KEY, into);
  return fewer;
}

function merge(from: Node, into: Node): number {
  let fewer = 0;
  for (const [type, times] of from.types) count(into.types, type, times);
  for (const [name, inner] of from.children) {
    const known = into.children.get(name);
    if (known === undefined) into.children.set(name, inner);
    else fewer += 1 + merge(inner, known);
  }
  return fewer;
}

function contentOf(record: LogRecord): Json | undefined {
  if (record.kind === 'row') return record.row;
  return record.kind === 'text' ? parseJson(record.text) : undefined;
}

/** Letters, digits and what separates words, not looking like an id: the alphabet of field names. */
const FIELD_NAME = /^[A-Za-z_@$#][A-Za-z_$#:. -]*\d{0,3}[A-Za-z_.-]*$/;
/** As AWS writes ids of keys and roles, some of which have no digit. */
const CAPITALS = /^[A-Z]{16,}$/;

function nameIn({ children, isMap }: Node, key: string): string {
  if (children.has(key)) return key;
  const isName =
    key.length <= 64 && FIELD_NAME.test(key) && !CAPITALS.test(key) && emailOf(key) === undefined;
  return isName && !isMap ? key : A_KEY;
}

/** For texts what they look like, which is what a parser has to know. */
function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value !== 'string') return typeof value;
  if (value === '') return 'empty text';
  if (/^-?\d+(\.\d+)?$/.test(value)) return 'text of digits';
  if (parseTime(value) !== undefined) return 'text of a time';
  if (parseAddress(value) !== undefined) return 'text of an address';
  if (emailOf(value) !== undefined) return 'text of an e-mail';
  return /^\s*[[{]/.test(value) ? 'text of JSON' : 'text';
}
