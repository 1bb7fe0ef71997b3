import { feedEntity, organisationEntity, parseFeed } from '../../shared/entity.ts';
import { changesOf, findingsOf, type ToldCause, toldGroups } from '../../shared/feeds/changes.ts';
import {
  ANY,
  CAUSE_DAYS,
  CAUSE_WINDOW_DAYS,
  causesOf,
  type Group,
  groupsOf,
  isLookedFor,
  leftTo,
  type SeenCause,
  worthTelling,
} from '../../shared/feeds/common-cause.ts';
import { CROWD, crowdsIn, matterOfCrowd } from '../../shared/feeds/crowd.ts';
import { feedFinding, takenBack } from '../../shared/feeds/finding.ts';
import type { Matter } from '../../shared/feeds/matter.ts';
import { JUDGED_DAYS, mattersOf } from '../../shared/feeds/matters.ts';
import {
  decodePast,
  EMPTY_PAST,
  encodePast,
  fold,
  PAST_DAYS,
  type Past,
  type Told,
} from '../../shared/feeds/past.ts';
import { type Finding, findingId, isPageWorthy } from '../../shared/finding.ts';
import { canonicalJson } from '../../shared/hash.ts';
import { HEARTBEAT_FEED } from '../../shared/heartbeat.ts';
import { foundPerDay } from '../../shared/organisation.ts';
import type { FeedExpectation } from '../../shared/settings/document.ts';
import type { Settings } from '../../shared/settings.ts';
import { DAY_MS, dayOf, hourOf } from '../../shared/time.ts';
import { type FeedReader, PAST_PART } from '../ports/feeds.ts';
import {
  type FindingReader,
  type FindingWriter,
  isKeptBack,
  type Outbox,
  type Span,
} from '../ports/findings.ts';
import { recentTables } from '../ports/organisations.ts';
import { settle } from '../ports/parallel.ts';
import { itemKey, type StateItem, type StateStore } from '../ports/state.ts';

export interface FeedPorts {
  readonly state: Pick<StateStore, 'read' | 'write'>;
  readonly feeds: FeedReader;
  readonly findings: FindingWriter & Pick<Outbox, 'get'> & Pick<FindingReader, 'recent'>;
}

