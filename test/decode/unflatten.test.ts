import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unflattened } from '../../shared/decode/unflatten.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';

const key = fc.stringMatching(/^[a-z]{1,4}$/);
const leaf: fc.Arbitrary<Json> = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    // Deep ones are rare: of those that are full to that depth each would have ten thousand leaves.
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.dictionary(key, tie('tree'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    fc.array(tie('tree'), { minLength: 1, maxLength: 12 }),
  ) as fc.Arbitrary<Json>,
}));

function flattened(value: Json, path: string): [string, Json][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) => flattened(inner ?? null, `${path}.${name}`));
}

describe('an object whose keys are paths', () => {
  test('is the object that they were made of, whatever that was', () => {
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 4, noNullPrototype: true }), (event) => {
        const flat = Object.fromEntries(
          Object.entries(event).flatMap(([name, value]) => flattened(value, name)),
        );
        // Beyond that it is left as it is.
        fc.pre(Object.keys(flat).length <= 1000);
        const isFlat = Object.keys(flat).every((name) => !name.includes('.'));
        expect(unflattened(flat)).toEqual(isFlat ? undefined : event);
      }),
    );
  });

  test('has lists where all steps are numbers below a hundred, and nothing else is one', () => {
    expect(unflattened({ 'a.0': 'x', 'a.1': 'y' })).toEqual({ a: ['x', 'y'] });
    expect(unflattened({ 'a{}.b': 'x' })).toEqual({ a: [{ b: 'x' }] });
    expect(unflattened({ 'a.99': 'x' })).toEqual({ a: ['x'] });
    for (const step of ['100', '01', 'x1', '1x', '-1'])
      expect(unflattened({ [`a.${step}`]: 'x' })).toEqual({ a: { [step]: 'x' } });
    expect(unflattened({ 'a.0': 'x', 'a.b': 'y' })).toEqual({ a: { 0: 'x', b: 'y' } });
  });

  test("has the names of Dropbox's unions, which begin with a dot", () => {
    expect(unflattened({ 'a..tag': 'x', 'a.b.0..tag': 'y' })).toEqual({
      a: { '.tag': 'x', b: [{ '.tag': 'y' }] },
    });
    expect(unflattened({ 'a..tags': 'x' })).toBeUndefined();
  });

  test('has lists that were left whole where they belong, but not what has a dot in its name and holds an object', () => {
    expect(unflattened({ 'a.b': 'x', 'a.c': [{ d: 1 }], 'e.f': { g: 1 } })).toEqual({
      a: { b: 'x', c: [{ d: 1 }] },
      'e.f': { g: 1 },
    });
  });

  test('keeps the value that came first where paths contradict each other', () => {
    expect(unflattened({ a: 1, 'a.b': 2, 'c.d': 3, c: 4 })).toEqual({ a: 1, c: { d: 3 } });
    expect(unflattened({ 'a.b': 1, 'a.b.c': 2 })).toEqual({ a: { b: 1 } });
  });

  test('may lead ten steps down and through a thousand keys; beyond that it is left as it is', () => {
    const deep = (steps: number): JsonObject => ({ [Array(steps).fill('a').join('.')]: 1 });
    expect(JSON.stringify(unflattened(deep(10)))).toBe(`${'{"a":'.repeat(10)}1${'}'.repeat(10)}`);
    expect(unflattened(deep(11))).toBeUndefined();
    const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}.x`, i]));
    expect(unflattened(wide(1000))).toMatchObject({ k999: { x: 999 } });
    expect(unflattened(wide(1001))).toBeUndefined();
  });

  test.each<[string, JsonObject]>([
    ['none is a path', { a: 1, b: { 'c.d': 1 } }],
    ['a dot stands at an end or beside another', { '.a': 1, 'b.': 2, 'c..d': 3 }],
    ['what has a dot in its name holds an object or a list', { 'user.created': { id: '1' }, 'a.b': [1] }],
  ])('is one only if there are paths: not where %s', (_, value) => {
    expect(unflattened(value)).toBeUndefined();
  });

  test('may hold what is empty', () => {
    expect(unflattened({ 'a.b': {}, 'a.c': [], 'a.d': null })).toEqual({ a: { b: {}, c: [], d: null } });
  });
});
