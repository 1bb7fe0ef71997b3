import { type Random, seededRandom } from '../../cli/corpus/random.ts';

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
