import { shortId } from '../../shared/finding.ts';
import { field, fields, wrap } from '../../shared/page/columns.ts';
import { moreText } from '../../shared/page/taken.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { minuteText } from '../../shared/page/view.ts';
import type { Part, Report } from '../../shared/report/report.ts';
import { type Timeline, timelineText } from '../../shared/report/timeline.ts';
import { dayText } from '../../shared/time.ts';
import { countOf } from '../../shared/vendors/nouns.ts';
import { grouped, plural } from '../../shared/words.ts';
import { COLUMNS } from '../render/columns.ts';
import { table } from '../render/table.ts';
import {
  clockLines,
  dueText,
  goneText,
  handlingLines,
  PIVOT_NAMES,
  pivotSize,
  rowSize,
  whyNote,
} from './words.ts';

const LIMITS = { columns: COLUMNS, maxLines: 6, indent: 12 };
const MAX_ROWS = 40;
const MAX_PIVOT_ROWS = 6;

/** For a terminal, at most 100 columns but for rows of tables; the amounts of the day as bars of characters. */
export function reportText(report: Report): string {
  const {
    headline,
    answers,
    parts,
    others,
    datasets,
    exposure,
    nouns,
    bounds,
    blindSpots,
    requests,
    clock,
    provenance,
  } = report;
  const sections = [
    wrap(headline, { columns: COLUMNS, maxLines: 4 }),
    answers.flatMap(({ question, answer, basis }) => [
      ...field(question, answer, LIMITS),
      ...field('', basis, LIMITS),
    ]),
    ...parts.flatMap(partSections),
    titled(
      'Other accounts that may belong to it, not part of the totals',
      others.flatMap(({ id, text }) => item(`${shortId(id)}  ${text}`)),
    ),
    titled('Datasets taken', [
      ...table(
        datasets.map(({ name, operations, records, unsized }) => [
          `  ${name}`,
          plural(operations, 'operation'),
          records > 0 ? countOf(records, nouns) : unsized > 0 ? 'unknown size' : '-',
        ]),
      ),
      ...(exposure.moreDatasets > 0 ? [`  and ${moreText(exposure, exposure.moreDatasets)}`] : []),
    ]),
    titled('Bounds', bounds.flatMap(item)),
    ...blindSpots.map(({ vendor, spots }) =>
      titled(`What ${vendor}'s log does not show`, spots.flatMap(item)),
    ),
    ...requests.map((request) =>
      titled(`Ask ${request.vendor}`, [
        ...item(`Keeps ${request.retention}.${goneText(request, provenance)}`),
        ...request.asks.flatMap(item),
      ]),
    ),
    titled('Notification clock', [
      ...clockLines(clock).flatMap(item),
      ...clock.deadlines.flatMap((deadline) =>
        item(`${dueText(deadline, provenance)}  ${deadline.regime.duty}`),
      ),
    ]),
    ...ledgerSections(report),
    [
      `Outflow ${provenance.version}, ${minuteText(provenance.madeAt)} UTC`,
      `settings sha256 ${provenance.settings}`,
      `report   sha256 ${provenance.hash}`,
    ],
  ];
  return `${sections.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n')}\n`;
}

function partSections({
  handling,
  containment,
  finding,
  vendor,
  headline,
  who,
  when,
  from,
  changes,
  sum,
  waterfall,
  hours,
  steps,
  seen,
}: Part): string[][] {
  const fresh = seen.filter(({ isNew }) => isNew);
  const note = whyNote({ finding, waterfall });
  return [
    [
      `-- ${vendor}, ${dayText(finding.day)}  ${shortId(finding.id)}  ${finding.severity.toUpperCase()} `.padEnd(
        COLUMNS,
        '-',
      ),
      ...wrap(headline, { columns: COLUMNS, maxLines: 3 }),
      ...field('  Who', who, LIMITS),
      ...field('  When', when, LIMITS),
      ...fields('  From', from, LIMITS),
      ...fields('  Access', changes, LIMITS),
      ...(fresh.length > 0
        ? field('  New', fresh.map(({ facet, value }) => `${facet} ${value}`).join(', '), LIMITS)
        : []),
    ],
    [...wrap(timelineText(hours), { columns: COLUMNS, maxLines: 3 }), ...barLines(hours)],
    [
      `Why    ${sum}`,
      ...waterfall.flatMap(({ score, title, observed, expected, quietIf }) => [
        `  ${score.padStart(5)}  ${title}`,
        ...field('    observed', observed, { ...LIMITS, indent: 14 }),
        ...field('    expected', expected, { ...LIMITS, indent: 14 }),
        ...field('    quiet if', quietIf, { ...LIMITS, indent: 14 }),
      ]),
      ...(note === undefined ? [] : field('', note, { ...LIMITS, indent: 9 })),
    ],
    titled('Handling', handlingLines(handling).flatMap(item)),
    titled('Stop it', containment.flatMap(item)),
    titled('Check first', steps.flatMap(item)),
  ];
}

const BAR = 60;

/** Hours without anything are left out. */
function barLines({ slots, limit, measure }: Timeline): string[] {
  const most = Math.max(1, ...slots.map(({ amount }) => amount));
  return slots
    .filter(({ amount, unsized }) => amount > 0 || unsized > 0)
    .map(({ startMs, amount, unsized }) => {
      const bar = (limit !== null && amount > limit ? '#' : '=').repeat(Math.ceil((amount / most) * BAR));
      const unknown =
        unsized > 0 && measure !== 'unsized' ? `${amount > 0 ? ' + ' : ''}${grouped(unsized)} unknown` : '';
      return `  ${new Date(startMs).toISOString().slice(11, 16)} ${bar} ${amount > 0 ? grouped(amount) : ''}${unknown}`.trimEnd();
    });
}

function ledgerSections({ ledger, pivots }: Report): string[][] {
  const rows = ledger
    .slice(0, MAX_ROWS)
    .map((row) => [
      `${row.isNew ? '*' : ' '} ${new Date(row.time).toISOString().slice(5, 19).replace('T', ' ')}`,
      untrusted(row.operation, 28),
      rowSize(row),
      row.address || '-',
      row.by === '' ? untrusted(row.datasets[0] ?? '-', 24) : `by ${untrusted(row.by, 40)}`,
      untrusted(row.eventId, 12) || '-',
    ]);
  return [
    ...pivots.map(({ by, rows: all }) =>
      titled(`Ledger by ${PIVOT_NAMES[by]}`, [
        ...table(
          all
            .slice(0, MAX_PIVOT_ROWS)
            .map((row) => [
              `${row.isNew ? '*' : ' '} ${row.value || 'not stated'}`,
              plural(row.events, 'event'),
              pivotSize(row),
            ]),
        ),
        ...(all.length > MAX_PIVOT_ROWS ? [`  and ${grouped(all.length - MAX_PIVOT_ROWS)} more`] : []),
      ]),
    ),
    titled(`Ledger (UTC; * from a new network or client), ${plural(ledger.length, 'event')}`, [
      ...table(rows),
      ...(ledger.length > MAX_ROWS
        ? [`  and ${plural(ledger.length - MAX_ROWS, 'event')} more: --format csv`]
        : []),
    ]),
  ];
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function item(text: string): string[] {
  return field('  -', text, { ...LIMITS, indent: 4 });
}
