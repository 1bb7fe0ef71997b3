import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import { DIALECTS } from '../dialects/index.ts';
import type { App, CorpusEvent, Session } from '../model.ts';
import type { Program } from '../programs.ts';
import { BASE62, type Random } from '../random.ts';
import { sessionOf, type World } from '../world.ts';
import { scenario } from './attack.ts';
import { anyTime } from './entry.ts';
import { strangePlace, strangeProgram } from './intruder.ts';
import { anyDatasets, bulkAmount, howMany, logUniform, ownDatasets, take } from './take.ts';
import { ownContext, pickOwner, pickProgram, programContext, usualRecords, usualRun } from './victims.ts';

export const stolenServiceToken = scenario({
  uid: 'stolen-service-token',
  title: 'The token of a service or integration, used from another network',
  days: 3,
  draw: (world, day, random) => {
    const program = pickProgram(world, random);
    if (program === undefined) return undefined;
    const own = programContext(program, day);
    const context = {
      place: strangePlace(own.place, random),
      client: random.chance(0.3) ? own.client : strangeProgram(random),
    };
    const session = sessionOf(world, program.account, context, random);
    const { vendor } = program.account;
    const usual = usualRun(world, program, day);
    const total = Math.round(usual * logUniform(random, 0.5, 60));
    const datasets = random.chance(0.5)
      ? ownDatasets(world, vendor, program.taste, program.reads)
      : anyDatasets(world, vendor, howMany(vendor, total, random), random);
    const startMs = anyTime(day, random);
    const durationMs = random.between(10 * MINUTE_MS, 30 * HOUR_MS);
    return [
      ...DIALECTS[vendor].signIn(session, startMs),
      ...take(session, { startMs: startMs + 3 * SECOND_MS, durationMs, total, datasets, verb: 'bulk' }),
    ];
  },
});

export const serviceDrip = scenario({
  uid: 'service-drip',
  title: 'From a service’s own machine, one and a half to four times as much as usual, for weeks',
  days: 30,
  draw: (world, day, random) => {
    const program = pickProgram(world, random, ['salesforce', 'snowflake', 'aws', 'google-workspace']);
    if (program === undefined) return undefined;
    const extra = usualRun(world, program, day) * (0.5 + 2.5 * random.uniform());
    const lastDay = day + random.between(10, 28);
    const events: CorpusEvent[] = [];
    for (let at = day; at <= lastDay; at++)
      if (random.chance(0.9)) events.push(...extraRun(world, program, at, extra, random));
    return events;
  },
});

function extraRun(
  world: World,
  program: Program,
  day: number,
  records: number,
  random: Random,
): CorpusEvent[] {
  const { account, taste, reads, hours, minute } = program;
  const session = sessionOf(world, account, programContext(program, day), random);
  const datasets = random.chance(0.7)
    ? ownDatasets(world, account.vendor, taste, reads)
    : anyDatasets(world, account.vendor, reads, random);
  const total = Math.max(1, Math.round(records * (0.7 + 0.6 * random.uniform())));
  const startMs = day * DAY_MS + random.pick(hours) * HOUR_MS + (minute + random.between(2, 15)) * MINUTE_MS;
  return take(session, { startMs, durationMs: 30 * MINUTE_MS, total, datasets, verb: 'bulk' });
}

export const newTokenThenBulk = scenario({
  uid: 'new-token',
  title: 'A token is made for a stolen account, then a program reads in bulk with it',
  days: 4,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random, [
      'salesforce',
      'snowflake',
      'google-workspace',
      'github',
      'aws',
    ]);
    if (owner === undefined) return undefined;
    const { account } = owner.tool;
    const own = ownContext(world, owner.person, day);
    const place = random.chance(0.75) ? strangePlace(own.place, random) : own.place;
    const entry = sessionOf(world, account, random.chance(0.5) ? own : { ...own, place }, random);
    const session: Session = {
      ...sessionOf(world, account, { place, client: strangeProgram(random) }, random),
      app: newApp(random),
    };
    const madeMs = anyTime(day, random);
    const total = bulkAmount(random, account.vendor, usualRecords(world, owner, day));
    const datasets = anyDatasets(world, account.vendor, howMany(account.vendor, total, random), random);
    const theft = {
      startMs: madeMs + random.between(5 * MINUTE_MS, 36 * HOUR_MS),
      durationMs: random.between(10, 600) * MINUTE_MS,
      total,
      datasets,
      verb: 'bulk' as const,
    };
    return [
      ...DIALECTS[account.vendor].signIn(entry, madeMs - 2 * MINUTE_MS),
      ...DIALECTS[account.vendor].credential(entry, madeMs),
      ...take(session, theft),
    ];
  },
});

export function newApp(
  random: Random,
  name = random.pick(['Report Sync', 'Data Helper', 'My Exporter']),
): App {
  return { name, id: `0H45g00000${random.text(5, BASE62)}CAA` };
}
