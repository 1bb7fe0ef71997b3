import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import { clientOn } from './clients.ts';
import { datasetsOf, favourite, pickDataset } from './datasets.ts';
import { DIALECTS } from './dialects/index.ts';
import { signOn } from './dialects/okta.ts';
import { contains, type Life } from './lives.ts';
import type { CorpusEvent, Dataset, Session } from './model.ts';
import type { Plan } from './plan.ts';
import type { Person, Tool } from './population.ts';
import type { Random } from './random.ts';
import { HABITS, type Habit, LIFE, SPREAD } from './rates.ts';
import { sessionOf, type World } from './world.ts';

/** One person's day with one account. */
interface Task {
  readonly person: Person;
  readonly life: Life;
  readonly tool: Tool;
  readonly plan: Plan;
  readonly day: number;
}

/** What the parts of a day have in common. */
interface Desk extends Task {
  readonly world: World;
  readonly habit: Habit;
  readonly session: Session;
  readonly loginMs: number;
}

/** Looks at things, rarely takes data out; nothing on days on which the account is not used. */
export function work(world: World, task: Task, oktaSession: Session): CorpusEvent[] {
  const { person, life, tool, plan, day } = task;
  const { random } = oktaSession;
  const { vendor } = tool.account;
  const habit = HABITS[plan.role][vendor] ?? HABITS[person.role][vendor];
  if (habit === undefined) return [];
  const isUsed = random.chance(Math.min(0.98, habit.use * tool.activity * plan.share));
  if (!isUsed && !life.projects.some((span) => contains(span, day))) return [];
  const loginMs = plan.startMs + random.between(MINUTE_MS, HOUR_MS);
  const session = sessionOf(world, tool.account, whoseHands(tool, plan, day, random), random);
  const desk = { ...task, world, habit, session, loginMs };
  return [
    signOn(oktaSession, loginMs - 2 * SECOND_MS, vendor),
    ...DIALECTS[vendor].signIn(session, loginMs),
    ...routine(desk),
    ...closing(desk),
    ...project(desk),
    ...survey(desk),
    ...script(desk),
  ];
}

function routine(desk: Desk): CorpusEvent[] {
  const { tool, plan, habit, session } = desk;
  const { random } = session;
  const dialect = DIALECTS[tool.account.vendor];
  const busy = plan.share * Math.min(3, Math.max(0.3, tool.activity));
  return [
    ...times(random.poisson(Math.min(25, habit.looks * busy)), () =>
      dialect.look(session, momentOf(desk), someDataset(desk), random.logNormal(habit.lookRows, 1)),
    ),
    ...times(random.poisson(habit.lists * busy), () =>
      dialect.list(session, momentOf(desk), someDataset(desk), random.between(5, 50)),
    ),
    ...times(random.poisson(habit.exports * busy), () =>
      dialect.export(session, momentOf(desk), someDataset(desk), exportRows(tool, habit.exportRows, random)),
    ),
  ];
}

/** When the month is closed, the same large export as every month, by half of those who export at all. */
function closing(desk: Desk): CorpusEvent[] {
  const { world, tool, plan, habit, session } = desk;
  const { vendor } = tool.account;
  const [first] = datasetsOf(world.catalogue, vendor);
  const isDone = plan.closing && habit.exports >= 0.3 && session.random.chance(0.5);
  if (!isDone || first === undefined) return [];
  const rows = 2 * exportRows(tool, habit.exportRows, session.random);
  return DIALECTS[vendor].export(session, momentOf(desk), first, rows);
}

function project(desk: Desk): CorpusEvent[] {
  const { world, life, tool, habit, session, day } = desk;
  const { vendor } = tool.account;
  const current = life.projects.find((span) => contains(span, day));
  const all = datasetsOf(world.catalogue, vendor);
  if (current === undefined || habit.exports === 0) return [];
  return times(session.random.between(1, 4), (n) => {
    const dataset = all[favourite(current, n, all.length)];
    const rows = Math.round((current.times * exportRows(tool, habit.exportRows, session.random)) / 2);
    return dataset === undefined
      ? []
      : DIALECTS[vendor].export(session, momentOf(desk), dataset, Math.max(1, rows));
  });
}

