import type { Random } from '../../cli/corpus/random.ts';
import { HORIZON_DAYS } from '../../shared/profile/profile.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import { ACTORS, type Actor, delivery, entityOf, happen, KNOWN_ACTORS, lineOf, START_MS } from './events.ts';
import type { Put } from './stream.ts';

/** A record that a producer puts, and what must become of it. */
export interface Planned {
  readonly atMs: number;
  readonly put: Put;
  readonly fate: 'activity' | 'ignored' | 'malformed';
  /** Ids of its events, as the vendor gave them. */
  readonly eventIds: readonly string[];
  /** Accounts whose events they are. */
  readonly entities: readonly string[];
}

/** What producers put on the stream in one life, by time of arrival. */
export interface Plan {
  readonly records: readonly Planned[];
  /** All of its events lie within six days: whenever they come again, every one of them still counts. */
  readonly isShort: boolean;
  readonly figures: {
    /** Put again by a producer that had no answer. */
    duplicates: number;
    /** Records with an event more than four days late, and with one that is older than the horizon. */
    late: number;
    tooLate: number;
    /** Under keys that are not the actor. */
    keyedOtherwise: number;
  };
}

const BURST_MS = 10_000;

export function planOf(random: Random): Plan {
  const days = random.pick([1, 2, 4, 9]);
  const isShort = days <= 2 && random.chance(0.7);
  const actors = ACTORS.slice(0, random.pick([1, 1, 2, 3, 4]));
  const records = random.between(8, 28);
  const keyed = random.pick(['actor', 'any', 'any', 'one'] as const);
  const keyOf = (actor: string) =>
    keyed === 'actor' ? actor : keyed === 'one' ? 'feed' : `key-${random.between(1, 9)}`;

  const sometime = () => START_MS + Math.floor(random.uniform() * days * DAY_MS);
  // Most come in bursts: what is processed at the same time is what can go wrong.
  const bursts = Array.from({ length: random.between(1, 4) }, sometime);

  const planned: Planned[] = [];
  const figures = { duplicates: 0, late: 0, tooLate: 0, keyedOtherwise: 0 };
  for (let i = 0; i < records; i++) {
    const actor = random.pick(actors);
    const atMs = random.chance(0.25) ? sometime() : random.pick(bursts) + random.between(0, BURST_MS);
    const { text, oldestMs, ...one } = contentOf(random, actor, atMs, isShort);
    if (oldestMs < START_MS - HORIZON_DAYS * DAY_MS) figures.tooLate++;
    else if (oldestMs < atMs - 4 * DAY_MS) figures.late++;
    if (keyed !== 'actor') figures.keyedOtherwise++;
    const data = Buffer.from(text).toString('base64');
    planned.push({ ...one, atMs, put: { data, partitionKey: keyOf(actor) } });
    // A producer that had no answer puts the record again; some run for days before they do.
    if (random.chance(0.15)) {
      figures.duplicates++;
      const laterMs = atMs + random.pick([0, MINUTE_MS, 5 * HOUR_MS, 20 * HOUR_MS]);
      planned.push({ ...one, atMs: laterMs, put: { data, partitionKey: keyOf(actor) } });
    }
  }
  return { records: planned.sort((a, b) => a.atMs - b.atMs), isShort, figures };
}

interface Content extends Pick<Planned, 'fate' | 'eventIds' | 'entities'> {
  readonly text: string;
  readonly oldestMs: number;
}

function contentOf(random: Random, actor: Actor, atMs: number, isShort: boolean): Content {
  const kind = random.uniform();
  const nothing = { eventIds: [], entities: [], oldestMs: atMs };
  if (kind < 0.05) return { ...nothing, text: random.pick(GARBAGE), fate: 'malformed' };
  if (kind < 0.1) return { ...nothing, text: lineOf(delivery(random, actor, atMs)), fate: 'ignored' };
  let oldestMs = atMs;
  const events = Array.from({ length: random.pick([1, 1, 1, 2]) }, () => {
    const time = timeOf(random, actor, atMs, isShort);
    oldestMs = Math.min(oldestMs, time);
    return happen(random, actor, time, atMs);
  }).flat();
  return {
    text: events.map(lineOf).join('\n'),
    fate: 'activity',
    oldestMs,
    eventIds: events.map(({ id }) => id),
    entities: [...new Set(events.map(({ vendor }) => entityOf(vendor, actor)))],
  };
}

const GARBAGE = [
  '{"outflow":{"vendor":"okta"},"event":{',
  '\u0000\u0001',
  '{"outflow":{"vendor":"okta"},"event":{"eventType":"user.session.start"}}',
];

/** Mostly prompt; now and then from a producer whose clock is ahead, or days late, up to what still counts. */
function timeOf(random: Random, actor: Actor, atMs: number, isShort: boolean): number {
  const kind = random.uniform();
  if (kind < 0.5) return atMs - random.between(0, 5 * MINUTE_MS);
  if (kind < 0.6) return atMs + random.between(0, 5 * MINUTE_MS);
  if (kind < 0.8) return atMs - random.between(0, DAY_MS);
  if (isShort) return atMs - random.between(0, 3 * DAY_MS);
  // A day is left for retries and redrives: lateness counts when a record is processed, not when it is put.
  if (kind < 0.97 || !KNOWN_ACTORS.includes(actor)) return atMs - random.between(0, 5 * DAY_MS);
  // Older than the horizon of every actor with a history, in hours that hold none of it.
  return START_MS - 8 * DAY_MS - random.between(0, 12 * HOUR_MS);
}
