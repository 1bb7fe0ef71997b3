import type { JsonObject, Vendor } from './vendor.ts';

/** The first of the vendors, in their order, that recognises an event. */
export type Recognise = (event: JsonObject) => Vendor | undefined;

/** Remembering is only speed: nearly always the same list of vendors is asked. */
const MADE = new WeakMap<readonly Vendor[], Recognise>();

/** Asks only those vendors of which the event has a mark, instead of thirty one after the other. */
export function recogniserOf(vendors: readonly Vendor[]): Recognise {
  const made = MADE.get(vendors) ?? make(vendors);
  MADE.set(vendors, made);
  return made;
}

function make(vendors: readonly Vendor[]): Recognise {
  const byMark = new Map<string, number[]>();
  const unmarked: number[] = [];
  for (const [index, { marks }] of vendors.entries())
    if (marks === undefined) unmarked.push(index);
    else
      for (const mark of new Set(marks)) {
        const same = byMark.get(mark);
        if (same === undefined) byMark.set(mark, [index]);
        else same.push(index);
      }
  return (event) => {
    const candidates = [...unmarked];
    for (const key in event) {
      const marked = byMark.get(key);
      if (marked !== undefined) candidates.push(...marked);
    }
    for (const index of candidates.sort(ascending)) {
      const vendor = vendors[index];
      if (vendor?.recognises(event)) return vendor;
    }
    return undefined;
  };
}

function ascending(a: number, b: number): number {
  return a - b;
}
