import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRecordText } from '../../shared/decode/bytes.ts';

const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64');
const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((any) => /[^\s\ufeff]/.test(any));

describe('the bytes of a record', () => {
  test('give any text that was put into them, packed or not, and how long it is', () => {
    fc.assert(
      fc.property(text, (any) => {
        fc.pre(!any.startsWith('\ufeff'));
        const whole = { kind: 'text', text: any, bytes: Buffer.byteLength(any) };
        expect(readRecordText(base64(any))).toEqual(whole);
        expect(readRecordText(base64(gzipSync(any)))).toEqual(whole);
        expect(readRecordText(base64(`\ufeff${any}`))).toMatchObject({ text: any });
      }),
    );
  });

  test('may be as long as the limit and no longer, packed or not', () => {
    for (const pack of [base64, (any: string) => base64(gzipSync(any))]) {
      expect(readRecordText(pack('x'.repeat(1000)), 1000)).toMatchObject({ kind: 'text', bytes: 1000 });
      expect(readRecordText(pack('x'.repeat(1001)), 1000)).toMatchObject({
        kind: 'malformed',
        reason: 'expands to more than 8 MiB',
      });
      expect(readRecordText(pack('x'), 0)).toMatchObject({ reason: 'expands to more than 8 MiB' });
    }
  });

  test('count towards the budget also where they say nothing', () => {
    expect(readRecordText(base64(' \n'))).toEqual({ kind: 'malformed', reason: 'is empty', bytes: 2 });
    expect(readRecordText(base64(Uint8Array.of(0x7b, 0xff)))).toEqual({
      kind: 'text',
      text: '{\ufffd',
      bytes: 2,
      replaced: true,
    });
    expect(readRecordText(base64(gzipSync('x'.repeat(5000))), 1000)).toMatchObject({ bytes: 1000 });
    const cut = gzipSync('x').subarray(0, 12);
    expect(readRecordText(base64(cut))).toMatchObject({
      reason: expect.stringMatching(/^begins like gzip/),
      bytes: 12,
    });
  });

  test('are none where one character is no base64', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const whole = base64(bytes);
        const refused = { kind: 'malformed', reason: 'is not base64' };
        expect(readRecordText(`${whole.slice(0, 1)}*${whole.slice(2)}`)).toMatchObject(refused);
        expect(readRecordText(whole)).not.toMatchObject(refused);
      }),
    );
  });
});
