import type { Random } from '../../cli/corpus/random.ts';
import { recordsOf } from '../../cli/quarantine/held.ts';
import { DAY_MS, HOUR_MS, hourOf, MINUTE_MS } from '../../shared/time.ts';
import { START_MS } from './events.ts';
import type { Functions } from './functions.ts';
import type { Mapping } from './mapping.ts';
import { MISREAD } from './mistaken.ts';
import type { People } from './people.ts';
import type { Scheduler } from './scheduler.ts';
import type { Stream } from './stream.ts';
import type { Network } from './weather.ts';
import { copyTables, expire, restoreTables, type World } from './world.ts';

/** What kind of life a seed draws. */
export interface Life {
  readonly isShort: boolean;
  /** The stack is new, and its past is filled in while the day goes on. */
  readonly isNew: boolean;
  readonly changesSettings: boolean;
  /** Few pages leave by themselves, and some are repeated. */
  readonly isLimited: boolean;
  /** Until then a parser reads less than there is. */
  readonly mistakenUntilMs: number;
}

interface Parts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly stream: Stream;
  readonly mapping: Mapping;
  readonly world: World;
  readonly network: Network;
  readonly functions: Functions;
  readonly people: People;
  readonly life: Life;
  /** Accounts to which this life brings something, and when. */
  readonly brought: readonly { readonly entity: string; readonly atMs: number }[];
  readonly endMs: number;
}

/** No record waits longer for its redrive; together with its lateness that stays within the horizon. */
const REDRIVE_EVERY_MS = 6 * HOUR_MS;
/** Records put back in a life of some thirty, beyond which a storm is all that keeps them from being judged. */
const PATIENCE = 300;
/** Longer than any record is under way, redrive included. */
const REPLAY_MS = 16 * HOUR_MS;

/** Nothing that the detector before it began is under way any more. */
const MENDED_MS = 10 * MINUTE_MS;

export interface Hands {
  redriven: number;
  restored: number;
  splits: number;
  merges: number;
  backfills: number;
  settingsChanged: number;
  /** All records came once more at the end, when it was known what people had said. */
  repeated: number;
  /** What somebody could not do, however often he tried. */
  readonly failures: string[];
}

/** What people and AWS do to the system while it runs. */
export function operate(parts: Parts): Hands {
  const { scheduler, random, stream, mapping, world, network, functions, people, life, brought, endMs } =
    parts;
  const sometime = () => START_MS + Math.floor(random.uniform() * (endMs - START_MS));
  const every = (ms: number, task: () => void) => {
    for (let atMs = START_MS + ms; atMs < endMs; atMs += ms) scheduler.at(atMs, task);
  };
  const done: Hands = {
    redriven: 0,
    restored: 0,
    splits: 0,
    merges: 0,
    backfills: 0,
    settingsChanged: 0,
    repeated: 0,
    failures: [],
  };
  const busy: Promise<void>[] = [];
  const begin = (work: () => Promise<void>) => {
    busy.push(work().catch((error: Error) => void done.failures.push(error.message)));
  };

  for (let times = random.pick([0, 0, 1, 2, 3]); times > 0; times--)
    scheduler.at(sometime(), () => {
      if (random.chance(0.6)) done.splits += stream.split(random.pick(stream.shards));
      else done.merges += stream.merge(random.pick(stream.shards));
    });
  every(random.pick([HOUR_MS, 7 * HOUR_MS, DAY_MS]), () => void functions.look());
  // Whatever was to come has come by then. In the first minutes of an hour it goes back for days.
  scheduler.at((hourOf(endMs + DAY_MS) + 1) * HOUR_MS + MINUTE_MS, () => void functions.look());
  every(5 * HOUR_MS, () => expire(world, scheduler.now(), random));

  for (let acts = random.pick([0, 5, 30]); acts > 0; acts--)
    scheduler.at(sometime(), () => begin(() => people.act(life.isShort)));
  if (life.isNew) {
    done.backfills++;
    scheduler.at(sometime(), () => begin(people.backfill));
  }
  if (life.changesSettings) {
    done.settingsChanged++;
    scheduler.at(sometime(), () => begin(people.changeThresholds));
  }

  for (let times = brought.length === 0 ? 0 : random.pick([0, 0, 1, 2, 3]); times > 0; times--) {
    const { entity, atMs } = random.pick(brought);
    // Mostly while something of it comes.
    scheduler.at(random.chance(0.2) ? sometime() : atMs + random.between(0, MINUTE_MS), () =>
      begin(() => people.rebuild(entity)),
    );
  }
  if (life.mistakenUntilMs > START_MS)
    scheduler.at(life.mistakenUntilMs + MENDED_MS, () => begin(() => people.rebuild(MISREAD)));

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
  // Where nearly all of it fails again the weather clears at last: nothing may wait until it is past the horizon.
  every(REDRIVE_EVERY_MS, () => {
    if (done.redriven >= PATIENCE) network.clear();
    redrive();
  });
  scheduler.at(endMs + HOUR_MS, redrive);

  if (random.chance(0.15)) {
    const thenMs = sometime();
    scheduler.at(thenMs, () => {
      const copy = copyTables(world);
      const nowMs = Math.min(endMs, thenMs + random.between(MINUTE_MS, 20 * HOUR_MS));
      scheduler.at(nowMs, () => {
        done.restored++;
        restore(parts, copy, thenMs);
        begin(people.again);
      });
    });
  }

  // In a short life every record still counts when it comes again, and is judged by what is known by then.
  if (life.isShort)
    scheduler.at(endMs + 2 * HOUR_MS, async () => {
      await Promise.all(busy);
      done.repeated++;
      mapping.rewind(Number.NEGATIVE_INFINITY);
    });
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
