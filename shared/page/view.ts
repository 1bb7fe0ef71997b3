import { contextNovelty } from '../detectors/context-novelty.ts';
import type { Signal } from '../detectors/detector.ts';
import { textOf } from '../detectors/index.ts';
import { knownTool } from '../detectors/known-tool.ts';
import { sequence } from '../detectors/sequence.ts';
import { RECORDS_WORTH } from '../detectors/worth.ts';
import { exposureTold, waysOutOf } from '../exposure.ts';
import { type Finding, isEarly } from '../finding.ts';
import { HOUR_MS } from '../time.ts';
import { nounsOf } from '../vendors/nouns.ts';
import { capitalised, grouped, plural } from '../words.ts';
import { accountWord, callName, isAddress, isFeed, isShared, vendorName } from './names.ts';
import { amountText, takenText, toldNouns } from './taken.ts';
import { listed, untrusted } from './untrusted.ts';

/**
 * What a finding says, in words: the page, the command line and the report all say it like this. Text that came
 * from an event has gone through `untrusted`, so it is one line of limited length; whoever renders it still
 * escapes for the place it goes to.
 */

/** `The account of mara@example.com has taken at least 181,204 records from Salesforce so far.` */
export function headline(finding: Finding): string {
  const vendor = vendorName(finding);
  if (isFeed(finding)) return `${capitalised(whatText(finding))}: ${whoLine(finding)}.`;
  const amount = amountText(finding.exposure, nounsOf(finding.vendor), 'by what');
  const ways = waysOutOf(finding.exposure);
  if (amount !== undefined && isEcho(finding))
    return `The account of ${callName(finding)} is here for the days before; on this one it has taken ${amount} from ${vendor} so far.`;
  const opened = ways === 0 ? '' : `opened ${plural(ways, 'way')} for data to leave`;
  if (amount !== undefined)
    return `The account of ${callName(finding)} has taken ${amount} from ${vendor} so far${opened && `, and ${opened}`}.`;
  if (opened !== '') return `The account of ${callName(finding)} ${opened} ${vendor}.`;
  const [top] = finding.signals;
  const what = top ? detectorTitle(top) : 'Unusual activity';
  const who = isAddress(finding) ? callName(finding) : `the account of ${callName(finding)}`;
  return `${what}: ${who} at ${vendor}.`;
}

/** `Mara Lind, mara@example.com, user 0055g of Salesforce`. */
export function whoLine(finding: Finding): string {
  const { actor, tenant } = finding;
  if (isFeed(finding))
    return `${isShared(finding) ? 'several accounts' : 'the log'} of ${vendorName(finding)}, tenant ${untrusted(tenant, 40)}`;
  const account = `${accountWord(finding)} ${untrusted(actor.uid, 40)} of ${vendorName(finding)}`;
  const where = tenant === 'default' ? account : `${account}, tenant ${untrusted(tenant, 40)}`;
  // Some vendors know a person by the e-mail alone.
  const called = new Set(
    [untrusted(actor.email, 64), untrusted(actor.name, 48)].filter((text) => text !== ''),
  );
  return [...called, where].join(', ');
}

/** `2026-11-08 09:12 to 11:47 UTC`. */
export function whenLine({ firstTime, lastTime }: Pick<Finding, 'firstTime' | 'lastTime'>): string {
  const first = minuteText(firstTime);
  const last = minuteText(lastTime);
  if (first === last) return `${first} UTC`;
  return `${first} to ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last} UTC`;
}

/** The times of a message, apart from those of the events. */
export interface Moment {
  readonly pagedMs: number;
  /** When the newest event reached the stream. */
  readonly arrivedMs?: number | undefined;
}

/** Younger than this, an incident counts as going on: vendors' logs come minutes late, and people pause. */
const ACTIVE_MS = HOUR_MS;

export function isActive({ lastTime }: Pick<Finding, 'lastTime'>, { pagedMs }: Moment): boolean {
  return pagedMs - lastTime < ACTIVE_MS;
}

/** `still active` or `no event since`. */
export function activityText(finding: Pick<Finding, 'lastTime'>, moment: Moment): string {
  return isActive(finding, moment) ? 'still active' : 'no event since';
}

/** When it happened, reached the stream and was told, apart: `last event 2026-11-08 11:00, arrived 11:04, told 11:05 UTC`. */
export function timesLine({ lastTime }: Pick<Finding, 'lastTime'>, { arrivedMs, pagedMs }: Moment): string {
  const event = minuteText(lastTime);
  const arrival = arrivedMs === undefined ? [] : [`arrived ${minuteText(arrivedMs)}`];
  const parts = [`last event ${event}`, ...arrival, `told ${minuteText(pagedMs)}`];
  let day = '';
  const short = parts.map((part) => {
    const date = part.slice(-16, -6);
    const text = date === day ? part.replace(` ${date}`, '') : part;
    day = date;
    return text;
  });
  return `${short.join(', ')} UTC`;
}

