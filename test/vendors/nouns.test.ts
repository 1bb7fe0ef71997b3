import { expect, test } from 'vitest';
import { VENDORS } from '../../shared/vendors/index.ts';
import { countOf, manyOf, nounsOf, RECORDS } from '../../shared/vendors/nouns.ts';

test('the records of a vendor have a name of their own exactly where they are objects', () => {
  for (const { uid, counts = 'rows' } of VENDORS)
    expect([uid, String(nounsOf(uid)) === String(RECORDS) ? 'rows' : 'objects']).toEqual([uid, counts]);
});

test.each([
  [7, ['salesforce'], '7 records'],
  [1, ['slack'], '1 file'],
  [1, ['m365'], '1 file or message'],
  [7278, ['m365'], '7,278 files or messages'],
  [2, ['okta', 'aws'], '2 secrets'],
  [2, ['box', 'm365', 'gcp'], '2 files, messages or records'],
  [0, [], '0 records'],
])('%d of what %j count are %s', (amount, vendors, text) => {
  expect(countOf(amount, nounsOf(...vendors))).toBe(text);
});

test('what they are called in general is in the plural', () => {
  expect(manyOf(nounsOf('google-workspace'))).toBe('files or messages');
});
