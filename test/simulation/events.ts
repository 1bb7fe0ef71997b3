import { type Random, uuid } from '../../cli/corpus/random.ts';
import { actorEntity } from '../../shared/entity.ts';
import { HORIZON_DAYS } from '../../shared/profile/profile.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { reportEvent } from '../fixtures/salesforce.ts';

/** Where live traffic begins; every actor but the last has a history before it. */
export const START_MS = Date.parse('2026-04-01T00:00:00Z');
export const HISTORY_DAYS = 16;

export const ACTORS = ['ada', 'bo', 'cy', 'new'] as const;
export type Actor = (typeof ACTORS)[number];
export const KNOWN_ACTORS: readonly Actor[] = ACTORS.slice(0, 3);

/** One event as its vendor writes it. */
export interface Happened {
  readonly id: string;
  readonly vendor: 'okta' | 'salesforce';
  readonly event: JsonObject;
}

export const lineOf = ({ event, vendor }: Pick<Happened, 'event' | 'vendor'>) =>
  JSON.stringify({ outflow: { vendor, tenant: 'default' }, event });

/** Of one actor, begun at `time` and put on the stream at `atMs`. */
export function happen(random: Random, actor: Actor, time: number, atMs: number): Happened[] {
  const kind = random.uniform();
  // Of long ago it counts for the days that happen to be open still, which is not the same in every order.
  if (kind < 0.08 && time > atMs - HORIZON_DAYS * DAY_MS) return [changeOfAccess(random, actor, time)];
  return kind < 0.5 ? [signIn(random, actor, time)] : reports(random, actor, time, atMs);
}

/** What no detector has a use for. */
export function delivery(random: Random, actor: Actor, time: number): Happened {
  const id = uuid(random);
  return { id, vendor: 'okta', event: logon(actor, id, time, { eventType: 'system.email.delivery' }) };
}

function signIn(random: Random, actor: Actor, time: number): Happened {
  const id = uuid(random);
  const from = random.chance(0.4) ? random.pick(ELSEWHERE) : {};
  const failed = random.chance(0.15) ? { outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' } } : {};
  return { id, vendor: 'okta', event: logon(actor, id, time, { ...from, ...failed }) };
}

/** Of the actor's own second factor, or of somebody else's: that person's accounts are judged again. */
function changeOfAccess(random: Random, actor: Actor, time: number): Happened {
  const id = uuid(random);
  const eventType = random.pick(['user.mfa.factor.reset_all', 'user.mfa.factor.activate']);
  const whose = random.pick(ACTORS);
  const target = whose === actor ? {} : { target: [accountOf(whose)] };
  return { id, vendor: 'okta', event: logon(actor, id, time, { eventType, ...target }) };
}

/** A report in chunks, which may lie on both sides of an hour. */
function reports(random: Random, actor: Actor, time: number, atMs: number): Happened[] {
  const rows = random.pick([50, 300, 4_000, 150_000]);
  const execution = uuid(random);
  const chunks = random.pick([1, 1, 2, 3]);
  return Array.from({ length: chunks }, (_, chunk) => {
    const id = uuid(random);
    const at = Math.min(time + chunk * random.between(0, 20 * MINUTE_MS), atMs + 5 * MINUTE_MS);
    return { id, vendor: 'salesforce', event: report(actor, id, at, execution, rows, chunk + 1) };
  });
}

/** An address that no history knows. */
export const STRANGE_ADDRESS = '203.0.113.9';

const ELSEWHERE: readonly JsonObject[] = [
  { securityContext: { asNumber: 64511, asOrg: 'Example Hosting', isProxy: false } },
  {
    securityContext: { asNumber: 64512, asOrg: 'Example Elsewhere', isProxy: false },
    client: {
      ipAddress: STRANGE_ADDRESS,
      userAgent: { rawUserAgent: 'curl/8.0', os: 'Unknown', browser: 'UNKNOWN' },
      geographicalContext: { country: 'Brazil' },
    },
  },
];

export function entityOf(vendor: Happened['vendor'], actor: Actor): string {
  const uid = vendor === 'okta' ? actor : userOf(actor);
  return actorEntity({ vendor, tenant: 'default', actor: { uid } });
}

const userOf = (actor: Actor) => `005${actor.padEnd(12, '0')}AAA`;

const accountOf = (actor: Actor) => ({
  id: actor,
  type: 'User',
  alternateId: `${actor}@example.com`,
  displayName: actor,
});

function logon(actor: Actor, id: string, time: number, fields: JsonObject = {}): JsonObject {
  return oktaEvent({
    uuid: id,
    published: new Date(time).toISOString(),
    actor: accountOf(actor),
    ...fields,
  });
}

function report(
  actor: Actor,
  id: string,
  time: number,
  execution: string,
  rows: number,
  sequence: number,
): JsonObject {
  return reportEvent({
    EventIdentifier: id,
    ExecutionIdentifier: execution,
    EventDate: new Date(time).toISOString(),
    UserId: userOf(actor),
    Username: `${actor}@example.com`,
    RowsProcessed: rows,
    Sequence: sequence,
  });
}

/** The ordinary days before: a sign-in and a small report a day. */
export function historyLines(): string[][] {
  return Array.from({ length: HISTORY_DAYS }, (_, index) => {
    const time = START_MS - (HISTORY_DAYS - index) * DAY_MS + 9 * HOUR_MS;
    return KNOWN_ACTORS.flatMap((actor) => [
      lineOf({ vendor: 'okta', event: logon(actor, `${actor}-${index}`, time) }),
      lineOf({
        vendor: 'salesforce',
        event: report(actor, `${actor}-r${index}`, time, `${actor}-e${index}`, 200 + 10 * index, 1),
      }),
    ]);
  });
}
