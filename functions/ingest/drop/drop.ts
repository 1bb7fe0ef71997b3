import type { NoteStore } from '../../ports/notes.ts';
import type { Quarantine } from '../../ports/quarantine.ts';
import { type Entry, type EventStream, entryBytes } from '../../ports/stream.ts';
import type { LogRecord } from '../log.ts';
import { recordsOfText, textOf } from '../log.ts';
import { type Stamped, stampText, stampValue } from '../stamp.ts';
import { type FeedName, placeOf } from './place.ts';

/** One object of the drop bucket, at one version. */
export interface Dropped {
  readonly key: string;
  readonly version: string;
  /** The version is S3's id of it; otherwise, in a bucket without versions, its ETag. */
  readonly versioned: boolean;
}

export interface DropPorts {
  readonly objects: { open(object: Dropped): Promise<AsyncGenerator<Uint8Array>> };
  readonly notes: NoteStore;
  readonly stream: EventStream;
  readonly quarantine: Quarantine;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface DropOptions {
  readonly feeds: readonly FeedName[];
  /** Epoch milliseconds at which to stop and let another invocation go on. */
  readonly stopMs: number;
  /** How long it is remembered what became of the object: at least as long as the object is kept. */
  readonly keepDays: number;
}

/** How far an object has been read, and what was found in it. */
export interface Progress {
  readonly state: 'reading' | 'done' | 'refused';
  /** Records of the file that are dealt with. */
  readonly records: number;
  /** Put on the stream. */
  readonly events: number;
  readonly ignored: number;
  /** Set aside, because no record of the stream can hold them or the file is broken there. */
  readonly unreadable: number;
  /** Why the object, or the rest of it, was not read. */
  readonly reason?: string;
}

export type Outcome = Progress & {
  /** The object was dealt with before: nothing was done. */
  readonly repeated: boolean;
};

const START: Progress = { state: 'reading', records: 0, events: 0, ignored: 0, unreadable: 0 };
const ENTRIES_PER_STEP = 500;
const BYTES_PER_STEP = 4 * 1024 * 1024;
const RECORDS_PER_STEP = 5000;
const STEPS_PER_NOTE = 20;
const DAY_SECONDS = 86_400;

/**
 * Streams an object to detection, holding a step of it at a time. Whoever comes after an invocation that ended
 * reads the object from its beginning and skips what is dealt with: no format has to be entered in its middle (gzip
 * and CSV cannot), and skipping is far faster than putting. What was put after the last note is put again, which
 * changes no finding.
 */
export async function drop(object: Dropped, ports: DropPorts, options: DropOptions): Promise<Outcome> {
  const memory = await remember(object, ports, options.keepDays);
  if (memory.progress().state !== 'reading') return { ...memory.progress(), repeated: true };
  const place = placeOf(object.key, options.feeds);
  if (place.kind === 'refused')
    return { ...(await memory.finish({ state: 'refused', reason: place.reason })), repeated: false };

  const skipped = memory.progress().records;
  let seen = 0;
  let steps = 0;
  let step = emptyStep();
  try {
    for await (const record of recordsOfText(textOf(await ports.objects.open(object)))) {
      if (seen++ < skipped) continue;
      addTo(step, stampRecord(record, place.feed));
      if (!isFull(step)) continue;
      memory.add(await deliver(step, object, seen, ports));
      step = emptyStep();
      const isOver = ports.now() >= options.stopMs;
      if (++steps % STEPS_PER_NOTE === 0 || isOver) await memory.save();
      if (isOver) return { ...memory.progress(), repeated: false };
    }
  } catch (error) {
    if (!isDamaged(error)) throw error;
    memory.add(await deliver(step, object, seen, ports));
    const reason = `is damaged after ${seen} records: ${error.message}`;
    return { ...(await memory.finish({ state: 'refused', reason })), repeated: false };
  }
  memory.add(await deliver(step, object, seen, ports));
  return { ...(await memory.finish({ state: 'done' })), repeated: false };
}

interface Step {
  readonly entries: Entry[];
  readonly tooLarge: string[];
  bytes: number;
  records: number;
  ignored: number;
  unreadable: number;
}

function emptyStep(): Step {
  return { entries: [], tooLarge: [], bytes: 0, records: 0, ignored: 0, unreadable: 0 };
}

function stampRecord(record: LogRecord, feed: Parameters<typeof stampText>[1]): Stamped | undefined {
  if (record.kind === 'unreadable') return undefined;
  return record.kind === 'row' ? stampValue(record.row, feed) : stampText(record.text, feed);
}

function addTo(step: Step, stamped: Stamped | undefined): void {
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

function isFull(step: Step): boolean {
  return (
    step.entries.length >= ENTRIES_PER_STEP ||
    step.bytes >= BYTES_PER_STEP ||
    step.tooLarge.length > 0 ||
    step.records >= RECORDS_PER_STEP
  );
}

type Delivered = Pick<Progress, 'records' | 'events' | 'ignored' | 'unreadable'>;

async function deliver(step: Step, { key }: Dropped, seen: number, ports: DropPorts): Promise<Delivered> {
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

/** What has been dealt with, here and in the note of it. */
async function remember({ key, version }: Dropped, { notes, now }: DropPorts, keepDays: number) {
  const id = `drop#${key}#${version}`;
  const found = await notes.read(id);
  let stored = found?.version ?? 0;
  // Written below, and by nothing else.
  let progress = found === undefined ? START : (JSON.parse(found.body) as Progress);

  async function save(): Promise<void> {
    const expires = Math.floor(now() / 1000) + keepDays * DAY_SECONDS;
    const note = { id, version: stored + 1, body: JSON.stringify(progress), expires };
    if (!(await notes.write(note, stored))) throw new OvertakenError(key);
    stored++;
  }

  return {
    progress: () => progress,
    add: (more: Delivered) => {
      progress = {
        ...progress,
        records: progress.records + more.records,
        events: progress.events + more.events,
        ignored: progress.ignored + more.ignored,
        unreadable: progress.unreadable + more.unreadable,
      };
    },
    save,
    finish: async (end: Pick<Progress, 'state' | 'reason'>): Promise<Progress> => {
      progress = { ...progress, ...end };
      await save();
      return progress;
    },
  };
}

/** A queue may deliver twice: the slower of two readers leaves the object to the faster. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
  constructor(key: string) {
    super(`Another invocation is reading ${key}, and is ahead.`);
  }
}

/** zlib's own errors, such as `Z_DATA_ERROR`: the same bytes fail for ever. */
function isDamaged(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_[A-Z]+_ERROR$/.test(String(error.code));
}
