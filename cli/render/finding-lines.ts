import type { StoredFinding } from '../../functions/ports/findings.ts';
import { addExposures, type Exposure } from '../../shared/exposure.ts';
import { carriedData, type Finding, shortId } from '../../shared/finding.ts';
import { isHeartbeat } from '../../shared/heartbeat.ts';
import type { Incident } from '../../shared/incident.ts';
import { changeLines, makerName } from '../../shared/page/changes.ts';
import { field, wrap } from '../../shared/page/columns.ts';
import { amountsByDay, nounsIn } from '../../shared/page/days.ts';
import { unverifiedNote, vendorName } from '../../shared/page/names.ts';
import {
  datasetSize,
  enteredTexts,
  isMostlyBytes,
  NO_SIZE,
  takenText,
  unsizedText,
  waysText,
} from '../../shared/page/taken.ts';
import { listed as firstOf, untrusted } from '../../shared/page/untrusted.ts';
import {
  firstSteps,
  fromLines,
  headline,
  minuteText,
  scoreText,
  signalLines,
  sumLine,
  whenLine,
  whoLine,
  worthNote,
} from '../../shared/page/view.ts';
import type { Related } from '../../shared/related.ts';
import { dayText } from '../../shared/time.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import { countOf, manyOf, type Nouns, nounsOf } from '../../shared/vendors/nouns.ts';
import { grouped, plural, sizeText } from '../../shared/words.ts';
import { table } from './table.ts';

export const COLUMNS = 100;
const INDENT = 12;
const limits = (maxLines: number) => ({ columns: COLUMNS, maxLines, indent: INDENT });

export function titleLine(finding: Finding): string {
  const state =
    finding.state === 'withdrawn'
      ? 'WITHDRAWN'
      : isHeartbeat(finding)
        ? 'TEST (heartbeat, nothing was taken)'
        : finding.severity.toUpperCase();
  return `${finding.id}  ${state}  score ${scoreText(finding.score)}  ${vendorName(finding)}  ${dayText(finding.day)}`;
}

export function summaryLines(finding: Finding): string[] {
  return [
    ...wrap(headline(finding), { columns: COLUMNS, maxLines: 3 }),
    ...field('  Who', whoLine(finding), limits(2)),
    ...field('  When', whenLine(finding), limits(1)),
    ...fromLines(finding).flatMap((line, row) => field(row === 0 ? '  From' : '', line, limits(2))),
    ...changeLines(finding, 4).flatMap((line, row) => field(row === 0 ? '  Access' : '', line, limits(4))),
  ];
}

/** The score as the sum of its signals, each with what was seen, what was usual and what would have been quiet. */
export function whyLines(finding: Finding, most = Number.POSITIVE_INFINITY): string[] {
  if (finding.signals.length === 0) return ['Why    nothing unusual is left of it'];
  const smaller = finding.signals.slice(most);
  const shown = finding.signals.slice(0, most).map(signalLines);
  const note = worthNote(shown);
  return [
    `Why    ${sumLine(finding)}`,
    ...shown.flatMap(({ score, title, observed, expected, quietIf }) => {
      return [
        `  ${score.padStart(5)}  ${title}`,
        ...field('    observed', observed, { ...limits(2), indent: 14 }),
        ...field('    expected', expected, { ...limits(2), indent: 14 }),
        ...field('    quiet if', quietIf, { ...limits(2), indent: 14 }),
      ];
    }),
    ...(smaller.length === 0 ? [] : [`         and ${plural(smaller.length, 'smaller signal')}`]),
    ...[note, unverifiedNote(finding)].flatMap((text) =>
      text === undefined ? [] : field('', text, { ...limits(2), indent: 9 }),
    ),
  ];
}

/** How much of it is shown: all that a terminal has room for, or a line for each thing. */
export interface Detail {
  readonly datasets: number;
  /** Of so many vendors, in the order of the findings. */
  readonly blindSpots: number;
  readonly linesPerBlindSpot: number;
}

const FULL: Detail = { datasets: 6, blindSpots: Number.POSITIVE_INFINITY, linesPerBlindSpot: 2 };

/**
 * What is known, what is not, and what no log could show, of one finding or of all that belongs to it. `others`: further
 * findings that are listed with it.
 */
