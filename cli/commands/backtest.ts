import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import type { Activity } from '../../shared/activity.ts';
import { type Finding, shortId } from '../../shared/finding.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { incidentOf, worstFirst } from '../../shared/incident.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { decide, type Telling, type Thread, tell } from '../../shared/page/paging.ts';
import { OPEN_DAYS } from '../../shared/profile/profile.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS, dayOf, dayText, hourOf } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import { addresses } from '../addresses.ts';
import { UserError } from '../errors.ts';
import { fromExport } from '../exported.ts';
import { sizeOf } from '../input/open.ts';
import { readLog } from '../read-log.ts';
import { summaryLines, takenLines, titleLine, whyLines } from '../render/finding-lines.ts';
import { progressBar } from '../render/progress.ts';
import { saveRun } from '../saved.ts';
import { vendorFrom } from './parse.ts';

export interface BacktestOptions {
  readonly vendor?: string;
  readonly mapping?: string;
  readonly tenant: string;
  readonly json?: boolean;
}

/** Runs detection over logs of the past, in the order of their events, and tells what would have paged and why. */
export async function backtest(files: readonly string[], options: BacktestOptions): Promise<void> {
  const log = await readAll(files, options);
  if (log.activities.length === 0) throw new UserError(nothingRead(files, options, log));
  const { findings, profiles } = await replay(log.activities);
  const pages = pagesOf(findings);
  await saveRun('backtest', { findings: findings.map((finding) => fromExport(toOcsf(finding))), profiles });
  if (options.json) console.log(JSON.stringify(summary(log, findings, pages), null, 2));
  else console.log(report(log, findings, pages).join('\n'));
}

interface Log {
  readonly activities: readonly Activity[];
  /** Events by reason. */
  readonly ignored: ReadonlyMap<string, number>;
  readonly malformed: ReadonlyMap<string, number>;
  /** Judged all the same; on the stream their records would be set aside as well. */
  readonly repaired: ReadonlyMap<string, number>;
}

/** Ids of a backtest stay on this machine: nobody can choose events to collide under a key that never leaves it. */
const HASH_KEY = Buffer.from(sha256Hex('outflow backtest'), 'hex');

async function readAll(files: readonly string[], options: BacktestOptions): Promise<Log> {
  const vendor = await vendorFrom(options.vendor, options.mapping);
  if (vendor === undefined)
    throw new UserError(
      'Say whose log it is with --vendor or --mapping: a backtest judges one vendor at a time.',
    );
  const sizes = await Promise.all(files.map(sizeOf));
  const progress = progressBar(
    'Reading',
    sizes.reduce((sum, size) => sum + size, 0),
    process.stderr,
  );
  // As if all of it arrived now: an event of the future is as unreadable as on the stream.
  const decode = { hashKey: HASH_KEY, vendor, tenant: options.tenant, arrival: Date.now() };
  const activities: Activity[] = [];
  const ignored = new Map<string, number>();
  const malformed = new Map<string, number>();
  const repaired = new Map<string, number>();
  for (const file of files)
    for await (const read of readLog(file, decode, progress.advance)) {
      for (const activity of read.activities) activities.push(activity);
      for (const { reason, count } of read.ignored) add(ignored, reason, count);
      for (const { path, reason, count, processed } of read.malformed)
        add(processed ? repaired : malformed, path === '' ? reason : `${path}: ${reason}`, count);
    }
  progress.end();
  return { activities, ignored, malformed, repaired };
}

function add(counts: Map<string, number>, reason: string, count: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + count);
}

/** Exactly what the detector does, on stores in memory, one UTC day at a time. */
async function replay(
  activities: readonly Activity[],
): Promise<{ readonly findings: Finding[]; readonly profiles: StateItem[] }> {
  const items = new Map<string, StateItem>();
  const ports = { state: memoryStateStore(items), findings: memoryFindingStore() };
  const options = { hashKey: HASH_KEY, settings: DEFAULT_SETTINGS, now: () => 0 };
  const days = Map.groupBy(activities, ({ time }) => dayOf(time));
  const progress = progressBar('Judging', activities.length, process.stderr);
  const findings = new Map<string, Finding>();
  const { enrich } = addresses();
  for (const day of [...days.keys()].sort((a, b) => a - b)) {
    const ofDay = days.get(day) ?? [];
    const arrivals = groupByEntity(
      ofDay.map((activity, record) => ({ activity, record, arrival: activity.time })),
      enrich,
    );
    const { findings: found, failed } = await assessArrivals(arrivals, ports, options);
    const [broken] = failed;
    if (broken) throw broken.error;
    for (const finding of found) findings.set(finding.id, finding);
    dropFinalLedgers(items, day);
    progress.advance(ofDay.length);
  }
  progress.end();
  const profiles = [...items.values()].filter(({ part }) => !part.startsWith('hour#'));
  return { findings: [...findings.values()].sort(worstFirst), profiles };
}

