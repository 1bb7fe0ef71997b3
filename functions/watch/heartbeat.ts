import { SLOT_MS } from '../../shared/feeds/hour.ts';
import { arrivalsOf, EMPTY_PAST, fold } from '../../shared/feeds/past.ts';
import { HEARTBEAT_FEED, HEARTBEAT_TENANT, heartbeatRecord } from '../../shared/heartbeat.ts';
import { hourOf } from '../../shared/time.ts';
import type { FeedReader } from '../ports/feeds.ts';
import type { EventStream } from '../ports/stream.ts';

/** Sends the event that has to become a finding and a message: `alert` says when it has. */
export function beat(stream: EventStream, nowMs: number): Promise<void> {
  const data = Buffer.from(JSON.stringify(heartbeatRecord(nowMs)));
  return stream.put([{ data, partitionKey: HEARTBEAT_TENANT }]);
}

const REACH_HOURS = 26;

/**
 * When the newest heartbeat arrived that `detect` has read: whatever came before it is known. Undefined where none
 * is, because `detect` does not keep up or there has been none yet: then nothing can be called silent.
 */
export async function readThrough(feeds: FeedReader, nowMs: number): Promise<number | undefined> {
  const hours = await feeds.hoursOf(HEARTBEAT_FEED, hourOf(nowMs) - REACH_HOURS);
  const last = arrivalsOf(fold(EMPTY_PAST, hours)).at(-1);
  // The end of its five minutes, as far as they have passed.
  return last === undefined ? undefined : Math.min(nowMs, last + SLOT_MS);
}
