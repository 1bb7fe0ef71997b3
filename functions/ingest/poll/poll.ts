import type { NoteStore } from '../../ports/notes.ts';
import type { Entry, EventStream } from '../../ports/stream.ts';
import type { LogRecord } from '../log.ts';
import { type BoundFeed, type Stamped, stampRecord, stampValue } from '../stamp.ts';
import { PollError } from './api.ts';
import type { Login, Page, Poller, Window } from './poller.ts';

export interface PollPorts extends Login {
  readonly notes: NoteStore;
  readonly stream: EventStream;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export interface PollOptions {
  readonly feed: BoundFeed;
  /** Epoch milliseconds at which to stop; the next run goes on. */
  readonly stopMs: number;
}

/** What a run did, and where the feed stands after it. */
export interface Polled {
  /** `complete`: fetched to its end. `later`: the vendor asked us to wait, or time ran out. */
  readonly kind: 'complete' | 'later';
  readonly reason?: string;
  readonly pages: number;
  readonly events: number;
  /** Events that no record of the stream can hold, and rows that are broken. */
  readonly unreadable: number;
  readonly retries: number;
  /** How old the end of the last window is that was fetched whole. */
  readonly behindMs: number;
}

/** Where a feed stands. */
interface Place {
  /** Up to here everything was fetched, epoch milliseconds. */
  readonly doneMs: number;
  /** The window that is being fetched, and where in it. */
  readonly open?: Open;
}

/** `records`: of the file at this place, so many are dealt with. */
type Open = Window & { readonly next?: string; readonly records?: number };

const ATTEMPTS = 5;
/** Places that a run loses: a vendor that forgets each one would be asked for the same pages until time runs out. */
const MAX_LOST = 3;
const FIRST_WAIT_MS = 1000;
const ENTRIES_PER_PUT = 500;
/** In a file, so that little is put again after a run that was cut off. */
const PUTS_PER_NOTE = 20;
const KEPT_DAYS = 400;

/**
 * Fetches what is new, page by page, and notes its place after each; in a file, which may be longer than a run, also on
 * the way. Windows overlap, because logs fill up late; what is fetched twice changes no finding. A place that the
 * vendor does not know any more costs the window so far.
 */
export async function poll(poller: Poller, ports: PollPorts, { feed, stopMs }: PollOptions): Promise<Polled> {
  const missing = poller.fields.filter((field) => ports.secret[field] === undefined);
  if (missing.length > 0)
    throw new PollError(
      'refused',
      `The secret lacks ${missing.join(' and ')}. docs/deploy.md names its fields.`,
    );
  const memory = await remember(poller, ports, feed);
  const done = { pages: 0, events: 0, unreadable: 0, retries: 0 };
  const result = (kind: Polled['kind'], reason?: string): Polled => ({
    ...done,
    kind,
    ...(reason === undefined ? {} : { reason }),
    behindMs: Math.max(0, ports.now() - memory.place().doneMs),
  });

  let open: Open = memory.place().open ?? windowAfter(memory.place(), poller, ports.now());
  const saveOpen = () => memory.save({ doneMs: memory.place().doneMs, open });
  let lost = 0;
  for (let attempt = 1; ; ) {
    if (ports.now() >= stopMs) return result('later', TIME_RAN_OUT);
    try {
      const page = await poller.page(open, open.next, ports);
      let puts = 0;
      const isWhole = await bring(page, open.records ?? 0, feed, ports, stopMs, async (brought) => {
        done.events += brought.events;
        done.unreadable += brought.unreadable;
        if (brought.records === undefined) return;
        open = { ...open, ...(page.here && { next: page.here }), records: brought.records };
        if (++puts % PUTS_PER_NOTE === 0) await saveOpen();
      });
      if (!isWhole) {
        await saveOpen();
        return result('later', TIME_RAN_OUT);
      }
      done.pages++;
      attempt = 1;
      if (page.next !== undefined && page.next === open.next)
        throw new PollError('refused', 'The vendor sends us to the page where we are.');
      if (page.next === undefined) {
        await memory.save({ doneMs: open.untilMs });
        return result('complete');
      }
      open = { fromMs: open.fromMs, untilMs: open.untilMs, next: page.next };
      await saveOpen();
    } catch (error) {
      // What the stream has of a long file is not put again.
      if (open.records !== memory.place().open?.records) await saveOpen();
      if (!(error instanceof PollError)) throw error;
      if (error.kind === 'refused') throw error;
      if (error.kind === 'lost') {
        if (open.next === undefined || ++lost > MAX_LOST) throw error;
        done.retries++;
        open = { fromMs: open.fromMs, untilMs: open.untilMs };
        continue;
      }
      const waitMs = error.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
      if (attempt++ === ATTEMPTS || ports.now() + waitMs >= stopMs) return result('later', error.message);
      done.retries++;
      await ports.sleep(waitMs);
    }
  }
}

const TIME_RAN_OUT = 'time ran out';

function windowAfter({ doneMs }: Place, { overlapMs }: Poller, nowMs: number): Window {
  return { fromMs: Math.max(0, doneMs - overlapMs), untilMs: Math.max(nowMs, doneMs) };
}

interface Brought {
  readonly events: number;
  readonly unreadable: number;
  /** Of a file, how many of its records are dealt with: whoever comes again begins behind them. */
  readonly records?: number;
}

/** Tells of each part that is on the stream. False: time ran out in the middle of a file. */
async function bring(
  { events }: Page,
  skipped: number,
  feed: BoundFeed,
  { stream, now }: Pick<PollPorts, 'stream' | 'now'>,
  stopMs: number,
  told: (brought: Brought) => Promise<void>,
): Promise<boolean> {
  const isLong = isFile(events);
  let waiting: Entry[] = [];
  let unreadable = 0;
  let seen = 0;
  const put = async () => {
    await stream.put(waiting);
    await told({ events: waiting.length, unreadable, ...(isLong ? { records: seen } : {}) });
    waiting = [];
    unreadable = 0;
  };
  for await (const stamp of stampsOf(events, feed)) {
    if (seen++ < skipped) continue;
    const stamped = stamp();
    waiting.push(...(stamped?.entries ?? []));
    unreadable += stamped?.tooLarge.length ?? 1;
    if (waiting.length < ENTRIES_PER_PUT) continue;
    await put();
    if (isLong && now() >= stopMs) return false;
  }
  await put();
  return true;
}

async function* stampsOf(events: Page['events'], feed: BoundFeed): AsyncGenerator<() => Stamped | undefined> {
  if (isFile(events)) for await (const record of events) yield () => stampRecord(record, feed);
  else for (const event of events) yield () => stampValue(event, feed);
}

function isFile(events: Page['events']): events is AsyncGenerator<LogRecord> {
  return !Array.isArray(events);
}

async function remember(poller: Poller, { notes, now }: PollPorts, { vendor, tenant }: BoundFeed) {
  const id = `poll#${vendor.uid}#${tenant}`;
  const found = await notes.read(id);
  let stored = found?.version ?? 0;
  // Written below, and by nothing else.
  let place: Place = found === undefined ? { doneMs: now() - poller.firstMs } : JSON.parse(found.body);
  return {
    place: () => place,
    save: async (next: Place): Promise<void> => {
      const expires = Math.floor(now() / 1000) + KEPT_DAYS * 86_400;
      const body = JSON.stringify(next);
      if (!(await notes.write({ id, version: stored + 1, body, expires }, stored)))
        throw new Error(`Another run fetches ${vendor.uid} of ${tenant}, and is ahead.`);
      stored++;
      place = next;
    },
  };
}
