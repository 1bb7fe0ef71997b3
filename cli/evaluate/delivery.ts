import type { CorpusEvent } from '../corpus/model.ts';
import { seededRandom } from '../corpus/random.ts';

/** How events reach the stream: late and twice, by chance. */
export interface Delivery {
  /** Share of events that are late, and by how many hours at most. */
  readonly late: number;
  readonly lateHours: number;
  readonly duplicated: number;
}

export const PROMPT: Delivery = { late: 0, lateHours: 0, duplicated: 0 };

/** In the order in which they arrive. What would arrive on the next day arrives last on this one. */
export function delivered(events: readonly CorpusEvent[], delivery: Delivery): CorpusEvent[] {
  if (delivery === PROMPT) return events.toSorted((a, b) => a.time - b.time);
  const random = seededRandom(`delivery/${events[0]?.time}/${events.length}`);
  const arrivals = events.flatMap((event) => {
    const delay = random.chance(delivery.late) ? random.between(0, delivery.lateHours * 3_600_000) : 0;
    const once = { event, at: event.time + delay };
    return random.chance(delivery.duplicated) ? [once, { event, at: once.at + 60_000 }] : [once];
  });
  return arrivals.sort((a, b) => a.at - b.at).map(({ event }) => event);
}
