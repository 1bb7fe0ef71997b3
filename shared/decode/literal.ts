import type { Json } from '../vendors/vendor.ts';
import { parseJson } from './json.ts';

const MAX_LENGTH = 64 * 1024;
const MAX_DEPTH = 16;

/** What was nested, out of a text in which programs other than those for JSON write it; undefined for anything else. */
export function literalIn(text: string): Json | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (/^(?:\{|\[\{?)'|^\[?Row\(/.test(text)) return pythonIn(text);
  return /^\[?\{\w+=/.test(text) ? structIn(text) : undefined;
}

/**
 * `{'type': 'Root', 'mfa': None}`, as pandas writes the cells of its tables, and `Row(email='x')`, what Spark gave it. A quote that nothing closes is left with all that
 * follows it, which is then no JSON: looked for from each of them, the end would cost the square of what there is.
 */
function pythonIn(text: string): Json | undefined {
  return parseJson(
    text.replace(
      /'((?:[^'\\]|\\.)*)('?)|"((?:[^"\\]|\\.)*)("?)|\b(None|True|False)\b|(\bRow\()|\b(\w+)=|\)/gs,
      (
        all,
        single?: string,
        closed?: string,
        double?: string,
        closedToo?: string,
        word?: string,
        row?: string,
        name?: string,
      ) => {
        if (word !== undefined) return WORDS[word] ?? 'null';
        if (row !== undefined) return '{';
        if (name !== undefined) return `${JSON.stringify(name)}:`;
        if (all === ')') return '}';
        return closed || closedToo ? JSON.stringify(unescaped(single ?? double ?? '')) : all;
      },
    ),
  );
}

const WORDS: Readonly<Record<string, string>> = { True: 'true', False: 'false' };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|(.))/gis,
    (_, short?: string, long?: string, one = '') => {
      const code = short ?? long;
      return code === undefined ? (ESCAPES[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16));
    },
  );
}

const END_IN_STRUCT = /, (?=\w+=)|\}/g;
const END_IN_LIST = /, |\]/g;

/**
 * `{type=Root, sessioncontext={attributes=null}}`, as Athena writes structs in what its queries result in:
 * https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html. A text ends where a name follows, or its struct ends.
 * Nothing marks what in it is part of a text: a name that stands twice was written by whoever chose one, such as his own, and then
 * nobody can say whose the struct is.
 */
function structIn(text: string): Json | undefined {
  let at = 0;

  function value(ends: RegExp, depth: number): Json | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (text[at] === '{') return struct(depth);
    if (text[at] === '[') return list(depth);
    ends.lastIndex = at;
    const end = ends.exec(text);
    if (end === null) return undefined;
    const scalar = text.slice(at, end.index);
    at = end.index;
    return scalar === 'null' ? null : scalar;
  }

  function struct(depth: number): Json | undefined {
    const fields = new Map<string, Json>();
    while (text[at] !== '}') {
      at += fields.size === 0 ? 1 : 2;
      const name = /^\w+(?==)/.exec(text.slice(at, at + 100))?.[0];
      if (name === undefined || fields.has(name)) return undefined;
      at += name.length + 1;
      const inner = value(END_IN_STRUCT, depth + 1);
      if (inner === undefined) return undefined;
      fields.set(name, inner);
    }
    at++;
    return Object.fromEntries(fields);
  }

  function list(depth: number): Json | undefined {
    const items: Json[] = [];
    if (text[at + 1] === ']') at++;
    while (text[at] !== ']') {
      at += items.length === 0 ? 1 : 2;
      const item = value(END_IN_LIST, depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    at++;
    return items;
  }

  const whole = value(END_IN_STRUCT, 0);
  return at === text.length ? whole : undefined;
}
