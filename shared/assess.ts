import { type Detector, FREE_DECADES, type Signal } from './detectors/detector.ts';
import { DETECTORS } from './detectors/index.ts';
import type { Judge, Mark } from './profile/profile.ts';
import { type Subject, subjectOf } from './profile/subject.ts';
import type { Settings } from './settings.ts';

/** What one day of one actor amounts to. */
export interface Assessment {
  readonly day: number;
  /** Decades; the exact sum of the signals' scores. */
  readonly score: number;
  /** Largest first. */
  readonly signals: readonly Signal[];
}

export function assess(subject: Subject, detectors: readonly Detector[] = DETECTORS): Assessment {
  const signals = detectors
    .flatMap((detector) => detector.assess(subject).map((surprise) => toSignal(detector, surprise)))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.detector < b.detector ? -1 : 1));
  return { day: subject.day, score: addHundredths(signals.map(({ score }) => score)), signals };
}

/** What the profile keeps of an assessment. */
export function judgeBy(settings: Settings): Judge {
  return (profile, day): Mark => {
    const { score } = assess(subjectOf(profile, day));
    return { recorded: score >= settings.reviewScore, flagged: score >= settings.pageScore };
  };
}

function toSignal({ uid, technique }: Detector, surprise: ReturnType<Detector['assess']>[number]): Signal {
  const decades = roundToHundredths(surprise.decades);
  return {
    detector: uid,
    technique: technique.uid,
    score: Math.max(0, addHundredths([decades, -FREE_DECADES])),
    ...surprise,
    decades,
  };
}

function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Exact in whole hundredths, so that an explanation adds up to the last digit. */
export function addHundredths(values: readonly number[]): number {
  return values.reduce((total, value) => total + Math.round(value * 100), 0) / 100;
}
