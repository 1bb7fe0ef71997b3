import { dayOf } from '../time.ts';

/** A UTC day written `YYYY-MM-DD`, in days since the epoch; NaN for anything else. */
export function parseDay(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // 2026-02-30 is read as a day of March.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? Number.NaN : dayOf(time);
}
