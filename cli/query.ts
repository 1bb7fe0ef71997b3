import type { FindingReader, Span, StoredFinding } from '../functions/ports/findings.ts';
import { isStaged, rankOf, type Severity } from '../shared/finding.ts';
import { isHeartbeat } from '../shared/heartbeat.ts';
import { callName } from '../shared/page/names.ts';
import { DAY_MS } from '../shared/time.ts';
import { isCalled } from './called.ts';
import type { Source } from './source.ts';

/** What an analyst asks for. */
export interface FindingQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly least: Severity;
  readonly vendor?: string;
  /** An e-mail address, a name as it is shown, an account's id or an entity. */
  readonly actor?: string;
  readonly status?: string;
  readonly detector?: string;
  /** Leave out what nothing speaks of but rules and detectors in staging: a job of every night would bury the rest. */
  readonly withoutStaged?: boolean;
  readonly limit: number;
  /** Where the page before this one ended. */
  readonly after?: Cursor;
}

/** The last finding of a page: newest first, and of one time by id. */
export interface Cursor {
  readonly lastTime: number;
  readonly id: string;
}

export interface FindingPage {
  readonly found: readonly StoredFinding[];
  /** How many were left out between them. */
  readonly staged: number;
  /** Where to go on; undefined: that was all. */
  readonly next: Cursor | undefined;
}

/** Few enough to be one page of 1 MB each, and enough that most queries need one. */
const BATCH = 100;

/**
 * Newest first, a month at a time, and no further than the page is full: what is asked of the table does not grow
 * with what it holds, but for what is left out of the page.
 */
export async function queryFindings(
  reader: Pick<FindingReader, 'recent' | 'byEntity'>,
  query: FindingQuery,
): Promise<FindingPage> {
  const { limit, after } = query;
  if (query.actor !== undefined && isEntity(query.actor)) return ofEntity(reader, query.actor, query);
  const found: StoredFinding[] = [];
  let asked = 0;
  const toMs = Math.min(query.toMs, after?.lastTime ?? Number.POSITIVE_INFINITY);
  for (const span of monthsOf(query.fromMs, toMs)) {
    for await (const batch of batches(reader, { ...span, least: query.least }, Math.max(BATCH, limit + 1))) {
      const matching = batch.filter((one) => isAfter(one, after) && matches(one, query));
      found.push(...matching);
      asked += matching.filter((one) => isAsked(one, query)).length;
      if (asked > limit) return pageOf(found, query);
    }
  }
  return pageOf(found, query);
}

/** An account has at most one finding a day: two years of them are few enough to be read at once. */
const MAX_OF_ENTITY = 800;

async function ofEntity(
  reader: Pick<FindingReader, 'byEntity'>,
  entity: string,
  query: FindingQuery,
): Promise<FindingPage> {
  const { fromMs, toMs, after } = query;
  const found = (await reader.byEntity(entity, MAX_OF_ENTITY))
    .filter((one) => one.finding.lastTime >= fromMs && one.finding.lastTime <= toMs)
    .filter((one) => isAfter(one, after) && isAtLeast(one, query) && matches(one, query))
    .sort(byTime);
  return pageOf(found, query);
}

/** The first of these, newest first; with a place to go on where there are more. */
function pageOf(all: readonly StoredFinding[], query: FindingQuery): FindingPage {
  const { limit } = query;
  const asked = all.filter((one) => isAsked(one, query));
  const found = asked.slice(0, limit);
  const last = found.at(-1);
  const isWhole = asked.length <= limit || last === undefined;
  const passed = isWhole ? all.length : all.indexOf(last) + 1;
  return { found, staged: passed - found.length, next: isWhole ? undefined : cursorOf(last) };
}

/** `actor/okta/default/00u1`. */
export function isEntity(text: string): boolean {
  return text.startsWith('actor/') && text.split('/').length === 4;
}

function isAtLeast({ finding }: StoredFinding, { least }: FindingQuery): boolean {
  return rankOf(finding.severity) >= rankOf(least);
}

