import { dayOf } from '../../../shared/time.ts';
import type { CorpusEvent } from '../model.ts';
import type { Organisation } from '../organisation.ts';
import { type Random, seededRandom } from '../random.ts';
import type { World } from '../world.ts';

/** The raw events that an attack adds to benign life, in order of time, and what is known of it. */
export interface Attack {
  /** `uid` of its scenario. */
  readonly scenario: string;
  /** Accounts that data is taken with, as indexes into `actors`; the one that most is taken with first. */
  readonly victim: readonly number[];
  /** All accounts in whose name something is done, also that of the help desk and those that are sprayed. */
  readonly accounts: readonly number[];
  readonly events: readonly CorpusEvent[];
  /** Records taken with each of the events. */
  readonly records: readonly number[];
  /** Days with events of it, UTC. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Benign events that do not happen because of it, such as those of an owner who is locked out. */
  readonly drops?: (event: CorpusEvent) => boolean;
}

export interface Scenario {
  readonly uid: string;
  readonly title: string;
  /** It is over within so many days; begun later, there may not be enough of the period left. */
  readonly days: number;
  /**
   * From `day` on, all else drawn from `seed`. Undefined where the organisation has nobody to do it to, or where
   * the period ends too early.
   */
  make(organisation: Organisation, day: number, seed: string): Attack | undefined;
}

/** What is drawn of one: its events, and which benign ones do not happen because of it. */
type Drawn = readonly CorpusEvent[] | Required<Pick<Attack, 'events' | 'drops'>>;

interface Drawing extends Pick<Scenario, 'uid' | 'title' | 'days'> {
  /** Undefined where the organisation has nobody to do it to. */
  readonly draw: (world: World, day: number, random: Random) => Drawn | undefined;
}

export function scenario({ uid, title, days, draw }: Drawing): Scenario {
  return {
    uid,
    title,
    days,
    make: ({ world }, day, seed) => {
      if (day < world.period.from || day + days - 1 > world.period.to) return undefined;
      const drawn = draw(world, day, seededRandom(`${seed}/${uid}`));
      if (drawn === undefined) return undefined;
      return 'drops' in drawn ? attackOf(uid, drawn.events, drawn.drops) : attackOf(uid, drawn);
    },
  };
}

function attackOf(
  scenario: string,
  events: readonly CorpusEvent[],
  drops?: (event: CorpusEvent) => boolean,
): Attack | undefined {
  const ordered = [...events].sort((a, b) => a.time - b.time);
  const [first] = ordered;
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const lost = new Map<number, number>();
  for (const { actor, records } of ordered) lost.set(actor, (lost.get(actor) ?? 0) + records);
  return {
    scenario,
    victim: [...lost]
      .sort(([, a], [, b]) => b - a)
      .flatMap(([actor, records]) => (records > 0 ? [actor] : [])),
    accounts: [...lost.keys()],
    events: ordered,
    records: ordered.map(({ records }) => records),
    firstDay: dayOf(first.time),
    lastDay: dayOf(last.time),
    ...(drops === undefined ? {} : { drops }),
  };
}
