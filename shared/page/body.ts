import { type Finding, shortId } from '../finding.ts';
import { dayText } from '../time.ts';
import { countOf, type Nouns } from '../vendors/nouns.ts';
import { plural, sizeText } from '../words.ts';
import { alsoText } from './also.ts';
import { changeLines } from './changes.ts';
import { field, wrap } from './columns.ts';
import { stopSteps } from './containment.ts';
import { isFeed, unverifiedNote } from './names.ts';
import { takenOf, toldNouns, waysOutText } from './taken.ts';
import { isOver, type Taken, type Telling } from './told.ts';
import { untrusted } from './untrusted.ts';
import {
  activityText,
  firstSteps,
  fromLines,
  headline,
  type Moment,
  quietText,
  scoreText,
  signalLines,
  sumLine,
  timesLine,
  unusualSentence,
  WORTH_LINE,
  whenLine,
  whoLine,
  worthNote,
} from './view.ts';

/**
 * The page in plain text, at most 80 columns and 40 lines, about 30 as a rule: read on a phone, at night, so the
 * first line says what happened and the last ones what to type.
 */
export function bodyOf(finding: Finding, telling: Telling, beside: Beside): string {
  for (const detail of DETAILS) {
    const body = bodyWith(detail, finding, telling, beside);
    if (body.split('\n').length <= MAX_LINES) return body;
  }
  return bodyWith(BRIEF, finding, telling, beside);
}

/** What a page says that the finding itself does not know. */
export interface Beside {
  /** Where it is found by its id. */
  readonly link?: string | undefined;
  readonly moment?: Moment | undefined;
  /** What was found of the person's other accounts, worst first. */
  readonly others?: readonly Finding[];
}

/** How much a page says where it would not fit otherwise. */
interface Detail {
  /** A line for each word that needs one. */
  readonly explains: boolean;
  /** Of what was observed, and of what was expected. */
  readonly reasonLines: number;
  /** Names of what was taken. */
  readonly names: boolean;
}

const BRIEF: Detail = { explains: false, reasonLines: 1, names: false };
/** What happened, and why that is unusual, comes before what a word means. */
const DETAILS: readonly Detail[] = [
  { explains: true, reasonLines: 2, names: true },
  { explains: false, reasonLines: 2, names: true },
  { explains: false, reasonLines: 1, names: true },
];

