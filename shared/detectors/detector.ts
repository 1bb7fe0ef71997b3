import type { Subject } from '../profile/subject.ts';

/** One way of being surprised. Adding a detector is one file like this, one test, one line in `index.ts`. */
export interface Detector {
  readonly uid: string;
  readonly title: string;
  /** What it finds, held against what, in a sentence or two: `npx outflow detectors` prints it, and no function holds it. */
  readonly finds?: string;
  readonly technique: Technique;
  /** What to check, in which log, in which order; the likeliest harmless cause last. */
  readonly runbook: readonly string[];
  readonly entity: 'actor' | 'source';
  /** Detectors of one family speak of the same evidence: see `combine`. One of its own unless given. */
  readonly family?: 'amount' | 'breadth' | 'context';
  /** Goes with each of its signals: who reads a finding may not have the file of a detector of one's own. */
  readonly told?: DetectorText;
  /** Of one in staging, which is recorded and adds nothing: as it would be live. */
  readonly staged?: Pick<Detector, 'assess'>;
  /** It sums up weeks itself: what it said yesterday is in what it says today, and is not heard again. */
  readonly remembers?: true;
  /** One event is enough: never suppressed, and it pages whatever the volume. */
  readonly tripwire?: true;
  /**
   * Pure: what it finds depends on the subject alone. At most one surprise, none below `free` decades, which add
   * nothing to a score and need no explanation.
   */
  assess(subject: Subject, free?: number): readonly Surprise[];
  /** The subject changed as little as `quietIf` says: a law holds that the detector then finds nothing. */
  quieted(subject: Subject, free?: number): Subject;
}

/** What a detector is to whoever reads its findings. */
export type DetectorText = Pick<Detector, 'uid' | 'title' | 'technique' | 'runbook' | 'tripwire'>;

/** MITRE ATT&CK technique, such as T1078.004. */
export interface Technique {
  readonly uid: string;
  readonly name: string;
  readonly tactic: { readonly uid: string; readonly name: string };
}

/** What a detector says, before it is scored. */
export interface Surprise {
  /** -log10 of the probability of something at least as unusual, for this actor. */
  readonly decades: number;
  /** What was seen, held against what, and what would have been quiet, each in words for a person. */
  readonly observed: string;
  readonly expected: string;
  readonly quietIf: string;
  /** The same for a machine: the values that went in, and the limits at which the signal contributes nothing. */
  readonly facts: Readonly<Record<string, Fact>>;
  /** Worth a place in the review queue even where it adds nothing to the score. */
  readonly notable?: true;
  /** Of MITRE ATT&CK, by its id; absent where it is the detector's own. */
  readonly technique?: string;
}

export type Fact = number | string | readonly string[];

/** What a surprise says besides its size. */
export type Explanation = Omit<Surprise, 'decades' | 'notable'>;

/** Put into words when they are asked for: of the days that are judged few are told. */
export function inWords(decades: number, words: () => Explanation): Surprise {
  let said: Explanation | undefined;
  const read = () => {
    said ??= words();
    return said;
  };
  return {
    decades,
    get observed() {
      return read().observed;
    },
    get expected() {
      return read().expected;
    },
    get quietIf() {
      return read().quietIf;
    },
    get facts() {
      return read().facts;
    },
  };
}

/** A surprise as part of a score. */
export interface Signal extends Surprise {
  readonly detector: string;
  readonly technique: string;
  /** Of a detector of one's own. */
  readonly told?: DetectorText;
  /** What it adds to the score, in decades, a whole number of hundredths. */
  readonly score: number;
}

/**
 * Surprise that everybody shows now and then, about one day in ten, adds nothing to a score. With more for nothing,
 * two things that are rare by themselves and rarer together would count as little as one (docs/detection.md).
 */
export const FREE_DECADES = 1;
