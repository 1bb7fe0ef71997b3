import type { Random } from '../../cli/corpus/random.ts';
import { recordsOf } from '../../cli/quarantine/held.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import type { Functions } from './functions.ts';
import type { Mapping } from './mapping.ts';
import { START_MS } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';
import type { Stream } from './stream.ts';
import type { Network } from './weather.ts';
import { copyTables, expire, restoreTables, triage, type World } from './world.ts';

interface Parts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly stream: Stream;
  readonly mapping: Mapping;
  readonly world: World;
  readonly network: Network;
  readonly functions: Functions;
  readonly endMs: number;
}

/** No record waits longer for its redrive; together with its lateness that stays within the horizon. */
const REDRIVE_EVERY_MS = 6 * HOUR_MS;
/** Longer than any record is under way, redrive included. */
const REPLAY_MS = 16 * HOUR_MS;

/** What people and AWS do to the system while it runs. */
export function operate(parts: Parts): { redriven: number; restored: number } {
  const { scheduler, random, stream, mapping, world, endMs } = parts;
  const sometime = () => START_MS + Math.floor(random.uniform() * (endMs - START_MS));
  const every = (ms: number, task: () => void) => {
    for (let atMs = START_MS + ms; atMs < endMs; atMs += ms) scheduler.at(atMs, task);
  };
  const done = { redriven: 0, restored: 0 };

  for (let splits = random.pick([0, 0, 1, 2]); splits > 0; splits--)
    scheduler.at(sometime(), () => stream.split(random.pick(stream.shards)));
  every(5 * HOUR_MS, () => expire(world, scheduler.now(), random));
  for (let edits = random.pick([0, 3, 20]); edits > 0; edits--)
    scheduler.at(sometime(), () => triage(world, random));

  const again = new Set<string>();
  const redrive = () => {
    for (const [key, body] of mapping.failedBatches)
      if (!again.has(key)) {
        again.add(key);
        for (const record of recordsOf('failed', key, body)) {
          stream.put(record);
          done.redriven++;
        }
      }
  };
  every(REDRIVE_EVERY_MS, redrive);
  scheduler.at(endMs + HOUR_MS, redrive);

  if (random.chance(0.15)) {
    const thenMs = sometime();
    scheduler.at(thenMs, () => {
      const copy = copyTables(world);
      const nowMs = Math.min(endMs, thenMs + random.between(MINUTE_MS, 20 * HOUR_MS));
      scheduler.at(nowMs, () => {
        done.restored++;
        restore(parts, copy, thenMs);
      });
    });
  }
  return done;
}

/** Tables as they were then, and the stream from well before it, by a mapping made anew. */
function restore(
  { network, functions, world, mapping }: Parts,
  copy: ReturnType<typeof copyTables>,
  thenMs: number,
) {
  functions.killAll();
  network.cut();
  restoreTables(world, copy);
  world.notify();
  mapping.rewind(thenMs - REPLAY_MS);
}