function bodyWith(
  detail: Detail,
  finding: Finding,
  telling: Telling,
  { link, moment, others = [] }: Beside,
): string {
  const hasEnded = isOver(telling);
  const sections = [
    wrap(openingText(finding, telling), { columns: COLUMNS, maxLines: 4 }),
    [
      ...(hasEnded ? [] : fact('Rare', unusualSentence(finding), 1)),
      ...(hasEnded ? [] : fact('Pages', quietText(finding) ?? '', 2)),
      ...factLines(finding, hasEnded ? undefined : moment, detail),
      ...(hasEnded ? [] : fact('Also', alsoText(finding, others), detail.names ? 4 : 2)),
    ],
    ...(hasEnded ? [] : [whyLines(finding, detail)]),
    [...(hasEnded ? [] : stepLines(finding)), ...moreLines(finding, link, moment)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const COLUMNS = 80;
const MAX_LINES = 40;

/** What happened, in a sentence or two. */
export function openingText(finding: Finding, telling: Telling): string {
  const severity = finding.severity.toUpperCase();
  switch (telling.kind) {
    case 'opened':
      return `${severity}. ${headline(finding)}`;
    case 'escalated':
      return `${severity}, ${whyAgain(telling)}. ${headline(finding)}`;
    case 'continued': {
      const before = telling.anotherDay ? 'On another day it was' : 'As last told it was';
      return `${severity}, IT GOES ON. ${headline(finding)} ${before} ${takenText(telling.from, toldNouns(finding))}.`;
    }
    case 'repeated':
      return `${severity}, and NOBODY HAS TAKEN IT ON (said again for the ${ordinal(telling.time)} time). ${headline(finding)}`;
    case 'resolved':
      return `CLOSED as ${telling.verdict} by your analysts; it was paged at ${levelText(telling.from)}. ${headline(finding)}`;
    case 'withdrawn':
      return `WITHDRAWN. The page of this day (${levelText(telling.from)}) no longer holds: events that arrived late take its score down to ${scoreText(finding.score)}. Close it, unless you have found more yourself.`;
  }
}

function whyAgain({ from, reopened, alarm }: Extract<Telling, { readonly kind: 'escalated' }>): string {
  const level = levelText(from);
  if (alarm !== undefined) return `ANOTHER ALARM (${untrusted(alarm, 60)}) than at the page of ${level}`;
  return reopened === undefined
    ? `raised from ${level}`
    : `REOPENED by new evidence: it was closed at ${level}`;
}

function takenText({ records, bytes, unsized, waysOut = 0 }: Taken, nouns: Nouns): string {
  const parts = [
    ...(records > 0 ? [countOf(records, nouns)] : []),
    ...(bytes > 0 ? [sizeText(bytes)] : []),
    ...(unsized > 0 ? [`${plural(unsized, 'operation')} of unknown size`] : []),
    ...(waysOut > 0 ? [waysOutText(waysOut)] : []),
  ];
  return parts.length === 0 ? 'nothing that an event stated' : parts.join(', ');
}

function ordinal(count: number): string {
  return `${count}${['th', 'st', 'nd', 'rd'][count] ?? 'th'}`;
}

function levelText({ severity, score }: Pick<Finding, 'severity' | 'score'>): string {
  return `${severity.toUpperCase()} ${scoreText(score)}`;
}

function factLines(finding: Finding, moment: Moment | undefined, { explains, names }: Detail): string[] {
  const note = explains ? fact('Note', unverifiedNote(finding) ?? '', 1) : [];
  if (isFeed(finding)) return [...fact('Who', whoLine(finding), 2), ...note];
  const from = fromLines(finding).join('; ');
  const changed = changeLines(finding, 1).join('; ');
  // Who let somebody in comes before the names of what was taken, and before the third signal: a page has so many lines.
  const [amounts = '', ...details] = takenOf(finding, ...(changed === '' ? [] : [1]));
  return [
    ...fact('Who', whoLine(finding), 2),
    ...fact('When', whenLine(finding) + (moment ? `; ${activityText(finding, moment)}` : ''), 1),
    ...fact('From', from === '' ? 'no event of this day states its source' : from, 3),
    ...fact('Access', changed, 3),
    ...fact('Taken', amounts, 2),
    ...(names ? fact('', details.join('; '), changed === '' ? 3 : 2) : []),
    ...note,
  ];
}

/** Signals shown with their reasons, and further ones shown by name. */
const EXPLAINED = 2;
const NAMED = 1;

function whyLines(finding: Finding, { explains, reasonLines }: Detail): string[] {
  const signals = finding.signals.map(signalLines);
  const named = EXPLAINED + (finding.changes === undefined ? NAMED : 0);
  const unnamed = signals.length - named;
  // What a feed is told for has one reason, which may name accounts.
  const most = isFeed(finding) ? 2 * reasonLines : reasonLines;
  return [
    ...fact('Why', `score ${sumLine(finding)}`, 1),
    ...signals
      .slice(0, named)
      .flatMap(({ score, title, observed, expected }, rank) => [
        ...fact(score.padStart(INDENT - 2), title, 1),
        ...(rank < EXPLAINED
          ? [...reason('observed', observed, most), ...reason('expected', expected, reasonLines)]
          : []),
      ]),
    ...(explains && isInWorth(finding) ? fact('', WORTH_LINE, 1) : []),
    ...(unnamed > 0 ? fact('', `and ${plural(unnamed, 'smaller signal')}`, 1) : []),
  ];
}

/** One of the signals that are shown speaks of it. */
function isInWorth({ signals }: Finding): boolean {
  return worthNote(signals.slice(0, EXPLAINED).map(signalLines)) !== undefined;
}

/** The first check, how to stop it, and the likeliest harmless cause; `show` prints the whole runbook. */
function stepLines(finding: Finding): string[] {
  const steps = firstSteps(finding);
  const last = steps.length > 1 ? steps.at(-1) : undefined;
  return [
    ...fact('First', steps[0] ?? '', 3),
    ...fact('', last ?? '', 3),
    ...fact('Stop', stopSteps(finding).join(' '), 3),
  ];
}

function moreLines(finding: Finding, link: string | undefined, moment: Moment | undefined): string[] {
  return [
    ...fact('More', `npx outflow show ${shortId(finding.id)}`, 1),
    // Neither is ever cut: half an address or half an id leads nowhere.
    ...(link === undefined ? [] : [`${' '.repeat(INDENT)}${link}`]),
    ...fact('Id', `${finding.id}, the day ${dayText(finding.day)} (UTC)`, 1),
    ...(moment === undefined ? [] : fact('Times', timesLine(finding, moment), 1)),
  ];
}

const INDENT = 7;

function fact(label: string, text: string, maxLines: number): string[] {
  return text === '' ? [] : field(label, text, { columns: COLUMNS, indent: INDENT, maxLines });
}

function reason(label: string, text: string, maxLines: number): string[] {
  return field(' '.repeat(INDENT) + label, text, { columns: COLUMNS, indent: INDENT + 10, maxLines });
}
