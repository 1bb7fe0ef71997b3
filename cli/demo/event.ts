import { type Random, seededRandom } from './random.ts';

/** One raw event as a vendor wrote it, with the moment at which it reaches the stream. */
export interface VendorEvent {
  readonly vendor: 'okta' | 'salesforce' | 'mixpanel';
  readonly tenant: string;
  /** Epoch milliseconds, the event's own time. */
  readonly time: number;
  /** Epoch milliseconds, never before `time`. */
  readonly arrival: number;
  /** Who did it, as a partition key. */
  readonly actor: string;
  readonly raw: object;
}

export const TENANT = 'example';

export function byTime(a: VendorEvent, b: VendorEvent): number {
  return a.time - b.time || a.arrival - b.arrival;
}

export function byArrival(a: VendorEvent, b: VendorEvent): number {
  return a.arrival - b.arrival || a.time - b.time;
}

/** The same events in another order, a share of them twice: what a stream may do to them. */
export function perturb<Event>(
  events: readonly Event[],
  seed: string | number,
  { duplicates }: { readonly duplicates: number },
): Event[] {
  const random = seededRandom(seed);
  const twice = shuffle(events, random.fork('duplicates')).slice(0, Math.round(events.length * duplicates));
  return shuffle([...events, ...twice], random.fork('order'));
}

/** Fisher and Yates. */
function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random.between(0, i);
    [shuffled[i], shuffled[j]] = [shuffled[j] as Item, shuffled[i] as Item];
  }
  return shuffled;
}