/** How unusual, in one sentence; what was seen and what was expected stand with the signals. */
export function unusualSentence({
  signals,
  score,
  entity,
}: Pick<Finding, 'signals' | 'score' | 'entity'>): string {
  // No account lives like a feed.
  if (signals.length === 0 || isFeed({ entity })) return '';
  return `About one account-week in ${oddsText(score)}, as synthetic lives tell.`;
}

const sinceText = (days: number) =>
  days === 0 ? 'this one was first seen that day' : `this one was first seen ${plural(days, 'day')} before`;

/**
 * Why it pages although elsewhere such a score would not: `from 4.82 on, elsewhere from 6: little else is found here, of 1 other
 * account in 480 account-weeks`. Undefined where it would.
 */
export function quietText(finding: Pick<Finding, 'severity' | 'score' | 'quiet'>): string | undefined {
  if (finding.quiet === undefined || !isEarly(finding)) return undefined;
  const { pageScore, elsewhere, accountWeeks, found, knownDays } = finding.quiet;
  if (knownDays !== undefined)
    return `from ${pageScore} on, of accounts known for longer from ${elsewhere}: ${sinceText(knownDays)}, and without a past little can be unusual`;
  const others = found === 0 ? 'no other account' : plural(found, 'other account');
  return `from ${pageScore} on, elsewhere from ${elsewhere}: little else is found here, of ${others} in ${plural(accountWeeks, 'account-week')}`;
}

/**
 * Scores, and the decades of account-weeks among which one reaches them: 2.5 to 4.8 from the synthetic lives that the
 * lines were fitted to, 7.8 by their tail, 0 by judgement. On fresh lives 4.8 was about 1.4 times as frequent.
 */
const WEEKS: readonly (readonly [score: number, decades: number])[] = [
  [0, 0.6],
  [2.5, 1.5],
  [3.3, 2],
  [4.8, 3],
  [7.8, 4],
];
/** Beyond what was measured. */
const SCORE_PER_DECADE = 3;

/** Among how many ordinary account-weeks one scores so high, as a number that people can say. */
export function oddsText(score: number): string {
  let [from, decades]: readonly [number, number] = WEEKS[0] ?? [0, 0];
  for (const [to, next] of WEEKS) {
    if (score >= to) [from, decades] = [to, next];
    else return said(10 ** (decades + ((score - from) / (to - from)) * (next - decades)));
  }
  return said(10 ** (decades + (score - from) / SCORE_PER_DECADE));
}

function said(odds: number): string {
  if (odds >= 1e6) return 'over a million';
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(odds)) - 1);
  return grouped(Math.round(odds / digits) * digits);
}

/** Where the day's events came from; what is new about it is marked, because the owner may have worked that day. */
export function fromLines({ context, signals, evidence, sessionNames = [], rented = [] }: Finding): string[] {
  const fresh = new Set(
    evidence.flatMap(({ ip, network = '' }) => (isNewValue(signals, 'network', network) ? [ip] : [])),
  );
  const isNew = (facet: string, value: string) =>
    facet === 'ip' ? fresh.has(value) : isNewValue(signals, facet, value);
  const line = (label: string, facet: string, values: readonly string[]) => {
    const first = values.toSorted((a, b) => Number(isNew(facet, b)) - Number(isNew(facet, a)));
    const mark = (value: string) => {
      const rents = facet === 'network' && rented.includes(value);
      return `${isNew(facet, value) ? ' (new)' : ''}${rents ? ' (rents out machines)' : ''}`;
    };
    return values.length === 0 ? [] : [`${label} ${listed(first, 3, 40, mark)}`];
  };
  const lines = [
    [...line('network', 'network', context.network), ...line('address', 'ip', context.ip)],
    sessionNames.length === 0
      ? []
      : [`sessions named ${listed(sessionNames, 3, 40)} (names chosen by the caller)`],
    [
      ...line('country', 'country', context.country),
      ...line('client', 'client', context.client),
      ...line('application', 'app', context.app),
      ...line('credential', 'credential', context.credential),
    ],
  ];
  return lines.filter((parts) => parts.length > 0).map((parts) => parts.join('; '));
}

