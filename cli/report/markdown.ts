import { shortId } from '../../shared/finding.ts';
import { moreText } from '../../shared/page/taken.ts';
import { minuteText } from '../../shared/page/view.ts';
import type { Part, Report } from '../../shared/report/report.ts';
import { hasAmount, timelineText } from '../../shared/report/timeline.ts';
import { dayText } from '../../shared/time.ts';
import { manyOf } from '../../shared/vendors/nouns.ts';
import { capitalised, grouped, plural } from '../../shared/words.ts';
import {
  clockLines,
  dueText,
  goneText,
  handlingLines,
  PIVOT_NAMES,
  pivotSize,
  rowSize,
  throughText,
  whyNote,
} from './words.ts';

/** For tickets and wikis: the same as the page, without its pictures. */
export function reportMarkdown(report: Report): string {
  const { headline, answers, parts, others, bounds, blindSpots, requests, clock, provenance } = report;
  const sections = [
    `# ${text(headline)}`,
    answers
      .map(({ question, answer, basis }) => `- **${question}:** ${text(answer)}. ${text(basis)}`)
      .join('\n'),
    '## What happened',
    ...parts.map(partSection),
    ...(others.length > 0
      ? [
          `### Other accounts that may belong to it\n\n${list(others.map(({ id, text: about }) => `${shortId(id)}: ${about}`))}`,
        ]
      : []),
    ...datasetSections(report),
    '## Bounds, and what nobody can see',
    list(bounds),
    ...blindSpots.map(
      ({ vendor, spots }) => `**What the log of ${text(vendor)} does not show**\n\n${list(spots)}`,
    ),
    '## What to ask the vendor for, and by when',
    ...requests.map(
      (request) =>
        `**${text(request.vendor)}** keeps ${text(request.retention)}.${goneText(request, provenance)}\n\n${list(request.asks)}`,
    ),
    '## Notification clock',
    list([
      ...clockLines(clock),
      ...clock.deadlines.map((deadline) => `${dueText(deadline, provenance)}: ${deadline.regime.duty}`),
    ]),
    ...ledgerSections(report),
    provenanceText(report),
  ];
  return `${sections.join('\n\n')}\n`;
}

function datasetSections({ datasets, nouns, exposure }: Report): string[] {
  if (datasets.length === 0) return [];
  return [
    '## Datasets taken',
    table(
      ['Dataset', 'Operations', capitalised(manyOf(nouns))],
      datasets.map(({ name, operations, records, unsized }) => [
        name,
        grouped(operations),
        records > 0 ? grouped(records) : unsized > 0 ? 'unknown' : '-',
      ]),
    ),
    ...(exposure.moreDatasets > 0 ? [`And ${moreText(exposure, exposure.moreDatasets)}.`] : []),
  ];
}

function ledgerSections({ ledger, pivots }: Report): string[] {
  return [
    '## Ledger',
    ...pivots.flatMap(({ by, rows }) => [
      table(
        [`By ${PIVOT_NAMES[by]}`, 'Events', 'Taken'],
        rows
          .slice(0, MAX_PIVOT_ROWS)
          .map((row) => [
            `${row.value || 'not stated'}${row.isNew ? ' (new)' : ''}`,
            grouped(row.events),
            pivotSize(row),
          ]),
      ),
      ...(rows.length > MAX_PIVOT_ROWS ? [`And ${grouped(rows.length - MAX_PIVOT_ROWS)} more.`] : []),
    ]),
    table(
      LEDGER_HEAD,
      ledger
        .slice(0, MAX_ROWS)
        .map((row) => [
          new Date(row.time).toISOString().slice(0, 19).replace('T', ' '),
          row.vendor,
          row.operation + (row.by === '' ? '' : ` by ${row.by}`),
          rowSize(row),
          row.datasets.join(', ') || '-',
          `${row.address || '-'}${row.isNew ? ' (new)' : ''}`,
          throughText(row) || '-',
          row.eventId || '-',
        ]),
    ),
    ...(ledger.length > MAX_ROWS
      ? [`And ${plural(ledger.length - MAX_ROWS, 'further event')}, which the CSV has.`]
      : []),
  ];
}

const LEDGER_HEAD = [
  'Time (UTC)',
  'Vendor',
  'Operation',
  'Size',
  'Datasets',
  'Address',
  'Client, application, credential',
  'Event',
];
const MAX_ROWS = 200;
const MAX_PIVOT_ROWS = 12;

function partSection(part: Part): string {
  const { finding, vendor, hours, days, steps, seen } = part;
  const fresh = seen.filter(({ isNew }) => isNew);
  const note = whyNote(part);
  const lines = [
    `### ${text(`${vendor}, ${dayText(finding.day)}: ${part.headline}`)}`,
    `${finding.severity.toUpperCase()}, ${shortId(finding.id)}, score ${part.sum}. ${text(part.who)}. ${part.when}.`,
    ...(part.from.length > 0 ? [text(`From ${part.from.join('; ')}.`)] : []),
    text([hours, ...(days && hasAmount(days) ? [days] : [])].map(timelineText).join(' ')),
    part.waterfall
      .map(
        ({ score, title, observed, expected, quietIf }) =>
          `- **${score}** ${text(title)}\n  - Observed: ${text(observed)}\n  - Expected: ${text(expected)}\n  - Quiet if: ${text(quietIf)}`,
      )
      .join('\n'),
    ...(note === undefined ? [] : [text(note)]),
    ...(fresh.length > 0
      ? [`New: ${fresh.map(({ facet, value }) => `${facet} ${text(value)}`).join(', ')}.`]
      : []),
    ...(part.changes.length > 0
      ? [`Access to it was changed by somebody else:\n\n${list(part.changes)}`]
      : []),
    list(handlingLines(part.handling)),
    `Stop it:\n\n${list(part.containment)}`,
    ...(steps.length > 0
      ? [`Check first:\n\n${steps.map((step, n) => `${n + 1}. ${text(step)}`).join('\n')}`]
      : []),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function provenanceText({ provenance }: Report): string {
  const { version, madeAt, settings, hash } = provenance;
  return `Outflow ${version}, ${minuteText(madeAt)} UTC. Settings sha256 ${settings}. Report sha256 ${hash}.`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${text(line)}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Nothing in it is markup, a mention or an end of a cell: part of it was written by the person being watched. */
function text(plain: string): string {
  return plain
    .replace(/[\\`*_{}[\]<>#|~!]/g, (character) => `\\${character}`)
    .replace(/@(?=\w)/g, '&#64;')
    .replace(/\s+/g, ' ');
}
