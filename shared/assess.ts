import { classOf } from './activity.ts';
import { combine, roundToHundredths } from './combine.ts';
import { type Context, NO_CONTEXT } from './context.ts';
import { type Detector, FREE_DECADES, type Signal, type Surprise } from './detectors/detector.ts';
import { honeyTouched } from './detectors/honey.ts';
import { DETECTORS } from './detectors/index.ts';
import { ruleMatch } from './detectors/rule-match.ts';
import { type HoneyIndex, whereOf } from './honey.ts';
import { sizeOfDay } from './page-line.ts';
import { calibrated, rawWorth, type Tail, type Tails, tailOf } from './population.ts';
import type { Loud } from './profile/day.ts';
import type { Judge, Mark } from './profile/profile.ts';
import { type Subject, subjectOf } from './profile/subject.ts';
import { pageLineOf, type Settings, thresholdsOf } from './settings.ts';
import type { RuleSet } from './sigma/rule-set.ts';
import { DEFAULT_TAILS } from './tails.ts';
import { dayText } from './time.ts';
import { plural } from './words.ts';

/** What one day of one actor amounts to. */
export interface Assessment {
  readonly day: number;
  /** Decades; the exact sum of the signals' scores. */
  readonly score: number;
  /** Largest first; put into words when they are asked for. */
  readonly signals: readonly Signal[];
  /** Something in it is to be recorded, whatever the score. */
  readonly notable: boolean;
  /** What this day's detectors said by themselves, in raw decades: later days remember it. */
  readonly loud: Loud;
}

/** Rules of the judging that are the same for all actors. */
export interface Judging {
  readonly detectors: readonly Detector[];
  readonly tails: Tails;
}

export const JUDGING: Judging = { detectors: DETECTORS, tails: DEFAULT_TAILS };

/** With what match rules and honey say of raw events, and with one's own, as further detectors. */
export function judgingWith(
  { find }: Pick<RuleSet, 'find'>,
  tails: Tails = DEFAULT_TAILS,
  honey?: HoneyIndex,
  own: readonly Detector[] = [],
): Judging {
  const planted = honeyTouched((id) => (honey === undefined ? undefined : whereOf(id, honey)));
  return { detectors: [...DETECTORS, ruleMatch(find), planted, ...own], tails };
}

export function assess(subject: Subject, { detectors, tails }: Judging = JUDGING): Assessment {
  const kind = classOf(subject.type);
  const spoken = detectors.map((detector) => speak(detector, subject, tailOf(tails, kind, detector.uid)));
  const goesOn = spoken.some(({ detector, raw }) => raw > 0 && isOfAmount(detector));
  const heard = spoken.map((one) => hear(one, subject, goesOn));
  const speaking = heard.flatMap((one) =>
    one.surprise === undefined ? [] : [{ ...one, surprise: one.surprise }],
  );
  const scores = combine(speaking, subject.context.counts);
  const scored = speaking
    .map((one, at) => ({ ...one, score: scores[at] ?? 0 }))
    .filter(({ score, surprise }) => score > 0 || surprise.notable === true)
    .sort((a, b) => b.score - a.score || (a.detector.uid < b.detector.uid ? -1 : 1));
  let signals: readonly Signal[] | undefined;
  return {
    day: subject.day,
    score: addHundredths(scored.map(({ score }) => score)),
    get signals() {
      signals ??= scored.map(toSignal);
      return signals;
    },
    notable: scored.some(({ surprise }) => surprise.notable === true),
    loud: Object.fromEntries(heard.flatMap(({ detector, raw }) => (raw > 0 ? [[detector.uid, raw]] : []))),
  };
}

function toSignal({
  detector,
  surprise,
  decades,
  score,
}: Heard & { surprise: Surprise; score: number }): Signal {
  const { uid, technique, told } = detector;
  return {
    detector: uid,
    technique: technique.uid,
    ...(told === undefined ? {} : { told }),
    score,
    ...surprise,
    decades,
  };
}

/** What is known beside a profile when one of its days is judged. */
export type ContextOf = (day: number) => Context;

const noContext: ContextOf = () => NO_CONTEXT;

/** A day as it was judged. */
export interface Judged {
  readonly subject: Subject;
  readonly assessment: Assessment;
}

/**
 * What the profile keeps of an assessment. `judged`: takes the days of which something is to be recorded, whose findings
 * are told right after, and need not be judged again for that.
 */
export function judgeBy(
  settings: Settings,
  contextOf: ContextOf = noContext,
  judging = JUDGING,
  judged?: Map<number, Judged>,
): Judge {
  return (profile, day): Mark => {
    const subject = subjectOf(profile, day, contextOf(day));
    const assessment = assess(subject, judging);
    const mark = markOf(assessment, subject, settings);
    if (mark.recorded) judged?.set(day, { subject, assessment });
    // It may have been judged before, with fewer of its hours.
    else judged?.delete(day);
    return mark;
  };
}

