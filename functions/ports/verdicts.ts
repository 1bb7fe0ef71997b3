import type { DayVerdict } from '../../shared/verdict.ts';

/** For `detect`: what people decided about days of an entity, so that its baseline learns from the right ones. */
export interface VerdictReader {
  /**
   * Strongly consistent, in no particular order; empty for all but the few entities that people have judged. What was
   * taken back stands there as `none`.
   */
  verdicts(entity: string): Promise<readonly DayVerdict[]>;
}

/** In the findings table under `verdict#<entity>`, in none of its indexes, written by triage alone. */
export interface VerdictStore extends VerdictReader {
  /**
   * What the finding's triage says, in place of what it said before; undefined: nothing any more. `triageVersion`:
   * what an older one said changes nothing, also if it arrives late, from somebody who is long gone.
   */
  assign(
    entity: string,
    findingId: string,
    verdict: DayVerdict | undefined,
    triageVersion: number,
  ): Promise<void>;
}
