import { type Closure, GONE_DAYS } from '../person.ts';
import { isWeekend, LAG_DAYS } from '../profile/base.ts';
import { type Day, MEASURES } from '../profile/day.ts';
import type { Subject } from '../profile/subject.ts';
import { dayOf, dayText, MINUTE_MS } from '../time.ts';
import { plainName } from '../vendors/plain-name.ts';
import { markUnverified } from '../vendors/unverified.ts';
import { plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { MIN_DAYS } from './novelty.ts';
import { TECHNIQUES } from './techniques.ts';

export const afterLeaving: Detector = {
  uid: 'after-leaving',
  title: 'Data left by an account of somebody whose access had been taken away',
  finds:
    'Data taken by a key, token or account of somebody who was deactivated in the directory or elsewhere.',
  technique: TECHNIQUES.cloudAccounts,
  runbook: [
    'Ask who manages the person, or the directory: has he left, and since when?',
    'Deactivate this account, and revoke its keys, tokens and sessions; look for others with the same address.',
    'List what the account did since then, and from where: his own network, a server of yours, or neither?',
    'Likeliest harmless cause: a job that goes on with the key of whoever has left, or somebody who came back without the directory being told.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const gone = goneIn(subject);
    if (gone === undefined) return [];
    const found = habitsIn(subject, gone);
    const decades = decadesOf(subject, gone, found);
    if (decades <= free) return [];
    const { vendor, minute } = gone.closure;
    const on = dayText(closedOn(gone.closure));
    const days = subject.day - closedOn(gone.closure);
    const where = markUnverified(vendor, plainName(vendor));
    return [
      {
        decades,
        observed: `data left ${days === 0 ? 'hours' : plural(days, 'day')} after the owner was deactivated at ${where} on ${on}: ${found.kind === 'otherwise' ? found.strange.join(', ') : TOLD[found.kind]}`,
        expected: 'no data by an account of somebody who is gone',
        quietIf: `no data after ${on}, or the account at ${where} had been given back`,
        facts: {
          vendor,
          closed: new Date(minute * MINUTE_MS).toISOString(),
          days,
          habit: found.kind,
          ...(found.strange.length === 0 ? {} : { strange: found.strange }),
          vendors: gone.vendors,
        },
      },
    ];
  },
  quieted: (subject) => ({ ...subject, context: { ...subject.context, personClosures: [] } }),
};

/**
 * One in a hundred leaves in a month, and of those who left in the last three perhaps one in thirty has a job that goes on
 * with his key: one account in a thousand, and one account-day in ten thousand of those that are judged. What that means
 * is known, and can wait for the morning: just enough for review. As every three days on which the account has gone on halve
 * it, so it stays where the account works otherwise, and what is unusual of that day comes to it: a directory also says of
 * people who are here that they are gone, of a second account or of another tenant, and they travel like anybody else.
 */
const GONE = 4.3;
const HALF_LIFE_DAYS = 3;
/**
 * Applications take accounts away from people who stay: licences that nobody used, a second account, a move to single
 * sign-on. One account in twenty in three months, which then does something new once a week.
 */
const ELSEWHERE = 2;

/** Other vendors follow within a day, in which a telephone goes on with its session: of most who leave. */
const FIRST_DAY = 1;

/** That an account is gone there mostly tells of its owner, and not of a licence. */
const DIRECTORIES: ReadonlySet<string> = new Set(['okta', 'google-workspace', 'm365']);

const MINUTES_PER_DAY = 24 * 60;
/** What has begun goes on for as long. */
const GRACE_MINUTES = 60;

interface Gone {
  /** The first, of the directory if it is one. */
  readonly closure: Closure;
  /** Vendors at which he is gone. */
  readonly vendors: readonly string[];
  /** Hours of the day, 0 to 23, in which data was carried although he was. */
  readonly hours: readonly number[];
}

/** Undefined where all that was carried was carried by somebody who is here. */
function goneIn(subject: Subject): Gone | undefined {
  const { context, hours, day, type } = subject;
  const all = context.personClosures ?? [];
  if (all.length === 0 || type === 'vendor-staff') return undefined;
  const byHour = hours.map((hour) => [hour, closedAt(all, (day * 24 + hour) * 60)] as const);
  const found = byHour.flatMap(([hour, closed]) => (closed.length === 0 ? [] : [hour]));
  const closed = byHour.flatMap(([, some]) => some).sort(firstOfDirectory);
  const [closure] = closed;
  if (closure === undefined) return undefined;
  return { closure, vendors: [...new Set(closed.map(({ vendor }) => vendor))].sort(), hours: found };
}

/** What was taken away well before the minute and not given back within the hour that it begins. */
function closedAt(all: readonly Closure[], minute: number): Closure[] {
  const given = all.filter((one) => !one.closed && one.minute < minute + 60);
  return all.filter(
    (one) =>
      one.closed &&
      one.minute <= minute - GRACE_MINUTES &&
      one.minute >= minute - GONE_DAYS * MINUTES_PER_DAY &&
      // Whoever is back in the directory is back; an application speaks for itself.
      !given.some(
        ({ vendor, minute: at }) => at >= one.minute && (vendor === one.vendor || DIRECTORIES.has(vendor)),
      ),
  );
}

function firstOfDirectory(a: Closure, b: Closure): number {
  const byDirectory = Number(DIRECTORIES.has(b.vendor)) - Number(DIRECTORIES.has(a.vendor));
  return byDirectory || a.minute - b.minute || (a.vendor < b.vendor ? -1 : 1);
}

function closedOn({ minute }: Closure): number {
  return dayOf(minute * MINUTE_MS);
}

function decadesOf(subject: Subject, gone: Gone, habits: Habits): number {
  const last = (subject.day * 24 + Math.max(...gone.hours)) * 60;
  const isFirstDay = last < gone.closure.minute + MINUTES_PER_DAY;
  return Math.max(0, settledDecades(subject, gone, habits) - (isFirstDay ? FIRST_DAY : 0));
}

function settledDecades(subject: Subject, { closure }: Gone, { kind }: Habits): number {
  if (!DIRECTORIES.has(closure.vendor)) return kind === 'as before' ? 0 : ELSEWHERE;
  if (kind !== 'as before') return GONE;
  const since = subject.past.filter(({ day }) => day > closedOn(closure) + 1).length;
  return GONE * 0.5 ** (since / HALF_LIFE_DAYS);
}

interface Habits {
  readonly kind: 'as before' | 'otherwise' | 'unknown';
  /** In what the day differs. */
  readonly strange: readonly string[];
}

const TOLD: Readonly<Record<Exclude<Habits['kind'], 'otherwise'>, string>> = {
  'as before': 'the account goes on as before',
  unknown: 'little is known of what the account did before',
};

/** Rhythms of an hour that was used once fade below it. */
const USED = 1.2;
/** What grows by itself is more than ever on most days. */
const MORE = 2;

/** The day beside those on which he was here, and those that have been told for a week. */
function habitsIn(subject: Subject, { closure, hours }: Gone): Habits {
  const { facets, today, past, rhythm, day } = subject;
  const before = past.filter(
    (one) => !one.excluded && !one.flagged && (one.day <= closedOn(closure) || one.day <= day - LAG_DAYS),
  );
  if (before.length < MIN_DAYS) return { kind: 'unknown', strange: [] };
  const isNew = ({ days }: { readonly days: number }) => days < MIN_DAYS;
  const isMore = AMOUNTS.some((of) => of(today) > MORE * Math.max(...before.map(of)));
  const offset = isWeekend(day) ? 24 : 0;
  const isUsed = (hour: number) =>
    [hour - 1, hour, hour + 1].some((near) => (rhythm[offset + ((near + 24) % 24)] ?? 0) > USED);
  const strange = [
    ...(facets.network.some(isNew) ? ['another network'] : []),
    ...(facets.client.some(isNew) ? ['another client'] : []),
    ...(facets.operation.some(isNew) ? ['another operation'] : []),
    ...(hours.every(isUsed) ? [] : ['another hour']),
    ...(isMore ? ['more than twice what any day had'] : []),
  ];
  return { kind: strange.length === 0 ? 'as before' : 'otherwise', strange };
}

const AMOUNTS: readonly ((one: Pick<Day, 'totals' | 'features'>) => number)[] = [
  ...MEASURES.map(
    (measure) =>
      ({ totals }: Pick<Day, 'totals'>) =>
        totals[measure],
  ),
  ({ features }) => features.exports,
  ({ features }) => features.readsPeak,
];
