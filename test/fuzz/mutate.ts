import { gzipSync } from 'node:zlib';
import type { Random } from '../../cli/corpus/random.ts';
import type { Json } from '../../shared/vendors/vendor.ts';

/** Values that have broken parsers elsewhere: numbers, dates, names of objects' own parts, Unicode, patterns. */
const VALUES: readonly Json[] = [
  null, true, 0, -1, 1e308, -1e-308, 2 ** 53, 2 ** 32, 1772442930, 1772442930.5,
  '', ' ', '0', '-0', '1e999', 'NaN', 'Infinity', '0x10', '١٢٣', '+99999-01-01T00:00:00.000Z', '2026-02-30',
  '2026-03-02T09:15:30.123456789+14:01', '0000-00-00 00:00:00', '1772442930.99999999999999999999', 'now',
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '\u0000', '\u202e\u2066', '\ud800', '\ufeff',
  'a\u0300\u0301\u0302\u0303\u0304'.repeat(40), '\u{1f468}\u200d\u{1f469}'.repeat(200), 'İ'.repeat(300), 'ß'.repeat(300),
  'a'.repeat(30_000), `${'a'.repeat(20_000)}!`, `${'a@'.repeat(5_000)}`, `${'a.'.repeat(5_000)}@example.com`,
  `${' '.repeat(20_000)}x`, `${'0'.repeat(20_000)}`, `${'1.'.repeat(9_000)}`, `${'('.repeat(9_000)}`, `${'"'.repeat(9_000)}`,
  `SELECT ${'('.repeat(5_000)}`, `SELECT * FROM ${'a.'.repeat(5_000)}b`, `${'/*'.repeat(5_000)}`, `${"'".repeat(9_001)}`,
  `Mozilla/5.0 ${'(X11; '.repeat(3_000)}`, `${'Chrome/1.'.repeat(3_000)}`, '::ffff:192.0.2.1', `${':'.repeat(5_000)}`,
  'fe80::1%eth0', '192.0.2.1:443', '0300.0250.0.1', `arn:aws:s3:::${'a/'.repeat(5_000)}`, '=cmd|calc', '<@everyone>',
  '\u001b[2J', '[x](https://example.com)', [], {}, [[]], { a: 1 }, ['a', 1, null], { __proto__x: 1 },
]; // biome-ignore format: a list that is read by its lines

type Mutation = (random: Random, text: string) => string;

/** Changes of the parsed event, at a place drawn at random. */
function structural(change: (random: Random, value: Json) => Json | undefined): Mutation {
  return (random, text) => {
    const value = parse(text);
    if (value === undefined) return text;
    const paths = pathsOf(value);
    return JSON.stringify(changeAt(value, random.pick(paths), (part) => change(random, part)) ?? null);
  };
}

const MUTATIONS: readonly Mutation[] = [
  structural((random) => random.pick(VALUES)),
  structural((random) => random.pick(VALUES)),
  structural(() => undefined),
  structural((random, value) => Array.from({ length: random.pick([0, 2, 50, 400]) }, () => value)),
  structural((random, value) => nested(value, random.pick([3, 60, 600]))),
  structural((_, value) => JSON.stringify(value)),
  structural((_, value) => Buffer.from(JSON.stringify(value)).toString('base64')),
  structural((_, value) => gzipSync(JSON.stringify(value)).toString('base64')),
  (random, text) => text.replace('{', `{"${random.pick(['__proto__', 'constructor', 'toString'])}":{"x":1},`),
  (random, text) => text.slice(0, random.between(0, text.length)),
  (random, text) => {
    const at = random.between(0, text.length);
    return (
      text.slice(0, at) +
      random.pick(['"', '}', ']', ',', '\\', '\u0000', '\n', '\r', '\t', ';', '\ufeff']) +
      text.slice(at)
    );
  },
  (random, text) =>
    Array.from({ length: random.pick([2, 30]) }, () => text).join(
      random.pick(['\n', '\r\n', ',', '', '\n\n']),
    ),
  (_, text) => `[${text}]`,
  (random, text) => `<${random.between(0, 200)}>1 2026-03-02T09:15:30Z host app - - - ${text}`,
  (_, text) => tableOf(text),
];

/** One of the seeds, changed a few times. */
export function mutated(random: Random, seeds: readonly string[]): string {
  let text = random.pick(seeds);
  for (let changes = random.pick([1, 1, 2, 3, 5]); changes > 0 && text.length < MAX_LENGTH; changes--)
    text = random.pick(MUTATIONS)(random, text);
  return text.slice(0, MAX_LENGTH);
}

/** A record of the stream has at most 1 MiB. */
const MAX_LENGTH = 256 * 1024;

function nested(value: Json, levels: number): Json {
  let outer = value;
  for (let level = 0; level < levels; level++) outer = level % 2 === 0 ? [outer] : { data: outer };
  return outer;
}

function tableOf(text: string): string {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return text;
  const cells = Object.entries(value).map(([name, cell]) => [
    name,
    typeof cell === 'string' ? cell : JSON.stringify(cell),
  ]);
  const line = (texts: readonly (string | undefined)[]) =>
    texts.map((one = '') => `"${one.replaceAll('"', '""')}"`).join(',');
  return `${line(cells.map(([name]) => name))}\n${line(cells.map(([, cell]) => cell))}\n`;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

const MAX_PATHS = 400;

function pathsOf(value: Json): string[][] {
  const found: string[][] = [[]];
  const queue: { readonly value: Json; readonly path: string[] }[] = [{ value, path: [] }];
  for (let next = queue.shift(); next !== undefined && found.length < MAX_PATHS; next = queue.shift())
    if (typeof next.value === 'object' && next.value !== null)
      for (const [key, field] of Object.entries(next.value)) {
        const path = [...next.path, key];
        found.push(path);
        queue.push({ value: field ?? null, path });
      }
  return found;
}

function changeAt(
  value: Json,
  [key, ...rest]: readonly string[],
  change: (part: Json) => Json | undefined,
): Json | undefined {
  if (key === undefined || typeof value !== 'object' || value === null) return change(value);
  if (Array.isArray(value))
    return value.flatMap((part: Json, index) => {
      if (String(index) !== key) return [part];
      const changed = changeAt(part, rest, change);
      return changed === undefined ? [] : [changed];
    });
  const changed = Object.entries(value).map(
    ([name, part]) => [name, name === key ? changeAt(part ?? null, rest, change) : part] as const,
  );
  return Object.fromEntries(changed.filter(([, part]) => part !== undefined)) as Json;
}
