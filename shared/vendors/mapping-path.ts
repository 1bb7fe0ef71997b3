import { parseJson } from '../decode/json.ts';
import { plainPath } from './field.ts';
import type { Condition, Part, Pattern, Pointer, Text } from './mapping-format.ts';
import type { Json, JsonObject } from './vendor.ts';

/** Compiles the small language of mapping files: pointers, texts, patterns and conditions. All of them total. */

export function compilePointer(pointer: Pointer): (from: Json) => Json | undefined {
  const [first = step(''), ...rest] = tokensOf(pointer).map(step);
  const [second, ...others] = rest;
  if (second === undefined) return first;
  return (from) => {
    const inside = first(from);
    let value = inside === undefined ? undefined : second(inside);
    for (const next of others) {
      if (value === undefined) return undefined;
      value = next(value);
    }
    return value;
  };
}

function tokensOf(pointer: Pointer): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The keys of the event of which a pointer begins with one. */
export function firstTokens(pointer: Pointer): readonly string[] {
  const [token = ''] = tokensOf(pointer);
  const names = PATH_NAME.test(token) ? [token, token.split('.', 1)[0] ?? ''] : [token];
  return [...new Set(names.flatMap((name) => [name, name.toLowerCase()]))];
}

function step(token: string): (parent: Json) => Json | undefined {
  const index = /^(?:0|[1-9]\d{0,5})$/.test(token) ? Number(token) : undefined;
  // An object's own fields are all that count; of most names no object has another.
  const isOwn = !(token in Object.prototype);
  // Columns of lakes have no capitals.
  const quiet = token.toLowerCase();
  const path = PATH_NAME.test(token) ? compilePointer(`/${token.replaceAll('.', '/')}`) : undefined;
  return (parent) => {
    const value = typeof parent === 'string' ? jsonInside(parent) : parent;
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) return index === undefined ? undefined : value[index];
    const found = (value as JsonObject)[token];
    const child = isOwn || Object.hasOwn(value, token) ? found : undefined;
    if (child !== undefined) return child;
    if (quiet !== token && Object.hasOwn(value, quiet)) return (value as JsonObject)[quiet];
    return path?.(value);
  };
}

/** `event.name`, by which tables name what lies in `event`: it is read as that, and mostly written in a mapping as it stands there. */
const PATH_NAME = /^[^./~]+(?:\.[^./~]+)+$/;

/** Some exporters write a nested object as its JSON text; longer ones are left alone, for speed. */
const MAX_INSIDE = 16_384;

export function jsonInside(value: string): Json | undefined {
  const looksLikeJson = value.startsWith('{') || value.startsWith('[');
  return looksLikeJson && value.length <= MAX_INSIDE ? parseJson(value) : undefined;
}

