import { expect, test } from 'vitest';
import { decodeRecord } from '../../cli/read-log.ts';
import { oktaEvent } from '../fixtures/okta.ts';

const options = { hashKey: new Uint8Array(32).fill(1) };
const why = 'looks like a table of another product';

test('A row that no vendor knows is told of by what is amiss with it, and one that is known by what its vendor says', () => {
  const reasons = (row: object) =>
    decodeRecord({ kind: 'row', row: { ...row }, why }, options).malformed.map(({ path, reason }) => [
      path,
      reason,
    ]);
  expect(reasons({ Date: '6/14/2026', Event: 'x' })).toEqual([['', why]]);
  const [[path, reason] = []] = reasons(oktaEvent({ actor: null }));
  expect(path).not.toBe('');
  expect(reason).not.toBe(why);
  expect(reasons(oktaEvent())).toEqual([]);
});
