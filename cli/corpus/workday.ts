import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import { clientOn } from './clients.ts';
import { datasetsOf, favourite, pickDataset } from './datasets.ts';
import { DIALECTS } from './dialects/index.ts';
import { okta, signOn } from './dialects/okta.ts';
import { contains } from './lives.ts';
import type { Account, CorpusEvent, Session } from './model.ts';
import { hoursOf, type Plan, planDay } from './plan.ts';
import type { Person, Tool } from './population.ts';
import { BASE62, type Random } from './random.ts';
import { HABITS, LIFE, SPREAD } from './rates.ts';
import type { World } from './world.ts';

/** One person's working day: signs in, opens a few applications, looks at things, rarely takes data out. */
export function workday(world: World, person: Person, day: number): CorpusEvent[] {
  const random = world.random.fork(`person/${person.number}/${day}`);
  const plan = planDay(
    person,
    world.lives[person.number] as World['lives'][number],
    world.changes,
    day,
    random,
  );
  if (plan === undefined) return [];
  const signInMs = plan.startMs;
  const session = sessionOf(world, person.okta, plan, random);
  const events = random.chance(LIFE.typos / 100) ? okta.failSignIn(session, signInMs - 15 * SECOND_MS) : [];
  events.push(...okta.signIn(session, signInMs));
  for (const tool of person.tools) events.push(...work(world, person, tool, plan, day, session));
  return events;
}

export function sessionOf(
  world: World,
  account: Account,
  { place, client }: Pick<Plan, 'place' | 'client'>,
  random: Random,
): Session {
  const { tenant } = world;
  return { tenant, account, person: account.holder, place, client, random, key: random.text(20, BASE62) };
}

function work(
  world: World,
  person: Person,
  tool: Tool,
  plan: Plan,
  day: number,
  oktaSession: Session,
): CorpusEvent[] {
  const { random } = oktaSession;
  const { vendor } = tool.account;
  const habit = HABITS[plan.role][vendor] ?? HABITS[person.role][vendor];
  const life = world.lives[person.number];
  const project = life?.projects.find((span) => contains(span, day));
  if (habit === undefined) return [];
  const isUsed = random.chance(Math.min(0.98, habit.use * tool.activity * plan.share));
  if (!isUsed && project === undefined) return [];
  const dialect = DIALECTS[vendor];
  const loginMs = plan.startMs + random.between(MINUTE_MS, HOUR_MS);
  const session = sessionOf(world, tool.account, whoseHands(tool, plan, day, random), random);
  const events = [signOn(oktaSession, loginMs - 2 * SECOND_MS, vendor)];
  events.push(...dialect.signIn(session, loginMs));
  const taste = {
    launched: world.changes.launches.some((from) => from <= day),
    curiosity: isNewcomer(world, person, day) ? LIFE.newcomerCuriosity : SPREAD.curiosity,
  };
  const some = () => pickDataset(world.catalogue, tool, taste, random);
  const atMs = () => loginMs + 30 * SECOND_MS + Math.floor(withinHours(plan, random) * HOUR_MS);
  const busy = plan.share * Math.min(3, Math.max(0.3, tool.activity));
  repeat(random.poisson(Math.min(25, habit.looks * busy)), () => {
    events.push(...dialect.look(session, atMs(), some(), random.logNormal(habit.lookRows, 1)));
  });
  repeat(random.poisson(habit.lists * busy), () => {
    events.push(...dialect.list(session, atMs(), some(), random.between(5, 50)));
  });
  repeat(random.poisson(habit.exports * busy), () => {
    events.push(...dialect.export(session, atMs(), some(), exportRows(tool, habit.exportRows, random)));
  });
  if (plan.closing && habit.exports >= 0.3 && random.chance(0.5)) {
    const first = datasetsOf(world.catalogue, vendor)[0];
    const rows = 2 * exportRows(tool, habit.exportRows, random);
    if (first !== undefined) events.push(...dialect.export(session, atMs(), first, rows));
  }
  if (project !== undefined && habit.exports > 0) {
    const all = datasetsOf(world.catalogue, vendor);
    repeat(random.between(1, 4), (n) => {
      const dataset = all[favourite(project, n, all.length)];
      const rows = Math.round((project.times * exportRows(tool, habit.exportRows, random)) / 2);
      if (dataset !== undefined) events.push(...dialect.export(session, atMs(), dataset, rows));
    });
  }
  const script = life?.scripts.findLast(({ account, from }) => account === tool.account.index && from <= day);
  if (script !== undefined && random.chance(LIFE.scriptDays)) {
    const own = {
      ...sessionOf(world, tool.account, { ...plan, client: script.client }, random),
      app: SCRIPT_APP,
    };
    repeat(random.between(1, 4), () => {
      events.push(...dialect.bulk(own, atMs(), some(), exportRows(tool, 2 * habit.exportRows, random)));
    });
  }
  return events;
}

/** What Salesforce calls the way in of people's own programs. */
const SCRIPT_APP = { name: 'Workbench', id: '0H45g00000WorkbAAA' };
const NEWCOMER_DAYS = 14;

/** Whoever was there when the period began is none. */
function isNewcomer(world: World, { number }: Person, day: number): boolean {
  const from = world.lives[number]?.employed.from ?? world.period.from;
  return from > world.period.from && day < from + NEWCOMER_DAYS;
}

/** Of an account that is shared, every third day or so the other one's. */
function whoseHands({ friend }: Tool, plan: Plan, day: number, random: Random) {
  if (friend === undefined || !random.chance(0.3)) return plan;
  return { place: friend.place, client: clientOn(friend.client, day) };
}

/** Typical records, the actor's own spread, and now and then very many. */
export function exportRows(tool: Tool, typical: number, random: Random): number {
  const isTail = random.chance(SPREAD.tail);
  const tail = isTail ? Math.min(SPREAD.tailLimit, (1 - random.uniform()) ** (-1 / SPREAD.tailExponent)) : 1;
  return random.logNormal(Math.max(1, typical * tool.rows * tail), tool.sigma);
}

/** A moment of the working day, with an hour for lunch in it. */
function withinHours({ hours }: Plan, random: Random): number {
  const hour = random.uniform() * (hours - 1);
  return hour > 3.5 && hour < 4.5 && random.chance(0.7) ? hour - 2 : hour;
}

/** Own days of the person that reach into this UTC day. */
export function ownDays(person: Person, day: number): readonly number[] {
  const { startMs, endMs } = hoursOf(person, day);
  const dayStartMs = day * 24 * HOUR_MS;
  if (startMs < dayStartMs + HOUR_MS) return [day, day + 1];
  // What is done last may take two hours to end.
  return endMs + 2 * HOUR_MS > dayStartMs + 24 * HOUR_MS ? [day - 1, day] : [day];
}

function repeat(count: number, act: (n: number) => void): void {
  for (let n = 0; n < count; n++) act(n);
}
