import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import { mixpanelEvent } from '../corpus/raw/mixpanel.ts';
import { type App, oktaEvent, oktaSession } from '../corpus/raw/okta.ts';
import type { Presence } from '../corpus/raw/presence.ts';
import { CLOSING_REPORT, REPORTS } from '../corpus/raw/reports.ts';
import { listViewEvent, loginEvent, reportEvents, salesforceSession } from '../corpus/raw/salesforce.ts';
import type { VendorEvent } from './event.ts';
import type { Person, Role } from './people.ts';

/** What is particular about one person's day. */
export interface Day {
  /** Since 1970-01-01, UTC. */
  readonly day: number;
  /** 1 on a working day, less when somebody looks in at the weekend. */
  readonly share: number;
  /** Local hours after the start at which the person stops. */
  readonly hours: number;
  /** Rows of the month's closing report, where the person exports it. */
  readonly closingRows?: number;
}

/** A person's ordinary day: signs in, opens a few applications, looks at lists and reports, rarely exports. */
export function ordinaryDay(presence: Presence<Person>, day: Day): VendorEvent[] {
  const { person, random } = presence;
  const startMs = day.day * DAY_MS + (person.startHour - person.site.utcOffsetHours) * HOUR_MS;
  const signInMs = startMs + random.between(0, 40 * MINUTE_MS);
  const session = oktaSession(presence);
  const events = [...signIn(presence, signInMs, session), ...otherApps(presence, signInMs, day, session)];
  if (random.chance(0.95)) events.push(...salesforceWork(presence, signInMs, day, session));
  if (person.usesMixpanel && random.chance((person.role === 'analyst' ? 0.85 : 0.5) * day.share))
    events.push(...mixpanelWork(presence, signInMs + random.between(10 * MINUTE_MS, 4 * HOUR_MS), session));
  if (random.chance(0.3))
    events.push(oktaEvent(signInMs + day.hours * HOUR_MS, 'user.session.end', presence, { session }));
  return events;
}

/** Typing errors included; after the password a tap on the telephone. */
function signIn(presence: Presence<Person>, timeMs: number, session: string): VendorEvent[] {
  const { random } = presence;
  const failures = random.chance(0.04) ? random.between(1, 2) : 0;
  return [
    ...Array.from({ length: failures }, (_, attempt) =>
      oktaEvent(timeMs - (failures - attempt) * 12 * SECOND_MS, 'user.session.start', presence, {
        session,
        failure: 'INVALID_CREDENTIALS',
      }),
    ),
    oktaEvent(timeMs, 'user.session.start', presence, { session }),
    oktaEvent(timeMs + random.between(3000, 15_000), 'user.authentication.auth_via_mfa', presence, {
      session,
      factor: 'OKTA_VERIFY_PUSH',
    }),
  ];
}

const OTHER_APPS: readonly App[] = ['mail', 'wiki', 'chat'];

function otherApps(
  presence: Presence<Person>,
  signInMs: number,
  { share, hours }: Day,
  session: string,
): VendorEvent[] {
  const { random } = presence;
  return Array.from({ length: random.poisson(1.8 * share) }, () =>
    oktaEvent(withinMs(presence, signInMs, hours), 'user.authentication.sso', presence, {
      session,
      app: random.pick(OTHER_APPS),
    }),
  );
}

function salesforceWork(
  presence: Presence<Person>,
  signInMs: number,
  day: Day,
  oktaKey: string,
): VendorEvent[] {
  const { person, random } = presence;
  const habits = HABITS[person.role];
  const favourites = favouritesOf(presence);
  const session = salesforceSession(random);
  const loginMs = signInMs + random.between(MINUTE_MS, 15 * MINUTE_MS);
  const atMs = (): number => Math.max(loginMs + 20 * SECOND_MS, withinMs(presence, loginMs, day.hours));
  const events = [
    oktaEvent(loginMs, 'user.authentication.sso', presence, { session: oktaKey, app: 'salesforce' }),
    loginEvent(loginMs + random.between(600, 3000), presence, session),
  ];
  repeat(random.poisson(habits.lists * day.share), () => {
    const view = { report: random.pick(favourites), rows: random.between(5, 50) };
    events.push(listViewEvent(atMs(), presence, session, view));
  });
  repeat(random.poisson(habits.runs * day.share), () => {
    const rows = random.logNormal(habits.runRows, 0.6);
    const run = { report: random.pick(favourites), rows, operation: 'ReportRunFromLightning' } as const;
    events.push(...reportEvents(atMs(), presence, session, run));
  });
  repeat(random.poisson(habits.exports * day.share), () => {
    // Now and then somebody needs the whole quarter.
    const rows = random.logNormal(person.exportRows * (random.chance(0.03) ? 3 : 1), 0.5);
    const run = { report: random.pick(favourites), rows, operation: 'ReportExported' } as const;
    events.push(...reportEvents(atMs(), presence, session, run));
  });
  if (day.closingRows !== undefined) {
    const run = { report: CLOSING_REPORT, rows: day.closingRows, operation: 'ReportExported' } as const;
    events.push(...reportEvents(atMs(), presence, session, run));
  }
  return events;
}

/** Looking at boards leaves no line in Mixpanel's log. */
function mixpanelWork(presence: Presence<Person>, timeMs: number, session: string): VendorEvent[] {
  const { person, random } = presence;
  const events = [
    oktaEvent(timeMs, 'user.authentication.sso', presence, { session, app: 'mixpanel' }),
    mixpanelEvent(timeMs + random.between(1000, 4000), 'session.logged_in', presence),
  ];
  const laterMs = (): number => timeMs + random.between(2 * MINUTE_MS, 40 * MINUTE_MS);
  if (person.role === 'analyst') {
    if (random.chance(0.25)) events.push(mixpanelEvent(laterMs(), 'event_export.downloaded', presence));
    if (random.chance(0.2)) events.push(mixpanelEvent(laterMs(), 'board.exported', presence));
  }
  if (random.chance(0.2)) events.push(mixpanelEvent(laterMs(), 'bookmark.screenshot_downloaded', presence));
  if (person.role === 'manager' && random.chance(0.1))
    events.push(mixpanelEvent(laterMs(), 'board.shared', presence));
  return events;
}

/** A moment of the working day, with an hour for lunch in it. */
function withinMs({ random }: Presence<Person>, startMs: number, hours: number): number {
  const hour = random.uniform() * hours;
  const lunch = hour > 3.5 && hour < 4.5 && random.chance(0.7);
  return startMs + Math.floor((lunch ? hour - 2 : hour) * HOUR_MS);
}

/** The same few reports day after day. */
function favouritesOf({ person }: Presence<Person>) {
  return REPORTS.filter((_, i) => (i * 5 + person.number * 3) % 14 < 5);
}

function repeat(count: number, act: () => void): void {
  for (let i = 0; i < count; i++) act();
}

/** Mean number a day, and typical rows of a report that is only looked at. */
interface Habits {
  readonly lists: number;
  readonly runs: number;
  readonly runRows: number;
  readonly exports: number;
}

const HABITS: Readonly<Record<Role, Habits>> = {
  viewer: { lists: 3, runs: 2, runRows: 60, exports: 0.05 },
  analyst: { lists: 1.5, runs: 4.5, runRows: 160, exports: 1.1 },
  manager: { lists: 2, runs: 2.5, runRows: 120, exports: 0.35 },
  sales: { lists: 5, runs: 1.5, runRows: 50, exports: 0.12 },
  support: { lists: 5, runs: 1, runRows: 40, exports: 0.08 },
  admin: { lists: 2, runs: 0.8, runRows: 40, exports: 0.05 },
};
