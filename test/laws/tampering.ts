import fc from 'fast-check';
import { expect } from 'vitest';
import { type Activity, KINDS, OUTCOMES } from '../../shared/activity.ts';
import { isHostile } from '../../shared/text.ts';
import { isPlausibleTime } from '../../shared/time.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';

export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    '\u0000',
    '\u202e',
    '\ud800',
    'constructor',
    '__proto__',
    'toString',
    '0',
    '-1',
    '1e999',
    'x'.repeat(5000),
  ),
);
export const junk: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  // What fast-check calls a JSON value is one.
  fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(
    {},
    [],
    [null],
    [[]],
    { id: {} },
    { toString: 1, valueOf: 1 },
    { id: 1e308, name: ['x'] },
  ),
);

type Change = (value: Json) => Json | undefined;

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 3,
    arbitrary: junk.map(
      (replacement): Change =>
        () =>
          replacement,
    ),
  },
  fc.constantFrom<Change>(() => undefined, retype, enlarge),
);

/** One of these events, in which some parts, at any depth, are missing, junk, of another type or very large. */
export function tampered(events: readonly JsonObject[]): fc.Arbitrary<Json> {
  return fc
    .tuple(fc.constantFrom(...events), fc.array(fc.tuple(fc.nat(), change), { maxLength: 4 }))
    .map(([event, changes]) => changes.reduce<Json>((value, [at, make]) => changeAt(value, at, make), event));
}

function retype(value: Json): Json {
  if (typeof value === 'string') return Number(value) || [value];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value[0] ?? {};
  return value === null ? '' : JSON.stringify(value);
}

function enlarge(value: Json): Json {
  if (typeof value === 'string') return value.repeat(Math.ceil(20_000 / (value.length + 1)));
  return Array.from({ length: 60 }, () => (Array.isArray(value) ? (value[0] ?? 0) : value));
}

function changeAt(value: Json, at: number, make: Change): Json {
  const paths = pathsOf(value);
  return update(value, paths[at % paths.length] ?? [], make) ?? null;
}

function pathsOf(value: Json | undefined): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, field]) => pathsOf(field).map((path) => [key, ...path])),
  ];
}

function update(value: Json, [key, ...rest]: readonly string[], make: Change): Json | undefined {
  if (key === undefined || typeof value !== 'object' || value === null) return make(value);
  const entries = Object.entries(value).map(([name, field]) => [
    name,
    name === key ? update(field ?? null, rest, make) : field,
  ]);
  if (Array.isArray(value)) return entries.map(([, field]) => (field ?? null) as Json);
  return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
}

/** What every layer after decoding relies on. */
export function expectSound(activity: Activity): void {
  expect(activity.uid).toMatch(/^[0-9a-f]{16}$/);
  expect(isPlausibleTime(activity.time) && Number.isInteger(activity.time)).toBe(true);
  expect(KINDS).toContain(activity.kind);
  expect(OUTCOMES).toContain(activity.outcome);
  expect(activity.resources.length).toBeLessThanOrEqual(16);
  for (const count of Object.values(activity.volume ?? {}))
    expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
  for (const shown of textsOf(activity))
    expect(shown.length <= 256 && !isHostile(shown) && shown !== 'undefined').toBe(true);
  expect(JSON.parse(JSON.stringify(activity))).toEqual(activity);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