export function markOf({ score, notable, loud }: Assessment, subject: Subject, settings: Settings): Mark {
  const { reviewScore } = thresholdsOf(settings, subject.type);
  const { verdict } = subject.context;
  const recorded = score >= reviewScore || notable;
  if (verdict === 'malicious') return { recorded, flagged: true, excluded: true, loud };
  // By the line of everywhere: what is learnt of an account must not hang on what was found of others meanwhile.
  const line = pageLineOf(settings, subject.type, sizeOfDay(subject, settings));
  // What the owner calls his new normal is learnt from like any other day.
  return { recorded, flagged: score >= line && verdict !== 'benign', loud };
}

/** The subject as it would be if this detector had nothing to say: what a signal's `quietIf` means. */
export function quietedBy(detector: Detector, subject: Subject, { tails }: Judging = JUDGING): Subject {
  const free = freeOf(tailOf(tails, classOf(subject.type), detector.uid));
  const [yesterday, before] = subject.before.map((loud) => ({ ...loud, [detector.uid]: 0 }));
  return { ...detector.quieted(subject, free), before: [yesterday ?? {}, before ?? {}] };
}

/**
 * What every detector says of a day, in raw decades, however little: what tail tables are fitted to. Of one in staging
 * as if it were live, for which it is made ready.
 */
export function rawDecades(subject: Subject, { detectors }: Judging): Loud {
  return Object.fromEntries(
    detectors.flatMap(({ uid, assess, staged }) =>
      (staged?.assess ?? assess)(subject, 0).map(({ decades }) => [uid, roundToHundredths(decades)]),
    ),
  );
}

interface Spoken {
  readonly detector: Detector;
  readonly tail: Tail;
  /** Of the day alone. */
  readonly own: Surprise | undefined;
  /** The same in raw decades; 0 where it would add nothing even by tomorrow. */
  readonly raw: number;
}

interface Heard {
  readonly detector: Detector;
  readonly raw: number;
  /** Undefined where there is nothing to say. */
  readonly surprise: Surprise | undefined;
  /** In decades of the population. */
  readonly decades: number;
  readonly excess: number;
}

/** Remembering is only speed: every detector is asked of every account. */
const FREE = new WeakMap<Tail, number>();

function freeOf(tail: Tail): number {
  const known = FREE.get(tail);
  if (known !== undefined) return known;
  const free = rawWorth(tail, FREE_DECADES);
  FREE.set(tail, free);
  return free;
}

function speak(detector: Detector, subject: Subject, tail: Tail): Spoken {
  const [own] = detector.assess(subject, freeOf(tail));
  return { detector, tail, own, raw: own === undefined ? 0 : roundToHundredths(own.decades) };
}

/** Of how much was taken on the day: a few new things are looked at every day, and sums of weeks end when they will. */
function isOfAmount({ family, remembers }: Detector): boolean {
  return family === 'amount' && remembers !== true;
}

/** Of how much was taken, or of how many things. */
function isOfTaking({ family }: Detector): boolean {
  return family === 'amount' || family === 'breadth';
}

/** What was taken yesterday counts while the taking goes on: of a day on which nothing unusual was, it tells nothing. */
function hear({ detector, tail, own, raw }: Spoken, subject: Subject, goesOn: boolean): Heard {
  // What was said while it was live must not page now that it is not.
  const isLive = detector.staged === undefined && detector.remembers !== true;
  const isHeld = isLive && (goesOn || !isOfTaking(detector));
  const surprise = isHeld ? loudest(detector, own, raw, subject) : own;
  if (surprise === undefined) return { detector, raw, surprise, decades: 0, excess: 0 };
  const decades = roundToHundredths(calibrated(tail, surprise.decades));
  const excess = Math.max(0, addHundredths([decades, -FREE_DECADES]));
  const isSilent = excess === 0 && surprise.notable !== true;
  return { detector, raw, surprise: isSilent ? undefined : surprise, decades, excess };
}

/** A theft does not end at midnight: what was said of the day before counts half, of the one before that a quarter. */
function loudest(
  { uid, title }: Detector,
  own: Surprise | undefined,
  raw: number,
  { before, day }: Subject,
): Surprise | undefined {
  // As of nearly every detector: nothing is held that could be louder.
  if (before.every((loud) => loud[uid] === undefined)) return own;
  const held = before.map((loud, i) => ({ days: i + 1, decades: (loud[uid] ?? 0) * 0.5 ** (i + 1) }));
  const [most] = held.sort((a, b) => b.decades - a.decades);
  if (most === undefined || most.decades <= raw) return own;
  return {
    decades: most.decades,
    // Of that day its decades are kept, not its words.
    observed: `“${title}” of ${dayText(day - most.days)}, ${plural(most.days, 'day')} before, at ${most.days === 1 ? 'half' : 'a quarter of'} its weight`,
    expected: 'nothing unusual on the days before',
    quietIf: 'the days before had been quiet',
    facts: { heldDays: most.days },
  };
}

/** Exact in whole hundredths, so that an explanation adds up to the last digit. */
export function addHundredths(values: readonly number[]): number {
  return values.reduce((total, value) => total + Math.round(value * 100), 0) / 100;
}
