import { expect, test } from 'vitest';
import { collectDays } from '../../cli/calibrate/days.ts';
import { readExclusions } from '../../cli/calibrate/exclusions.ts';
import { replay } from '../../cli/history/replay.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { exportOn, historyOf } from '../history/activities.ts';

const of = (uid: string, day: number, records = 100): Activity => ({
  ...exportOn(day, records),
  uid: `${exportOn(day).uid}${uid}`,
  actor: { uid, type: 'user', email: `${uid}@example.com` },
});

/** Ben has been there for long and Ana for five days; on the last one both take very much. */
async function daysBy(settings: Settings) {
  const last = 40;
  const lived = (uid: string, from: number) =>
    Array.from({ length: last - from }, (_, i) => of(uid, from + i));
  const taken = ['ana', 'ben'].map((uid) => of(uid, last, 90_000_000));
  const history = await historyOf([...lived('ben', 0), ...lived('ana', 35), ...taken]);
  const { days, onBatch } = collectDays(EPOCH_DAY + 21, readExclusions([]), JUDGING, settings);
  await replay(history, { hashKey: new Uint8Array(32), settings, judging: JUDGING, onBatch });
  history.spool.remove();
  return (uid: string, day: number) => days.get(`actor/okta/default/${uid} ${EPOCH_DAY + day}`)?.headStart;
}

test('of a day that is recorded it is known by how much lower its account would have paged', async () => {
  const headStart = await daysBy(DEFAULT_SETTINGS);
  expect(headStart('ana', 40)).toBe(DEFAULT_SETTINGS.quietHeadStart);
  expect(headStart('ben', 40)).toBe(0);
  expect(headStart('ana', 39)).toBe(0);
  expect((await daysBy({ ...DEFAULT_SETTINGS, quietHeadStart: 0 }))('ana', 40)).toBe(0);
});
