import { describe, expect, test } from 'vitest';
import { groupByEntity } from '../../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../../functions/detect/assess-arrivals.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import type { Activity } from '../../../shared/activity.ts';
import { table } from '../../../shared/organisation.ts';
import { decodeReading } from '../../../shared/reading.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '../../../shared/time.ts';
import { at } from '../../fixtures/readings.ts';
import { alert, arrivals, event } from './events.ts';
import { attempt } from './faults.ts';
import { content, copy, deliver, emptyWorld } from './tables.ts';

const taken = (day: number, records = 100, parts: Partial<Activity> = {}): Activity =>
  event({ id: `export ${day} ${records}`, time: at(day), volume: { records }, ...parts });
const world = emptyWorld();
await deliver(world, arrivals(Array.from({ length: 40 }, (_, day) => taken(day))), alert);
const before = content(world);

describe('events from before the horizon', () => {
  test('keep a ledger, are counted, are told by their own day alone, and change no profile or table', async () => {
    const late = copy(world);
    const loot = taken(20, 5_000_000, { source: { ip: '203.0.113.9', asn: 64_511 } });
    const { committed, findings } = await deliver(late, arrivals([loot]), alert);
    expect(committed.map(({ historical }) => historical)).toEqual([1]);
    expect(findings).toMatchObject([{ day: dayOf(at(20)), historical: true, state: 'open' }]);
    expect(findings[0]?.exposure.records.known).toBe(5_000_100);
    // Held against what people in general move, not against what this account did before.
    expect(findings[0]?.signals.map(({ detector }) => detector)).not.toContain('context-novelty');
    const { ledgers, findings: _now, ...rest } = content(late);
    const { ledgers: _, findings: _before, ...same } = before;
    expect(rest).toEqual(same);
    // What is told of long after says nothing of how much is found here.
    const tables = [...late.state.values()].filter(({ part }) => part.startsWith('uses#'));
    expect(tables.map(({ bytes }) => table.decode(bytes).users.get('found') ?? new Map())).toEqual(
      tables.map(() => new Map()),
    );
    // In the hour in which it happened, beside what was known of it.
    const old = ledgers.find(({ key }) => key.endsWith(`hour#${hourOf(at(20))}`));
    expect(old?.lines.map((line) => decodeReading(line).records).sort()).toEqual([100, 5_000_000]);
  });

  test('are held against the contract that their owner wrote, and read as their vendor means them', async () => {
    const networks = ['192.0.2.0/24'];
    const owner = { vendor: 'mixpanel', tenant: 'default', actor: 'sync', author: 'noor', reason: 'nightly' };
    const how = { ...alert, contracts: [{ ...owner, networks, fromDay: '2026-01-01' }] };
    const run = (day: number, ip: string, parts: Partial<Activity> = {}) =>
      taken(day, 0, {
        vendor: 'mixpanel',
        operation: 'board.exported',
        actor: { uid: 'sync', type: 'service' },
        source: { ip },
        ...parts,
      });
    const hers = { actor: { uid: 'mara', type: 'user' } } as const;
    const late = emptyWorld();
    for (const day of [0, 5, 30])
      await deliver(late, arrivals([run(day, '192.0.2.10'), run(day, '192.0.2.10', hers)]), how);
    const { findings } = await deliver(
      late,
      arrivals([
        run(3, '203.0.113.9'),
        run(4, '192.0.2.10', { ...hers, operation: 'raw_event_export.requested', volume: {} }),
        run(6, '192.0.2.10'),
        run(7, '192.0.2.10', {
          ...hers,
          kind: 'destination',
          operation: 'data_pipeline.created',
          volume: {},
        }),
      ]),
      how,
    );
    const told = findings.map(({ day, historical, signals }) => [
      day - dayOf(at(0)),
      historical,
      ...signals.map(({ detector, facts }) => facts['rule'] ?? detector),
    ]);
    expect(told).toEqual([
      [3, true, 'contract: network'],
      [4, true, 'bulk-export'],
      [7, true, 'bulk-export'],
    ]);

    // Two thousand rows are an export like others, two thousand files are not.
    const copies = (vendor: string) =>
      arrivals([taken(3, 2000, { vendor, actor: { uid: 'mara', type: 'user' } })]);
    const scores: number[] = [];
    for (const vendor of ['mixpanel', 'google-workspace']) {
      const other = emptyWorld();
      await deliver(other, arrivals([taken(30, 1, { vendor, actor: { uid: 'mara', type: 'user' } })]), alert);
      const { findings: late } = await deliver(other, copies(vendor), alert);
      scores.push(late[0]?.score ?? 0);
    }
    const [rows = 0, files = 0] = scores;
    expect(files).toBeGreaterThan(rows + 1);
  });

  test('beside new ones in a batch leave what the new ones alone leave', async () => {
    const [mixed, alone] = [copy(world), copy(world)];
    await deliver(mixed, arrivals([taken(10, 777), taken(40), taken(20, 5_000_000)]), alert);
    await deliver(alone, arrivals([taken(40)]), alert);
    expect(content(mixed)).toMatchObject({
      profiles: content(alone).profiles,
      uses: content(alone).uses,
    });
    const inTime = content(mixed).findings.filter(({ historical }) => historical !== true);
    expect(inTime).toEqual(content(alone).findings);
  });

  test('are none where they failed, and later ones that came with them did not overtake them', async () => {
    const batch = arrivals([taken(0), taken(20)]);
    const undisturbed = emptyWorld();
    await deliver(undisturbed, batch, alert);
    let failures = 0;
    for (let call = 0; call < 10; call++) {
      const late = emptyWorld();
      const stores = [memoryStateStore(late.state), memoryFindingStore(late.findings)] as const;
      const throttled = attempt(...stores, async () => {}, [{ call, kind: 'throttles', afterEffect: false }]);
      // What all accounts need fails the batch as a whole.
      const outcome = await assessArrivals(batch, throttled, alert).catch(() => undefined);
      failures += outcome?.failed.length ?? 0;
      await deliver(late, batch, alert);
      expect(content(late), `call ${call}`).toEqual(content(undisturbed));
    }
    expect(failures).toBeGreaterThan(1);
  });

  test('are told also where the day was told of before, and the rest of its ledgers has expired since', async () => {
    const late = copy(world);
    await deliver(late, arrivals([taken(20, 5_000_000)]), alert);
    for (const [key, { part }] of late.state) if (part.startsWith('hour#')) late.state.delete(key);
    const rest = taken(20, 6_000_000, { time: at(20) + 3_600_000 });
    const { findings } = await deliver(late, arrivals([rest]), alert);
    expect(findings).toMatchObject([{ historical: true }]);
    expect(findings[0]?.exposure.records.known).toBe(6_000_000);
    const kept = content(late).findings.find(({ id }) => id === findings[0]?.id);
    expect(kept?.exposure).toEqual(findings[0]?.exposure);
  });

  test('are told with what else came late for their day, hours of which would have expired in between', async () => {
    const late = copy(world);
    const day = at(20);
    const arriving = (afterDays: number, hour: number, records: number) => {
      const activity = taken(20, records, { time: day + hour * HOUR_MS });
      return groupByEntity([{ activity, record: 0, arrival: day + afterDays * DAY_MS }]);
    };
    const expire = (afterDays: number) => {
      for (const [key, { part, expires }] of late.state)
        if (part.startsWith('hour#') && expires * 1000 < day + afterDays * DAY_MS) late.state.delete(key);
    };
    await deliver(late, arriving(21, 0, 5_000_000), alert);
    expire(34);
    await deliver(late, arriving(34, 1, 6_000_000), alert);
    expire(50);
    const { findings } = await deliver(late, arriving(50, 2, 7_000_000), alert);
    expect(findings.map(({ exposure }) => exposure.records.known)).toEqual([18_000_100]);
    expect(findings[0]?.historical).toBe(true);
  });

  test('that come again, after their ledgers have expired, are no news of a day that was judged in time', async () => {
    const loads = Array.from({ length: 60 }, (_, day) => taken(day, 4_000_000 + day));
    const loader = emptyWorld();
    for (const load of loads) await deliver(loader, arrivals([load]), alert);
    const told = content(loader).findings;
    for (const [key, { part }] of loader.state) if (part.startsWith('hour#')) loader.state.delete(key);
    const expired = copy(loader);
    const past = loads.slice(0, 52);
    for (const batch of [past.slice(0, 20), past.slice(20), past])
      expect((await deliver(loader, arrivals(batch), alert)).findings).toEqual([]);
    expect(content(loader).findings).toEqual(told);
    // And what had not come is told all the same: more, other data, or from elsewhere.
    const others: readonly Activity[] = [
      taken(30, 9_000_000),
      taken(31, 3_900_000, { resources: [{ type: 'report', uid: 'r-2', name: 'Payroll' }] }),
      taken(32, 3_900_001, { source: { ip: '203.0.113.9', asn: 64_511 } }),
    ];
    for (const other of others) {
      const { findings } = await deliver(copy(expired), arrivals([other]), alert);
      expect(findings, `${other.volume?.records}`).toMatchObject([{ historical: true }]);
    }
  });

  test('leave a ledger as long as whoever wrote it for longest had it', async () => {
    const late = emptyWorld();
    const arriving = (afterDays: number, records: number) =>
      groupByEntity([{ activity: taken(0, records), record: 0, arrival: at(0) + afterDays * DAY_MS }]);
    const hour = () => [...late.state.values()].find(({ part }) => part === `hour#${hourOf(at(0))}`);
    await deliver(late, arriving(5, 100), alert);
    const longest = hour()?.expires;
    await deliver(late, arriving(0, 200), alert);
    expect(hour()?.version).toBe(2);
    expect(hour()?.expires).toBe(longest);
  });

  test('that are in time for an account that went quiet leave what was told of a day that has expired since', async () => {
    const quiet = copy(world);
    await deliver(quiet, arrivals([taken(40, 5_000_000)]), alert);
    const told = content(quiet).findings;
    expect(told[0]?.exposure.records.known).toBe(5_000_000);
    for (const [key, { part }] of quiet.state) if (part.startsWith('hour#')) quiet.state.delete(key);
    const { committed, findings } = await deliver(
      quiet,
      arrivals([taken(39, 7, { time: at(39) - HOUR_MS })]),
      alert,
    );
    expect(committed.map(({ historical }) => historical)).toEqual([0]);
    expect(findings).toEqual([]);
    expect(content(quiet).findings).toEqual(told);
  });

  test('that are in time for an account that went quiet are told, also where the rest of their day has expired', async () => {
    const quiet = copy(world);
    for (const [key, { part }] of quiet.state) if (part.startsWith('hour#')) quiet.state.delete(key);
    const loot = taken(39, 5_000_000, {
      time: at(39) + 3 * HOUR_MS,
      source: { ip: '203.0.113.9', asn: 64_511 },
    });
    const { committed, findings } = await deliver(quiet, arrivals([loot]), alert);
    expect(committed.map(({ historical }) => historical)).toEqual([0]);
    expect(findings).toMatchObject([{ day: dayOf(at(39)), state: 'open' }]);
    expect(findings[0]?.exposure.records.known).toBe(5_000_000);
    expect(content(quiet).findings.at(-1)?.exposure).toEqual(findings[0]?.exposure);
  });

  test('that are in time for an account that went quiet do not take the place of what was told of all of their day', async () => {
    const quiet = copy(world);
    await deliver(quiet, arrivals([taken(40, 5_000_000)]), alert);
    const told = content(quiet).findings;
    for (const [key, { part }] of quiet.state) if (part.startsWith('hour#')) quiet.state.delete(key);
    const more = taken(40, 6_000_000, { time: at(40) + 3 * HOUR_MS });
    expect((await deliver(quiet, arrivals([more]), alert)).committed[0]?.historical).toBe(0);
    expect(told[0]?.exposure.records.known).toBe(5_000_000);
    expect(content(quiet).findings).toEqual(told);
  });

  test('that come a week late and more keep the rest of their day for what may come after them', async () => {
    const quiet = copy(world);
    const chunk = (hour: number, afterDays: number, records: number) => {
      const time = at(39) + hour * HOUR_MS;
      const activity = taken(39, records, { time });
      return groupByEntity([{ activity, record: 0, arrival: time + afterDays * DAY_MS }]);
    };
    for (const [hour, afterDays, records] of [
      [2, 13, 1_000_000],
      [3, 20, 4_000_000],
      [4, 26, 40_000_000],
    ] as const) {
      await deliver(quiet, chunk(hour, afterDays, records), alert);
      const now = (at(39) + (afterDays + 1) * DAY_MS) / 1000;
      for (const [key, { part, expires }] of quiet.state)
        if (part.startsWith('hour#') && expires < now) quiet.state.delete(key);
    }
    expect(content(quiet).findings.at(-1)?.exposure.records.known).toBe(45_000_100);
  });

  test('that come a week late and more keep who changed the access on the days before', async () => {
    const quiet = copy(world);
    const arriving = (activity: Activity, afterDays: number) =>
      groupByEntity([{ activity, record: 0, arrival: activity.time + afterDays * DAY_MS }]);
    const reset = event({
      id: 'reset',
      time: at(38),
      kind: 'mfa',
      operation: 'factor.reset',
      actor: { uid: 'omar', type: 'user' },
      target: { uid: 'mara' },
    });
    await deliver(quiet, arriving(reset, 0), alert);
    for (const [afterDays, records] of [
      [13, 1_000_000],
      [20, 4_000_000],
      [26, 40_000_000],
    ] as const) {
      const loot = taken(39, records, { time: at(39) + (afterDays * HOUR_MS) / 13 });
      await deliver(quiet, arriving(loot, afterDays), alert);
      const now = (at(39) + (afterDays + 1) * DAY_MS) / 1000;
      for (const [key, { part, expires }] of quiet.state)
        if (part.startsWith('hour#') && expires < now) quiet.state.delete(key);
      const told = content(quiet).findings.find(({ day }) => day === dayOf(at(39)));
      expect(told?.changes, `${afterDays} days late`).toMatchObject([
        { operation: 'factor.reset', by: { uid: 'omar' } },
      ]);
    }
  });

  test('and reach past midnight take from the day after what was told as its own', async () => {
    const late = copy(world);
    const part = (time: number) =>
      event({
        id: 'long',
        time,
        volume: { records: 5_000_000 },
        identity: { kind: 'operation', id: 'long' },
      });
    const midnight = Math.ceil(at(20) / DAY_MS) * DAY_MS;
    await deliver(late, arrivals([part(midnight + 60_000)]), alert);
    const told = () => content(late).findings.map(({ day }) => day);
    expect(told()).toContain(dayOf(at(21)));
    await deliver(late, arrivals([part(midnight - 60_000)]), alert);
    expect(told()).toContain(dayOf(at(20)));
    expect(told()).not.toContain(dayOf(at(21)));
  });

  test('and may go on past midnight tell nothing of a day after into which they did not', async () => {
    const midnight = Math.ceil(at(20) / DAY_MS) * DAY_MS;
    // What rules matched a profile does not keep, so that this day would be news if it were told by itself.
    const loads = Array.from({ length: 60 }, (_, day) =>
      taken(day, 4_000_000 + day, {
        time: midnight + (day - 21) * DAY_MS + 60_000,
        hits: day === 21 ? ['rule-of-mine'] : [],
      }),
    );
    const loader = emptyWorld();
    for (const load of loads) await deliver(loader, arrivals([load]), alert);
    const known = loader.findings.size;
    const evening = event({
      id: 'evening',
      time: midnight - 60_000,
      volume: { records: 50_000_000 },
      identity: { kind: 'operation', id: 'evening' },
    });
    const { findings } = await deliver(loader, arrivals([evening]), alert);
    expect(findings.map(({ day }) => day)).toEqual([dayOf(at(20))]);
    expect(loader.findings.size).toBe(known + 1);
  });

  test('never take the place of a finding that was made in time', async () => {
    const robbed = emptyWorld();
    const days = Array.from({ length: 12 }, (_, day) => taken(day));
    const { findings } = await deliver(robbed, arrivals([...days, taken(12, 9_000_000)]), alert);
    await deliver(robbed, arrivals([taken(30)]), alert);
    await deliver(robbed, arrivals([taken(12, 8_000_000)]), alert);
    const [finding] = findings.filter(({ day }) => day === dayOf(at(12)));
    const kept = content(robbed).findings.find(({ id }) => id === finding?.id);
    expect(kept?.historical).toBeUndefined();
    expect(kept?.score).toBe(finding?.score);
  });
});
