import { type ActorClass, type ActorType, classOf } from '../activity.ts';
import { type Context, NO_CONTEXT } from '../context.ts';
import { memo } from '../memo.ts';
import { sum } from '../statistics.ts';
import { carryingHours, type Hours, hoursOfDay, leavingHours, typeIn, valuesOfDay } from './active.ts';
import { agesOf, BASE_DAYS, type Base, bitsOf, countDays, habitBits, LAG_DAYS, WINDOW_DAYS } from './base.ts';
import { type Amounts, amounts, type Day, type Loud, NOTHING_SAID } from './day.ts';
import { doubtedOn } from './doubted.ts';
import { eachFacet, type Facet } from './hour.ts';
import { overlapOf, throughNetworks } from './networks.ts';
import { foldThrough, type Profile } from './profile.ts';
import { enteredOn, reduceDay, touchedOf } from './reduce.ts';
import { NOTHING_TOUCHED, type Touched } from './resources.ts';
import { concernsPerson, mergeSteps, type Step } from './steps.ts';

/** One actor on one day, as detectors see it. The windows are fixed relative to the day, not to now. */
export interface Subject {
  readonly day: number;
  /** What the actor was on that day: an account can act both as a person and through an application. */
  readonly type: ActorType;
  readonly today: Day;
  /** Sums over the day and the six before it. */
  readonly week: Amounts;
  /** Active days before this one, as far as the profile reaches, ascending. */
  readonly past: readonly Day[];
  /** Those among them that may define normal, each with the week that ended on it, once the profile had one. */
  readonly history: readonly (Day & { readonly week: Amounts })[];
  readonly facets: Readonly<Record<Facet, readonly Sighting[]>>;
  /** On how many of the days of `habitOf` each value of a facet was seen, also where all of them paged: who often moves may. */
  readonly usual: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
  /** On how many of these days a facet had any value: vendors do not log every facet on every event. */
  readonly observedDays: Readonly<Record<Facet, number>>;
  /** First day of the profile, or this one. */
  readonly firstDay: number;
  /** What it used in the last week has to say what is usual, because hardly anything older does. */
  readonly isYoung: boolean;
  /** Hours of the day, 0 to 23, in which data was carried. */
  readonly hours: readonly number[];
  /** Those among them in which more happened than that a way out was opened. */
  readonly leaving: readonly number[];
  readonly rhythm: readonly number[];
  /** What was touched on the day, where a contract says what may be. */
  readonly touched: Touched;
  /** Of the day and the two before it: of this account, and those of the person’s access elsewhere. */
  readonly steps: readonly Step[];
  /** Rules that an event of the day matched. */
  readonly hits: readonly string[];
  /** Networks of the day that a person came from and whose provider rents out machines. */
  readonly hosting: readonly string[];
  /** Changes of other accounts’ access and of roles on the day, by network. */
  readonly granted: ReadonlyMap<string, number>;
  /** Sign-ins of the day that were refused before one was not, by network. */
  readonly refused: ReadonlyMap<string, number>;
  /** Hours of the day in which a network new to the account was used beside one that it has long used. */
  readonly overlapHours: number;
  /** Of an address: accounts that got in where others had failed. */
  readonly entered: readonly string[];
  /** What the detectors said of the day before, and of the one before that. */
  readonly before: readonly [Loud, Loud];
  readonly context: Context;
}

/** A facet's value on the day. */
export interface Sighting {
  readonly value: string;
  /** Days of `habitOf` on which it was seen. */
  readonly days: number;
  /** Days before this one on which it was seen at all, as far as the profile reaches; 0: it is new today. */
  readonly seenDays: number;
  /** Days on which it was seen where all of them paged, and none of them counts. */
  readonly pagedDays?: number;
  /** Data carried through it on the day, in records. */
  readonly carried: number;
}

const REACH_DAYS = BASE_DAYS - 1;
/** Of the days before the last week. What is known of a program's places must not shrink below what a tripwire asks for. */
const FEW_DAYS: Readonly<Record<ActorClass, number>> = { person: 3, service: 7 };
export const WEEK_DAYS = 7;
const NO_WEEK = amounts(() => 0);

