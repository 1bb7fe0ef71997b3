import type { Triage } from './triage.ts';

/**
 * What people decided about days of one account, for the baseline: benign days are learnt from although they were
 * over the page line, malicious ones never.
 */
export interface DayVerdict {
  readonly entity: string;
  /** `none`: what was said has been taken back. A baseline that has heard it must hear that as well. */
  readonly verdict: 'benign' | 'malicious' | 'none';
  readonly fromDay: number;
  /** Last day; null: every day since, until somebody decides otherwise. */
  readonly toDay: number | null;
}

/** What a finding's triage says about its own day, or the days since; nothing while it is open or undecided. */
export function dayVerdictOf(
  entity: string,
  day: number,
  { status, closed }: Triage,
): DayVerdict | undefined {
  if (status !== 'closed' || closed === undefined) return undefined;
  switch (closed.verdict) {
    case 'benign':
      return closed.normalFromDay === undefined
        ? { entity, verdict: 'benign', fromDay: day, toDay: day }
        : { entity, verdict: 'benign', fromDay: closed.normalFromDay, toDay: null };
    case 'false positive':
      return { entity, verdict: 'benign', fromDay: day, toDay: day };
    case 'malicious':
    case 'suspicious':
      return { entity, verdict: 'malicious', fromDay: day, toDay: day };
    // What a test did is no habit of the account.
    case 'test':
      return { entity, verdict: 'malicious', fromDay: day, toDay: day };
  }
}

/** Of several that name a day, a malicious one wins: a habit must not excuse what somebody found to be an attack. */
export function verdictOn(day: number, verdicts: readonly DayVerdict[]): 'benign' | 'malicious' | undefined {
  const named = verdicts.flatMap(({ verdict, fromDay, toDay }) =>
    verdict !== 'none' && day >= fromDay && (toDay === null || day <= toDay) ? [verdict] : [],
  );
  return named.find((verdict) => verdict === 'malicious') ?? named[0];
}

export function takenBack(entity: string): DayVerdict {
  return { entity, verdict: 'none', fromDay: 0, toDay: null };
}