/** Ledgers of days that are final serve nobody any more; kept, they would be all of the memory that a long log takes. */
function dropFinalLedgers(items: Map<string, StateItem>, day: number): void {
  const firstHour = hourOf((day - OPEN_DAYS) * DAY_MS);
  for (const [key, { part }] of items)
    if (part.startsWith('hour#') && Number(part.slice('hour#'.length)) < firstHour) items.delete(key);
}

interface Page {
  readonly finding: Finding;
  readonly telling: Telling;
}

/** What on-call would have received, by the rule that production follows. */
function pagesOf(findings: readonly Finding[]): Page[] {
  const threads = new Map<string, Thread>();
  const pages: Page[] = [];
  for (const finding of findings.toSorted((a, b) => a.lastTime - b.lastTime)) {
    const thread = threads.get(finding.entity) ?? { entity: finding.entity, told: [] };
    const telling = decide(finding, thread);
    if (telling.kind === 'none') continue;
    threads.set(finding.entity, tell(thread, finding, telling, finding.lastTime));
    pages.push({ finding, telling });
  }
  return pages.sort((a, b) => worstFirst(a.finding, b.finding));
}

function spanOf(activities: readonly Activity[]): { first: number; last: number; weeks: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { time } of activities) {
    first = Math.min(first, dayOf(time));
    last = Math.max(last, dayOf(time));
  }
  return { first, last, weeks: (last - first + 1) / 7 };
}

/** Days that an actor needs before anything but volume can be judged: 3 active ones, older than the lag of 8. */
const WARM_DAYS = 21;
const SHOWN = 3;

function report(log: Log, findings: readonly Finding[], pages: readonly Page[]): string[] {
  const { first, last, weeks } = spanOf(log.activities);
  const [worst] = findings;
  return [
    `Read       ${plural(log.activities.length, 'activity', 'activities')} from ${dayText(first)} to ${dayText(last)} (${plural(last - first + 1, 'day')})`,
    ...reasonLines('Ignored', log.ignored),
    ...reasonLines('Unreadable', log.malformed),
    ...reasonLines('Repaired', log.repaired),
    ...(last - first < WARM_DAYS
      ? [`Note       fewer than ${WARM_DAYS} days: baselines are thin, so little can be called unusual`]
      : []),
    `Paged      ${plural(pages.length, 'time')}, ${(pages.length / weeks).toFixed(2)} a week; ${plural(findings.length, 'finding')} for review in all`,
    ...pages.slice(0, SHOWN).flatMap(({ finding }) => ['', ...pageLines(finding, findings)]),
    ...(pages.length > SHOWN ? ['', `and ${plural(pages.length - SHOWN, 'further page')}.`] : []),
    '',
    worst === undefined
      ? 'Nothing was unusual enough to be recorded.'
      : `Next: npx outflow findings --from backtest; npx outflow show ${shortId(worst.id)} --from backtest`,
  ];
}

function pageLines(finding: Finding, all: readonly Finding[]): string[] {
  return [
    titleLine(finding),
    ...summaryLines(finding),
    ...whyLines(finding),
    ...takenLines(incidentOf(finding, all)),
  ];
}

function reasonLines(label: string, reasons: ReadonlyMap<string, number>): string[] {
  return [...reasons]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(
      ([reason, count], row) => `${(row === 0 ? label : '').padEnd(11)}${plural(count, 'event')}: ${reason}`,
    );
}

function nothingRead(
  files: readonly string[],
  { vendor = 'the mapping' }: BacktestOptions,
  { ignored, malformed }: Log,
): string {
  const reason = [...malformed, ...ignored].sort(([, a], [, b]) => b - a)[0]?.[0];
  return `No event of ${files.join(', ')} could be used as a log of ${vendor}${reason ? ` (${reason})` : ''}: check --vendor, and that the file holds the vendor's events as JSON.`;
}

function summary(log: Log, findings: readonly Finding[], pages: readonly Page[]) {
  const { first, last, weeks } = spanOf(log.activities);
  return {
    activities: log.activities.length,
    firstDay: dayText(first),
    lastDay: dayText(last),
    ignored: Object.fromEntries(log.ignored),
    unreadable: Object.fromEntries(log.malformed),
    repaired: Object.fromEntries(log.repaired),
    pagesPerWeek: pages.length / weeks,
    pages: pages.map(({ finding, telling }) => ({ kind: telling.kind, finding })),
    findings,
  };
}
