import type { Quarantine } from '../../ports/quarantine.ts';
import { type Entry, type EventStream, entryBytes } from '../../ports/stream.ts';
import type { Stamped } from '../stamp.ts';
import type { Delivered, Dropped } from './progress.ts';

/** Where a step ends. */
export interface StepLimits {
  readonly entries: number;
  readonly bytes: number;
  readonly records: number;
}

/** No more than one call to the stream takes. */
export const STEP_LIMITS: StepLimits = { entries: 500, bytes: 4 * 1024 * 1024, records: 5000 };

/** What is put at once, and noted together. */
export interface Step {
  readonly entries: Entry[];
  readonly tooLarge: string[];
  bytes: number;
  records: number;
  ignored: number;
  unreadable: number;
}

export function emptyStep(): Step {
  return { entries: [], tooLarge: [], bytes: 0, records: 0, ignored: 0, unreadable: 0 };
}

export function addTo(step: Step, stamped: Stamped | undefined): void {
  step.records++;
  if (stamped === undefined) {
    step.unreadable++;
    return;
  }
  for (const entry of stamped.entries) {
    step.entries.push(entry);
    step.bytes += entryBytes(entry);
  }
  step.ignored += stamped.ignored;
  step.tooLarge.push(...stamped.tooLarge);
}

export function isFull(step: Step, limits: StepLimits): boolean {
  return (
    step.entries.length >= limits.entries ||
    step.bytes >= limits.bytes ||
    step.tooLarge.length > 0 ||
    step.records >= limits.records
  );
}

/** Brings a step where it belongs; again, if need be, without harm. `seen`: records of the object up to its end. */
export type Deliver = (step: Step, object: Dropped, seen: number) => Promise<Delivered>;

export interface StreamPorts {
  readonly stream: EventStream;
  readonly quarantine: Quarantine;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export function toStream({ stream, quarantine, now }: StreamPorts): Deliver {
  return async ({ entries, tooLarge, records, ignored, unreadable }, { key }, seen) => {
    await stream.put(entries);
    if (tooLarge.length > 0)
      await quarantine.setAside(
        tooLarge.map((text, index) => ({
          partitionKey: key.slice(0, 256),
          sequenceNumber: `drop-${seen}-${index}`,
          arrival: now(),
          data: Buffer.from(text).toString('base64'),
          causes: [
            {
              path: '',
              reason: 'is too large for a record of the stream',
              processed: false,
              count: 1,
              first: 0,
            },
          ],
        })),
      );
    return { records, ignored, unreadable: unreadable + tooLarge.length, events: entries.length };
  };
}
