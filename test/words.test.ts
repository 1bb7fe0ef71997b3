import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted, sizeText, sizeWithin } from '../shared/words.ts';

test.each([
  [0, 'bytes in 2 h', '0 bytes in 2 h'],
  [1, 'bytes in 2 h', '1 byte in 2 h'],
  [1, 'new resources in 24 h', '1 new resource in 24 h'],
  [1, 'exports of unknown size in 7 d', '1 export of unknown size in 7 d'],
  [1, 'records’ worth in one export', '1 record’s worth in one export'],
  [1, 'shares with outsiders or with anybody', '1 share with outsiders or with anybody'],
  [1, 'reads', '1 read'],
  [1, 'exports or shares in 24 h', '1 export or share in 24 h'],
  [1200, 'records in 7 d', '1,200 records in 7 d'],
])('of %d the words “%s” are said as they are', (count, phrase, text) => {
  expect(counted(count, phrase)).toBe(text);
});

test('what is at most allowed is rounded down, by no more than a tenth', () => {
  expect([sizeText(1_990_000), sizeWithin(1_990_000)]).toEqual(['2.0 MB', '1.9 MB']);
  expect([sizeText(2_200_000_000), sizeWithin(2_200_000_000)]).toEqual(['2.2 GB', '2.2 GB']);
  expect([sizeWithin(0), sizeWithin(999.9), sizeWithin(1000)]).toEqual(['0 bytes', '999 bytes', '1.0 kB']);
  const powers = { bytes: 0, kB: 1, MB: 2, GB: 3, TB: 4, PB: 5 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e15 }), (bytes) => {
      const [amount = '', unit = ''] = sizeWithin(bytes).split(' ');
      const said = Number(amount) * 1000 ** (powers[unit as keyof typeof powers] ?? Number.NaN);
      expect(said).toBeLessThanOrEqual(bytes * (1 + 1e-9));
      expect(said).toBeGreaterThan(bytes * 0.9);
    }),
  );
});
