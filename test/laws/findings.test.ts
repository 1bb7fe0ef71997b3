import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { advance, operationsOfDay, recordedDays } from '../../shared/advance.ts';
import { type Judged, judgeBy } from '../../shared/assess.ts';
import type { Ledger } from '../../shared/ledger-sample.ts';
import { EMPTY_PROFILE, HORIZON_DAYS } from '../../shared/profile/profile.ts';
import { project } from '../../shared/project.ts';
import type { Reading } from '../../shared/reading.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS } from '../../shared/time.ts';
import { cut, EPOCH_DAY, readings } from '../arbitraries.ts';

const entity = 'actor/okta/example/00u1';
/** Low, so that a few readings make many findings. */
const options = {
  hashKey: new Uint8Array(32),
  settings: { ...DEFAULT_SETTINGS, reviewScore: 0.5, pageScore: 1.5 },
  now: () => 0,
};

/** Delivers batches to the detector and gives what its table of findings then holds. */
async function deliver(batches: readonly (readonly Reading[])[]) {
  const ports = { state: memoryStateStore(), findings: memoryFindingStore() };
  for (const batch of batches) {
    const arrival = { entity, readings: batch, records: [0], arrivedTime: 0 };
    const { failed } = await assessArrivals(batch.length > 0 ? [arrival] : [], ports, options);
    expect(failed).toEqual([]);
  }
  const stored = await ports.findings.byEntity(entity, 1000);
  return stored
    .filter(({ finding }) => finding.state === 'open')
    .map(({ finding }) => JSON.stringify(finding))
    .sort();
}

/** Weeks of quiet work, then some wild days with gaps between them, also longer than a day can stay open. */
const wild = fc.array(readings({ days: 45, operations: 4000 }), { minLength: 1, maxLength: 40, size: 'max' });
const habit: Reading[] = fc
  .sample(readings({ days: 1, operations: 1_000_000 }), { numRuns: 40, seed: 3 })
  .map((reading, day) => ({
    ...reading,
    time: (EPOCH_DAY + (day % 25)) * DAY_MS + (reading.time % DAY_MS),
    spans: false,
    kind: 'export',
    outcome: 'success',
    records: 50 + day,
    bytes: null,
    network: 'AS64500',
    country: 'NL',
    client: 'Chrome on Mac OS X',
  }));
const delays = fc.array(fc.nat(HORIZON_DAYS * DAY_MS - 1), { minLength: 1, maxLength: 30 });
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });

describe('the table of findings is a pure function of the set of events', () => {
  test('whatever their order within the horizon, repetition and batches, also batches of many weeks', async () => {
    await fc.assert(
      fc.asyncProperty(wild, delays, sizes, async (days, late, cuts) => {
        const all = [...habit, ...days].toSorted((a, b) => a.time - b.time);
        const expected = await deliver(all.map((reading) => [reading]));
        const delayed = all
          .map((reading, i) => ({ reading, at: reading.time + (late[i % late.length] ?? 0) }))
          .sort((a, b) => a.at - b.at)
          .map(({ reading }) => reading);
        expect(await deliver(cut(delayed, cuts))).toEqual(expected);
        expect(await deliver([all])).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

test('a day that is told as it was judged is told as if it were judged anew', () => {
  fc.assert(
    fc.property(wild, sizes, (days, cuts) => {
      let profile = EMPTY_PROFILE;
      const ledgers = new Map<number, Ledger>();
      let told = 0;
      for (const batch of [habit, ...cut(days, cuts)].filter(({ length }) => length > 0)) {
        const judged = new Map<number, Judged>();
        const judge = judgeBy(options.settings, undefined, undefined, judged);
        const next = advance(batch, profile, ledgers, judge);
        for (const [hour, ledger] of next.changed) ledgers.set(hour, ledger);
        profile = next.profile;
        for (const day of recordedDays(profile, next.fromDay ?? Number.POSITIVE_INFINITY)) {
          const projection = { entity, profile, day, operations: operationsOfDay(ledgers, day), ...options };
          const finding = project({ ...projection, judged: judged.get(day) });
          expect(finding).toEqual(project(projection));
          if (judged.has(day)) told++;
        }
      }
      expect(told).toBeGreaterThan(0);
    }),
    { numRuns: 30 },
  );
});
