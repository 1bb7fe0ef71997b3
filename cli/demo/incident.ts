import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import { clientOn } from '../corpus/clients.ts';
import type { Random } from '../corpus/random.ts';
import { mixpanelEvent } from '../corpus/raw/mixpanel.ts';
import { oktaEvent, oktaSession } from '../corpus/raw/okta.ts';
import type { Presence } from '../corpus/raw/presence.ts';
import { CUSTOMER_REPORTS } from '../corpus/raw/reports.ts';
import { bulkResultEvent, loginEvent, reportEvents, salesforceSession } from '../corpus/raw/salesforce.ts';
import type { VendorEvent } from './event.ts';
import type { Cast, Person } from './people.ts';
import { HOSTING } from './places.ts';

/** What was done, for tests and for readers; nothing that detects sees it. */
export interface Incident {
  readonly person: Person;
  readonly startMs: number;
  /** The stranger has signed in, and taken nothing yet. */
  readonly signedInMs: number;
  readonly endMs: number;
  /** Of the exports that Salesforce counts, each once. */
  readonly knownRows: number;
  readonly countedExports: number;
  /** One Bulk API result, three Mixpanel exports. */
  readonly uncountedExports: number;
}

const { contacts, accounts, consent, cases, contracts } = CUSTOMER_REPORTS;

/** Minutes after the attacker's sign-in, and rows. */
const LOOKED_AT = [
  { report: accounts, minute: 4, rows: 1911 },
  { report: contacts, minute: 6, rows: 2000 },
  { report: cases, minute: 8, rows: 1764 },
  { report: consent, minute: 9, rows: 1998 },
] as const;
const EXPORTED = [
  { report: contacts, minute: 13, rows: 48_210 },
  { report: accounts, minute: 19, rows: 36_904 },
  { report: consent, minute: 26, rows: 61_337 },
  { report: cases, minute: 35, rows: 27_455 },
  { report: contracts, minute: 41, rows: 18_880 },
] as const;
const BULK_MINUTE = 48;
const MIXPANEL_MINUTE = 55;
const LAST_MINUTE = 78;
const MIXPANEL_EXPORTS = [
  { type: 'event_export.downloaded', minute: 59 },
  { type: 'profile_export.downloaded', minute: 66 },
  { type: 'event_export.downloaded', minute: LAST_MINUTE },
] as const;

function callMsOn(day: number): number {
  return day * DAY_MS + 13 * HOUR_MS;
}

/** Eight minutes on the telephone, and a code typed in. */
function signInMsOn(day: number): number {
  return callMsOn(day) + 8 * MINUTE_MS + 12 * SECOND_MS;
}

export function incidentOf(cast: Cast, day: number): Incident {
  return {
    person: cast.analyst,
    startMs: callMsOn(day),
    signedInMs: signInMsOn(day) + MINUTE_MS,
    endMs: signInMsOn(day) + LAST_MINUTE * MINUTE_MS,
    knownRows: EXPORTED.reduce((sum, { rows }) => sum + rows, 0),
    countedExports: EXPORTED.length,
    uncountedExports: 1 + MIXPANEL_EXPORTS.length,
  };
}

/**
 * Somebody calls the help desk in the analyst's name and says that the telephone is lost. The help desk resets
 * the factors; the caller enrols a telephone of their own, signs in from a rented server, and takes customer
 * data out of Salesforce and Mixpanel.
 */
export function incidentEvents(cast: Cast, admin: Presence, day: number, random: Random): VendorEvent[] {
  const attacker: Presence = {
    person: cast.analyst,
    place: HOSTING,
    client: clientOn('firefoxOnLinux', day),
    random,
  };
  const session = oktaSession(attacker);
  const signInMs = signInMsOn(day);
  return [
    ...helpDeskReset(admin, cast.analyst, callMsOn(day) + 2 * MINUTE_MS),
    oktaEvent(signInMs - 70 * SECOND_MS, 'user.mfa.factor.activate', attacker, {
      session,
      factor: 'SMS_FACTOR',
    }),
    oktaEvent(signInMs, 'user.session.start', attacker, { session }),
    oktaEvent(signInMs + 9 * SECOND_MS, 'user.authentication.auth_via_mfa', attacker, {
      session,
      factor: 'SMS_FACTOR',
    }),
    ...inSalesforce(attacker, signInMs, session),
    ...inMixpanel(attacker, signInMs, session),
  ];
}

/** What the log shows of a help desk that resets somebody's factors, with or without good reason. */
export function helpDeskReset(admin: Presence, target: Person, timeMs: number): VendorEvent[] {
  const session = oktaSession(admin);
  return [
    oktaEvent(timeMs, 'user.session.access_admin_app', admin, { session }),
    oktaEvent(timeMs + 95 * SECOND_MS, 'user.mfa.factor.reset_all', admin, { session, target }),
  ];
}

function inSalesforce(attacker: Presence, signInMs: number, oktaKey: string): VendorEvent[] {
  const session = salesforceSession(attacker.random);
  const atMs = (minute: number): number => signInMs + minute * MINUTE_MS + attacker.random.between(0, 30_000);
  return [
    oktaEvent(signInMs + 70 * SECOND_MS, 'user.authentication.sso', attacker, {
      session: oktaKey,
      app: 'salesforce',
    }),
    loginEvent(signInMs + 72 * SECOND_MS, attacker, session),
    ...LOOKED_AT.flatMap(({ report, minute, rows }) =>
      reportEvents(atMs(minute), attacker, session, { report, rows, operation: 'ReportRunFromLightning' }),
    ),
    ...EXPORTED.flatMap(({ report, minute, rows }) =>
      reportEvents(atMs(minute), attacker, session, { report, rows, operation: 'ReportExported' }),
    ),
    bulkResultEvent(
      atMs(BULK_MINUTE),
      attacker,
      session,
      'SELECT Id, Name, Email, Phone, MailingCity FROM Contact',
    ),
  ];
}

function inMixpanel(attacker: Presence, signInMs: number, session: string): VendorEvent[] {
  const ssoMs = signInMs + MIXPANEL_MINUTE * MINUTE_MS;
  return [
    oktaEvent(ssoMs, 'user.authentication.sso', attacker, { session, app: 'mixpanel' }),
    mixpanelEvent(ssoMs + 2 * SECOND_MS, 'session.logged_in', attacker),
    ...MIXPANEL_EXPORTS.map(({ type, minute }) =>
      mixpanelEvent(signInMs + minute * MINUTE_MS, type, attacker),
    ),
  ];
}
