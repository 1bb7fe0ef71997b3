import { feedArrivals } from '../../functions/detect/feeds.ts';
import { PAST_PART } from '../../functions/ports/feeds.ts';
import { memoryFeedReader } from '../../functions/ports/memory/feeds.ts';
import { toRecord } from '../../functions/ports/records.ts';
import { itemKey } from '../../functions/ports/state.ts';
import { decodeBatch } from '../../shared/decode.ts';
import { EMPTY_HOUR, enterFacts, type FeedFact, type FeedHour } from '../../shared/feeds/hour.ts';
import { decodePast, EMPTY_PAST, fold } from '../../shared/feeds/past.ts';
import { hourOf } from '../../shared/time.ts';
import { START_MS } from './events.ts';
import type { Stream } from './stream.ts';
import { OPTIONS, type World } from './world.ts';

/** The last of the history came in the hour before. */
const FIRST_HOUR = hourOf(START_MS) + 1;

/**
 * What is known of a feed is what came, each thing once: nothing but what was put, and all of what was not set aside.
 * What could not be processed and was redriven stands in the hour of its redrive, and may stand in its first as well.
 * `setAside`: sequence numbers. What was found of a feed depends on when it was looked at, and is not compared.
 */
export async function feedViolations(
  { state }: World,
  stream: Stream,
  setAside: ReadonlySet<string>,
): Promise<string[]> {
  const all = factsOf(stream, () => true);
  const least = factsOf(stream, (sequenceNumber) => !setAside.has(sequenceNumber));
  const violations: string[] = [];
  for (const feed of new Set([...all.keys()].map((key) => key.split(' ')[0] ?? ''))) {
    const found = await memoryFeedReader(state).hoursOf(feed, FIRST_HOUR);
    const hours = [...all.keys()].filter((key) => key.startsWith(`${feed} `)).map((key) => key.split(' ')[1]);
    for (const hour of new Set([...hours.map(Number), ...found.keys()])) {
      const [most, must] = [all.get(`${feed} ${hour}`) ?? [], least.get(`${feed} ${hour}`) ?? []];
      const known = found.get(hour) ?? EMPTY_HOUR;
      if (!isOf(known, most)) violations.push(`${feed} knows of more in hour ${hour} than came`);
      if (!holds(known, must)) violations.push(`${feed} does not know all that came in hour ${hour}`);
    }
    const past = state.get(itemKey({ entity: feed, part: PAST_PART }));
    if (past === undefined || !remembers(past.bytes, found))
      violations.push(`what is remembered of ${feed} is not what came`);
  }
  return violations;
}

/** By feed and hour of arrival, read as the detector reads them. */
function factsOf({ shards }: Stream, isWanted: (sequenceNumber: string) => boolean) {
  const facts = new Map<string, FeedFact[]>();
  const records = shards.flatMap((shard) => shard.records.map(toRecord));
  const wanted = records.filter(({ sequenceNumber }) => isWanted(sequenceNumber));
  const decoded = decodeBatch(wanted, { ...OPTIONS, namesFields: true });
  for (const arrival of feedArrivals(wanted, decoded)) {
    if (arrival.hour < FIRST_HOUR) continue;
    const key = `${arrival.feed} ${arrival.hour}`;
    facts.set(key, [...(facts.get(key) ?? []), ...arrival.facts]);
  }
  return facts;
}

/** Entering what an hour holds already changes nothing, unless its sample was full. */
function holds(known: FeedHour, facts: readonly FeedFact[]): boolean {
  return enterFacts(known, facts) === known;
}

function isOf(known: FeedHour, facts: readonly FeedFact[]): boolean {
  const whole = enterFacts(EMPTY_HOUR, facts);
  const hashes = new Set(facts.flatMap((fact) => (fact.kind === 'ignored' ? [] : [fact.hash])));
  return (
    (known.slots & ~whole.slots) === 0 &&
    [...known.sample.keys(), ...known.unreadable].every((hash) => hashes.has(hash)) &&
    [...known.names].every((name) => whole.names.has(name)) &&
    [...known.eventHours].every((hour) => whole.eventHours.has(hour))
  );
}

/** What `watch` remembers follows from the hours that are there; of the days before it may know more. */
function remembers(bytes: Uint8Array, hours: ReadonlyMap<number, FeedHour>): boolean {
  const past = decodePast(bytes);
  const right = fold(EMPTY_PAST, hours);
  const live = [...past.hours].filter(([hour]) => hour >= FIRST_HOUR);
  return (
    live.length === right.hours.size &&
    live.every(([hour, one]) => JSON.stringify(one) === JSON.stringify(right.hours.get(hour))) &&
    [...right.eventHours].every((hour) => past.eventHours.has(hour)) &&
    [...right.names].every(([name, day]) => (past.names.get(name) ?? day + 1) <= day)
  );
}
