import { feedEntity, parseFeed } from '../../shared/entity.ts';
import { type Feed, feedFinding, takenBack } from '../../shared/feeds/finding.ts';
import { JUDGED_DAYS, type Matter, mattersOf } from '../../shared/feeds/matters.ts';
import {
  decodePast,
  EMPTY_PAST,
  encodePast,
  fold,
  PAST_DAYS,
  type Past,
  type Told,
} from '../../shared/feeds/past.ts';
import { type Finding, findingId } from '../../shared/finding.ts';
import { canonicalJson } from '../../shared/hash.ts';
import { HEARTBEAT_FEED } from '../../shared/heartbeat.ts';
import type { FeedExpectation } from '../../shared/settings/document.ts';
import { DAY_MS, dayOf, hourOf } from '../../shared/time.ts';
import { type FeedReader, PAST_PART } from '../ports/feeds.ts';
import type { FindingWriter, Outbox } from '../ports/findings.ts';
import { settle } from '../ports/parallel.ts';
import { itemKey, type StateItem, type StateStore } from '../ports/state.ts';

export interface FeedPorts {
  readonly state: Pick<StateStore, 'read' | 'write'>;
  readonly feeds: FeedReader;
  readonly findings: FindingWriter & Pick<Outbox, 'get'>;
}

export interface FeedOptions {
  readonly hashKey: Uint8Array;
  readonly expectations: readonly FeedExpectation[];
  /** Wall clock, epoch milliseconds: stamps what waits for its page, and decides nothing. */
  readonly nowMs: number;
  /** Up to when `detect` has read the stream: what it has not read yet is no silence. */
  readonly readThroughMs: number;
}

export interface WatchedFeeds {
  readonly feeds: number;
  /** Findings that were written or taken back. */
  readonly written: number;
  readonly failed: readonly { readonly feed: string; readonly error: unknown }[];
}

const IN_FLIGHT = 8;
/** Hours that are read at each look, before the newest that is remembered: a shard may lag behind others. */
const REACH_HOURS = 26;
/** Once an hour everything that `detect` still keeps. */
const LONG_REACH_HOURS = 13 * 24;
const PAST_KEPT_DAYS = 400;

/** Looks at every feed, and says what is wrong with it, or no longer. A feed that fails stops no other. */
export async function watchFeeds(ports: FeedPorts, options: FeedOptions): Promise<WatchedFeeds> {
  const stated = options.expectations.map(({ vendor, tenant }) => feedEntity(vendor, tenant));
  const names = [...new Set([...(await ports.feeds.feeds()), ...stated])].filter(
    // Its silence has an alarm of its own.
    (feed) => feed !== HEARTBEAT_FEED,
  );
  const outcomes = await settle(names, IN_FLIGHT, (feed) => watchOne(feed, ports, options));
  return {
    feeds: names.length,
    written: outcomes.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0),
    failed: outcomes.flatMap((one, at) =>
      one.status === 'rejected' ? [{ feed: names[at] ?? '', error: one.reason as unknown }] : [],
    ),
  };
}

/** Gives the number of findings that changed. */
async function watchOne(feed: string, ports: FeedPorts, options: FeedOptions): Promise<number> {
  const { readThroughMs, nowMs } = options;
  const key = { entity: feed, part: PAST_PART };
  const stored = (await ports.state.read([key])).get(itemKey(key));
  const past = stored === undefined ? EMPTY_PAST : decodePast(stored.bytes);
  const hours = await ports.feeds.hoursOf(feed, firstHour(past, nowMs));
  const known: Past = { ...past, watchedSinceMs: past.watchedSinceMs ?? nowMs };

  const { vendor, tenant } = parseFeed(feed);
  const expectation = options.expectations.find((one) => one.vendor === vendor && one.tenant === tenant);
  const matters = mattersOf({
    past: fold(known, hours),
    nowMs: readThroughMs,
    ...(expectation === undefined ? {} : { silentHours: expectation.silentHours }),
  });

  // The hour that runs is read again anyway: remembering it would cost a write at each look.
  const ended = new Map([...hours].filter(([hour]) => hour < hourOf(readThroughMs)));
  const told = toldOf(past, matters, dayOf(nowMs));
  // Before the findings: what is written must be known of, to be taken back some day.
  if (!(await remember(ports, stored, key, { ...fold(known, ended), told }, nowMs))) return 0;
  return tell({ vendor, tenant }, past.told, matters, ports, options);
}

function firstHour({ hours }: Past, nowMs: number): number {
  const newest = Math.max(0, ...hours.keys());
  const isLong = newest === 0 || new Date(nowMs).getUTCMinutes() < 5;
  return Math.max(hourOf(nowMs) - PAST_DAYS * 24, newest - (isLong ? LONG_REACH_HOURS : REACH_HOURS));
}

/** As long as they are judged again, and what lasts as long as that. */
function toldOf({ told }: Past, matters: readonly Matter[], today: number): Told[] {
  const oldest = today - JUDGED_DAYS;
  const asserted = matters
    .filter(({ lastTime, lasts }) => lasts || dayOf(lastTime) >= oldest)
    .map(({ matter, day }) => ({ matter, day }));
  const all = [...told.filter(({ day }) => day >= oldest), ...asserted];
  return [...new Map(all.map((one) => [`${one.day} ${one.matter}`, one])).values()].sort(
    (a, b) => a.day - b.day || (a.matter < b.matter ? -1 : 1),
  );
}

/** False: somebody else was faster, and does what is to be done. */
async function remember(
  { state }: FeedPorts,
  stored: StateItem | undefined,
  key: { readonly entity: string; readonly part: string },
  past: Past,
  nowMs: number,
): Promise<boolean> {
  const bytes = encodePast(past);
  if (stored !== undefined && Buffer.from(stored.bytes).equals(bytes)) return true;
  const version = stored?.version ?? 0;
  const expires = Math.ceil((nowMs + PAST_KEPT_DAYS * DAY_MS) / 1000);
  return state.write({ ...key, version: version + 1, bytes, expires }, version);
}

async function tell(
  feed: Feed,
  before: readonly Told[],
  matters: readonly Matter[],
  { findings }: FeedPorts,
  { hashKey, nowMs }: FeedOptions,
): Promise<number> {
  let written = 0;
  const write = async (id: string, make: (stored: Finding | undefined) => Finding | undefined) => {
    const stored = await findings.get(id);
    const finding = make(stored?.finding);
    if (finding === undefined || isSame(finding, stored?.finding)) return;
    const outcome = await findings.upsert(finding, (stored?.rev ?? 0) + 1, nowMs);
    if (outcome === 'written') written++;
  };
  for (const matter of matters) {
    const finding = feedFinding(hashKey, feed, matter);
    await write(finding.id, () => finding);
  }
  const asserted = new Set(matters.map(({ matter, day }) => `${day} ${matter}`));
  for (const { matter, day } of before) {
    if (asserted.has(`${day} ${matter}`)) continue;
    const id = findingId(hashKey, feedEntity(feed.vendor, feed.tenant, matter), day);
    await write(id, (stored) => stored && (stored.state === 'withdrawn' ? stored : takenBack(stored)));
  }
  return written;
}

function isSame(finding: Finding, stored: Finding | undefined): boolean {
  return stored !== undefined && canonicalJson(finding) === canonicalJson(stored);
}
