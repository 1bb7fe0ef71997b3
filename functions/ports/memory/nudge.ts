import { type AlertEvent, type Nudge, nudgeBy } from '../nudge.ts';

/** Nudges in this process. */
export function memoryNudge(): { readonly nudge: Nudge; readonly events: readonly AlertEvent[] } {
  const events: AlertEvent[] = [];
  const nudge = nudgeBy(async (event) => {
    events.push(event);
  });
  return { nudge, events };
}