/** Newest first. The table's indexes are by month. */
function monthsOf(fromMs: number, toMs: number): Span[] {
  const spans: Span[] = [];
  for (let end = toMs; end >= fromMs; ) {
    const date = new Date(end);
    const start = Math.max(fromMs, Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
    spans.push({ fromMs: start, toMs: end });
    end = start - 1;
  }
  return spans;
}

/** Findings of one time are never split between batches, so that a page can end anywhere. */
async function* batches(
  reader: Pick<FindingReader, 'recent'>,
  { fromMs, toMs, least }: Span & Pick<FindingQuery, 'least'>,
  size: number,
): AsyncGenerator<StoredFinding[]> {
  let end = toMs;
  for (let limit = size; ; ) {
    const read = (await reader.recent({ fromMs, toMs: end }, limit, least)).toSorted(byTime);
    const last = read.at(-1);
    if (last === undefined) return;
    if (read.length < limit) {
      yield read;
      return;
    }
    const whole = read.filter(({ finding }) => finding.lastTime > last.finding.lastTime);
    if (whole.length === 0) {
      limit *= 2;
      continue;
    }
    yield whole;
    end = last.finding.lastTime;
  }
}

function byTime({ finding: a }: StoredFinding, { finding: b }: StoredFinding): number {
  return b.lastTime - a.lastTime || (a.id < b.id ? -1 : 1);
}

function isAfter({ finding }: StoredFinding, after: Cursor | undefined): boolean {
  return (
    after === undefined ||
    finding.lastTime < after.lastTime ||
    (finding.lastTime === after.lastTime && finding.id > after.id)
  );
}

function matches({ finding, status }: StoredFinding, query: FindingQuery): boolean {
  const { vendor, actor, detector } = query;
  return (
    // A test, of which there are hundreds a day; whoever asks for its account gets it.
    (!isHeartbeat(finding) || actor !== undefined) &&
    (vendor === undefined || finding.vendor === vendor) &&
    (actor === undefined || isActor(finding, actor)) &&
    (detector === undefined || finding.signals.some((signal) => signal.detector === detector)) &&
    (query.status === undefined || status === query.status)
  );
}

function isAsked({ finding }: StoredFinding, { withoutStaged }: FindingQuery): boolean {
  return withoutStaged !== true || !isStaged(finding);
}

function isActor(finding: StoredFinding['finding'], wanted: string): boolean {
  const { entity, actor } = finding;
  return isCalled({ entity, names: [actor.uid, actor.email, actor.name, callName(finding)] }, wanted);
}

function cursorOf({ finding: { lastTime, id } }: StoredFinding): Cursor {
  return { lastTime, id };
}

/** `lz5k3q8.OF-7K2Q-9MABCDEF`: what `--after` takes. */
export function cursorText({ lastTime, id }: Cursor): string {
  return `${lastTime.toString(36)}.${id}`;
}

export function parseCursor(text: string): Cursor | undefined {
  const match = /^([0-9a-z]{1,9})\.(OF-[0-9A-Z-]{4,13})$/.exec(text);
  if (match === null) return undefined;
  return { lastTime: Number.parseInt(match[1] ?? '', 36), id: match[2] ?? '' };
}

/** How far back a live table is read where nobody says how far. */
export const DEFAULT_SPAN_MS = 90 * DAY_MS;
const LATEST_MS = Date.UTC(2099, 11, 31);

/**
 * What is listed unless told. A saved run is as old as its log, and the demo's day is fixed: the times of neither are held
 * against this machine's clock.
 */
export function usualSpan(
  { isLive, fromMs }: Pick<Source, 'isLive' | 'fromMs'>,
  toMs = isLive ? Date.now() : LATEST_MS,
): Span {
  if (!isLive) return { fromMs: 0, toMs };
  return { fromMs: Math.min(fromMs ?? toMs - DEFAULT_SPAN_MS, toMs), toMs };
}