/** Never seen before the day, but on days that paged: what was used on others may be unusual, but is not new. */
export function isNewValue(signals: Finding['signals'], facet: string, value: string): boolean {
  return signals.some(({ detector, facts }) => {
    if (facts[facet] !== value) return false;
    // Of networks that rent out machines only new ones are told.
    if (detector === knownTool.uid) return facet === 'network';
    return detector === contextNovelty.uid && (facts[`${facet} seenDays`] ?? 0) === 0;
  });
}

export interface SignalLines {
  /** `7.32`. */
  readonly score: string;
  /** `More data than usual (T1213)`. */
  readonly title: string;
  readonly observed: string;
  readonly expected: string;
  readonly quietIf: string;
}

/** What a record's worth is, where signals speak of it: amounts of several kinds are held against one past. */
export function worthNote(
  signals: readonly Pick<SignalLines, 'observed' | 'expected'>[],
): string | undefined {
  const speaking = signals.filter(({ observed, expected }) =>
    `${observed} ${expected}`.includes(RECORDS_WORTH),
  );
  if (speaking.length === 0) return undefined;
  const reads = speaking.some(({ observed }) => READS.test(observed))
    ? ', a read of unknown size as ten'
    : '';
  return `In ${RECORDS_WORTH} a kilobyte counts as a record, an export of unknown size as a thousand${reads}.`;
}

/** The same in one line of a page, without reads, which hardly any page rests on. */
export const WORTH_LINE = 'a record’s worth is 1 kB; an export of unknown size counts for 1,000';

const READS = /\breads? of unknown size/;

export function signalLines(signal: Signal): SignalLines {
  return {
    score: scoreText(signal.score),
    title: `${detectorTitle(signal)} (${signal.technique})`,
    observed: untrusted(signal.observed, namesAccounts(signal) ? 280 : 140),
    expected: untrusted(signal.expected, 140),
    quietIf: untrusted(signal.quietIf, 140),
  };
}

/** It speaks for findings of many, some of which it names. */
function namesAccounts({ facts }: Signal): boolean {
  return Array.isArray(facts['findings']);
}

/** `14.21 = 7.32 + 6.89`: shows that the score is the sum of its signals. */
export function sumLine({ score, signals }: Pick<Finding, 'score' | 'signals'>): string {
  if (signals.length < 2) return scoreText(score);
  return `${scoreText(score)} = ${signals.map((signal) => scoreText(signal.score)).join(' + ')}`;
}

/** What to check first: the steps of the detector that adds most; the likeliest harmless cause comes last. */
export function firstSteps({ signals }: Pick<Finding, 'signals'>): readonly string[] {
  const top = signals.find(wasHandedOver) ?? signals[0];
  const steps = (top && textOf(top)?.runbook) ?? [];
  const harmless = top?.facts['falsePositives'];
  if (!Array.isArray(harmless) || harmless.length === 0) return steps;
  // What its author knows of a rule stands in the place of what can be said of all rules.
  return [...steps.slice(0, -1), `Likeliest harmless cause: ${untrusted(harmless.join('; '), 160)}.`];
}

/**
 * Somebody else gave the account a new factor or password, and then data left: one call settles whether a help desk was
 * talked into it, whatever else is unusual. Roles are everyday work.
 */
function wasHandedOver({ detector, facts }: Signal): boolean {
  return (
    detector === sequence.uid &&
    facts['by'] === 'other' &&
    (facts['step'] === 'mfa' || facts['step'] === 'credential')
  );
}

export function scoreText(score: number): string {
  return score.toFixed(2);
}

/** `2026-11-08 09:12`, UTC. */
export function minuteText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** What there is to say in a few words: what was taken, or what is wrong with the feed. */
export function whatText(
  finding: Pick<Finding, 'entity' | 'exposure' | 'theirs' | 'signals' | 'vendor'>,
): string {
  const [top] = finding.signals;
  const taken = takenText(exposureTold(finding), toldNouns(finding));
  if (!isFeed(finding) || top === undefined) return taken ?? 'unusual activity';
  const title = detectorTitle(top);
  return taken === undefined ? title : `${taken} (${title[0]?.toLowerCase()}${title.slice(1)})`;
}

/** Of the score. */
const ECHO_SHARE = 0.8;

/**
 * What is unusual about the day is nearly all of the days before, whose signals are heard again at less weight: what was
 * taken on it may have been ordinary work.
 */
export function isEcho({ signals, score }: Pick<Finding, 'signals' | 'score'>): boolean {
  const held = signals.reduce((sum, { facts, score: own }) => sum + (facts['heldDays'] ? own : 0), 0);
  return score > 0 && held >= ECHO_SHARE * score;
}

export function detectorTitle(signal: Pick<Signal, 'detector' | 'told'>): string {
  return textOf(signal)?.title ?? signal.detector;
}
