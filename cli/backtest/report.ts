import { type Finding, isStaged, shortId } from '../../shared/finding.ts';
import { incidentOf } from '../../shared/incident.ts';
import { field } from '../../shared/page/columns.ts';
import { accountName, isFeed, vendorName } from '../../shared/page/names.ts';
import { scoreText } from '../../shared/page/view.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import { dayText } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import type { PageMoment } from '../history/moments.ts';
import { type History, historyLines, type Span, spanOf } from '../history/read-history.ts';
import { COLUMNS, limits } from '../render/columns.ts';
import { summaryLines, titleLine, whyLines } from '../render/finding-lines.ts';
import { table } from '../render/table.ts';
import { takenLines } from '../render/taken-lines.ts';
import type { Comparison, Difference } from './compare.ts';
import { momentLine } from './moment-line.ts';
import {
  type Found,
  LEARNING_WEEKS,
  linesOf,
  type Page,
  pagesPerWeekLater,
  reasonsOf,
  type Verdict,
} from './pages.ts';
import { isShort, lateNotes, mostTaken, mostTakenLines, shortNotes } from './short-log.ts';
import { stagedLines } from './staged.ts';

const SHOWN_PAGES = 3;
const SHOWN_REASONS = 6;
const SHOWN_CHANGES = 8;

export interface Tested extends Verdict {
  readonly found: Found;
  readonly history: History;
  readonly settings: Settings;
  readonly comparison: Comparison | undefined;
  readonly rules: Pick<RuleSet, 'find'>;
}

export function report({
  history,
  found,
  findings: recorded,
  pages,
  causes,
  muted,
  settings,
  comparison,
  rules,
}: Tested): string[] {
  const span = spanOf(history);
  const { weeks } = span;
  const findings = recorded.filter((one) => !isStaged(one));
  const staged = stagedLines(recorded, rules);
  const [worst] = recorded;
  return [
    ...historyLines(history),
    ...notesOf(history).flatMap((note) => field('Note', note, NOTE)),
    `Paged      ${plural(pages.length, 'time')}${paceOf(pages, span)}; ${recordedText({ findings, pages })}`,
    ...(muted.length === 0
      ? []
      : [
          `Shared     ${plural(muted.length, 'finding')} left to ${plural(new Set(muted.map(causes.behind)).size, 'finding')} of what many accounts took up together`,
        ]),
    ...pages.slice(0, SHOWN_PAGES).flatMap((page) => ['', ...pageLines(page, recorded)]),
    ...(pages.length > SHOWN_PAGES ? ['', `and ${plural(pages.length - SHOWN_PAGES, 'further page')}.`] : []),
    ...(findings.length === 0 ? [] : ['', ...reasonLines({ findings, pages })]),
    ...(findings.length === 0 ? [] : ['', ...thresholdLines(found, settings, weeks)]),
    ...(staged.length === 0 ? [] : ['', ...staged]),
    ...(isShort(daysOf(span)) ? apart(mostTakenLines(mostTaken(found.profiles ?? [], findings))) : []),
    ...(comparison === undefined ? [] : ['', ...comparisonLines(comparison)]),
    '',
    worst === undefined
      ? 'Nothing was unusual enough to be recorded.'
      : `Next: npx outflow findings --from backtest; npx outflow show ${shortId(worst.id)} --from backtest`,
  ];
}

/** What to know before anything else is read. */
function notesOf(history: Pick<History, 'days' | 'begun'>): string[] {
  const span = spanOf(history);
  return [...shortNotes(daysOf(span)), ...lateNotes(history.begun, span)];
}

const daysOf = ({ first, last }: Pick<Span, 'first' | 'last'>) => last - first + 1;

const NOTE = { columns: COLUMNS, maxLines: 3, indent: 11 };

const apart = (lines: readonly string[]) => (lines.length === 0 ? [] : ['', ...lines]);

/** One page on one day is not seven a week. */
function paceOf(pages: Verdict['pages'], span: Span): string {
  return span.weeks < 1 ? '' : `, ${rate(pages.length / span.weeks)} a week${paceLater(pages, span)}`;
}

/** `6 findings recorded in all, the 2 that paged among them`. */
export function recordedText({ findings, pages }: Pick<Verdict, 'findings' | 'pages'>): string {
  const paged = new Set(pages.map(({ finding }) => finding.id)).size;
  const all = `${plural(findings.length, 'finding')} recorded in all`;
  if (paged === 0) return `${all}, for review`;
  return `${all}, ${paged === 1 ? 'the one' : `the ${paged}`} that paged among them`;
}

function paceLater(pages: Verdict['pages'], span: Span): string {
  const later = pagesPerWeekLater(pages, span);
  return later === undefined ? '' : ` (${rate(later)} after the first ${LEARNING_WEEKS})`;
}

