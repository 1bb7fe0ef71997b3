import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasPrototypeKey,
  isTooDeep,
  MAX_DEPTH,
  opensJson,
  parseJson,
  withoutSyslogHeader,
} from '../../shared/decode/json.ts';

/** Long enough to be looked into. */
const LONG = 'x'.repeat(16 * 1024);
const nested = (depth: number, inside: unknown) =>
  `${'[1,'.repeat(depth)}${JSON.stringify(inside)}${']'.repeat(depth)}`;

describe('JSON', () => {
  test('may nest as deeply as the limit, and no deeper', () => {
    expect(isTooDeep(nested(MAX_DEPTH, LONG))).toBe(false);
    expect(isTooDeep(nested(MAX_DEPTH + 1, LONG))).toBe(true);
    expect(isTooDeep(nested(MAX_DEPTH, { of: LONG }))).toBe(true);
    expect(isTooDeep(`[${Array.from({ length: 300 }, () => '{"a":[]}')},"${LONG}"]`)).toBe(false);
  });

  test('is not scanned where it is short: that costs nothing', () => {
    expect(isTooDeep(nested(MAX_DEPTH + 1, ''))).toBe(false);
  });

  test('nests by its brackets, not by those in its texts, however they are quoted', () => {
    const unit = fc.constantFrom('{', '[', '}', ']', '"', '\\', 'a');
    const any = fc.string({ unit, maxLength: 20 });
    fc.assert(
      fc.property(any, any, (key, value) => {
        const inside = { [key]: [value, LONG] };
        expect(isTooDeep(nested(MAX_DEPTH - 2, inside))).toBe(false);
        expect(isTooDeep(nested(MAX_DEPTH - 1, inside))).toBe(true);
      }),
    );
  });

  test('that ends inside a text has an end all the same', () => {
    expect(isTooDeep(`["${LONG}`)).toBe(false);
  });

  test('is read or not, without a throw', () => {
    expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
    expect(parseJson('{"a":')).toBeUndefined();
  });
});

describe('a header of syslog', () => {
  test.each([
    '<190>Mar  2 09:15:30 host github_audit: {"a":1}',
    '<13>1 2026-03-02T09:15:30Z host app - - - {"a":1}',
    '<5>{"a":1}',
    '64 <13>1 2026-03-02T09:15:30Z host app - - - {"a":1}',
    '2026-03-02T09:15:30.123Z {"a":1}',
    '2026-03-02 09:15:30 +0000\taudit.log\t{"a":1}',
    'Mar  2 09:15:30 host audit[12]: {"a":1}',
    '2026-03-02T09:15:30Z {job="okta", level="info"} {"a":1}',
  ])('is taken off: %s', (line) => {
    expect(opensJson(line)).toBe(true);
    expect(withoutSyslogHeader(line)).toBe('{"a":1}');
  });

  test.each([
    '<1900>host {"a":1}',
    '<190 host {"a":1}',
    `<190>${'x'.repeat(257)}{"a":1}`,
    '<190>no JSON',
    'a <190>{"a":1}',
    '64 {"a":1}',
    '2026-03-02 {"a":1}',
    'Mar 2 at nine: {"a":1}',
  ])('is none: %s', (line) => {
    expect(opensJson(line)).toBe(false);
    expect(withoutSyslogHeader(line)).toBe(line);
  });

  test('is not looked for where JSON begins at once', () => {
    for (const text of ['{"a":1}', ' \n[1]']) expect(opensJson(text)).toBe(true);
    for (const text of ['a {"a":1}', '"a"', '', '1']) expect(opensJson(text)).toBe(false);
  });
});

test('a key is one that programs obey only where it is a key', () => {
  for (const json of ['{"__proto__":1}', '{"a":{"__proto__" \n:{}}}'])
    expect(hasPrototypeKey(json)).toBe(true);
  for (const json of ['{"a":"__proto__"}', '{"a__proto__":1}', '{}'])
    expect(hasPrototypeKey(json)).toBe(false);
});
