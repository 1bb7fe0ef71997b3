import { DAY_MS } from '../../shared/time.ts';
import { changesOf } from './changes.ts';
import { makeCatalogue } from './datasets.ts';
import { DIALECTS } from './dialects/index.ts';
import { episodesOn } from './episodes.ts';
import { lifeOf } from './lives.ts';
import type { CorpusActor, CorpusEvent, CorpusVendor } from './model.ts';
import { MAX_PEOPLE, makePerson, makeSites, type Person } from './population.ts';
import { makeProgram, type Program } from './programs.ts';
import { seededRandom } from './random.ts';
import { runsOn } from './runs.ts';
import { ownDays, workday } from './workday.ts';
import type { World } from './world.ts';

/** One synthetic company, as seven vendors would log it. */
export interface Organisation {
  readonly seed: string;
  readonly tenant: string;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly actors: readonly CorpusActor[];
  /** All benign raw events of a UTC day, in order of time. The same whenever and in whatever order it is asked. */
  day(day: number): readonly CorpusEvent[];
  /** What attacks are made of. Nothing that detects may look at it. */
  readonly world: World;
}

export interface OrganisationOptions {
  readonly people: number;
  /** Services and integrations. */
  readonly services: number;
  /** Days since 1970-01-01, UTC, both included. */
  readonly firstDay: number;
  readonly lastDay: number;
}

export function makeOrganisation(seed: string, options: OrganisationOptions): Organisation {
  const { people: peopleCount, services, firstDay, lastDay } = options;
  check('people', peopleCount, 1, MAX_PEOPLE);
  check('services', services, 0, 1000);
  check('lastDay', lastDay, firstDay, firstDay + 1000);
  const random = seededRandom(seed);
  const period = { from: firstDay, to: lastDay };
  const sites = makeSites(random.fork('sites'));
  const accounts: CorpusActor[] = [];
  const people: Person[] = [];
  for (let number = 0; number < peopleCount; number++) {
    const person = makePerson(number, sites, accounts.length, random.fork(`person/${number}`));
    people.push(person);
    accounts.push(person.okta, ...person.tools.map(({ account }) => account));
  }
  const programs: Program[] = [];
  for (let number = 0; number < services; number++) {
    const program = makeProgram(number, accounts.length, period, random.fork(`program/${number}`));
    programs.push(program);
    accounts.push(program.account);
  }
  const world: World = {
    tenant: `org-${seed}`,
    period,
    random,
    people,
    lives: people.map((person) => lifeOf(person, period, random.fork(`life/${person.number}`))),
    programs,
    catalogue: makeCatalogue(Object.values(DIALECTS), random.fork('datasets')),
    changes: changesOf(sites, period, random.fork('changes')),
  };
  return {
    seed,
    tenant: world.tenant,
    firstDay,
    lastDay,
    actors: accounts,
    day: (day) => eventsOn(world, day),
    world,
  };
}

function check(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`An organisation needs ${name} from ${least} to ${most}, not ${value}.`);
}

function eventsOn(world: World, day: number): readonly CorpusEvent[] {
  const { from, to } = world.period;
  if (day < from || day > to) return [];
  const events: CorpusEvent[] = [];
  for (const person of world.people)
    for (const own of ownDays(person, day))
      for (const event of workday(world, person, own)) events.push(event);
  for (const program of world.programs) for (const event of runsOn(world, program, day)) events.push(event);
  for (const event of episodesOn(world, day)) events.push(event);
  const startMs = day * DAY_MS;
  return events
    .filter(({ time }) => time >= startMs && time < startMs + DAY_MS)
    .sort((a, b) => a.time - b.time);
}

/** The raw events of some days as lines of JSON, to be read with `npx outflow parse --vendor`, or to be kept. */
export function* dump(
  organisation: Organisation,
  from: number,
  to: number,
): Generator<{ readonly vendor: CorpusVendor; readonly line: string }> {
  for (let day = from; day <= to; day++)
    for (const { vendor, event } of organisation.day(day)) yield { vendor, line: JSON.stringify(event) };
}
