import type { NoteStore } from '../../ports/notes.ts';
import type { Entry, EventStream } from '../../ports/stream.ts';
import { type BoundFeed, type Stamped, stampText, stampValue } from '../stamp.ts';
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

type Open = Window & { readonly next?: string };

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 1000;
const ENTRIES_PER_PUT = 500;
const KEPT_DAYS = 400;

/**
 * Fetches what is new, page by page, and notes its place after each. Windows overlap, because logs fill up late; what
 * is fetched twice changes no finding. A place that the vendor does not know any more costs the window so far.
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
  for (let attempt = 1; ; ) {
    if (ports.now() >= stopMs) return result('later', 'time ran out');
    try {
      const page = await poller.page(open, open.next, ports);
      const brought = await bring(page, feed, ports.stream);
      done.pages++;
      done.events += brought.events;
      done.unreadable += brought.unreadable;
      attempt = 1;
      if (page.next !== undefined && page.next === open.next)
        throw new PollError('refused', 'The vendor sends us to the page where we are.');
      if (page.next === undefined) {
        await memory.save({ doneMs: open.untilMs });
        return result('complete');
      }
      open = { fromMs: open.fromMs, untilMs: open.untilMs, next: page.next };
      await memory.save({ doneMs: memory.place().doneMs, open });
    } catch (error) {
      if (!(error instanceof PollError)) throw error;
      if (error.kind === 'refused') throw error;
      if (attempt++ === ATTEMPTS) {
        if (error.kind === 'lost') throw error;
        return result('later', error.message);
      }
      done.retries++;
      if (error.kind === 'lost') {
        if (open.next === undefined) throw error;
        open = { fromMs: open.fromMs, untilMs: open.untilMs };
        continue;
      }
      const waitMs = error.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 2);
      if (ports.now() + waitMs >= stopMs) return result('later', error.message);
      await ports.sleep(waitMs);
    }
  }
}

function windowAfter({ doneMs }: Place, { overlapMs }: Poller, nowMs: number): Window {
  return { fromMs: Math.max(0, doneMs - overlapMs), untilMs: Math.max(nowMs, doneMs) };
}

async function bring(
  { events }: Page,
  feed: BoundFeed,
  stream: EventStream,
): Promise<{ readonly events: number; readonly unreadable: number }> {
  const counts = { events: 0, unreadable: 0 };
  let waiting: Entry[] = [];
  const put = async () => {
    await stream.put(waiting);
    counts.events += waiting.length;
    waiting = [];
  };
  for await (const stamped of stampAll(events, feed)) {
    waiting.push(...(stamped?.entries ?? []));
    counts.unreadable += stamped?.tooLarge.length ?? 1;
    if (waiting.length >= ENTRIES_PER_PUT) await put();
  }
  await put();
  return counts;
}

async function* stampAll(events: Page['events'], feed: BoundFeed): AsyncGenerator<Stamped | undefined> {
  if (Array.isArray(events)) {
    for (const event of events) yield stampValue(event, feed);
    return;
  }
  for await (const record of events as Exclude<Page['events'], readonly unknown[]>)
    if (record.kind === 'row') yield stampValue(record.row, feed);
    else yield record.kind === 'text' ? stampText(record.text, feed) : undefined;
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