export function takenLines(
  { findings, exposure }: Incident,
  { datasets, blindSpots, linesPerBlindSpot }: Detail = FULL,
  others: readonly Finding[] = [],
): string[] {
  const nouns = nounsIn(findings);
  const more = exposure.moreDatasets + Math.max(0, exposure.datasets.length - datasets);
  const names = exposure.datasets
    .slice(0, datasets)
    .map((one) => `${untrusted(one.name, 60)}: ${datasetSize(one, nouns)}`);
  const blind = [...new Set(findings.map(({ vendor }) => vendor))]
    .slice(0, blindSpots)
    .flatMap((vendor) =>
      (findVendor(vendor)?.coverage.blindSpots ?? [])
        .slice(0, 1)
        .map((spot) => `${vendorName({ vendor })}: ${spot}`),
    );
  const entered = enteredTexts(findings, others);
  if (entered !== undefined)
    return ['Taken', ...listed('  Known', entered, 2), ...listed('  No log', blind, linesPerBlindSpot)];
  return [
    findings.length === 1 ? 'Taken' : `Taken, in all ${findings.length} findings of the incident`,
    ...field('  Known', knownText(exposure, nouns), limits(2)),
    ...field('  Unknown', unknownText(findings, exposure), limits(2)),
    ...listed('  By day', amountsByDay(findings), 2),
    ...field('  Bounds', boundsText(exposure, nouns), limits(2)),
    ...listed(
      '  Datasets',
      more > 0 ? [...names.slice(0, -1), `${names.at(-1)}, and ${grouped(more)} more`] : names,
      1,
    ),
    ...(exposure.destinations.length === 0
      ? []
      : field('  Ways out', firstOf(exposure.destinations, 3, 60), limits(2))),
    ...listed('  No log', blind, linesPerBlindSpot),
  ];
}

function listed(label: string, texts: readonly string[], maxLines: number): string[] {
  return texts.flatMap((text, row) => field(row === 0 ? label : '', text, limits(maxLines)));
}

function knownText({ records, bytes, operations, exports }: Exposure, nouns: Nouns): string {
  const sizes = [
    ...(records.known > 0 ? [countOf(records.known, nouns)] : []),
    ...(bytes.known > 0 ? [sizeText(bytes.known)] : []),
  ];
  const amount = sizes.length > 0 ? sizes.join(' and ') : 'no size is stated';
  return `${amount}; ${plural(exports, 'export')} in ${plural(operations, 'operation')} that carried data`;
}

function unknownText(findings: readonly Finding[], exposure: Exposure): string {
  const ways = waysText(exposure);
  const parts = [...unsizedTexts(findings), ...(ways === undefined ? [] : [`${ways}: ${NO_SIZE}`])];
  if (parts.length > 0) return parts.join('; ');
  if (exposure.operations === 0) return 'only what the log does not record: no operation in it carried data';
  if (exposure.sampled) return 'what the sample does not hold: of so many operations not all are kept';
  const { records, bytes } = exposure;
  const [other, stated, instead] = inRecords(exposure)
    ? [records.operationsWithout, manyOf(nounsIn(findings)), 'bytes']
    : [bytes.operationsWithout, 'bytes', manyOf(nounsIn(findings))];
  return other === 0
    ? 'nothing: every operation states its size'
    : `${stated} of ${plural(other, 'operation')}, of which the log states ${instead}`;
}

/** In records, or in bytes where only they are known. */
function inRecords({ records, bytes }: Exposure): boolean {
  return records.known > 0 || bytes.known === 0;
}

function unsizedTexts(findings: readonly Finding[]): string[] {
  const unsized = findings.filter(({ exposure }) => exposure.unsized > 0);
  if (unsized.length === 0) return [];
  const parts = Array.from(
    Map.groupBy(unsized, vendorName),
    ([vendor, own]) =>
      `${grouped(own.reduce((sum, { exposure }) => sum + exposure.unsized, 0))} at ${vendor}`,
  );
  const total = addExposures(unsized.map(({ exposure }) => exposure));
  return [`${unsizedText(total)} (${parts.join(', ')})`];
}

/** A bound of nothing would say nothing. */
function boundsText(exposure: Exposure, nouns: Nouns): string {
  const { records, bytes, sampled, operations } = exposure;
  const isInRecords = inRecords(exposure);
  const { known, lower, about, upper } = isInRecords ? records : bytes;
  const text = (amount: number) => (isInRecords ? countOf(amount, nouns) : sizeText(amount));
  if (upper !== null)
    return operations === 0 ? 'none: nothing is known to have left' : `exactly ${text(known)}`;
  if (lower === 0) return 'no size is known; no upper bound can be given';
  const beside = isMostlyBytes(exposure) ? ` and ${sizeText(bytes.lower)}` : '';
  return `at least ${text(lower)}${sampled ? `, about ${text(about)}` : ''}${beside}; no upper bound can be given`;
}

