import fc from 'fast-check';
import { expect } from 'vitest';
import { type Activity, KINDS, OUTCOMES } from '../../shared/activity.ts';
import { isHostile } from '../../shared/text.ts';
import { isPlausibleTime } from '../../shared/time.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';

/** Text that has broken parsers before, or that would cost a careless pattern minutes. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\u202e',
    '\ud800',
    'constructor',
    '__proto__',
    'toString',
    '0',
    '-1',
    '1e999',
    '{"id":',
    '[[[[',
    '2026-02-30T25:61:61Z',
    'x'.repeat(100_000),
    "'".repeat(50_001),
    '("/*--$$@'.repeat(10_000),
    'from a, join b '.repeat(5_000),
  ),
);

export const junk: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  // What fast-check calls a JSON value is one.
  fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>({}, [], [null], [[]], ['', 0], { id: {} }, { id: 1e308, name: ['x'] }),
);

type Change =
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'replace'; readonly at: number; readonly value: Json }
  | { readonly kind: 'retype'; readonly at: number }
  | { readonly kind: 'repeat'; readonly at: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.nat().map((at): Change => ({ kind: 'remove', at })),
  fc.tuple(fc.nat(), junk).map(([at, value]): Change => ({ kind: 'replace', at, value })),
  fc.nat().map((at): Change => ({ kind: 'retype', at })),
  fc.nat().map((at): Change => ({ kind: 'repeat', at })),
);

/** An event of which parts, at any depth, were removed, replaced, given another type or made very long. */
export function mutated(events: readonly JsonObject[]): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.constantFrom(...events), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([event, changes]) => changes.reduce<Json>(apply, event))
    .filter(isJsonObject);
}

function isJsonObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function apply(value: Json, { at, ...change }: Change): Json {
  const paths = pathsOf(value);
  const path = paths[at % paths.length] ?? [];
  switch (change.kind) {
    case 'remove':
      return update(value, path, () => undefined);
    case 'replace':
      return update(value, path, () => change.value);
    case 'retype':
      return update(value, path, retype);
    case 'repeat':
      return update(value, path, repeat);
  }
}

function retype(value: Json): Json {
  if (typeof value === 'string') return Number(value) || [value];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value[0] ?? {};
  return value === null ? '' : JSON.stringify(value);
}

function repeat(value: Json): Json {
  if (typeof value === 'string') return value.repeat(Math.ceil(20_000 / (value.length + 1)));
  if (Array.isArray(value))
    return Array.from({ length: 500 }, (_, index) => value[index % value.length] ?? 0);
  return Array.from({ length: 500 }, () => value);
}

function pathsOf(value: Json | undefined): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, field]) => pathsOf(field).map((path) => [key, ...path])),
  ];
}

function update(
  value: Json,
  [key, ...rest]: readonly string[],
  change: (old: Json) => Json | undefined,
): Json {
  if (key === undefined || typeof value !== 'object' || value === null) return change(value) ?? {};
  const entries: [string, Json][] = [];
  for (const [name, field] of Object.entries(value)) {
    const old = field ?? null;
    const next = name !== key ? old : rest.length > 0 ? update(old, rest, change) : change(old);
    if (next !== undefined) entries.push([name, next]);
  }
  return Array.isArray(value) ? entries.map(([, field]) => field) : Object.fromEntries(entries);
}

/** What every activity promises, whatever its event was. */
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
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
