import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '../../cli/history/replay.ts';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { liveIn } from '../../functions/ingest/history/live.ts';
import { mergeInto } from '../../functions/ingest/history/merge.ts';
import { KEEPS_NOTHING } from '../../functions/ingest/history/replay.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { itemKey, openKey } from '../../functions/ports/state.ts';
import { JUDGING } from '../../shared/assess.ts';
import { decodeBase, decodeOpen } from '../../shared/profile/codec.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { leaveLocalAws, startOutflow } from '../command.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { exportOn, historyOf } from '../history/activities.ts';
import { temporaryFolder } from '../temporary.ts';
import {
  createTable,
  type Emulator,
  environmentOf,
  FINDINGS,
  SETTINGS,
  STATE,
  startDynalite,
} from './emulators.ts';

const folder = temporaryFolder();
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

test('npx outflow backfill finds the tables of a stack, and writes nothing when it is run again', async () => {
  const [state, findings, settings] = await Promise.all([
    createTable(dynalite.port, STATE),
    createTable(dynalite.port, FINDINGS),
    createTable(dynalite.port, SETTINGS),
  ]);
  const outputs = {
    StateTable: state.table,
    FindingsTable: findings.table,
    SettingsTable: settings.table,
  };
  leaveLocalAws(folder, { env: environmentOf(dynalite.port), outputs });
  const events = Array.from({ length: 20 }, (_, day) =>
    oktaEvent({
      uuid: `event-${day}`,
      published: new Date(exportOn(day).time).toISOString(),
      ...(day === 19 ? { client: { ipAddress: '198.51.100.9', userAgent: { rawUserAgent: 'curl/8' } } } : {}),
    }),
  );
  writeFileSync(join(folder, 'okta.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const run = async () => {
    const call = ['backfill', 'okta.ndjson', '--local', '--json'];
    const { code, stdout, stderr } = await startOutflow(folder, call).ended;
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  };
  // An item that detect leaves out, because nothing has checked it, stops nobody else either.
  const store = dynamoSettingsStore(settings.client, settings.table);
  await store.change({ kind: 'contracts', id: 'x', after: {} });
  const first = await run();
  expect(first.written).toBeGreaterThan(0);
  expect(await run()).toMatchObject({ written: 0, unchanged: first.written, kept: [] });

  // What pages by the lines that were applied since is learnt from as the detector would.
  const after = { reviewScore: 0.1, pageScore: 0.1 };
  await store.change({ kind: 'thresholds', id: 'thresholds', after });
  expect(await run()).toMatchObject({ written: 1, kept: [] });
});
