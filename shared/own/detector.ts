import { type Detector, type DetectorText, FREE_DECADES, type Surprise } from '../detectors/detector.ts';
import type { Subject } from '../profile/subject.ts';
import type { DetectorCase } from './case.ts';
import { frozen } from './frozen.ts';

/**
 * A detector of one's own: one file in the folder of one's rules, whose default export this is. It judges accounts as
 * the shipped ones do, is recorded and never pages while in staging, and has its cases with it.
 */
export interface OwnDetector extends Omit<Detector, 'entity' | 'tripwire'> {
  readonly stage: 'staging' | 'live' | 'off';
  /** At least one that it fires on and one that it is quiet on. */
  readonly cases: readonly DetectorCase[];
}

/** So that it never takes the name of one that is shipped later. */
export const OWN_UID = /^own-[a-z0-9-]{2,36}$/;

/** Of the files in a folder of rules, those that hold a detector. */
export function isDetectorFile(name: string): boolean {
  return name.endsWith('.ts') && !/\.(d|test)\.ts$/.test(name);
}

/** Says what is missing while the file is written. */
export function defineDetector(own: OwnDetector): OwnDetector {
  return own;
}

/** Called with what a detector threw, or with what is wrong with its answer; the day is judged without it. */
export type OnFailure = (uid: string, error: unknown) => void;

/**
 * As it is asked beside the shipped ones. A fault in it costs its own signal and no more: a batch that fails for a
 * detector would stop all detection.
 */
export function askedOwn(own: OwnDetector, onFailure: OnFailure): Detector {
  const { uid, title, technique, runbook, family, stage } = own;
  const ask = (subject: Subject, free: number = FREE_DECADES): readonly Surprise[] => {
    try {
      const surprises = own.assess(frozen(subject), free);
      const problem = problemOfSurprises(surprises);
      if (problem === undefined) return surprises.map(plain);
      onFailure(uid, new Error(problem));
    } catch (error) {
      onFailure(uid, error);
    }
    return [];
  };
  const text: DetectorText = { uid, title, technique, runbook };
  return {
    ...text,
    ...(family === undefined ? {} : { family }),
    entity: 'actor',
    told: text,
    ...(stage === 'live'
      ? { assess: ask }
      : { assess: (subject: Subject) => ask(subject).map(asStaged), staged: { assess: ask } }),
    quieted: (subject, free) => own.quieted(subject, free),
  };
}

/** Worth nothing and recorded, as a rule in staging is. */
function asStaged(surprise: Surprise): Surprise {
  return {
    ...surprise,
    decades: 0,
    observed: `${surprise.observed} (in staging: recorded, never paged)`,
    notable: true,
  };
}

/** Nothing but what a finding holds. */
function plain({ decades, observed, expected, quietIf, facts, notable }: Surprise): Surprise {
  return { decades, observed, expected, quietIf, facts, ...(notable === true ? { notable } : {}) };
}

const MAX_DECADES = 300;
const MAX_WORDS = 300;
/** A finding has to fit an item of 400 kB, with everything else that it holds. */
const MAX_FACTS_CHARACTERS = 4000;

/** What is wrong with an answer of `assess`; undefined where it can be scored and told. */
export function problemOfSurprises(surprises: unknown): string | undefined {
  if (!Array.isArray(surprises)) return 'assess gave no list';
  if (surprises.length > 1) return `assess gave ${surprises.length} surprises, at most one is told`;
  const [surprise] = surprises;
  if (surprise === undefined) return undefined;
  const { decades, observed, expected, quietIf, facts } = surprise;
  if (typeof decades !== 'number' || !(decades >= 0 && decades <= MAX_DECADES))
    return `decades is ${decades}, expected 0 to ${MAX_DECADES}`;
  for (const [name, words] of Object.entries({ observed, expected, quietIf }))
    if (typeof words !== 'string' || words === '' || words.length > MAX_WORDS)
      return `${name} is no text of 1 to ${MAX_WORDS} characters`;
  if (!isFacts(facts)) return 'facts holds something else than numbers, texts and lists of texts';
  const length = JSON.stringify(facts).length;
  return length <= MAX_FACTS_CHARACTERS
    ? undefined
    : `facts is ${length} characters long as JSON, expected at most ${MAX_FACTS_CHARACTERS}`;
}

function isFacts(facts: unknown): boolean {
  return (
    typeof facts === 'object' &&
    facts !== null &&
    Object.values(facts).every(
      (fact) =>
        typeof fact === 'string' ||
        (typeof fact === 'number' && Number.isFinite(fact)) ||
        (Array.isArray(fact) && fact.every((one) => typeof one === 'string')),
    )
  );
}