/** Text that is not empty; numbers and booleans as text. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export type ReadText = (from: JsonObject) => string | undefined;

/** `as`: what is taken of a field's value. */
export function compileText(
  text: Text,
  as: (value: Json | undefined) => string | undefined = textOf,
): ReadText {
  const parts = asList<Part>(text).map((part) => compilePart(part, as));
  const [only] = parts;
  if (only === undefined) return nothing;
  if (parts.length === 1) return only;
  return (from) => {
    for (const part of parts) {
      const value = part(from);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

const nothing: ReadText = () => undefined;

/** Of what may be an address the one that its server takes it for: `//export` is `/export`. */
export function compileAddress(text: Text): ReadText {
  return compileText(text, (value) => {
    const written = textOf(value);
    return written === undefined ? undefined : plainAddress(written);
  });
}

function compilePart(part: Part, as: (value: Json | undefined) => string | undefined): ReadText {
  if (typeof part === 'string') {
    const read = compilePointer(part);
    return (from) => as(read(from));
  }
  if ('value' in part) {
    const value = String(part.value);
    return () => value;
  }
  if ('segment' in part) {
    const read = compilePointer(part.of);
    return (from) => idAt(textOf(read(from)), part.segment);
  }
  const [first, ...rest] = part.join.map((one) => compileText(one, as));
  return (from) => {
    // Without its first part a joined name would be taken for another one.
    const start = first?.(from);
    if (start === undefined) return undefined;
    return [start, ...rest.map((read) => read(from))]
      .filter((value) => value !== undefined)
      .join(part.with ?? '.');
  };
}

const MAX_ADDRESS = 1000;

/** Of an address the path as its server takes it, however it was written; any other text as it is. */
function plainAddress(text: string): string {
  // Nearly all are written so already, and every condition of a mapping asks.
  if (!ODD.test(text)) return text;
  return text.replace(ADDRESS, (_, host: string, path: string) => host + plainPath(path));
}

const ODD = /%|(?:^|[^:])\/\/|\/\.{0,2}(?:[?#]|$)|\/\.{1,2}\//;
const ADDRESS = /^((?:https?:\/\/[^/?#]*)?)(\/[^?#]*)/i;

/**
 * Of an address's path alone: queries may hold what was searched for. Ids hold a digit, names of collections none; what has
 * other signs may be somebody's address.
 */
const ID = /^(?=.*\d)[\w-]{1,64}$/;

function idAt(address: string | undefined, at: number): string | undefined {
  const [path = ''] = address?.slice(0, MAX_ADDRESS).split(/[?#]/, 1) ?? [];
  const segment = plainAddress(path)
    .replace(/^https?:\/\/[^/]*/i, '')
    .split('/')
    [at + 1]?.replace(/\.[a-z]{2,5}$/, '');
  return segment !== undefined && ID.test(segment) ? segment : undefined;
}

/** The field to name when nothing was found, as `actor.id`. */
export function pathOf(text: Text): string {
  const [part] = asList<Part>(text);
  if (part === undefined) return '';
  if (typeof part === 'string') return part.slice(1).replaceAll('/', '.');
  if ('segment' in part) return pathOf(part.of);
  return 'join' in part ? pathOf(part.join[0] ?? []) : '';
}

const MAX_MEMO = 1000;
const MAX_MEMO_LENGTH = 128;

/** What a text stands for: the entry of that very name, else the pattern with the most letters that fits. */
export function compileTable<T>(entries: Readonly<Record<Pattern, T>>): (text: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  const patterns: { readonly pieces: readonly string[]; readonly length: number; readonly value: T }[] = [];
  for (const [pattern, value] of Object.entries(entries)) {
    const pieces = pattern.split('*');
    if (pieces.length === 1) known.set(pattern, value);
    else patterns.push({ pieces, length: pattern.length - pieces.length, value });
  }
  if (patterns.length === 0) return (text) => known.get(text);
  patterns.sort((a, b) => b.length - a.length);
  // Remembering is only speed: operations recur, and a vendor may have hundreds of patterns.
  const mostKnown = known.size + MAX_MEMO;
  return (text) => {
    if (known.has(text)) return known.get(text);
    const value = patterns.find(({ pieces }) => fits(text, pieces))?.value;
    if (known.size < mostKnown && text.length <= MAX_MEMO_LENGTH) known.set(text, value);
    return value;
  };
}

/** Whether a name is among these; all are where none is given. */
export function compileNames(patterns: readonly Pattern[] = ['*']): (text: string) => boolean {
  const isNamed = compileTable(Object.fromEntries(patterns.map((pattern) => [pattern, true])));
  return (text) => isNamed(text) === true;
}

/** `pieces` are what stands between the stars. Linear in the text, whatever the pattern. */
function fits(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

export type Holds = (event: JsonObject) => boolean;

export function compileCondition(condition: Condition = {}): Holds {
  const fields = Object.entries(condition).map(([pointer, values]) => ({
    read: compileText(pointer),
    allows: compileNames(asList<Pattern>(values)),
  }));
  return (event) =>
    fields.every(({ read, allows }) => {
      const value = read(event);
      if (value === undefined) return false;
      if (allows(value)) return true;
      const plain = plainAddress(value);
      return plain !== value && allows(plain);
    });
}

export function asList<T>(value: T | readonly T[]): readonly T[] {
  // Of the two only the list is an array: T is never one here.
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