export function subjectOf(profile: Profile, day: number, context: Context = NO_CONTEXT): Subject {
  const { open } = profile;
  const past = foldThrough(profile, day - 1);
  const isDoubted = doubtedOn(past, day);
  const sightings = (facet: Facet, value: string) =>
    isDoubted(facet, value) ? 0n : (past.seen[facet].get(value) ?? 0n);
  const today = reduceDay(open.hours, day, open.marks.get(day) ?? NOTHING_SAID, past);
  const days = [...past.days, today];
  const type = typeOn(open.hours, day, past);
  const { firstDay, isYoung, history, inHabit, usual, observedDays } = normalOf(past, day, type);
  const values = valuesOfDay(open.hours, day);
  const hours = hoursOfDay(open.hours, day);
  const loudOn = (one: number) => past.days.findLast((candidate) => candidate.day === one)?.loud ?? {};
  return {
    day,
    type,
    today,
    week: weekOf(days, days.length - 1),
    past: past.days,
    history,
    facets: eachFacet((facet) =>
      values[facet].map((value) => {
        const seen = sightings(facet, value);
        const pagedDays = seen === 0n ? countDays(past.seen[facet].get(value) ?? 0n) : 0;
        return {
          value,
          ...(pagedDays > 0 ? { pagedDays } : {}),
          days: countDays(seen & inHabit),
          seenDays: countDays(seen),
          carried: sum(hours.map((hour) => hour.carried[facet][hour.facets[facet].indexOf(value)] ?? 0)),
        };
      }),
    ),
    usual,
    observedDays,
    firstDay,
    isYoung,
    hours: carryingHours(open.hours, day),
    leaving: leavingHours(open.hours, day),
    rhythm: past.rhythm,
    touched: context.contract?.datasets === undefined ? NOTHING_TOUCHED : touchedOf(hours),
    steps: stepsNear(
      day,
      [...today.steps, ...past.days.flatMap(({ steps }) => steps)],
      context.personSteps.filter(({ kind }) => concernsPerson(kind)),
    ),
    hits: [...new Set(hours.flatMap(({ hits }) => hits))].sort(),
    hosting: [...new Set(hours.flatMap(({ hosting }) => hosting))].sort(),
    granted: throughNetworks(hours, ({ granted }) => granted),
    refused: throughNetworks(hours, ({ refused }) => refused),
    overlapHours: overlapOf(open.hours, day, sightings, inHabit),
    entered: enteredOn(open.hours, day),
    before: [loudOn(day - 1), loudOn(day - 2)],
    context: {
      ...context,
      popularity: (classOf(type) === 'person' && context.amongPeople) || context.popularity,
    },
  };
}

/** As if nothing had happened on these days before it, but for what was said of them and the changes of access. */
export function withoutDays(subject: Subject, dropped: ReadonlySet<number>): Subject {
  const past = subject.past.filter(({ day }) => !dropped.has(day));
  return { ...subject, past, week: weekOf([...past, subject.today], past.length) };
}

/** Days as a program, a week ago and older, after which one as a person makes no person of it. */
const PROGRAM_DAYS = 5;

/** Who steals a program's key may open a console with it: neither that day makes a person of it, nor, once it paged, a later one. */
function typeOn(hours: Hours, day: number, { days }: Base): ActorType {
  const before = days.filter((one) => one.day <= day - LAG_DAYS && !one.flagged);
  const isProgram = before.length >= PROGRAM_DAYS && before.every(({ asProgram }) => asProgram);
  const type = typeIn(hoursOfDay(hours, day));
  return isProgram && classOf(type) === 'person' ? 'service' : type;
}

/** What is normal for a day, as far as the days before it tell. */
interface Normal
  extends Pick<Subject, 'day' | 'type' | 'firstDay' | 'isYoung' | 'history' | 'usual' | 'observedDays'> {
  /** The bits of the days of `habitOf`. */
  readonly inHabit: bigint;
}