export interface FeedOptions {
  readonly hashKey: Uint8Array;
  readonly expectations: readonly FeedExpectation[];
  /** What pages; by it is told which findings leave their pages to what several accounts have in common. */
  readonly settings: Settings;
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
  const outcomes = await settle([...names, CAUSES], IN_FLIGHT, (feed) =>
    feed === CAUSES ? watchCauses(names, ports, options) : watchOne(feed, ports, options),
  );
  return {
    feeds: names.length,
    written: outcomes.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0),
    failed: outcomes.flatMap((one, at) =>
      one.status === 'rejected' ? [{ feed: names[at] ?? CAUSES, error: one.reason as unknown }] : [],
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
  const told = toldOf(past, matters, dayOf(nowMs) - JUDGED_DAYS);
  // Before the findings: what is written must be known of, to be taken back some day.
  if (!(await remember(ports, stored, key, { ...fold(known, ended), told }, nowMs))) return 0;
  const { hashKey } = options;
  const findings = matters.map((matter) => feedFinding(hashKey, { vendor, tenant }, matter));
  const before = past.told.map(({ matter, day }) =>
    findingId(hashKey, feedEntity(vendor, tenant, matter), day),
  );
  return tell(before, findings, ports, options);
}

/** What several accounts have in common is remembered beside the feeds. */
const CAUSES = feedEntity(ANY, ANY);
const MAX_MEMBERS = 300;

/** Looks for what accounts have taken up together, in all logs, and at what was found of them for it. */
async function watchCauses(
  feeds: readonly string[],
  ports: FeedPorts,
  options: FeedOptions,
): Promise<number> {
  const { readThroughMs, nowMs, hashKey, settings } = options;
  const today = dayOf(readThroughMs);
  const seen: SeenCause[] = [];
  for (const name of feeds) {
    const feed = parseFeed(name);
    const tables = await recentTables(ports.state, organisationEntity(feed.vendor, feed.tenant), today);
    for (const cause of causesOf(tables, today)) seen.push({ ...cause, feed });
  }
  const key = { entity: CAUSES, part: PAST_PART };
  const stored = (await ports.state.read([key])).get(itemKey(key));
  const past = stored === undefined ? EMPTY_PAST : decodePast(stored.bytes);
  const groups = groupsOf(seen);
  if (seen.length === 0 && past.told.length === 0) return watchCrowds([], ports, options);

  const from = Math.min(today, ...seen.map(({ day }) => day)) - CAUSE_WINDOW_DAYS;
  const span = { fromMs: from * DAY_MS, toMs: (today + 1) * DAY_MS };
  const members = seen.length === 0 ? [] : await worstOf(ports.findings, span);
  const isOver = (day: number) => !isLookedFor(day, today);
  const left = leftTo(groups, members, settings);
  const worth = worthTelling(groups, left, settings, past.told);
  const found = findingsOf(changesOf(worth, past.told, isOver), left, hashKey);
  const told = toldOf(
    past,
    found.map(({ matter }) => matter),
    dayOf(nowMs) - CAUSE_DAYS - CAUSE_WINDOW_DAYS,
  );
  const crowds = await watchCrowds(toldGroups(await heardOf(found, ports)), ports, options);
  if (!(await remember(ports, stored, key, { ...past, told }, nowMs))) return crowds;
  const findings = found.map(({ finding }) => finding);
  // One that is too old to be looked for is not refuted.
  const lookedFor = past.told.filter(({ day, under = { day } }) => !isOver(Math.min(day, under.day)));
  const before = lookedFor.map(({ matter, day }) => findingId(hashKey, feedEntity(ANY, ANY, matter), day));
  return crowds + (await tell(before, findings, ports, options));
}

/** Without what belongs to changes that people keep from on-call: those tell nothing of anybody. */
async function heardOf(found: readonly ToldCause[], { findings }: FeedPorts): Promise<ToldCause[]> {
  const kept = new Set<string>();
  for (const { finding } of found.filter((one) => isPageWorthy(one.finding))) {
    const stored = await findings.get(finding.id);
    if (stored !== undefined && isKeptBack(stored)) kept.add(finding.id);
  }
  return found.filter(({ toldBy }) => !kept.has(toldBy));
}

/** Minutes: what was taken in parts has left, and reading what was found of all costs more than a look. */
const CROWD_EACH = 15;
const CROWD_READ = 1000;
/** What is found of a day is looked at until the end of the next. */
const CROWD_DAYS = 2;

/** Looks for many accounts of which little is found on the same day, of which none pages. */
async function watchCrowds(
  groups: readonly Group[],
  ports: FeedPorts,
  options: FeedOptions,
): Promise<number> {
  const { readThroughMs, nowMs, hashKey, settings } = options;
  if (new Date(nowMs).getUTCMinutes() % CROWD_EACH !== 0) return 0;
  const today = dayOf(readThroughMs);
  const span = { fromMs: (today - CROWD_DAYS + 1) * DAY_MS, toMs: (today + 1) * DAY_MS };
  const stored = (await ports.findings.recent(span, CROWD_READ)).map(({ finding }) => finding);
  const told: Finding[] = [];
  for (const crowd of crowdsIn(stored, groups, settings)) {
    const { feed, day } = crowd;
    const tables = await recentTables(ports.state, organisationEntity(feed.vendor, feed.tenant), day);
    const usual = foundPerDay(tables, day);
    const matter = usual === undefined ? undefined : matterOfCrowd(crowd, usual);
    if (matter !== undefined) told.push(feedFinding(hashKey, feed, matter));
  }
  // What was one, and is none since more is known: not where some were not read.
  const isWhole = stored.length < CROWD_READ;
  const before = stored.filter(
    ({ entity, vendor, tenant }) => isWhole && entity === feedEntity(vendor, tenant, CROWD),
  );
  return tell(
    before.map(({ id }) => id),
    told,
    ports,
    options,
  );
}

/** The newest of each severity that on-call may hear of: many small ones must not push out the one that counts. */
async function worstOf(findings: FeedPorts['findings'], span: Span): Promise<Finding[]> {
  const read = await Promise.all(
    (['critical', 'high', 'medium'] as const).map((least) => findings.recent(span, MAX_MEMBERS, least)),
  );
  const told = read.flat().filter((stored) => !isKeptBack(stored));
  return [...new Map(told.map(({ finding }) => [finding.id, finding])).values()];
}

function firstHour({ hours }: Past, nowMs: number): number {
  const newest = Math.max(0, ...hours.keys());
  const isLong = newest === 0 || new Date(nowMs).getUTCMinutes() < 5;
  return Math.max(hourOf(nowMs) - PAST_DAYS * 24, newest - (isLong ? LONG_REACH_HOURS : REACH_HOURS));
}

/** As long as they are judged again, `oldest` being the first such day, and what lasts as long as that. */
function toldOf({ told }: Past, matters: readonly Matter[], oldest: number): Told[] {
  const asserted = matters
    .filter(({ lastTime, lasts }) => lasts || dayOf(lastTime) >= oldest)
    .map(({ matter, day, under }): Told => ({ matter, day, ...(under === undefined ? {} : { under }) }));
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

/** `before`: ids of what was found earlier; what of it is not asserted any more is taken back. */
async function tell(
  before: readonly string[],
  asserted: readonly Finding[],
  { findings }: FeedPorts,
  { nowMs }: FeedOptions,
): Promise<number> {
  let written = 0;
  const write = async (id: string, make: (stored: Finding | undefined) => Finding | undefined) => {
    const stored = await findings.get(id);
    const finding = make(stored?.finding);
    if (finding === undefined || isSame(finding, stored?.finding)) return;
    const outcome = await findings.upsert(finding, (stored?.rev ?? 0) + 1, nowMs);
    if (outcome === 'written') written++;
  };
  for (const finding of asserted) await write(finding.id, () => finding);
  const standing = new Set(asserted.map(({ id }) => id));
  for (const id of before)
    if (!standing.has(id))
      await write(id, (stored) => stored && (stored.state === 'withdrawn' ? stored : takenBack(stored)));
  return written;
}

function isSame(finding: Finding, stored: Finding | undefined): boolean {
  return stored !== undefined && canonicalJson(finding) === canonicalJson(stored);
}
