import type { Quarantine } from '../../ports/quarantine.ts';
import { type Entry, type EventStream, entryBytes } from '../../ports/stream.ts';
import type { LogRecord } from '../log.ts';
import { type BoundFeed, type Stamped, stampText, stampValue } from '../stamp.ts';
import type { Delivered, Dropped } from './progress.ts';

const ENTRIES_PER_STEP = 500;
const BYTES_PER_STEP = 4 * 1024 * 1024;
const RECORDS_PER_STEP = 5000;

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

export function stampRecord(record: LogRecord, feed: BoundFeed): Stamped | undefined {
  if (record.kind === 'unreadable') return undefined;
  return record.kind === 'row' ? stampValue(record.row, feed) : stampText(record.text, feed);
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

export function isFull(step: Step): boolean {
  return (
    step.entries.length >= ENTRIES_PER_STEP ||
    step.bytes >= BYTES_PER_STEP ||
    step.tooLarge.length > 0 ||
    step.records >= RECORDS_PER_STEP
  );
}

export interface DeliverPorts {
  readonly stream: EventStream;
  readonly quarantine: Quarantine;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export async function deliver(
  step: Step,
  { key }: Dropped,
  seen: number,
  ports: DeliverPorts,
): Promise<Delivered> {
  await ports.stream.put(step.entries);
  if (step.tooLarge.length > 0)
    await ports.quarantine.setAside(
      step.tooLarge.map((text, index) => ({
        partitionKey: key.slice(0, 256),
        sequenceNumber: `drop-${seen}-${index}`,
        arrival: ports.now(),
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
  const { records, ignored, unreadable, tooLarge } = step;
  return { records, ignored, unreadable: unreadable + tooLarge.length, events: step.entries.length };
}
