import type { Json, JsonObject, Vendor } from './vendor.ts';

export interface Recognise {
  /** The first of the vendors, in their order, that recognises an event. */
  (event: JsonObject): Vendor | undefined;
  /** The events in an answer of one of the vendors, where it says how it packs them. */
  readonly eventsIn?: (answer: JsonObject) => readonly Json[] | undefined;
}

/** Remembering is only speed: nearly always the same list of vendors is asked. */
const MADE = new WeakMap<readonly Vendor[], Recognise>();

/** Asks only those vendors of which the event has a mark, instead of thirty one after the other. */
export function recogniserOf(vendors: readonly Vendor[]): Recognise {
  const made = MADE.get(vendors) ?? withAnswers(make(vendors), vendors);
  MADE.set(vendors, made);
  return made;
}

/** For events whose vendor is known already. */
export function only(vendor: Vendor): Recognise {
  const isOurs = (event: JsonObject) => vendor.recognises(event) || vendor.accepts?.(event) === true;
  return withAnswers((event) => (isOurs(event) ? vendor : undefined), [vendor]);
}

function withAnswers(
  recognise: (event: JsonObject) => Vendor | undefined,
  vendors: readonly Vendor[],
): Recognise {
  const ways = vendors.flatMap(({ eventsIn }) => eventsIn ?? []);
  if (ways.length === 0) return recognise;
  const eventsIn: Recognise['eventsIn'] = (answer) => {
    for (const way of ways) {
      const events = way(answer);
      if (events !== undefined) return events;
    }
    return undefined;
  };
  return Object.assign(recognise, { eventsIn });
}

/** One bit for each; vendors beyond are asked in the same way, once none of these has recognised the event. */
const MAX_BITS = 31;

function make(vendors: readonly Vendor[]): (event: JsonObject) => Vendor | undefined {
  const bitsOf = new Map<string, number>();
  let unmarked = 0;
  for (const [index, { marks }] of vendors.slice(0, MAX_BITS).entries()) {
    const bit = 1 << index;
    if (marks === undefined) unmarked |= bit;
    for (const mark of marks ?? []) bitsOf.set(mark, (bitsOf.get(mark) ?? 0) | bit);
  }
  const beyond = vendors.length > MAX_BITS ? make(vendors.slice(MAX_BITS)) : undefined;
  return (event) => {
    let bits = unmarked;
    for (const key in event) bits |= bitsOf.get(key) ?? 0;
    // From the lowest bit up, which is the order of the vendors.
    for (; bits !== 0; bits &= bits - 1) {
      const vendor = vendors[31 - Math.clz32(bits & -bits)];
      if (vendor?.recognises(event)) return vendor;
    }
    return beyond?.(event);
  };
}