/** What people have made of it, where they have. */
export function handlingLines({ status, triage, suppressedBy, told }: StoredFinding): string[] {
  const { assignee, closed, notes } = triage;
  if (triage.history.length === 0 && suppressedBy === undefined && told === undefined) return [];
  return [
    'Handling',
    ...field(
      '  Status',
      `${status}${closed ? ` as ${closed.verdict}` : ''}${assignee ? `, ${assignee}` : ''}`,
      limits(2),
    ),
    ...(told ? field('  Paged', `${minuteText(told.pagedMs)} UTC, as ${told.severity}`, limits(1)) : []),
    ...(suppressedBy === undefined ? [] : field('  Silent', silentText(suppressedBy), limits(1))),
    ...notes.flatMap(({ by, atMs, text }) =>
      field('  Note', `${minuteText(atMs)} ${untrusted(by, 40)}: ${untrusted(text, 400)}`, limits(6)),
    ),
  ];
}

/** By what people have said, or because a finding of the feed tells it for all. */
function silentText(suppressedBy: string): string {
  return suppressedBy.startsWith('OF-')
    ? `told with ${shortId(suppressedBy)}, for several accounts at once`
    : `by the suppression ${suppressedBy}`;
}

export function evidenceLines({
  evidence,
  exposure,
  vendor,
}: Pick<Finding, 'evidence' | 'exposure' | 'vendor'>): string[] {
  if (evidence.length === 0) return [];
  const hasSessions = evidence.some(({ sessionName }) => sessionName !== undefined);
  const rows = evidence.map(
    ({ time, operation, records, bytes, datasets, ip, eventId, sessionName = '', by }) => [
      `  ${new Date(time).toISOString().slice(11, 19)}`,
      untrusted(operation, 28),
      records === null ? (bytes === null ? '-' : sizeText(bytes)) : grouped(records),
      untrusted(ip, 24) || '-',
      // Of what others did to the account, its ledger keeps who it was in place of what he touched.
      by === undefined ? untrusted(datasets[0] ?? '-', 24) : `by ${makerName(by)}`,
      untrusted(eventId, 12),
      ...(hasSessions ? [untrusted(sessionName, 24) || '-'] : []),
    ],
  );
  const isSized = evidence.some(({ records, bytes }) => records !== null || bytes !== null);
  const more = exposure.operations - evidence.filter(carriedData).length;
  return [
    `Events, the ${isSized ? 'largest' : 'newest'} of the day (UTC)`,
    ...table([
      [
        '  time',
        'operation',
        manyOf(nounsOf(vendor)),
        'address',
        'dataset',
        'event',
        ...(hasSessions ? ['session name'] : []),
      ],
      ...rows,
    ]),
    ...(more > 0 ? [`  and ${plural(more, 'more operation')} that carried data: the report has them`] : []),
  ];
}

export function relatedLines(finding: Finding, { findings }: Incident): string[] {
  const others = findings.filter(({ id }) => id !== finding.id);
  if (others.length === 0) return [];
  const rows = others
    .slice(0, 8)
    .map((one) => [
      `  ${shortId(one.id)}`,
      one.severity,
      scoreText(one.score),
      dayText(one.day),
      vendorName(one),
      takenText(one.exposure, nounsOf(one.vendor)) ?? one.signals.map(({ detector }) => detector).join(', '),
    ]);
  const more = others.length > rows.length ? [`  and ${others.length - rows.length} more`] : [];
  return ['Belongs to it: the same person within a week', ...table(rows), ...more];
}

/** Of other accounts: who changed its access or had it changed by it, or a network or client new for one of the two. */
export function otherLines(others: readonly Related[]): string[] {
  if (others.length === 0) return [];
  const rows = others
    .slice(0, 8)
    .map(({ finding, relation, by }) => [
      `  ${shortId(finding.id)}`,
      finding.severity,
      dayText(finding.day),
      vendorName(finding),
      untrusted(finding.actor.email || finding.actor.name || finding.actor.uid, 32),
      `${relation}: ${untrusted(by, 32)}`,
    ]);
  const more = others.length > rows.length ? [`  and ${others.length - rows.length} more`] : [];
  return ['May belong to it: other accounts', ...table(rows), ...more];
}

export function stepLines(finding: Finding): string[] {
  const steps = firstSteps(finding);
  if (steps.length === 0) return [];
  return [
    'Check first',
    ...steps.flatMap((step, index) => field(`  ${index + 1}.`, step, { ...limits(2), indent: 5 })),
  ];
}
