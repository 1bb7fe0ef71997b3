import { PACES, type Pace } from './company.ts';
import { addUsage, NO_USAGE, type Usage } from './count.ts';
import { DAY_SECONDS } from './month.ts';
import type { Sample } from './sample.ts';

/** A company by what its logs hold. */
export interface Tier {
  readonly eventsPerSecond: number;
  readonly people: number;
  readonly programs: number;
}

export const RATES = [0, 0.1, 1, 10, 1000, 100_000] as const;

/** People of a company whose logs hold one event a second; four times the events, twice the people. */
const PEOPLE_AT_ONE = 2000;
const PROGRAMS_PER_EVENT = 5;
const LEAST_PROGRAMS = 5;

export function tierOf(eventsPerSecond: number, people?: number): Tier {
  if (eventsPerSecond === 0) return { eventsPerSecond, people: 0, programs: 0 };
  return {
    eventsPerSecond,
    people: people ?? Math.round(PEOPLE_AT_ONE * Math.sqrt(eventsPerSecond)),
    programs: Math.max(LEAST_PROGRAMS, Math.round(PROGRAMS_PER_EVENT * eventsPerSecond)),
  };
}

/** What one event of the tier uses on average, and the share that people have in the events. */
export interface Mix {
  readonly perEvent: Usage;
  readonly peoplesShare: number;
}

/**
 * People do what people do; programs do the rest, the k-th of them 1/k of what the first does (Zipf's law, exponent 1).
 * A program is taken for one whose pace was measured, the nearest.
 */
export function mixOf(tier: Tier, sample: Sample, window: number): Mix {
  const { eventsPerSecond: rate, people, programs } = tier;
  if (rate === 0) return { perEvent: NO_USAGE, peoplesShare: 0 };
  const peoples = Math.min(rate, (people * sample.eventsPerPersonDay) / DAY_SECONDS);
  let perEvent = share(NO_USAGE, sample.week, peoples / rate);
  const paces = sample.busy.get(window);
  for (const [pace, part] of sharesByPace(rate - peoples, programs)) {
    const usage = paces?.get(pace);
    if (usage === undefined) throw new Error(`no sample of the pace ${pace} at ${window} seconds`);
    perEvent = share(perEvent, usage, (part * (rate - peoples)) / rate);
  }
  return { perEvent, peoplesShare: peoples / rate };
}

function share(sum: Usage, usage: Usage, part: number): Usage {
  return addUsage(sum, usage, usage.events === 0 ? 0 : part / usage.events);
}

function sharesByPace(rate: number, programs: number): ReadonlyMap<Pace, number> {
  let harmonic = 0;
  for (let k = 1; k <= programs; k++) harmonic += 1 / k;
  const shares = new Map<Pace, number>();
  for (let k = 1; k <= programs; k++) {
    const part = 1 / k / harmonic;
    const pace = nearest(part * rate);
    shares.set(pace, (shares.get(pace) ?? 0) + part);
  }
  return shares;
}

function nearest(pace: number): Pace {
  const distance = (one: Pace) => Math.abs(Math.log(one / Math.max(pace, 1e-9)));
  return PACES.reduce<Pace>((best, one) => (distance(one) < distance(best) ? one : best), PACES[0]);
}
