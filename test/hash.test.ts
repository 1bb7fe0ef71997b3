import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, eventHash, jsonText, keyedHash, sha256Hex } from '../shared/hash.ts';

const key = new Uint8Array(32).fill(7);

describe('keyedHash', () => {
  test('is the first 8 bytes of HMAC-SHA-256, whatever the key length and text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'grapheme' }), (anyKey, text) => {
        const hmac = createHmac('sha256', anyKey).update(`${text.length}:${text}`).digest('hex');
        expect(keyedHash(anyKey, text)).toBe(hmac.slice(0, 16));
      }),
    );
  });
});

describe('eventHash', () => {
  test('is the first 8 bytes of SHA-256 over key and text, whatever their lengths', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'grapheme' }), (anyKey, text) => {
        const sha256 = createHash('sha256')
          .update(`${anyKey.length}:${Buffer.from(anyKey).toString('hex')}`)
          .update(`${text.length}:${text}`)
          .digest('hex');
        expect(eventHash(anyKey, text)).toBe(sha256.slice(0, 16));
      }),
    );
  });

  test('looks at no more of a shared buffer than the key', () => {
    const shared = new Uint8Array(64).fill(7, 16, 48);
    expect(eventHash(shared.subarray(16, 48), 'a')).toBe(eventHash(key, 'a'));
  });
});

describe.each([
  { name: 'keyedHash', hashOf: keyedHash },
  { name: 'eventHash', hashOf: eventHash },
])('$name', ({ hashOf }) => {
  test('keeps parts apart', () => {
    expect(hashOf(key, 'ab', 'c')).not.toBe(hashOf(key, 'a', 'bc'));
    expect(hashOf(key, 'a')).not.toBe(hashOf(key, 'a', ''));
    expect(hashOf(key, '1:a')).not.toBe(hashOf(key, '1', 'a'));
  });

  test('depends on the key', () => {
    expect(hashOf(key, 'a')).not.toBe(hashOf(new Uint8Array(32).fill(8), 'a'));
  });
});

test('jsonText is what JSON.stringify writes, and nothing where that gives up', () => {
  expect(jsonText({ b: 1, a: [2] })).toBe('{"b":1,"a":[2]}');
  const deep: unknown = JSON.parse('['.repeat(1_000_000) + ']'.repeat(1_000_000));
  expect(jsonText({ deep })).toBeUndefined();
});

test('sha256Hex is SHA-256 of the UTF-8 text', () => {
  expect(sha256Hex('Zoë')).toBe(createHash('sha256').update('Zoë', 'utf8').digest('hex'));
});

describe('canonicalJson', () => {
  test('does not look at the order of keys', () => {
    expect(canonicalJson({ b: 1, a: [{ d: 1, c: null }] })).toBe('{"a":[{"c":null,"d":1}],"b":1}');
  });

  test('is JSON of the same value, and its own canonical form', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value) ?? '';
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test('tells values apart that differ only in a key named __proto__', () => {
    const text = '{"__proto__":{"a":1}}';
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  test('gives nothing for 100,000 levels', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(canonicalJson(deep)).toBeUndefined();
    expect(canonicalJson({ a: [{ b: deep }] })).toBeUndefined();
  });
});
