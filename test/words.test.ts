import { expect, test } from 'vitest';
import { counted } from '../shared/words.ts';

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
