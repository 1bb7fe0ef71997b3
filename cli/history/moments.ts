import type { Arrival } from '../../functions/detect/arrivals.ts';
import type { Organisations } from '../../functions/detect/organisations.ts';
import { type Judgement, judgeArrivals, type ReplayOptions } from '../../functions/ingest/history/replay.ts';
import { itemKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import type { Exposure } from '../../shared/exposure.ts';
import { type Finding, isPageWorthy } from '../../shared/finding.ts';
import { encodeReading, type Reading } from '../../shared/reading.ts';

/** When a finding would have paged, and what was gone by then. */
export interface PageMoment {
  /** Of the event that made it page, epoch milliseconds. */
  readonly time: number;
  /** Events of the account or address on that day, up to this one and in all. */
  readonly events: number;
  readonly ofEvents: number;
  /** What had left up to then. */
  readonly exposure: Exposure;
}

/** Looks for the moments of findings while days are judged, each in one batch or several. */
export interface MomentWatch {
  /** The state table, which remembers what it was when the day began. */
  readonly items: Map<string, StateItem>;
  beginDay(): void;
  /** A batch of the day. */
  readonly judged: NonNullable<ReplayOptions['onBatch']>;
  /** When all of the day has been brought. `found`: what it has found, each as of the last batch. */
  endDay(day: number, found: readonly Finding[]): Promise<void>;
  /** By the id of the finding. */
  readonly seen: ReadonlyMap<string, PageMoment>;
}

export function watchMoments(judgement: Judgement): MomentWatch {
  const items = new Journal();
  const seen = new Map<string, PageMoment>();
  const arrivals = new Map<string, Arrival>();
  let organisations: Organisations | undefined;

  return {
    items,
    beginDay: () => {
      items.before.clear();
      arrivals.clear();
    },
    judged: (_, committed, known) => {
      for (const { arrival } of committed) {
        const before = arrivals.get(arrival.entity);
        arrivals.set(arrival.entity, before === undefined ? arrival : joined(before, arrival));
      }
      organisations = known;
    },
    endDay: async (day, found) => {
      for (const finding of found) {
        const arrival = arrivals.get(finding.entity);
        if (
          finding.day !== day ||
          !isPageWorthy(finding) ||
          arrival === undefined ||
          organisations === undefined
        )
          continue;
        const moment = await momentOf(finding.id, arrival, { items, judgement, organisations });
        if (moment !== undefined) seen.set(finding.id, moment);
      }
    },
    seen,
  };
}

function joined(before: Arrival, { readings, emails = [], personNews = [], ...rest }: Arrival): Arrival {
  return {
    ...rest,
    readings: [...before.readings, ...readings],
    emails: [...new Set([...(before.emails ?? []), ...emails])].sort(),
    personNews: [...(before.personNews ?? []), ...personNews],
  };
}

/** Items, and what those that were written or removed since the day began were before. */
class Journal extends Map<string, StateItem> {
  readonly before = new Map<string, StateItem | undefined>();

  override set(key: string, item: StateItem): this {
    this.note(key);
    return super.set(key, item);
  }

  override delete(key: string): boolean {
    this.note(key);
    return super.delete(key);
  }

  private note(key: string): void {
    if (!this.before.has(key)) this.before.set(key, this.get(key));
  }
}

interface JudgedDay {
  readonly items: Journal;
  readonly judgement: Judgement;
  readonly organisations: Organisations;
}

/**
 * The first event of the day after which the finding would have paged, by bisection: fewer and fewer of them are judged on
 * the profile as it was. What is known of the person and of the organisation is taken as of the day's end. Undefined where
 * the day's events alone do not make it page.
 */
async function momentOf(id: string, arrival: Arrival, day: JudgedDay): Promise<PageMoment | undefined> {
  const { items, judgement, organisations } = day;
  const readings = inOrder(arrival.readings);
  const before = new Map([...items.before].filter(([key]) => key.startsWith(`${arrival.entity} `)));
  const after = async (count: number): Promise<Finding | undefined> => {
    const { findings } = await judgeArrivals(
      [{ ...arrival, readings: readings.slice(0, count) }],
      storeOn(items, before),
      judgement,
      { ...organisations, enter: async () => {} },
    );
    return findings.find((one) => one.id === id && isPageWorthy(one));
  };
  let [quiet, loud] = [0, readings.length];
  let found = await after(loud);
  while (found !== undefined && loud - quiet > 1) {
    const middle = Math.floor((quiet + loud) / 2);
    const earlier = await after(middle);
    if (earlier === undefined) quiet = middle;
    else [loud, found] = [middle, earlier];
  }
  const last = readings[loud - 1];
  if (found === undefined || last === undefined) return undefined;
  return { time: last.time, events: loud, ofEvents: readings.length, exposure: found.exposure };
}

/** By time, what was delivered twice once. */
function inOrder(readings: readonly Reading[]): Reading[] {
  const each = new Map(readings.map((reading) => [encodeReading(reading), reading]));
  return [...each.values()].sort((a, b) => a.time - b.time);
}

/** The state, but for what stands before it; what is written stays here. */
function storeOn(
  items: ReadonlyMap<string, StateItem>,
  before: ReadonlyMap<string, StateItem | undefined>,
): StateStore {
  const own = new Map(before);
  const get = (key: string) => (own.has(key) ? own.get(key) : items.get(key));
  return {
    read: async (keys) =>
      new Map(
        keys.flatMap((key) => {
          const item = get(itemKey(key));
          return item === undefined ? [] : [[itemKey(key), item] as const];
        }),
      ),
    write: async (item, expected) => {
      const key = itemKey(item);
      if ((get(key)?.version ?? 0) !== expected) return false;
      own.set(key, item);
      return true;
    },
    remove: async (key) => {
      own.set(itemKey(key), undefined);
    },
  };
}
