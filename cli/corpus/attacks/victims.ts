import { clientOn } from '../clients.ts';
import { contains } from '../lives.ts';
import { type Account, CORPUS_VENDORS, type CorpusEvent, type CorpusVendor } from '../model.ts';
import { planDay } from '../plan.ts';
import type { Person, Tool } from '../population.ts';
import { clientOfProgram, type Program, placeOfProgram } from '../programs.ts';
import type { Random } from '../random.ts';
import { HABITS } from '../rates.ts';
import { runsOn } from '../runs.ts';
import { workday } from '../workday.ts';
import type { World } from '../world.ts';
import type { Context } from './intruder.ts';

export interface Owner {
  readonly person: Person;
  readonly tool: Tool;
}

/** Vendors that hold data. */
const DATA_VENDORS = CORPUS_VENDORS.filter((vendor) => vendor !== 'okta');

const SETTLED_DAYS = 14;

/** Somebody who works here on that day and has for a while, with an account that is not lying idle. */
export function pickOwner(
  world: World,
  day: number,
  random: Random,
  vendors: readonly CorpusVendor[] = DATA_VENDORS,
): Owner | undefined {
  const vendor = random.pick(vendors);
  return pickFrom(
    world.people.flatMap((person) =>
      isEmployed(world, person, day)
        ? person.tools
            .filter(({ account, activity }) => account.vendor === vendor && activity > 0.2)
            .map((tool) => ({ person, tool }))
        : [],
    ),
    random,
  );
}

export function isEmployed({ lives }: World, { number }: Person, day: number): boolean {
  const employed = lives[number]?.employed;
  return employed !== undefined && contains(employed, day) && employed.from <= day - SETTLED_DAYS;
}

export function pickProgram(
  { programs }: World,
  random: Random,
  vendors: readonly CorpusVendor[] = DATA_VENDORS,
): Program | undefined {
  return pickFrom(
    programs.filter(({ account }) => vendors.includes(account.vendor)),
    random,
  );
}

export function pickFrom<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}

/** Where and with what the owner works on that day, or would. */
export function ownContext(world: World, person: Person, day: number): Context {
  return planOn(world, person, day) ?? { place: person.home, client: clientOn(person.client, day) };
}

export function planOn(world: World, person: Person, day: number) {
  const life = world.lives[person.number];
  const random = world.random.fork(`person/${person.number}/${day}`);
  return life && planDay(person, life, world.changes, day, random);
}

export function programContext(program: Program, day: number): Context {
  return { place: placeOfProgram(program, day), client: clientOfProgram(program, day) };
}

const USUAL_DAYS = 21;

/** What the account really takes on a day on which it is used: the mean of three weeks before. */
export function usualRecords(world: World, { person, tool }: Owner, day: number): number {
  const habit = HABITS[person.role][tool.account.vendor];
  const typical = (habit?.exportRows ?? 1) * tool.rows * Math.max(0.2, habit?.exports ?? 0.2);
  return Math.max(
    typical,
    usual(tool.account, day, (before) => workday(world, person, before)),
  );
}

export function usualRun(world: World, program: Program, day: number): number {
  return Math.max(
    program.rows,
    usual(program.account, day, (before) => runsOn(world, program, before)),
  );
}

function usual(account: Account, day: number, eventsOn: (day: number) => readonly CorpusEvent[]): number {
  let [sum, active] = [0, 0];
  for (let before = day - USUAL_DAYS; before < day; before++) {
    const own = eventsOn(before).filter(({ actor }) => actor === account.index);
    if (own.length > 0) active++;
    for (const { records } of own) sum += records;
  }
  return active === 0 ? 0 : sum / active;
}
