import { describe, expect, test } from 'vitest';
import type { VerdictStore } from '../../functions/ports/verdicts.ts';
import { type DayVerdict, takenBack } from '../../shared/verdict.ts';

const entity = 'actor/okta/example/00u1';
const BENIGN: DayVerdict = { entity, verdict: 'benign', fromDay: 20_000, toDay: null };
const MALICIOUS: DayVerdict = { entity, verdict: 'malicious', fromDay: 20_004, toDay: 20_004 };

/** What every store of verdicts keeps. `make` gives an empty one. */
export function verdictStoreContract(name: string, make: () => Promise<VerdictStore>): void {
  describe(`${name} as a store of verdicts`, () => {
    test('keeps one per finding, each apart from those of other entities', async () => {
      const store = await make();
      expect(await store.verdicts(entity)).toEqual([]);
      await store.assign(entity, 'OF-1111-11111111', BENIGN, 1);
      await store.assign(entity, 'OF-2222-22222222', MALICIOUS, 1);
      expect((await store.verdicts(entity)).length).toBe(2);
      expect(await store.verdicts(entity)).toEqual(expect.arrayContaining([BENIGN, MALICIOUS]));
      expect(await store.verdicts('actor/okta/example/00u2')).toEqual([]);
    });

    test('replaces what a finding said, and knows what was taken back, also twice', async () => {
      const store = await make();
      await store.assign(entity, 'OF-1111-11111111', BENIGN, 1);
      await store.assign(entity, 'OF-1111-11111111', MALICIOUS, 2);
      expect(await store.verdicts(entity)).toEqual([MALICIOUS]);
      for (let n = 0; n < 2; n++) await store.assign(entity, 'OF-1111-11111111', undefined, 3);
      expect(await store.verdicts(entity)).toEqual([takenBack(entity)]);
    });

    test('does not hear what was said before what it knows, however late that arrives', async () => {
      const store = await make();
      await store.assign(entity, 'OF-1111-11111111', MALICIOUS, 2);
      await store.assign(entity, 'OF-1111-11111111', BENIGN, 1);
      expect(await store.verdicts(entity)).toEqual([MALICIOUS]);
      await store.assign(entity, 'OF-1111-11111111', undefined, 3);
      await store.assign(entity, 'OF-1111-11111111', MALICIOUS, 2);
      expect(await store.verdicts(entity)).toEqual([takenBack(entity)]);
      await store.assign(entity, 'OF-2222-22222222', BENIGN, 1);
      expect(await store.verdicts(entity)).toEqual(expect.arrayContaining([BENIGN, takenBack(entity)]));
    });
  });
}
