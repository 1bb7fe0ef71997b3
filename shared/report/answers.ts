import { type Exposure, exposureTold, waysOutOf } from '../exposure.ts';
import type { Finding } from '../finding.ts';
import type { Incident } from '../incident.ts';
import { datasetText } from '../page/dataset.ts';
import { amountsByDay, amountsByVendor, nounsIn } from '../page/days.ts';
import { callName, isFeed, vendorName } from '../page/names.ts';
import {
  amountText,
  countText,
  moreText,
  NO_SIZE,
  takenText,
  toldNouns,
  unsizedText,
  waysText,
} from '../page/taken.ts';
import { untrusted } from '../page/untrusted.ts';
import { headline, isEcho, oddsText, scoreText, whenLine, whoLine } from '../page/view.ts';
import { countOf, manyOf, type Nouns } from '../vendors/nouns.ts';
import { capitalised, grouped, plural, sizeText } from '../words.ts';
import type { LedgerRow } from './ledger-rows.ts';

/** The questions that everybody asks first, each with an answer in words and what it rests on. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
  readonly basis: string;
}

/** `The account of mara@example.com took at least 181,204 records from Salesforce.` */
export function reportHeadline({ findings }: Incident): string {
  const open = findings.filter(({ state }) => state === 'open');
  if (open.length === 0) return 'Nothing unusual is left: late events took these findings back.';
  const [first] = open;
  if (first !== undefined && open.every(isFeed)) return headline(first);
  const accounts = [...new Set(open.map(callName))];
  const who = accounts.length === 1 ? `The account of ${accounts[0]}` : plural(accounts.length, 'account');
  const taken = amountsByVendor(open);
  if (taken.length > 0 && open.every(isEcho))
    return `${who} ${accounts.length === 1 ? 'is' : 'are'} here for the days before; on this one ${accounts.length === 1 ? 'it' : 'they'} took ${listed(taken)}.`;
  if (taken.length > 0) return `${who} took ${listed(taken)}.`;
  const ways = open.reduce((sum, { exposure }) => sum + waysOutOf(exposure), 0);
  if (ways > 0)
    return `${who} opened ${plural(ways, 'way')} for data to leave ${listed([...new Set(open.map(vendorName))])}.`;
  return `${who} behaved unusually at ${listed([...new Set(open.map(vendorName))])}; no event states that data left.`;
}

export function answersOf({ findings, exposure }: Incident, rows: readonly LedgerRow[]): Answer[] {
  const [first] = findings;
  if (first !== undefined && findings.every(isFeed)) return feedAnswers(first);
  return [
    { question: 'Who', ...whoOf(findings, rows) },
    { question: 'What', ...whatOf(findings, exposure) },
    { question: 'When', ...whenOf(findings, exposure) },
    { question: 'How much', ...howMuchOf(findings, exposure) },
    { question: 'How sure', ...howSureOf(findings) },
  ];
}

/** Of a log, not of what somebody did in it. */
function feedAnswers(finding: Finding): Answer[] {
  const seen = finding.signals.map(({ observed }) => untrusted(observed, 200)).join('; ');
  const usual = finding.signals.map(({ expected }) => untrusted(expected, 200)).join('; ');
  const taken = takenText(exposureTold(finding), toldNouns(finding));
  return [
    { question: 'Who', answer: capitalised(whoLine(finding)), basis: 'The log itself: nobody is accused.' },
    { question: 'What', answer: capitalised(seen), basis: `Expected: ${usual}.` },
    { question: 'When', answer: whenLine(finding), basis: 'By the times of arrival on the stream.' },
    {
      question: 'How much',
      answer: taken === undefined ? 'Not known' : capitalised(taken),
      basis:
        taken === undefined
          ? 'What a log does not show, nobody can count: ask the vendor for it.'
          : 'What the accounts took, whose own findings say of what.',
    },
    {
      question: 'How sure',
      answer: 'That it is so: sure; why: not known',
      basis: 'Held against the eight weeks of this log before, or against what the settings state.',
    },
  ];
}

function whoOf(findings: readonly Finding[], rows: readonly LedgerRow[]): Omit<Answer, 'question'> {
  const people = Map.groupBy(findings, ({ actor }) => actor.email || actor.uid);
  const names = Array.from(people.values(), namesOf);
  const carried = rows.filter(({ carries }) => carries);
  const fresh = carried.filter(({ isNew }) => isNew);
  const records = (of: readonly LedgerRow[]) => of.reduce((sum, row) => sum + (row.records ?? 0), 0);
  const share =
    fresh.length === 0
      ? ''
      : ` ${grouped(fresh.length)} of the ${plural(carried.length, 'event')} with data in the ledger${
          records(fresh) > 0 ? `, with ${countOf(records(fresh), nounsIn(findings))},` : ''
        } came from a network or client that this account had never used before.`;
  return {
    answer: names.slice(0, 4).join('; ') + (names.length > 4 ? ` and ${names.length - 4} more` : ''),
    basis: `The log names an account, not the person at the keyboard.${share}`,
  };
}

/** One person can be named at one vendor and not at another. */
function namesOf(findings: readonly Finding[]): string {
  const named = findings.find(({ actor }) => actor.name !== '' && actor.name !== actor.email) ?? findings[0];
  if (named === undefined) return '';
  const { email, name, uid } = named.actor;
  const texts = new Set([untrusted(name, 48), untrusted(email, 64)].filter((text) => text !== ''));
  return texts.size > 0 ? [...texts].join(', ') : untrusted(uid, 48);
}

