import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../shared/activity.ts';
import { decodeReading } from '../../../shared/reading.ts';
import { hourOf } from '../../../shared/time.ts';
import { at } from '../../fixtures/readings.ts';
import { alert, arrivals, event } from './events.ts';
import { content, copy, deliver, emptyWorld } from './tables.ts';

const taken = (day: number, records = 100, parts: Partial<Activity> = {}): Activity =>
  event({ id: `export ${day} ${records}`, time: at(day), volume: { records }, ...parts });
const world = emptyWorld();
await deliver(world, arrivals(Array.from({ length: 40 }, (_, day) => taken(day))), alert);
const before = content(world);

describe('events from before the horizon', () => {
  test('keep a ledger, are counted, and change no profile, finding or table of the organisation', async () => {
    const late = copy(world);
    const loot = taken(20, 5_000_000, { source: { ip: '203.0.113.9', asn: 64_511 } });
    const { committed, findings } = await deliver(late, arrivals([loot]), alert);
    expect(committed.map(({ historical }) => historical)).toEqual([1]);
    expect(findings).toEqual([]);
    const { ledgers, ...rest } = content(late);
    const { ledgers: _, ...same } = before;
    expect(rest).toEqual(same);
    // In the hour in which it happened, beside what was known of it.
    const old = ledgers.find(({ key }) => key.endsWith(`hour#${hourOf(at(20))}`));
    expect(old?.lines.map((line) => decodeReading(line).records).sort()).toEqual([100, 5_000_000]);
  });

  test('beside new ones in a batch leave what the new ones alone leave', async () => {
    const [mixed, alone] = [copy(world), copy(world)];
    await deliver(mixed, arrivals([taken(10, 777), taken(40), taken(20, 5_000_000)]), alert);
    await deliver(alone, arrivals([taken(40)]), alert);
    expect(content(mixed)).toMatchObject({
      profiles: content(alone).profiles,
      findings: content(alone).findings,
      uses: content(alone).uses,
    });
  });
});
