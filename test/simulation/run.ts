import { seededRandom } from '../../cli/corpus/random.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { createArchive } from './archive.ts';
import { violationsOf } from './check.ts';
import { START_MS } from './events.ts';
import { createFunctions } from './functions.ts';
import { type MappingOptions, startMapping } from './mapping.ts';
import { MISREAD, MISTAKEN } from './mistaken.ts';
import type { Mutant } from './mutant.ts';
import { type Hands, type Life, operate } from './operations.ts';
import { createPageLog } from './page-log.ts';
import { createPeople } from './people.ts';
import { createPorts } from './ports.ts';
import { planOf } from './scenario.ts';
import { createScheduler } from './scheduler.ts';
import { createStream } from './stream.ts';
import { createNetwork, WEATHERS } from './weather.ts';
import { createWorld } from './world.ts';

export interface Run {
  readonly seed: number;
  /** What the seed drew, for whoever reads a failure. */
  readonly title: string;
  /** Promises that were broken; none if all is well. */
  readonly violations: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** All that the mistaken parser read is of days that are still open when it is mended. */
const MAX_MISTAKEN_MS = 20 * HOUR_MS;

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
  const endMs = (plan.records.at(-1)?.atMs ?? START_MS) + HOUR_MS;
  const brought = plan.records.flatMap(({ atMs, entities }) => entities.map((entity) => ({ entity, atMs })));
  const life = lifeOf(
    random.fork('life'),
    plan.isShort,
    brought.some(({ entity }) => entity === MISREAD) ? endMs : START_MS,
  );
  const outageMs = dice.chance(0.3) ? START_MS + Math.floor(dice.uniform() * (endMs - START_MS)) : endMs;
  const isDown = () => scheduler.now() >= outageMs && scheduler.now() < Math.min(endMs, outageMs + HOUR_MS);

  const scheduler = createScheduler(START_MS, random.fork('ties'));
  const network = createNetwork(scheduler, random.fork('network'), weather);
  const world = await createWorld(life.isNew);
  const log = createPageLog();
  const stream = createStream(scheduler, dice.between(1, 3));
  const ports = createPorts(world, network, random.fork('ports'), log, isDown, mutant);
  const functions = createFunctions({
    scheduler,
    random: random.fork('functions'),
    world,
    ports,
    mutant,
    isLimited: life.isLimited,
    parsers: (nowMs) => (nowMs < life.mistakenUntilMs ? { vendors: MISTAKEN } : {}),
  });
  const options = mappingOf(random.fork('settings'));
  const mapping = startMapping(stream, scheduler, random.fork('mapping'), options, functions.detect);
  const archive = createArchive(stream, life.isNew);
  const people = createPeople({
    scheduler,
    random: random.fork('people'),
    functions,
    ports,
    world,
    archive,
    mutant,
  });

  for (const { atMs, put } of plan.records) scheduler.at(atMs, () => stream.put(put));
  functions.watchUntil(endMs + DAY_MS + 4 * HOUR_MS);
  const parts = { scheduler, stream, mapping, world, network, functions, people, life, brought, endMs };
  const hands = operate({ ...parts, random: dice });
  scheduler.at(endMs, network.clear);

  const ended = await quietly(() => scheduler.run()).catch((error: Error) => error.message);
  const { oddAnswers, setAside } = mapping;
  const rest = { plan: plan.records, world, log, life, hands, people, oddAnswers, stream, setAside };
  const { failures, ...counts } = hands;
  const told = (kind: string) => log.entries.filter((one) => one.kind === kind).length;
  return {
    seed,
    title: titleOf(weather.name, plan.records.length, stream.shards.length, life, hands),
    violations: typeof ended === 'string' ? [ended] : await violationsOf(rest),
    figures: {
      runs: 1,
      records: plan.records.length,
      moments: typeof ended === 'string' ? 0 : ended,
      ...plan.figures,
      ...network.faults,
      ...mapping.figures,
      expiredRead: ports.expiredRead(),
      ...functions.figures,
      ...counts,
      failedBatches: mapping.failedBatches.size,
      pages: world.pages.length,
      refusedByTopic: log.refusals(),
      escalated: told('escalated'),
      withdrawn: told('withdrawn'),
      resolved: told('resolved'),
      repeatedPages: told('repeated'),
      triaged: people.done.length,
      ...people.rebuilds,
      findings: world.findings.size,
      feedFindings: [...world.findings.values()].filter(({ entity }) => entity.startsWith('feed/')).length,
    },
  };
}

function lifeOf(random: ReturnType<typeof seededRandom>, isShort: boolean, misreadEndMs: number): Life {
  const life = {
    isShort,
    isNew: isShort && random.chance(0.3),
    changesSettings: isShort && random.chance(0.4),
    isLimited: random.chance(0.4),
  };
  const isMistaken = !life.isNew && random.chance(0.3);
  const lastsMs = Math.floor(random.uniform() * Math.min(misreadEndMs - START_MS, MAX_MISTAKEN_MS));
  return { ...life, mistakenUntilMs: START_MS + (isMistaken ? lastsMs : 0) };
}

function titleOf(weather: string, records: number, shards: number, life: Life, { restored }: Hands): string {
  return [
    weather,
    `${records} records`,
    `${shards} shards`,
    ...(restored > 0 ? ['restored'] : []),
    ...(life.isNew ? ['backfilled'] : []),
    ...(life.changesSettings ? ['settings changed'] : []),
    ...(life.mistakenUntilMs > START_MS ? ['a parser mended'] : []),
    ...(life.isLimited ? ['few pages'] : []),
  ].join(', ');
}

/** What functions warn of would drown what the simulation tells. */
async function quietly<Result>(run: () => Promise<Result>): Promise<Result> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await run();
  } finally {
    console.warn = warn;
  }
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
