import { MINUTE_MS } from '../../shared/time.ts';

/** How long a change may take until it is heard: a read per batch would cost more than it is worth. */
export const KEPT_MS = 5 * MINUTE_MS;

/** Reads, and keeps what was read for a while. If it cannot be read again, that of the last time stands, with a warning. */
export function keptFor<T>(readNew: () => Promise<T>, warning: string, now: () => number): () => Promise<T> {
  let kept: { readonly value: T; readonly untilMs: number } | undefined;
  return async () => {
    if (kept !== undefined && now() < kept.untilMs) return kept.value;
    try {
      kept = { value: await readNew(), untilMs: now() + KEPT_MS };
    } catch (error) {
      if (kept === undefined) throw error;
      console.warn(warning, error);
    }
    return kept.value;
  };
}