function whatOf(findings: readonly Finding[], exposure: Exposure): Omit<Answer, 'question'> {
  const { datasets, moreDatasets, destinations } = exposure;
  const many = manyOf(nounsIn(findings));
  const shown = datasets.slice(0, 3).map(({ name }) => datasetText(name, 60));
  const more = moreDatasets + datasets.length - shown.length;
  const ways =
    destinations.length > 0
      ? ` Shared or sent on: ${destinations
          .slice(0, 3)
          .map((name) => untrusted(name, 60))
          .join(', ')}.`
      : '';
  return {
    answer:
      shown.length === 0
        ? 'No event names a dataset'
        : `${shown.join(', ')}${more > 0 ? ` and ${moreText(exposure, more)}` : ''}`,
    basis: `The largest by ${many}, of operations that touched them; an operation can touch several, so their ${many} do not add up to the total.${ways}`,
  };
}

function whenOf(findings: readonly Finding[], { firstTime, lastTime }: Exposure): Omit<Answer, 'question'> {
  const first = Math.min(...findings.map((finding) => finding.firstTime));
  const last = Math.max(...findings.map((finding) => finding.lastTime));
  const carried = firstTime === null || lastTime === null ? undefined : { firstTime, lastTime };
  return {
    answer: whenLine(carried ?? { firstTime: first, lastTime: last }),
    basis:
      carried === undefined
        ? 'First to last event; none of them carried data.'
        : `First to last event that carried data; the account was active from ${whenLine({ firstTime: first, lastTime: last })}.`,
  };
}

function howMuchOf(findings: readonly Finding[], exposure: Exposure): Omit<Answer, 'question'> {
  const amount = amountText(exposure, nounsIn(findings));
  const unknown = exposure.unsized > 0 && exposure.records.known + exposure.bytes.known > 0;
  const ways = waysText(exposure);
  const days = amountsByDay(findings.filter(({ state }) => state === 'open'));
  const byDay = days.length === 0 ? '' : ` By day: ${days.join('; ')}.`;
  const parts = [
    ...(amount === undefined ? [] : [amount]),
    ...(unknown ? [unsizedText(exposure)] : []),
    ...(ways === undefined ? [] : [`${ways}: ${NO_SIZE}`]),
  ];
  return {
    answer: parts.length === 0 ? 'No event states that data left' : capitalised(parts.join(', and ')),
    basis: `${basisOf(exposure)}${byDay}`,
  };
}

function basisOf({ operations, records, bytes }: Exposure): string {
  if (operations === 0) return 'What no event states, nobody can count; see the blind spots.';
  return records.upper === null && bytes.upper === null
    ? 'What events state, each operation once. No upper bound can be given: unknown is not zero.'
    : 'What events state, each operation once: all of them state their size.';
}

function howSureOf(findings: readonly Finding[]): Omit<Answer, 'question'> {
  const worst = findings.reduce<Finding | undefined>(
    (most, one) => (most === undefined || one.score > most.score ? one : most),
    undefined,
  );
  const score = worst?.score ?? 0;
  return {
    answer: `${surenessText(score)}: score ${scoreText(score)}`,
    basis: `In synthetic lives, about one ordinary account in ${oddsText(score)} has such a week; real traffic may differ until it was calibrated with yours. It says that the day is unusual, not that it was a theft: only the owner and the vendor can tell.`,
  };
}

function surenessText(score: number): string {
  if (score >= 8) return 'Extremely unusual';
  if (score >= 6) return 'Very unusual';
  return score >= 4 ? 'Clearly unusual' : 'Somewhat unusual';
}

/** Bounds and unknowns, in words; of a log by what the accounts took that its finding speaks for. */
export function boundsOf({ findings, exposure }: Pick<Incident, 'findings' | 'exposure'>): string[] {
  const [first] = findings;
  if (first === undefined || !findings.every(isFeed)) return boundsLines(exposure, nounsIn(findings));
  if (first.theirs === undefined || first.theirs.operations === 0)
    return ['It is about the log itself, in which nothing is counted for it.'];
  return ['Of the accounts that it speaks for:', ...boundsLines(first.theirs, toldNouns(first))];
}

/** Bounds and unknowns, in words. A number stands here only if events gave it. */
export function boundsLines(exposure: Exposure, nouns: Nouns): string[] {
  const { records, bytes, unsized, sampled, conflicts, operations, exports } = exposure;
  if (operations === 0) return ['No event of this account carried data on these days.'];
  const measured = records.known > 0 || bytes.known === 0 ? records : bytes;
  const text = (amount: number) => (measured === records ? countOf(amount, nouns) : sizeText(amount));
  const ways = waysText(exposure);
  const stated = operations - measured.operationsWithout - waysOutOf(exposure);
  return [
    measured.upper === null || ways !== undefined
      ? `${measured.lower > 0 ? `At least ${text(measured.lower)}` : 'No size is known'}; no upper bound can be given.`
      : `Exactly ${text(measured.known)}: every operation states its size.`,
    `${capitalised(countText(exposure, operations, 'operation'))} carried data, ${grouped(exports)} of them exports; ${grouped(Math.max(0, stated))} state their size.`,
    ...(unsized > 0 ? [`${capitalised(unsizedText(exposure))}: unknown is not zero.`] : []),
    ...(ways === undefined
      ? []
      : [`${ways}: ${NO_SIZE}. Whoever was let in may take all of it, so no upper bound.`]),
    ...(bytes.known > 0 && measured === records
      ? [`Besides, ${sizeText(bytes.known)} where bytes are stated.`]
      : []),
    ...(sampled
      ? [
          `The hour held more events than are kept: the lower bound holds, about ${text(measured.about)} is the best estimate, and numbers of operations are estimates, too.`,
        ]
      : []),
    ...(conflicts > 0
      ? [`${plural(conflicts, 'operation')} stated two sizes; the larger one was counted.`]
      : []),
  ];
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
