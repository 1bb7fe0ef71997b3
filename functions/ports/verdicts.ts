import type { DayVerdict } from '../../shared/verdict.ts';

/** For `detect`: what people decided about days of an entity, so that its baseline learns from the right ones. */
export interface VerdictReader {
  /** Strongly consistent, in no particular order; empty for all but the few entities that people have judged. */
  verdicts(entity: string): Promise<readonly DayVerdict[]>;
}

/** In the findings table under `verdict#<entity>`, in none of its indexes, written by triage alone. */
export interface VerdictStore extends VerdictReader {
  /** What the finding's triage says now, in place of what it said before; undefined: nothing any more. */
  assign(entity: string, findingId: string, verdict: DayVerdict | undefined): Promise<void>;
}
