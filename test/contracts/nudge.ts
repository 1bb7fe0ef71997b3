import { describe, expect, test } from 'vitest';
import { type AlertEvent, IDS_PER_NUDGE, type Nudge } from '../../functions/ports/nudge.ts';

export interface Nudging {
  readonly nudge: Nudge;
  /** Events that the alert function has been invoked with. */
  readonly events: () => readonly AlertEvent[];
}

/** What every nudge keeps. */
export function nudgeContract(name: string, make: () => Promise<Nudging>): void {
  describe(`${name} as a nudge`, () => {
    test('asks about every finding once, in events of limited size', async () => {
      const { nudge, events } = await make();
      const ids = Array.from({ length: 2 * IDS_PER_NUDGE + 1 }, (_, n) => `OF-${n}`);
      expect(await nudge(ids)).toEqual({ asked: ids.length, failed: 0, reason: '' });
      expect(events().flatMap(({ findingIds }) => findingIds)).toEqual(ids);
      expect(Math.max(...events().map(({ findingIds }) => findingIds.length))).toBe(IDS_PER_NUDGE);
    });

    test('invokes nothing when there is nothing to ask about', async () => {
      const { nudge, events } = await make();
      expect(await nudge([])).toEqual({ asked: 0, failed: 0, reason: '' });
      expect(events()).toEqual([]);
    });
  });
}
