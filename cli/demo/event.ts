import type { VendorEvent } from '../corpus/raw/event.ts';

export type { VendorEvent };

export function byTime(a: VendorEvent, b: VendorEvent): number {
  return a.time - b.time || a.arrival - b.arrival;
}

export function byArrival(a: VendorEvent, b: VendorEvent): number {
  return a.arrival - b.arrival || a.time - b.time;
}
