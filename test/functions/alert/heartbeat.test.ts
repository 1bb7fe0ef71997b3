import { describe, expect, test } from 'vitest';
import { alertAll, countsOf } from '../../../functions/alert/batch.ts';
import { detect } from '../../../functions/detect/detect.ts';
import { memoryFeedReader } from '../../../functions/ports/memory/feeds.ts';
import { memoryHeartbeat } from '../../../functions/ports/memory/heartbeat.ts';
import { memoryQuarantine } from '../../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { memoryStream } from '../../../functions/ports/memory/stream.ts';
import { nudgeBy } from '../../../functions/ports/nudge.ts';
import type { StateItem } from '../../../functions/ports/state.ts';
import { beat, readThrough } from '../../../functions/watch/heartbeat.ts';
import { HEARTBEAT_CONTRACT, HEARTBEAT_ENTITY } from '../../../shared/heartbeat.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/time.ts';
import { createWorld } from './world.ts';

const NOW = Date.parse('2026-11-08T09:00:00Z');

/** Stream, detect and alert, as the stack connects them. */
function stack() {
  const items = new Map<string, StateItem>();
  const world = createWorld();
  const told = memoryHeartbeat();
  const alertPorts = { ...world.start(), heartbeat: told.heartbeat };
  const counts: Record<string, number>[] = [];
  const ports = {
    state: memoryStateStore(items),
    findings: world.findings,
    quarantine: memoryQuarantine(),
    nudge: nudgeBy(async ({ findingIds }) => {
      world.clock.nowMs = clock.nowMs;
      counts.push({ ...countsOf(await alertAll(findingIds, alertPorts)) });
    }),
  };
  const clock = { nowMs: NOW };
  return {
    world,
    told,
    counts,
    clock,
    feeds: memoryFeedReader(items),
    /** `delayMs`: how long the event lies on the stream. */
    beat: async (nowMs: number, delayMs = 2000, settings = DEFAULT_SETTINGS) => {
      const stream = memoryStream();
      await beat(stream, nowMs);
      clock.nowMs = nowMs + delayMs;
      const records = stream.entries.map(({ data, partitionKey }) => ({
        data: Buffer.from(data).toString('base64'),
        partitionKey,
        sequenceNumber: String(nowMs),
        arrival: nowMs + 100,
      }));
      await detect(records, ports, {
        hashKey: new Uint8Array(32).fill(3),
        settings,
        contracts: [HEARTBEAT_CONTRACT],
        now: () => clock.nowMs,
      });
    },
  };
}

describe('a heartbeat', () => {
  test('becomes a finding and a message that is no page, each time', async () => {
    const { beat, told, world, counts } = stack();
    for (let n = 0; n < 4; n++) await beat(NOW + 5 * n * MINUTE_MS);
    expect(told.beats).toEqual([0, 1, 2, 3].map((n) => NOW + 5 * n * MINUTE_MS));
    expect(world.publisher.pages).toEqual([]);
    const [stored, ...more] = await world.findings.byEntity(HEARTBEAT_ENTITY, 10);
    expect(more).toEqual([]);
    expect(stored).toMatchObject({ due: false, told: undefined, finding: { state: 'open' } });
    expect(counts.map(({ Heartbeats, HeartbeatAgeMs }) => [Heartbeats, HeartbeatAgeMs])).toEqual(
      Array(4).fill([1, 2000]),
    );
  });

  test('comes through whatever on-call has set as its lines', async () => {
    const { beat, told } = stack();
    const high = { ...DEFAULT_SETTINGS.service, pageScore: 50, highScore: 60, criticalScore: 70 };
    await beat(NOW, 2000, { ...DEFAULT_SETTINGS, ...high, service: high });
    expect(told.beats).toEqual([NOW]);
  });

  test('is not counted where none came, so that its alarm sounds', () => {
    expect(Object.keys(countsOf([]))).not.toContain('Heartbeats');
  });

  test('says how far detect has read', async () => {
    const { beat, feeds } = stack();
    expect(await readThrough(feeds, NOW)).toBeUndefined();
    await beat(NOW);
    expect(await readThrough(feeds, NOW + MINUTE_MS)).toBe(NOW + MINUTE_MS);
    expect(await readThrough(feeds, NOW + 3 * HOUR_MS)).toBe(NOW + 5 * MINUTE_MS);
    expect(await readThrough(feeds, NOW + 30 * HOUR_MS)).toBeUndefined();
  });
});
