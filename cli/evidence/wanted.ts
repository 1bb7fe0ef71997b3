import type { Finding } from '../../shared/finding.ts';
import { MINUTE_MS } from '../../shared/time.ts';

/** An event that a finding rests on, as its ledger names it. */
export interface Wanted {
  readonly time: number;
  readonly operation: string;
  /** The vendor's id of it; empty where it states none. */
  readonly eventId: string;
  /** Of the raw event; empty where it moved no data. */
  readonly sha256: string;
}

/** Everything that left, and what else is named as evidence, each event once, in order of time. */
export function wantedOf({ evidence, ledger }: Finding): readonly Wanted[] {
  const wanted = new Map<string, Wanted>();
  const add = ({ time, operation, eventId, sha256 }: Wanted) => {
    if (eventId !== '' || sha256 !== '')
      wanted.set(`${eventId} ${sha256}`, { time, operation, eventId, sha256 });
  };
  for (const { time, operation, events } of ledger?.entries ?? [])
    for (const event of events) add({ time, operation, ...event });
  for (const one of evidence) add(one);
  return [...wanted.values()].sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1));
}

/** Clocks differ: an event may be dated this much after its arrival. */
const AHEAD_MS = 10 * MINUTE_MS;

/** The first date on which any of them can have reached the stream: `2026-06-30`. */
export function firstDateOf(wanted: readonly Wanted[]): string {
  const earliest = Math.min(...wanted.map(({ time }) => time)) - AHEAD_MS;
  return new Date(earliest).toISOString().slice(0, 10);
}
