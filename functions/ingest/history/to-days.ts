import { type DecodeOptions, decodeBatch, type StreamRecord } from '../../../shared/decode.ts';
import type { HoneyIndex } from '../../../shared/honey.ts';
import { sightingsIn } from '../../../shared/honey-sighting.ts';
import type { Deliver } from '../drop/step.ts';
import type { DayFiles } from './days.ts';

export interface ToDaysOptions extends Pick<DecodeOptions, 'hashKey' | 'rules'> {
  readonly honey?: HoneyIndex;
  /** Epoch milliseconds: what is dated later is refused, as on the stream. */
  readonly now: () => number;
}

/**
 * Reads what would go on the stream exactly as the detector would read it from there, and keeps it by day. What cannot
 * be read stays in its file and is counted: put aside, it could be redriven, and past days would be told as findings.
 */
export function toDays(days: DayFiles, { now, ...options }: ToDaysOptions): Deliver {
  return async ({ entries, tooLarge, records, ignored, unreadable }) => {
    const arrival = now();
    let rest: readonly StreamRecord[] = entries.map(({ data, partitionKey }) => ({
      data: Buffer.from(data).toString('base64'),
      partitionKey,
      sequenceNumber: '',
      arrival,
    }));
    const counts = { records, ignored, unreadable: unreadable + tooLarge.length, events: 0 };
    const honey: Record<string, number> = {};
    while (rest.length > 0) {
      const decoded = decodeBatch(rest, options);
      const activities = decoded.activities.map(({ activity }) => activity);
      await days.add(activities);
      counts.events += activities.length;
      for (const { count } of decoded.ignored) counts.ignored += count;
      for (const { count, processed } of decoded.malformed) if (!processed) counts.unreadable += count;
      for (const [dataset, count] of sightingsIn(activities, options.honey))
        honey[dataset] = (honey[dataset] ?? 0) + count;
      rest = decoded.next === undefined ? [] : rest.slice(decoded.next);
    }
    return Object.keys(honey).length === 0 ? counts : { ...counts, honey };
  };
}
