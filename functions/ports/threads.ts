import type { Thread } from '../../shared/page/told.ts';

/**
 * What on-call has been told, per entity: in the findings table under `thread#<entity>`, in none of its indexes,
 * written by `alert` alone. Whoever holds the claim is the only one to tell anything about the entity.
 */
export interface ThreadStore {
  /**
   * Takes the claim and reads the thread in one step, strongly consistent. Undefined: somebody else holds it.
   * A claim ends by itself, so that one taken by a process that died is free again.
   */
  claim(entity: string, claim: Claim): Promise<Thread | undefined>;
  /** Keeps the claim. False, and nothing is written, if it has been lost. */
  write(thread: Thread, token: string): Promise<boolean>;
  /** Does nothing if the claim has been lost. */
  release(entity: string, token: string): Promise<void>;
}

export interface Claim {
  readonly token: string;
  readonly nowMs: number;
  readonly untilMs: number;
}