/** Remembering is only speed: while a day goes on, the days before it stay as they are. */
const NORMAL = memo<Base, Normal>();

function normalOf(past: Base, day: number, type: ActorType): Normal {
  const known = NORMAL.of(past);
  if (known?.day === day && known.type === type) return known;
  const normal = readNormal(past, day, type);
  NORMAL.keep(past, normal);
  return normal;
}

function readNormal(past: Base, day: number, type: ActorType): Normal {
  const ages = agesOf(past.days, day);
  const isHistory = (age = 0) => age >= LAG_DAYS && age <= WINDOW_DAYS;
  const firstDay = Math.min(past.firstDay, day);
  const history: (Day & { readonly week: Amounts })[] = [];
  for (const [at, one] of past.days.entries())
    if (isHistory(ages[at]) && !one.excluded)
      history.push({ ...one, week: one.day < firstDay + WEEK_DAYS - 1 ? NO_WEEK : weekOf(past.days, at) });
  const habit = habitOf({ day, type, firstDay, history });
  const excluded = past.days.filter((one) => one.excluded);
  const inHabit = excluded.reduce(
    (days, one) => days & ~bitsOf(past, one.day, one.day),
    habitBits(past, day, habit.from, habit.through),
  );
  return {
    day,
    type,
    firstDay,
    isYoung: habit.through > day - LAG_DAYS,
    history,
    inHabit,
    usual: eachFacet(
      (facet) => new Map([...past.seen[facet]].map(([value, seen]) => [value, countDays(seen & inHabit)])),
    ),
    observedDays: eachFacet((facet) => {
      const any = [...past.seen[facet].values()].reduce((union, seen) => union | seen, 0n);
      return countDays(any & inHabit);
    }),
  };
}

/** The last days of a young account tell nothing either: a quarter of what there is, and at most three. */
const YOUNG_LAG_SHARE = 1 / 4;
const YOUNG_LAG_DAYS = 3;

/** The days, both included, by which it is known what an account usually uses. */
export interface Habit {
  readonly from: number;
  readonly through: number;
}

/**
 * Those that its amounts are held against. Where these are few, as far back as every profile knows for an account that is
 * seldom there, and nearly up to the day for one that is young: the alternative is to know nothing of it for ten days, in which
 * most logs are connected. Amounts have a prior, places and clients have none.
 */
export function habitOf({
  day,
  type,
  firstDay,
  history,
}: Pick<Subject, 'day' | 'type' | 'firstDay' | 'history'>): Habit {
  if (history.length >= FEW_DAYS[classOf(type)]) return { from: day - WINDOW_DAYS, through: day - LAG_DAYS };
  const isYoung = firstDay >= day - WINDOW_DAYS;
  const lag = isYoung
    ? 1 + Math.min(YOUNG_LAG_DAYS, Math.floor((day - firstDay) * YOUNG_LAG_SHARE))
    : LAG_DAYS;
  return { from: day - REACH_DAYS, through: day - lag };
}

const STEP_DAYS = 3;

function stepsNear(day: number, ...all: readonly (readonly Step[])[]): Step[] {
  const from = (day - STEP_DAYS + 1) * 24;
  const until = (day + 1) * 24;
  return mergeSteps(...all).filter(({ hour }) => hour >= from && hour < until);
}

/** Without earlier days that crossed the page line: they have been told, and must not make the days after them loud. */
function weekOf(days: readonly Day[], at: number): Amounts {
  const last = days[at];
  if (last === undefined) throw new Error(`there is no day ${at} of ${days.length}`);
  const week: Day[] = [];
  for (let i = at; i >= 0; i--) {
    const one = days[i];
    if (one === undefined || one.day <= last.day - WEEK_DAYS) break;
    if (i === at || !one.flagged) week.push(one);
  }
  return amounts((measure) => week.reduce((total, { totals }) => total + totals[measure], 0));
}
