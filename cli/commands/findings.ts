import type { StoredFinding } from '../../functions/ports/findings.ts';
import { DETECTOR_NAMES, findDetector } from '../../shared/detectors/index.ts';
import { type Severity, shortId } from '../../shared/finding.ts';
import { isHeartbeat } from '../../shared/heartbeat.ts';
import { callName, isFeed, vendorName } from '../../shared/page/names.ts';
import { takenText } from '../../shared/page/taken.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { scoreText, whatText } from '../../shared/page/view.ts';
import { DAY_MS, dayText } from '../../shared/time.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { nounsOf } from '../../shared/vendors/nouns.ts';
import { plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { exportOf } from '../exported.ts';
import { type FilterOptions, filterOf } from '../filters.ts';
import {
  cursorText,
  DEFAULT_SPAN_MS,
  type FindingPage,
  type FindingQuery,
  parseCursor,
  queryFindings,
} from '../query.ts';
import { table } from '../render/table.ts';
import { csv } from '../report/csv.ts';
import { type Source, withSource } from '../source.ts';
import { didYouMean, vendorCalled } from '../vendor-called.ts';
import { wholeNumber } from '../whole-number.ts';

export interface FindingsOptions extends FilterOptions {
  readonly limit: string;
  readonly after?: string;
  readonly staged?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Lists findings, newest first. */
export async function listFindings(options: FindingsOptions): Promise<void> {
  if (options.json && options.csv) throw new UserError('Give --json or --csv, not both.');
  await withSource(options, async (source) => {
    // Whoever names the detector asks for what it says in staging as well.
    const withoutStaged = options.staged !== true && options.detector === undefined;
    const query = { ...filterOf(options, source), ...pageOf(options), withoutStaged };
    const page = await queryFindings(source.reader, query);
    if (options.json) for (const stored of page.found) console.log(JSON.stringify(exportOf(stored)));
    else if (options.csv) process.stdout.write(findingsCsv(page.found));
    else if (page.found.length === 0) console.log(nothingFound(source, options));
    else console.log(lines(page, source).join('\n'));
    const say = options.json || options.csv ? console.error : console.log;
    if (page.staged > 0) say(stagedText(page.staged));
    if ((options.json || options.csv) && page.next) console.error(`More: --after ${cursorText(page.next)}`);
  });
}

function stagedText(count: number): string {
  return `${plural(count, 'further finding')} of nothing but rules and detectors in staging, which never page: --staged lists them too.`;
}

const MAX_LIMIT = 1000;

function pageOf({ limit, after }: FindingsOptions): Pick<FindingQuery, 'limit' | 'after'> {
  const count = wholeNumber('--limit', limit, 'findings', [1, MAX_LIMIT]);
  if (after === undefined) return { limit: count };
  const cursor = parseCursor(after);
  if (cursor === undefined)
    throw new UserError(
      `--after ${after} is not where a page ended: copy it from the last line of that page.`,
    );
  return { limit: count, after: cursor };
}

/**
 * A stack is asked for its last days only, unless told: what is older is not what is not there. Nor is what goes by
 * another name; a vendor of one's own mapping and a detector of one's own are not known here, and so not refused.
 */
export function nothingFound(
  { isLive, fromMs }: Pick<Source, 'isLive' | 'fromMs'>,
  options: FilterOptions,
): string {
  const { since, vendor, detector } = options;
  const isCut = isLive && since === undefined && fromMs === undefined;
  const hints: string[] = [];
  if (isCut) hints.push('--since, such as --since 365d, looks further back.');
  if (vendor !== undefined && !vendorCalled(vendor))
    hints.push(
      noneOf(
        vendor,
        'vendors',
        VENDORS.map(({ uid }) => uid),
      ),
    );
  if (detector !== undefined && !findDetector(detector))
    hints.push(noneOf(detector, 'detectors', DETECTOR_NAMES));
  const found = isCut ? `No findings in ${DEFAULT_SPAN_MS / DAY_MS} days` : 'No findings';
  return hints.length === 0 ? `${found}.` : `${found}: ${hints.join(' ')}`;
}

function noneOf(name: string, what: string, names: readonly string[]): string {
  return `${name} is none of the built-in ${what} ${names.join(', ')}.${didYouMean(name, names)}`;
}

function lines({ found, next }: FindingPage, { option }: Source): string[] {
  const worst = found.reduce((most, one) => (one.finding.score > most.finding.score ? one : most));
  return [
    ...table([HEAD, ...found.map(findingRow)]),
    '',
    `${plural(found.length, 'finding')}${next ? `, and more: --after ${cursorText(next)}` : ''}. Next: npx outflow show ${shortId(worst.finding.id)} ${option}`,
  ];
}

export const HEAD = ['ID', 'SEVERITY', 'SCORE', 'DAY', 'STATUS', 'VENDOR', 'WHO', 'TAKEN'];

export function findingRow({ finding, status }: StoredFinding): string[] {
  return [
    shortId(finding.id),
    severityOf(finding),
    scoreText(finding.score),
    dayText(finding.day),
    isHeartbeat(finding) ? 'test' : status,
    vendorName(finding),
    untrusted(callName(finding), 32),
    isFeed(finding) ? whatText(finding) : (takenText(finding.exposure, nounsOf(finding.vendor)) ?? '-'),
  ];
}

function severityOf({ state, severity }: StoredFinding['finding']): Severity | 'withdrawn' {
  return state === 'withdrawn' ? 'withdrawn' : severity;
}

function findingsCsv(found: readonly StoredFinding[]): string {
  const columns = [
    'id',
    'severity',
    'score',
    'day',
    'status',
    'verdict',
    'assignee',
    'vendor',
    'tenant',
    'actor',
    'email',
    'records_known',
    'records_upper',
    'bytes_known',
    'unsized',
    'signals',
    'first_time',
    'last_time',
  ];
  return csv(
    columns,
    found.map(({ finding, status, triage }) => [
      finding.id,
      severityOf(finding),
      finding.score,
      dayText(finding.day),
      status,
      triage.closed?.verdict ?? '',
      triage.assignee,
      finding.vendor,
      finding.tenant,
      finding.actor.uid,
      finding.actor.email,
      finding.exposure.records.known,
      finding.exposure.records.upper,
      finding.exposure.bytes.known,
      finding.exposure.unsized,
      finding.signals.map(({ detector }) => detector).join(' '),
      new Date(finding.firstTime).toISOString(),
      new Date(finding.lastTime).toISOString(),
    ]),
  );
}
