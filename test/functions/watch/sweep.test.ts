import { describe, expect, test } from 'vitest';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryNudge } from '../../../functions/ports/memory/nudge.ts';
import { nudgeBy } from '../../../functions/ports/nudge.ts';
import { MAX_SWEPT, sweep } from '../../../functions/watch/sweep.ts';
import { findingOf } from '../../fixtures/findings.ts';

const NOW = 1_800_000_000_000;
const OPTIONS = { minAgeMs: 15_000 };

async function outbox(agesMs: readonly number[]) {
  const findings = memoryFindingStore();
  for (const [n, ageMs] of agesMs.entries())
    await findings.upsert(findingOf({ id: `OF-${n}` }), 1, NOW - ageMs);
  return findings;
}

describe('watch', () => {
  test('brings up what is overdue and leaves young marks to the nudge that is on its way', async () => {
    const findings = await outbox([60_000, 14_999, 15_000, 0]);
    const { nudge, events } = memoryNudge();
    const swept = await sweep({ findings, nudge, now: () => NOW }, OPTIONS);
    expect(events).toEqual([{ findingIds: ['OF-0', 'OF-2'] }]);
    expect(swept).toEqual({ due: 2, asked: 2, failed: 0, reason: '', oldestMs: 60_000 });
  });

  test('has nothing to do with an empty outbox', async () => {
    const { nudge, events } = memoryNudge();
    const swept = await sweep({ findings: memoryFindingStore(), nudge, now: () => NOW }, OPTIONS);
    expect(swept).toEqual({ due: 0, asked: 0, failed: 0, reason: '', oldestMs: 0 });
    expect(events).toEqual([]);
  });

  test('takes the longest waiting first when there are more than it can pass on', async () => {
    const ages = Array.from({ length: MAX_SWEPT + 5 }, (_, n) => 20_000 + n);
    const { nudge, events } = memoryNudge();
    const swept = await sweep({ findings: await outbox(ages), nudge, now: () => NOW }, OPTIONS);
    expect(swept).toMatchObject({ due: MAX_SWEPT, asked: MAX_SWEPT });
    expect(events[0]?.findingIds[0]).toBe(`OF-${ages.length - 1}`);
    expect(events.flatMap(({ findingIds }) => findingIds)).not.toContain('OF-0');
  });

  test('goes on when a nudge fails, and says how many findings still wait', async () => {
    let calls = 0;
    const nudge = nudgeBy(async () => {
      if (++calls === 1) throw new Error('TooManyRequestsException');
    });
    const findings = await outbox(Array.from({ length: 30 }, () => 60_000));
    expect(await sweep({ findings, nudge, now: () => NOW }, OPTIONS)).toMatchObject({
      due: 30,
      asked: 5,
      failed: 25,
      reason: 'TooManyRequestsException',
    });
  });
});
