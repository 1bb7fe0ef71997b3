import type { Judging } from '../../shared/assess.ts';
import type { Settings } from '../../shared/settings.ts';
import { SCENARIOS } from '../corpus/attacks/scenarios.ts';
import { makeOrganisation } from '../corpus/organisation.ts';
import type { Delivery } from './delivery.ts';
import { type Observed, observe } from './observe.ts';

/** One organisation to be lived through; plain data, so that it can be sent to another thread. */
export interface Job {
  readonly seed: string;
  readonly people: number;
  readonly services: number;
  readonly firstDay: number;
  /** Days that only teach, then days that count. */
  readonly warmDays: number;
  readonly countedDays: number;
  /** Attacks of each scenario; 0 where only benign life is asked for. */
  readonly attacks: number;
  /** All of them unless given. */
  readonly scenarios?: readonly string[];
  readonly delivery: Delivery;
  readonly settings: Settings;
  readonly tails?: Judging['tails'];
}

export async function run(job: Job, judging: Judging, onDay?: (day: number) => void): Promise<Observed> {
  const { seed, people, services, firstDay, warmDays, countedDays, delivery, settings } = job;
  const lastDay = firstDay + warmDays + countedDays - 1;
  const organisation = makeOrganisation(seed, { people, services, firstDay, lastDay });
  const wanted = SCENARIOS.filter(({ uid }) => job.scenarios === undefined || job.scenarios.includes(uid));
  const attacks = wanted.flatMap((scenario) =>
    Array.from({ length: job.attacks }, (_, i) => {
      // Begun on different days, early enough to end within the period.
      const room = Math.max(1, countedDays - scenario.days);
      const day = firstDay + warmDays + ((i * 7 + scenario.uid.length * 3) % room);
      return { scenario, seed: `${seed}/${scenario.uid}/${i}`, day };
    }),
  );
  return observe({
    organisation,
    fromDay: firstDay + warmDays,
    attacks,
    delivery,
    settings,
    judging: job.tails === undefined ? judging : { ...judging, tails: job.tails },
    ...(onDay === undefined ? {} : { onDay }),
  });
}
