import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { momentLine } from '../../cli/backtest/moment-line.ts';
import { verdictOf } from '../../cli/backtest/pages.ts';
import { replay } from '../../cli/history/replay.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { rankOf } from '../../shared/finding.ts';
import { changed, DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { FINDING } from '../fixtures/findings.ts';
import { exportOn, historyOf, lives } from './activities.ts';

const judged = {
  hashKey: new Uint8Array(32).fill(3),
  settings: changed(DEFAULT_SETTINGS, { reviewScore: 1, pageScore: 2 }),
  judging: JUDGING,
  moments: true,
};

async function replayed(all: readonly Activity[], batchActivities = 50_000) {
  const history = await historyOf(all, { batchActivities, heldCharacters: 2 ** 20 });
  const found = await replay(history, judged);
  history.spool.remove();
  return found;
}

/** Of Ana alone, so that nothing is known of her person from elsewhere. */
const alone = (all: readonly Activity[]) =>
  all
    .filter(({ vendor, actor, target }) => vendor === 'okta' && actor.uid === 'ana' && target === undefined)
    .toSorted((a, b) => a.time - b.time);

describe('the moment of a page', () => {
  test('is the event before which the log pages nothing that day, and with which it does', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(lives(30, 200), async (mixed) => {
        const all = alone(mixed);
        const { moments, findings } = await replayed(all);
        for (const [id, moment] of [...moments].slice(0, 3)) {
          const pages = async (log: readonly Activity[]) =>
            (await replayed(log)).findings.find(
              (one) => one.id === id && rankOf(one.severity) >= rankOf('medium'),
            );
          const finding = findings.find((one) => one.id === id);
          if (finding?.entity !== 'actor/okta/default/ana') continue;
          told++;
          expect(moment.ofEvents).toBeGreaterThanOrEqual(moment.events);
          expect((await pages(all.filter(({ time }) => time <= moment.time)))?.exposure).toEqual(
            moment.exposure,
          );
          expect(await pages(all.filter(({ time }) => time < moment.time))).toBeUndefined();
        }
      }),
      { numRuns: 40 },
    );
    expect(told).toBeGreaterThan(0);
  });

  test('is told of a theft early, with what was gone by then', async () => {
    const usual = Array.from({ length: 40 }, (_, day) => exportOn(day));
    const stolen = Array.from({ length: 20 }, (_, n): Activity => {
      const uid = `a${n.toString(16).padStart(15, '0')}`;
      const one = exportOn(40, 5000);
      const source = { ip: '203.0.113.5', client: 'python-requests' };
      return { ...one, uid, eventId: uid, time: one.time + n * MINUTE_MS, source };
    });
    const found = await replayed([...usual, ...stolen]);
    const [page] = verdictOf(found, judged.settings).pages;
    const moment = page?.moment;
    if (page === undefined || moment === undefined) throw new Error('nothing paged');
    expect(moment).toMatchObject({ ofEvents: 20, time: exportOn(40).time + (moment.events - 1) * MINUTE_MS });
    expect(moment.events).toBeLessThan(20);
    expect(moment.exposure.records.known).toBe(5000 * moment.events);
    expect(page.finding.exposure.records.known).toBe(100_000);
    // In however many batches, however often and in whatever order the day comes.
    const again = [...usual, ...stolen.toReversed(), ...stolen];
    for (const [log, size] of [
      [[...usual, ...stolen], 3],
      [again, 50_000],
      [again, 7],
    ] as const)
      expect((await replayed(log, size)).moments.get(page.finding.id), `${log.length} by ${size}`).toEqual(
        moment,
      );
  });

  test('is found on the profile as it was when the day began', async () => {
    const usual = Array.from({ length: 40 }, (_, day) => exportOn(day));
    const many = Array.from({ length: 40 }, (_, n): Activity => {
      const uid = `c${n.toString(16).padStart(15, '0')}`;
      const one = exportOn(40);
      return { ...one, uid, eventId: uid, time: one.time + n * MINUTE_MS };
    });
    const { moments, findings } = await replayed([...usual, ...many], 9);
    const [[id, moment] = []] = moments;
    if (id === undefined || moment === undefined) throw new Error('nothing paged');
    expect(moment.ofEvents).toBe(40);
    expect(moment.events).toBeGreaterThan(1);
    expect(moment.events).toBeLessThan(40);
    const paging = async (count: number) =>
      (await replayed([...usual, ...many.slice(0, count)])).findings.find((one) => one.id === id);
    expect(rankOf((await paging(moment.events))?.severity ?? 'informational')).toBeGreaterThan(0);
    expect((await paging(moment.events))?.exposure).toEqual(moment.exposure);
    expect(rankOf((await paging(moment.events - 1))?.severity ?? 'informational')).toBe(0);
    expect(findings.find((one) => one.id === id)?.exposure.exports).toBe(40);
  });

  test('is told of the first page about a finding only', async () => {
    const usual = Array.from({ length: 40 }, (_, day) => exportOn(day));
    const loud = [50_000, 5_000_000].map((records, n) => {
      const uid = `b${String(n).padStart(15, '0')}`;
      const one = exportOn(40 + n, records);
      return { ...one, uid, eventId: uid, source: { ip: '203.0.113.5', client: 'python-requests' } };
    });
    const found = await replayed([...usual, ...loud]);
    const pages = verdictOf(found, judged.settings).pages;
    expect(pages.map(({ telling }) => telling.kind).sort()).toEqual(['escalated', 'opened']);
    expect(found.moments.size).toBe(2);
    for (const { telling, moment } of pages) expect(moment === undefined).toBe(telling.kind !== 'opened');
  });

  test('is not looked for unless it is asked', async () => {
    const history = await historyOf(
      Array.from({ length: 30 }, (_, day) => exportOn(day, day === 29 ? 1e6 : 100)),
    );
    const { moments, findings } = await replay(history, { ...judged, moments: false });
    history.spool.remove();
    expect(findings.length).toBeGreaterThan(0);
    expect(moments.size).toBe(0);
  });

  test('is a line that says when, after how much of the day, and what had left', () => {
    const { exposure } = FINDING;
    const then = { ...exposure, records: { ...exposure.records, known: 1204 }, unsizedExports: 0 };
    const moment = { time: Date.UTC(2026, 10, 8, 9, 12), events: 3, ofEvents: 1041, exposure: then };
    expect(momentLine(FINDING, moment)).toBe(
      '2026-11-08 09:12 UTC, after 3 of 1,041 events of the day; 1,204 of 181,204 records and 0 of 1 export of unknown size had left',
    );
    const bytes = (known: number) => ({
      ...exposure,
      records: { ...exposure.records, known: 0 },
      bytes: { ...exposure.bytes, known },
      unsizedExports: 0,
    });
    expect(momentLine({ ...FINDING, exposure: bytes(4e9) }, { ...moment, exposure: bytes(2_100_000) })).toBe(
      '2026-11-08 09:12 UTC, after 3 of 1,041 events of the day; 2.1 MB of 4.0 GB had left',
    );
    const nothing = { ...exposure, records: { ...exposure.records, known: 0 }, unsizedExports: 0 };
    expect(momentLine({ ...FINDING, exposure: nothing }, moment)).toBe(
      '2026-11-08 09:12 UTC, after 3 of 1,041 events of the day',
    );
  });
});
