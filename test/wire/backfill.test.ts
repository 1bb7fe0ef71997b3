import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveIn } from '../../cli/backfill/live.ts';
import { mergeInto } from '../../cli/backfill/merge.ts';
import { KEEPS_NOTHING, replay } from '../../cli/history/replay.ts';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { openKey } from '../../functions/detect/profiles.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { itemKey } from '../../functions/ports/state.ts';
import { JUDGING } from '../../shared/assess.ts';
import { decodeBase, decodeOpen } from '../../shared/profile/codec.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { exportOn, historyOf } from '../history/activities.ts';
import { createTable, type Emulator, startDynalite } from './emulators.ts';

const STATE = { key: { entity: 'S', part: 'S' }, indexes: [] } as const;

let dynalite: Emulator;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

test('a backfill puts the weeks before live traffic into the state table, beside what live traffic has stored', async () => {
  const { client, table } = await createTable(dynalite.port, STATE);
  const state = dynamoStateStore(client, table);
  const judged = { hashKey: new Uint8Array(32).fill(1), settings: DEFAULT_SETTINGS, judging: JUDGING };
  const nowMs = (EPOCH_DAY + 31) * DAY_MS;
  const live = groupByEntity([{ activity: exportOn(30), record: 0, arrival: nowMs }]);
  await assessArrivals(live, { state, findings: KEEPS_NOTHING }, { ...judged, now: () => 0 });

  const fill = async () => {
    const history = await historyOf(Array.from({ length: 30 }, (_, day) => exportOn(day)));
    const stored = liveIn(state, nowMs);
    const { items } = await replay(history, { ...judged, join: stored.join });
    history.spool.remove();
    return mergeInto(state, items, stored, { ...judged, nowMs });
  };
  expect(await fill()).toEqual({ written: 1, unchanged: 0, kept: [], expired: 0 });
  expect(await fill()).toEqual({ written: 0, unchanged: 1, kept: [], expired: 0 });

  const key = openKey('actor/okta/default/ana');
  const open = (await state.read([key])).get(itemKey(key));
  const baseKey = { entity: key.entity, part: open?.base ?? '' };
  const base = (await state.read([baseKey])).get(itemKey(baseKey));
  if (open === undefined || base === undefined) throw new Error('nothing is stored');
  expect(decodeOpen(open.bytes).newestTime).toBe(exportOn(30).time);
  expect(decodeBase(base.bytes).firstDay).toBe(EPOCH_DAY);
  expect(decodeBase(base.bytes).days.length).toBe(23);
});
