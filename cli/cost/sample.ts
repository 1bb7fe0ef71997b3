import { DAY_MS, HOUR_MS, SECOND_MS } from '../../shared/time.ts';
import { type Company, LEARNT_DAYS, makeCompany, PACES, type Pace, WEEK_DAYS } from './company.ts';
import { addUsage, type Counted, NO_USAGE, startCounted, type Usage } from './count.ts';
import type { Used } from './usage.ts';

/** What was counted, before anything is said of rates and prices. */
export interface Sample {
  /** A week of people and of the programs that run on a schedule, each event as it comes. */
  readonly week: Usage;
  /** Of the people alone, on the average of the week. */
  readonly eventsPerPersonDay: number;
  /** Programs without a pause, by window in seconds and pace. */
  readonly busy: ReadonlyMap<number, ReadonlyMap<Pace, Usage>>;
  readonly minute: Used;
  /** Stored for each person: profiles of accounts and addresses, people, tables of the organisation. */
  readonly profileBytesPerPerson: number;
}

/** Seconds that the mapping gathers records: as the stack comes, and as it is set for a steady load. */
export const WINDOWS = [1, 20] as const;
export const PEOPLE = 10;

/** One synthetic company through the real functions, on stores that count. */
export async function takeSample(seed: string, onStep: (done: number) => void = () => {}): Promise<Sample> {
  const company = makeCompany(seed, PEOPLE);
  const { organisation, learnt, week: days } = company;
  const counted = startCounted();
  for (const day of learnt) {
    await counted.deliver(organisation.day(day), DAY_MS);
    onStep(1);
  }
  let week = NO_USAGE;
  for (const day of days) {
    week = addUsage(week, await counted.deliver(organisation.day(day), SECOND_MS));
    onStep(1);
  }
  const people = days
    .flatMap((day) => organisation.day(day))
    .filter(({ actor }) => organisation.actors[actor]?.kind === 'person');
  const profiles = [...counted.items.values()].filter(({ part }) => !/^(?:hour|segment)#/.test(part));
  const sample = {
    week,
    eventsPerPersonDay: people.length / PEOPLE / WEEK_DAYS,
    minute: await counted.minute(),
    profileBytesPerPerson: profiles.reduce((sum, { bytes }) => sum + bytes.length + 120, 0) / PEOPLE,
  };
  const busy = new Map<number, Map<Pace, Usage>>();
  for (const window of WINDOWS) {
    const paces = new Map<Pace, Usage>();
    for (const pace of PACES) {
      paces.set(pace, await busyUsage(counted, company, pace, window));
      onStep(1);
    }
    busy.set(window, paces);
  }
  return { ...sample, busy };
}

export const STEPS = LEARNT_DAYS + WEEK_DAYS + WINDOWS.length * PACES.length;

/** At its usual pace a program has no findings. It has not been at it for long here, so none are looked for. */
const QUIET = true;

async function busyUsage(counted: Counted, company: Company, pace: Pace, window: number): Promise<Usage> {
  let usage = NO_USAGE;
  for (const { counts, events } of company.busy(pace, window * SECOND_MS)) {
    const used = await counted.deliver(events, counts ? window * SECOND_MS : HOUR_MS, QUIET);
    if (counts) usage = addUsage(usage, used);
  }
  return usage;
}
