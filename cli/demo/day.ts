import { DAY_MS } from '../../shared/time.ts';

/**
 * The last working day of a quarter: month-end is part of the story, another month-end lies in the 45 days
 * before, and all of Mixpanel's event types exist by then.
 */
export const DEMO_DAY = '2026-06-30';
const EARLIER_DAY = '2025-06-30';

/** A clock that is behind the demo's day would make its events events of the future: then a year earlier. */
export function demoDay(nowMs: number): string {
  return nowMs > Date.parse(DEMO_DAY) + DAY_MS ? DEMO_DAY : EARLIER_DAY;
}

/** Epoch milliseconds before which no demo has a finding: none is of a day of its history. */
export const DEMO_BEGINS_MS = Date.parse(EARLIER_DAY);
