import { type Random, uuid } from '../../cli/corpus/random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { reportEvent } from '../fixtures/salesforce.ts';
import type { Put } from './stream.ts';

/** Where live traffic begins; every actor but the last has a history before it. */
export const START_MS = Date.parse('2026-04-01T00:00:00Z');
export const HISTORY_DAYS = 16;

/** A record that a producer puts, and what must become of it. */
export interface Planned {
  readonly atMs: number;
  readonly put: Put;
  readonly fate: 'activity' | 'ignored' | 'malformed';
  /** Ids of its events, as the vendor gave them. */
  readonly eventIds: readonly string[];
}

const ACTORS = ['ada', 'bo', 'cy', 'new'] as const;
type Actor = (typeof ACTORS)[number];
export const KNOWN_ACTORS: readonly Actor[] = ACTORS.slice(0, 3);

const BURST_MS = 10_000;

/** What producers put on the stream in one run, by time of arrival. */
export function planOf(random: Random): readonly Planned[] {
  const days = random.pick([1, 2, 4, 9]);
  const actors = ACTORS.slice(0, random.pick([1, 1, 2, 3, 4]));
  const records = random.between(8, 28);
  const keyed = random.pick(['actor', 'any', 'any', 'one'] as const);
  const keyOf = (actor: string) =>
    keyed === 'actor' ? actor : keyed === 'one' ? 'feed' : `key-${random.between(1, 9)}`;

  const sometime = () => START_MS + Math.floor(random.uniform() * days * DAY_MS);
  // Most come in bursts: what is processed at the same time is what can go wrong.
  const bursts = Array.from({ length: random.between(1, 4) }, sometime);

  const planned: Planned[] = [];
  for (let i = 0; i < records; i++) {
    const actor = random.pick(actors);
    const atMs = random.chance(0.25) ? sometime() : random.pick(bursts) + random.between(0, BURST_MS);
    const one = { ...recordOf(random, actor, atMs), atMs };
    const put = { data: Buffer.from(one.text).toString('base64'), partitionKey: keyOf(actor) };
    planned.push({ atMs, put, fate: one.fate, eventIds: one.eventIds });
    // A producer that had no answer puts the record again; some run for days before they do.
    if (random.chance(0.15)) {
      const laterMs = atMs + random.pick([0, MINUTE_MS, 5 * HOUR_MS, 20 * HOUR_MS]);
      planned.push({
        atMs: laterMs,
        put: { ...put, partitionKey: keyOf(actor) },
        fate: one.fate,
        eventIds: one.eventIds,
      });
    }
  }
  return planned.sort((a, b) => a.atMs - b.atMs);
}

interface Content {
  readonly text: string;
  readonly fate: Planned['fate'];
  readonly eventIds: readonly string[];
}

function recordOf(random: Random, actor: Actor, atMs: number): Content {
  const kind = random.uniform();
  if (kind < 0.05) return { text: random.pick(GARBAGE), fate: 'malformed', eventIds: [] };
  if (kind < 0.1) {
    const event = logon(actor, uuid(random), atMs, { eventType: 'system.email.delivery' });
    return { text: JSON.stringify(stamped(event, 'okta')), fate: 'ignored', eventIds: [] };
  }
  const lines = Array.from({ length: random.pick([1, 1, 1, 2]) }, () => eventOf(random, actor, atMs)).flat();
  return {
    text: lines.map(({ event, vendor }) => JSON.stringify(stamped(event, vendor))).join('\n'),
    fate: 'activity',
    eventIds: lines.map(({ id }) => id),
  };
}

const GARBAGE = [
  '{"outflow":{"vendor":"okta"},"event":{',
  '\u0000\u0001',
  '{"outflow":{"vendor":"okta"},"event":{"eventType":"user.session.start"}}',
];

const stamped = (event: JsonObject, vendor: string) => ({ outflow: { vendor, tenant: 'default' }, event });

/** Mostly prompt; now and then from a producer whose clock is ahead, or days late, up to what still counts. */
function timeOf(random: Random, actor: Actor, atMs: number): number {
  const kind = random.uniform();
  if (kind < 0.5) return atMs - random.between(0, 5 * MINUTE_MS);
  if (kind < 0.6) return atMs + random.between(0, 5 * MINUTE_MS);
  if (kind < 0.8) return atMs - random.between(0, DAY_MS);
  // A day is left for retries and redrives: lateness counts when a record is processed, not when it is put.
  if (kind < 0.97 || !KNOWN_ACTORS.includes(actor)) return atMs - random.between(0, 5 * DAY_MS);
  // Older than the horizon of every actor with a history, in hours that hold none of it.
  return START_MS - 8 * DAY_MS - random.between(0, 12 * HOUR_MS);
}

function eventOf(random: Random, actor: Actor, atMs: number) {
  const id = uuid(random);
  const time = timeOf(random, actor, atMs);
  if (random.chance(0.5)) {
    const fields = random.chance(0.4) ? ELSEWHERE[random.between(0, ELSEWHERE.length - 1)] : {};
    const failed = random.chance(0.15)
      ? { outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' } }
      : {};
    return [{ id, vendor: 'okta', event: logon(actor, id, time, { ...fields, ...failed }) }];
  }
  // A report in chunks, which may lie on both sides of an hour.
  const rows = random.pick([50, 300, 4_000, 150_000]);
  const execution = uuid(random);
  const chunks = random.pick([1, 1, 2, 3]);
  return Array.from({ length: chunks }, (_, chunk) => {
    const eventId = chunk === 0 ? id : uuid(random);
    const at = Math.min(time + chunk * random.between(0, 20 * MINUTE_MS), atMs + 5 * MINUTE_MS);
    return {
      id: eventId,
      vendor: 'salesforce',
      event: report(actor, eventId, at, execution, rows, chunk + 1),
    };
  });
}

const ELSEWHERE: readonly JsonObject[] = [
  { securityContext: { asNumber: 64511, asOrg: 'Example Hosting', isProxy: false } },
  {
    securityContext: { asNumber: 64512, asOrg: 'Example Elsewhere', isProxy: false },
    client: {
      ipAddress: '203.0.113.9',
      userAgent: { rawUserAgent: 'curl/8.0', os: 'Unknown', browser: 'UNKNOWN' },
      geographicalContext: { country: 'Brazil' },
    },
  },
];

function logon(actor: string, id: string, time: number, fields: JsonObject = {}): JsonObject {
  const who = { id: actor, type: 'User', alternateId: `${actor}@example.com`, displayName: actor };
  return oktaEvent({ uuid: id, published: new Date(time).toISOString(), actor: who, ...fields });
}

function report(
  actor: string,
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
    UserId: `005${actor.padEnd(12, '0')}AAA`,
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
      JSON.stringify(stamped(logon(actor, `${actor}-${index}`, time), 'okta')),
      JSON.stringify(
        stamped(
          report(actor, `${actor}-r${index}`, time, `${actor}-e${index}`, 200 + 10 * index, 1),
          'salesforce',
        ),
      ),
    ]);
  });
}
