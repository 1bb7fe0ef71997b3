import { seededRandom } from '../../cli/corpus/random.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { violationsOf } from './check.ts';
import { createFunctions } from './functions.ts';
import { type MappingOptions, startMapping } from './mapping.ts';
import type { Mutant } from './mutant.ts';
import { operate } from './operations.ts';
import { createPageLog } from './page-log.ts';
import { planOf, START_MS } from './scenario.ts';
import { createScheduler } from './scheduler.ts';
import { createStream } from './stream.ts';
import { createNetwork, WEATHERS } from './weather.ts';
import { createPorts, createWorld } from './world.ts';

export interface Run {
  readonly seed: number;
  /** What the seed drew, for whoever reads a failure. */
  readonly title: string;
  /** Promises that were broken; none if all is well. */
  readonly violations: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * One life of the whole system under what the seed draws: what producers put, when, under which weather, in which
 * order everything that runs at the same time goes on. Afterwards the weather clears, and what failed for good is
 * put on the stream again. The same seed gives the same run.
 */
export async function simulate(seed: number, mutant: Mutant = {}): Promise<Run> {
  const random = seededRandom(seed);
  const plan = planOf(random.fork('plan'));
  const dice = random.fork('dice');
  const weather = dice.pick(WEATHERS);
  const endMs = (plan.at(-1)?.atMs ?? START_MS) + HOUR_MS;
  const outageMs = dice.chance(0.3) ? START_MS + Math.floor(dice.uniform() * (endMs - START_MS)) : endMs;
  const isDown = () => scheduler.now() >= outageMs && scheduler.now() < Math.min(endMs, outageMs + HOUR_MS);

  const scheduler = createScheduler(START_MS, random.fork('ties'));
  const network = createNetwork(scheduler, random.fork('network'), weather);
  const world = await createWorld();
  const log = createPageLog();
  const stream = createStream(scheduler, dice.between(1, 3));
  const ports = createPorts(world, network, random.fork('ports'), log, isDown, mutant);
  const functions = createFunctions({
    scheduler,
    random: random.fork('functions'),
    world,
    ports,
    mutant,
  });
  const options = mappingOf(random.fork('settings'));
  const mapping = startMapping(stream, scheduler, random.fork('mapping'), options, functions.detect);

  for (const { atMs, put } of plan) scheduler.at(atMs, () => stream.put(put));
  functions.watchUntil(endMs + DAY_MS);
  const hands = operate({ scheduler, random: dice, stream, mapping, world, network, functions, endMs });
  scheduler.at(endMs, network.clear);

  const moments = await scheduler.run().catch((error: Error) => error.message);
  const rest = {
    plan,
    world,
    log,
    restored: hands.restored > 0,
    overtaken: hands.restored + hands.redriven > 0,
    oddAnswers: mapping.oddAnswers,
  };
  return {
    seed,
    title: `${weather.name}, ${plan.length} records, ${stream.shards.length} shards${hands.restored > 0 ? ', restored' : ''}`,
    violations: typeof moments === 'string' ? [moments] : await violationsOf(rest),
    figures: {
      runs: 1,
      records: plan.length,
      moments: typeof moments === 'string' ? 0 : moments,
      ...functions.figures,
      ...hands,
      failedBatches: mapping.failedBatches.size,
      pages: world.pages.length,
      escalated: world.pages.filter(({ attributes }) => attributes.kind === 'escalated').length,
      withdrawn: world.pages.filter(({ attributes }) => attributes.kind === 'withdrawn').length,
      findings: world.findings.size,
    },
  };
}

function mappingOf(random: ReturnType<typeof seededRandom>): MappingOptions {
  return {
    batchSize: random.pick([1, 2, 10, 100]),
    windowMs: random.pick([0, 100, 1_000, 60_000]),
    parallel: random.pick([1, 2, 4]),
    // So few attempts that batches do fail for good.
    retries: random.pick([1, 3, 20]),
    forgets: random.pick([0, 0.05, 0.2]),
    echoes: random.pick([0, 0.05, 0.2]),
    progressResets: random.chance(0.5),
  };
}
