import type { DocumentOptions } from '../../shared/decode.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import { sum } from '../../shared/statistics.ts';
import { cleanText } from '../../shared/text.ts';
import { dayText } from '../../shared/time.ts';
import { grouped, plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { sizeOf } from '../input/open.ts';
import { recordsOf } from '../input/records.ts';
import { progressBar } from '../render/progress.ts';
import { type WhoseLogs, type WhoseOptions, whoseLogs } from '../whose-logs.ts';
import { createReasons, reasonText } from './reasons.ts';
import { openSpool, type Spool } from './spool.ts';
import { type Tell, told } from './told.ts';

/** How every command over logs of the past is told whose logs they are. */
export interface HistoryOptions extends WhoseOptions {
  readonly tenant: string;
}

/** What logs of the past hold, ready to be judged day by day. */
export interface History {
  readonly spool: Spool;
  readonly activities: number;
  /** Number of activities by day, ascending. */
  readonly days: ReadonlyMap<number, number>;
  /** Activities by vendor. */
  readonly vendors: ReadonlyMap<string, number>;
  /** The first day of each vendor. */
  readonly begun: ReadonlyMap<string, number>;
  /** Events by reason. */
  readonly ignored: Counts;
  readonly malformed: Counts;
  /** Judged all the same; on the stream their records would be set aside as well. */
  readonly repaired: Counts;
  /** Events that hold honey, by `vendor dataset`. */
  readonly honey: ReadonlyMap<string, number>;
  /** Files of which nothing could be used, and why. */
  readonly unused: readonly string[];
}

type Counts = ReadonlyMap<string, number>;

/** Reads all files once, in any order of events. Events of the future are refused, as on the stream. */
export async function readHistory(
  files: readonly string[],
  options: HistoryOptions,
  hashKey: Uint8Array,
  rules?: RuleSet,
  honey?: HoneyIndex,
): Promise<History> {
  const decode = await decodeOptions(options, hashKey, Date.now(), rules, honey);
  return spoolHistory(files, decode, (records) => told(records, decode));
}

/** `arrival`: epoch milliseconds; what is dated later is of the future. */
export async function decodeOptions(
  { tenant, ...whose }: HistoryOptions,
  hashKey: Uint8Array,
  arrival: number,
  rules?: RuleSet,
  honey?: HoneyIndex,
): Promise<DocumentOptions & WhoseLogs> {
  return {
    hashKey,
    tenant,
    arrival,
    ...(await whoseLogs(whose)),
    ...(rules === undefined ? {} : { rules }),
    ...(honey === undefined ? {} : { honey }),
  };
}

/** Reads all files once, in their order; `tell` may be slow, and is asked ahead. */
export async function spoolHistory(files: readonly string[], whose: WhoseLogs, tell: Tell): Promise<History> {
  const sizes = await Promise.all(files.map(sizeOf));
  const spool = await openSpool();
  try {
    return await readInto(spool, files, whose, tell, sum(sizes));
  } catch (error) {
    spool.remove();
    throw error;
  }
}

async function readInto(
  spool: Spool,
  files: readonly string[],
  whose: WhoseLogs,
  tell: Tell,
  totalBytes: number,
): Promise<History> {
  const progress = progressBar('Reading', totalBytes, process.stderr);
  const vendors = new Map<string, number>();
  const begun = new Map<string, number>();
  const ignored = new Map<string, number>();
  const malformed = new Map<string, number>();
  const repaired = new Map<string, number>();
  const honey = new Map<string, number>();
  const unused: string[] = [];
  let activities = 0;
  for (const file of files) {
    const before = activities;
    const reasons = createReasons();
    for await (const read of tell(recordsOf(file, progress.advance))) {
      for (const line of read.lines) {
        await spool.add(line);
        add(vendors, line.vendor, 1);
        begun.set(line.vendor, Math.min(line.day, begun.get(line.vendor) ?? line.day));
      }
      for (const [dataset, count] of read.honey) add(honey, dataset, count);
      activities += read.lines.length;
      reasons.add(read);
      for (const { reason, count } of read.ignored) add(ignored, reason, count);
      for (const one of read.malformed) add(one.processed ? repaired : malformed, reasonText(one), one.count);
    }
    if (activities === before) unused.push(unusedFile(file, reasons.mostly()));
  }
  progress.end();
  if (activities === 0) throw new UserError(nothingRead(unused, whose));
  const days = await spool.days();
  return { spool, activities, days, vendors, begun, ignored, malformed, repaired, honey, unused };
}

export function nothingRead(unused: readonly string[], { vendor, mapped }: WhoseLogs): string {
  const known = ['a vendor that Outflow knows', ...mapped.map(({ uid }) => uid)].join(' or ');
  return `No event could be used as a log of ${vendor?.uid ?? known} of ${fewNamed(unused).join(', ')}: ${remedyFor(vendor, mapped)}, and see that the file holds the vendor's events as JSON or CSV.`;
}

function remedyFor(vendor: WhoseLogs['vendor'], mapped: WhoseLogs['mapped']): string {
  if (mapped.length > 0) return 'compare what the mapping recognises';
  return vendor === undefined
    ? 'name its vendor with --vendor, or describe it with --mapping'
    : 'check --vendor';
}

/** A folder may hold thousands of which nothing can be used: how many is said, and of which the first ones are. */
export function fewNamed(unused: readonly string[]): readonly string[] {
  const rest = unused.length - NAMED_FILES;
  return rest > 1 ? [...unused.slice(0, NAMED_FILES), `${grouped(rest)} further files`] : unused;
}

const NAMED_FILES = 10;

/** A file of which nothing could be used, and why. */
export function unusedFile(file: string, reason: string | undefined): string {
  return `${cleanText(file, file.length)} (${reason ?? 'it is empty'})`;
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

export interface Span {
  readonly first: number;
  readonly last: number;
  /** Weeks in which logs say anything: a gap of more than a week does not count. */
  readonly weeks: number;
}

const GAP_DAYS = 7;

export function spanOf({ days }: Pick<History, 'days'>): Span {
  const ordered = [...days.keys()];
  const [first = 0] = ordered;
  const counted = ordered.reduce(
    (total, day, index) => total + Math.min(GAP_DAYS, day - (ordered[index - 1] ?? day - 1)),
    0,
  );
  return { first, last: ordered.at(-1) ?? first, weeks: counted / 7 };
}

/** What was read and what was not, for the top of a report. */
export function historyLines(history: History): string[] {
  const { first, last } = spanOf(history);
  return [
    `Read       ${plural(history.activities, 'activity', 'activities')} from ${dayText(first)} to ${dayText(last)} (${plural(last - first + 1, 'day')})`,
    ...(history.vendors.size > 1
      ? [`Vendors    ${[...history.vendors].map(([uid, count]) => `${uid} ${grouped(count)}`).join(', ')}`]
      : []),
    ...reasonLines('Ignored', history.ignored),
    ...reasonLines('Unreadable', history.malformed),
    ...reasonLines('Repaired', history.repaired),
    ...honeyLines(history.honey),
    ...fewNamed(history.unused).map((file) => `Unused     nothing of ${file} could be used`),
  ];
}

/** All of them: each says that somebody has read a dataset in the past. */
function honeyLines(honey: History['honey']): string[] {
  return [...honey].map(([place, count], row) => {
    const [vendor = '', ...dataset] = place.split(' ');
    return `${(row === 0 ? 'Honey' : '').padEnd(11)}${plural(count, 'event')} with honey of ${dataset.join(' ')} at ${vendor}`;
  });
}

const SHOWN_REASONS = 5;

function reasonLines(label: string, reasons: Counts): string[] {
  return [...reasons]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN_REASONS)
    .map(
      ([reason, count], row) => `${(row === 0 ? label : '').padEnd(11)}${plural(count, 'event')}: ${reason}`,
    );
}
