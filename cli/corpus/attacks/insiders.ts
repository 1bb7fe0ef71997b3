import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/time.ts';
import { isWeekday } from '../calendar.ts';
import { DIALECTS } from '../dialects/index.ts';
import type { CorpusEvent } from '../model.ts';
import { networksOf, placeIn } from '../networks.ts';
import { hoursOf } from '../plan.ts';
import type { Random } from '../random.ts';
import { sessionOf, type World } from '../world.ts';
import { scenario } from './attack.ts';
import { type Context, intruder } from './intruder.ts';
import { anyDatasets, bulkAmount, logUniform, ownDatasets, take } from './take.ts';
import { type Owner, ownContext, pickOwner, usualRecords } from './victims.ts';

/** Vendors whose amounts can be as small as one likes. */
const DIVISIBLE = ['salesforce', 'snowflake', 'google-workspace', 'aws'] as const;

export const slowDrip = scenario({
  uid: 'slow-drip',
  title: 'For two to four weeks, one to three ordinary days more each day, from the own context or near it',
  days: 30,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random, DIVISIBLE);
    if (owner === undefined) return undefined;
    const usual = usualRecords(world, owner, day);
    const times = 1 + 2 * random.uniform();
    const near = random.chance(0.3) ? nearby(owner, random) : undefined;
    const lastDay = day + random.between(14, 28);
    const events: CorpusEvent[] = [];
    for (let at = day; at <= lastDay; at++)
      if (random.chance(isWeekday(at) ? 0.85 : 0.25))
        events.push(...quietly(world, owner, at, usual * times * (0.5 + random.uniform()), random, near));
    return events;
  },
});

export const ramp = scenario({
  uid: 'ramp',
  title: 'Day by day a little more, over weeks, from the own context',
  days: 37,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random, DIVISIBLE);
    if (owner === undefined) return undefined;
    const usual = usualRecords(world, owner, day);
    const length = random.between(21, 35);
    const [first, last] = [logUniform(random, 0.05, 0.4), logUniform(random, 4, 40)];
    const events: CorpusEvent[] = [];
    for (let n = 0; n <= length; n++) {
      if (!random.chance(isWeekday(day + n) ? 0.9 : 0.2)) continue;
      const times = first * (last / first) ** (n / length);
      events.push(...quietly(world, owner, day + n, usual * times, random));
    }
    return events;
  },
});

export const leaver = scenario({
  uid: 'leaver',
  title: 'Somebody who is about to leave takes a copy along in the last one or two weeks',
  days: 16,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random);
    if (owner === undefined) return undefined;
    const total = bulkAmount(random, owner.tool.account.vendor, usualRecords(world, owner, day));
    const lastDay = day + random.between(4, 14);
    const sessions = random.between(1, 6);
    const events: CorpusEvent[] = [];
    for (let n = 0; n < sessions; n++) {
      const share = (0.3 + random.uniform()) / sessions;
      events.push(...quietly(world, owner, random.between(day, lastDay), total * share, random));
    }
    const { index } = owner.tool.account;
    // What the person does at work afterwards does not happen.
    const lastMs = (lastDay + 1) * DAY_MS;
    return { events, drops: ({ actor, time }) => actor === index && time >= lastMs };
  },
});

export const enumeration = scenario({
  uid: 'enumeration',
  title: 'Looks through many objects to find what is worth taking, then takes it',
  days: 2,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random, [...DIVISIBLE, 'github']);
    if (owner === undefined) return undefined;
    const { account } = owner.tool;
    const own = ownContext(world, owner.person, day);
    const context = random.chance(0.5) ? own : intruder(own, day, random);
    const session = sessionOf(world, account, context, random);
    const fromMs = beginning(owner, day) + random.between(0, 10 * HOUR_MS);
    const toMs = fromMs + random.between(4, 100) * MINUTE_MS;
    const seen = anyDatasets(world, account.vendor, random.between(15, 110), random);
    const dialect = DIALECTS[account.vendor];
    const steps = seen.flatMap((dataset) => {
      const atMs = random.between(fromMs, toMs);
      const draw = random.uniform();
      if (draw < 0.5) return dialect.describe(session, atMs, dataset);
      return draw < 0.7
        ? dialect.list(session, atMs, dataset, random.between(1, 200))
        : dialect.look(session, atMs, dataset, random.between(1, 300));
    });
    const total = bulkAmount(random, account.vendor, usualRecords(world, owner, day));
    const theft = {
      startMs: toMs + random.between(1, 90) * MINUTE_MS,
      durationMs: random.between(5, 180) * MINUTE_MS,
      total,
      datasets: seen.slice(0, random.between(2, 12)),
      verb: random.pick(['export', 'bulk'] as const),
    };
    return [...dialect.signIn(session, fromMs - MINUTE_MS), ...steps, ...take(session, theft)];
  },
});

/** Of the working day, and within the UTC day, to which the period is counted. */
function beginning({ person }: Owner, day: number): number {
  return Math.max(day * DAY_MS + MINUTE_MS, hoursOf(person, day).startMs);
}

/** The same browser, in another network of the owner's country. */
function nearby({ person }: Owner, random: Random): Context['place'] {
  const network = random.pick(networksOf('broadband', person.site.countryIso));
  return placeIn(network, random.between(0, 253));
}

/** In the owner's hours or the evening after, as somebody would who has the right to be there. */
function quietly(
  world: World,
  owner: Owner,
  day: number,
  records: number,
  random: Random,
  place?: Context['place'],
): CorpusEvent[] {
  const { account, taste, favourites } = owner.tool;
  const own = ownContext(world, owner.person, day);
  const session = sessionOf(world, account, place === undefined ? own : { ...own, place }, random);
  const fromMs =
    beginning(owner, day) + random.between(HOUR_MS, random.chance(0.3) ? 13 * HOUR_MS : 8 * HOUR_MS);
  const count = account.vendor === 'github' ? Math.min(60, Math.ceil(records)) : random.between(1, 4);
  const datasets = random.chance(0.6)
    ? ownDatasets(world, account.vendor, taste, Math.min(count, favourites))
    : anyDatasets(world, account.vendor, count, random);
  const durationMs = random.between(5, 120) * MINUTE_MS;
  return [
    ...DIALECTS[account.vendor].signIn(session, fromMs - MINUTE_MS),
    ...take(session, {
      startMs: fromMs,
      durationMs,
      total: Math.max(1, Math.round(records)),
      datasets,
      verb: 'export',
    }),
  ];
}
