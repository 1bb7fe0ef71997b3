import type { StoredFinding } from '../../functions/ports/findings.ts';
import { carriedData, type Finding, shortId } from '../../shared/finding.ts';
import { isHeartbeat } from '../../shared/heartbeat.ts';
import type { Incident } from '../../shared/incident.ts';
import { changeLines, makerName } from '../../shared/page/changes.ts';
import { field, fields, wrap } from '../../shared/page/columns.ts';
import { accountName, isFeed, unverifiedNote, vendorName } from '../../shared/page/names.ts';
import { takenText } from '../../shared/page/taken.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import {
  firstSteps,
  fromLines,
  headline,
  minuteText,
  quietText,
  scoreText,
  signalLines,
  sumLine,
  whenLine,
  whoLine,
  worthNote,
} from '../../shared/page/view.ts';
import type { Related } from '../../shared/related.ts';
import { dayText } from '../../shared/time.ts';
import { doneBy } from '../../shared/triage.ts';
import { manyOf, nounsOf } from '../../shared/vendors/nouns.ts';
import { grouped, plural, sizeText } from '../../shared/words.ts';
import { COLUMNS, limits } from './columns.ts';
import { silentText, standingText } from './standing.ts';
import { table } from './table.ts';

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
    ...fields('  From', fromLines(finding), limits(2)),
    ...fields('  Access', changeLines(finding, 4), limits(4)),
  ];
}

/** The score as the sum of its signals, and of the first of them what was seen, what was usual and what would have been quiet. */
export function whyLines(finding: Finding, most = Number.POSITIVE_INFINITY): string[] {
  if (finding.signals.length === 0) return ['Why    nothing unusual is left of it'];
  const shown = finding.signals.slice(0, most).map(signalLines);
  const note = worthNote(shown);
  const quiet = quietText(finding);
  // Of an account it stands with what was taken, for all vendors of the incident.
  const unverified = isFeed(finding) ? unverifiedNote(finding) : undefined;
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
    ...[quiet && `Pages ${quiet}.`, note, unverified].flatMap((text) =>
      text === undefined ? [] : field('', text, { ...limits(2), indent: 9 }),
    ),
  ];
}

/** What people have made of it, where they have: who did and said what, and when. */
export function handlingLines({ status, triage, suppressedBy, told }: StoredFinding): string[] {
  const { history, forgotten } = triage;
  if (history.length === 0 && suppressedBy === undefined && told === undefined) return [];
  return [
    'Handling',
    ...field('  Status', standingText({ status, triage }), limits(2)),
    ...(told ? field('  Paged', `${minuteText(told.pagedMs)} UTC, as ${told.severity}`, limits(1)) : []),
    ...(suppressedBy === undefined ? [] : field('  Silent', silentText(suppressedBy), limits(1))),
    ...(forgotten === 0 ? [] : field('  People', `${plural(forgotten, 'earlier change')}, and`, limits(1))),
    ...doneBy(triage).flatMap(({ by, atMs, what }, row) =>
      field(
        row === 0 && forgotten === 0 ? '  People' : '',
        `${minuteText(atMs)} UTC ${untrusted(by, 40)}: ${untrusted(what, 402)}`,
        limits(6),
      ),
    ),
  ];
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
  const hasBytes = evidence.some(({ records, bytes }) => records === null && bytes !== null);
  const isSized = evidence.some(({ records, bytes }) => records !== null || bytes !== null);
  const more = exposure.operations - evidence.filter(carriedData).length;
  return [
    `Events, the ${isSized ? 'largest' : 'newest'} of the day (UTC)`,
    ...table([
      [
        '  time',
        'operation',
        hasBytes ? 'taken' : manyOf(nounsOf(vendor)),
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
      accountName(finding, 32),
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
