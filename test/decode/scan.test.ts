import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backslashesBefore, createScan, endOfScalar } from '../../shared/decode/scan.ts';

const string = fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', '}', '[', ']', ',', '\n') });
const leaf = fc.oneof(string, fc.integer(), fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.dictionary(string, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));
const nested = fc.oneof(
  fc.dictionary(string, value, { maxKeys: 4 }),
  fc.array(value, { maxLength: 4 }) as fc.Arbitrary<unknown>,
);

describe('the end of an object or list', () => {
  test('is found behind it, whatever texts it holds and whatever comes before and after', () => {
    fc.assert(
      fc.property(nested, string, string, (one, before, after) => {
        const text = JSON.stringify(one);
        const scan = createScan(before.length);
        expect(scan.end(before + text + after)).toBe(before.length + text.length);
      }),
    );
  });

  test('is found as soon as it is there, however it arrives and whatever was forgotten meanwhile', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(nested, steps, (one, all) => {
        const text = JSON.stringify(one);
        const scan = createScan(0);
        let held = '';
        let gone = 0;
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const [size, forgets] = all[turn % all.length] ?? [1, false];
          // All but a backslash that a quote may come after.
          if (forgets) {
            const count = held.length - backslashesBefore(held, held.length);
            scan.drop(count);
            held = held.slice(count);
            gone += count;
          }
          held += text.slice(at, at + size);
          at += size;
          const end = scan.end(held);
          expect(end).toBe(at < text.length ? undefined : text.length - gone);
        }
      }),
    );
  });

  test('is that of what was open already', () => {
    expect(createScan(0, 1).end(', 1]}}')).toBe(4);
    expect(createScan(0, 2).end(', 1]}}')).toBe(5);
    expect(createScan(1, 3).end(']"]"]}}')).toBe(7);
  });
});

describe('the outermost list that is open', () => {
  const openList = (text: string) => {
    const scan = createScan(0);
    scan.end(text);
    return scan.openList();
  };

  test.each<[string, ReturnType<typeof openList>]>([
    ['{"a":1', undefined],
    ['[1', undefined],
    ['{"a":[1', { at: 5, depth: 1 }],
    ['{"a":[[{"b":[1', { at: 5, depth: 1 }],
    ['{"a":[[1]', { at: 5, depth: 1 }],
    ['{"a":[1]', undefined],
    ['{"a":[1],"b":{"c":[', { at: 18, depth: 2 }],
    ['{"a":"[', undefined],
    ['[[', { at: 1, depth: 1 }],
  ])('of %s', (text, expected) => {
    expect(openList(text)).toEqual(expected);
  });

  test('moves with what is held', () => {
    const scan = createScan(0);
    expect(scan.end('{"a":[1,2')).toBeUndefined();
    scan.drop(3);
    expect(scan.openList()).toEqual({ at: 2, depth: 1 });
    expect(scan.end('":[1,2]}')).toBe(8);
    expect(scan.openList()).toBeUndefined();
  });
});

test('a number, a text or garbage ends before a comma or bracket outside quotes, or with what there is', () => {
  const ends: [string, number][] = [
    ['12,3', 2],
    ['true]', 4],
    [',', 0],
    [']', 0],
    ['', 0],
    ['1234', 4],
    ['"a,]b",1', 6],
    ['"a\\",b"]', 7],
    ['"a\\\\",b', 5],
    ['"open, ]', 8],
    ['x"a]"y]z', 6],
  ];
  for (const [text, end] of ends) expect(endOfScalar(text, 0), text).toBe(end);
  expect(endOfScalar('"a",12]', 4)).toBe(6);
});

test('backslashes are counted that stand right before a place', () => {
  expect(backslashesBefore('a\\\\\\b', 4)).toBe(3);
  expect(backslashesBefore('\\\\', 2)).toBe(2);
  expect(backslashesBefore('\\a', 2)).toBe(0);
  expect(backslashesBefore('', 0)).toBe(0);
});