function pageLines({ finding, moment }: Page, all: readonly Finding[]): string[] {
  return [
    titleLine(finding),
    ...summaryLines(finding),
    ...(moment === undefined ? [] : field('  Paged', momentLine(finding, moment), limits(2))),
    ...whyLines(finding),
    ...(isFeed(finding) ? [] : takenLines(incidentOf(finding, all))),
  ];
}

function reasonLines({ findings, pages }: Pick<Verdict, 'findings' | 'pages'>): string[] {
  const reasons = reasonsOf(pages, findings).slice(0, SHOWN_REASONS);
  return [
    pages.length > 0 ? 'What the pages rest on' : 'What the findings rest on',
    ...table([
      ['  DETECTOR', 'SHARE', 'LEADS PAGES', 'IN FINDINGS', 'WHAT'],
      ...reasons.map((reason) => [
        `  ${reason.detector}`,
        percent(reason.share),
        String(reason.pages),
        String(reason.findings),
        reason.title,
      ]),
    ]),
  ];
}

/** Scores stay as they were: what a page keeps out of a profile does not follow the line. */
function thresholdLines(found: Found, settings: Settings, weeks: number): string[] {
  return [
    'What other page lines would have paged, by the scores of the recorded findings',
    ...table([
      ['  LINE', 'PEOPLE', 'SERVICES', 'PAGES', weeks < 1 ? '' : 'A WEEK'],
      ...linesOf(found, settings, weeks).map((line) => [
        `  ${line.percent} %`,
        scoreText(line.pageScore),
        scoreText(line.servicePageScore),
        String(line.pages),
        (weeks < 1 ? '' : rate(line.pagesPerWeek)) + (line.percent === 100 ? '  as set' : ''),
      ]),
    ]),
  ];
}

export function comparisonLines({ findings, pages, pagesPerWeek, regraded }: Comparison): string[] {
  const row = (name: string, one: Difference<Finding>) => [
    `  ${name}`,
    String(one.before),
    String(one.after),
    `+${one.gained.length}`,
    `-${one.lost.length}`,
  ];
  return [
    'Compared',
    ...table([
      ['', 'BEFORE', 'AFTER', 'GAINED', 'LOST'],
      row('findings', findings),
      row('pages', pages),
      ['  pages a week', rate(pagesPerWeek.before), rate(pagesPerWeek.after), '', ''],
    ]),
    ...changes('Gained', findings.gained),
    ...changes('Lost', findings.lost),
    ...(regraded.length === 0
      ? []
      : [
          'Graver or less grave',
          ...table(
            regraded
              .slice(0, SHOWN_CHANGES)
              .map(({ finding, before }) => [...cells(finding), `${before} before`]),
          ),
          ...more(regraded.length),
        ]),
  ];
}

function changes(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [title, ...table(findings.slice(0, SHOWN_CHANGES).map(cells)), ...more(findings.length)];
}

function cells(finding: Finding): string[] {
  return [
    `  ${shortId(finding.id)}`,
    finding.severity,
    scoreText(finding.score),
    dayText(finding.day),
    vendorName(finding),
    accountName(finding, 32),
    finding.signals.map(({ detector }) => detector).join(', '),
  ];
}

function more(count: number): string[] {
  return count > SHOWN_CHANGES ? [`  and ${count - SHOWN_CHANGES} more`] : [];
}

function rate(value: number): string {
  return value.toFixed(2);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function summary({ history, found, findings, pages, causes, muted, settings, comparison }: Tested) {
  const { first, last, weeks } = spanOf(history);
  return {
    activities: history.activities,
    vendors: Object.fromEntries(history.vendors),
    firstDay: dayText(first),
    lastDay: dayText(last),
    weeks,
    notes: notesOf(history),
    ignored: Object.fromEntries(history.ignored),
    unreadable: Object.fromEntries(history.malformed),
    repaired: Object.fromEntries(history.repaired),
    unused: history.unused,
    pagesPerWeek: pages.length / weeks,
    pagesPerWeekAfterLearning: pagesPerWeekLater(pages, { first, weeks }) ?? null,
    pages: pages.map(({ finding, telling, moment }) => ({
      kind: telling.kind,
      ...(moment === undefined ? {} : { moment: momentOf(moment) }),
      finding,
    })),
    muted: muted.map((finding) => ({ finding: finding.id, cause: causes.behind(finding) })),
    causes: reasonsOf(pages, findings),
    lines: linesOf(found, settings, weeks),
    ...(comparison === undefined ? {} : { comparison }),
    findings,
  };
}

function momentOf({ time, events, ofEvents, exposure: { records, bytes, unsizedExports } }: PageMoment) {
  return { time, events, ofEvents, records: records.known, bytes: bytes.known, unsizedExports };
}