/** Somebody has a look at everything there is, with good reason: an inventory, an audit, a new dashboard. */
function survey(desk: Desk): CorpusEvent[] {
  const { world, life, tool, session, day } = desk;
  const { vendor } = tool.account;
  const { random } = session;
  if (!life.surveys.includes(day)) return [];
  const all = datasetsOf(world.catalogue, vendor);
  const startMs = momentOf(desk);
  const first = random.between(0, 999);
  return times(random.between(15, 60), (n) => {
    const dataset = all[favourite({ taste: first }, n, all.length)];
    const atMs = startMs + random.between(0, 40 * MINUTE_MS);
    if (dataset === undefined) return [];
    return random.chance(0.5)
      ? DIALECTS[vendor].describe(session, atMs, dataset)
      : DIALECTS[vendor].look(session, atMs, dataset, random.between(1, 200));
  });
}

/** A program of the person's own, with a token, on the person's own machine. */
function script(desk: Desk): CorpusEvent[] {
  const { world, life, tool, plan, habit, session, day } = desk;
  const { account } = tool;
  const { random } = session;
  const own = life.scripts.findLast((one) => one.account === account.index && one.from <= day);
  if (own === undefined || !random.chance(LIFE.scriptDays)) return [];
  const program = {
    ...sessionOf(world, account, { ...plan, client: own.client }, random),
    app: SCRIPT_APP,
  };
  const startMs = momentOf(desk);
  return [
    ...DIALECTS[account.vendor].signIn(program, startMs),
    ...times(random.between(1, 4), (n) => {
      const rows = exportRows(tool, 2 * habit.exportRows, random);
      return DIALECTS[account.vendor].bulk(program, startMs + (n + 1) * MINUTE_MS, someDataset(desk), rows);
    }),
  ];
}

/** What Salesforce calls the way in of people's own programs. */
const SCRIPT_APP = { name: 'Workbench', id: '0H45g00000WorkbAAA' };
const NEWCOMER_DAYS = 14;

function someDataset({ world, life, tool, session, day }: Desk): Dataset {
  const { from } = life.employed;
  // Whoever was there when the period began is no newcomer.
  const isNew = from > world.period.from && day < from + NEWCOMER_DAYS;
  const launched = world.changes.launches.some((launch) => launch <= day);
  const curiosity = isNew ? LIFE.newcomerCuriosity : SPREAD.curiosity;
  return pickDataset(world.catalogue, tool, { launched, curiosity }, session.random);
}

/** Of an account that is shared, every third day or so the other one's. */
function whoseHands({ friend }: Tool, plan: Plan, day: number, random: Random) {
  if (friend === undefined || !random.chance(0.3)) return plan;
  return { place: friend.place, client: clientOn(friend.client, day) };
}

/** Typical records, the actor's own spread, and now and then very many. */
function exportRows(tool: Tool, typical: number, random: Random): number {
  const isTail = random.chance(SPREAD.tail);
  const tail = isTail ? Math.min(SPREAD.tailLimit, (1 - random.uniform()) ** (-1 / SPREAD.tailExponent)) : 1;
  return random.logNormal(Math.max(1, typical * tool.rows * tail), tool.sigma);
}

/** A moment of the working day after signing in, with an hour for lunch in it. */
function momentOf({ plan, session: { random }, loginMs }: Desk): number {
  const hour = random.uniform() * (plan.hours - 1);
  const isLunch = hour > 3.5 && hour < 4.5 && random.chance(0.7);
  return loginMs + 30 * SECOND_MS + Math.floor((isLunch ? hour - 2 : hour) * HOUR_MS);
}

function times(count: number, act: (n: number) => CorpusEvent[]): CorpusEvent[] {
  const events: CorpusEvent[] = [];
  for (let n = 0; n < count; n++) for (const event of act(n)) events.push(event);
  return events;
}
