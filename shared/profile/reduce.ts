import { classOf } from '../activity.ts';
import { sum } from '../statistics.ts';
import { type Active, activeOn, type Hours, hoursIn, pairsOf, typeIn } from './active.ts';
import { enteredIn, failedIn } from './attempts.ts';
import type { Base } from './base.ts';
import { amounts, type Day, type Said } from './day.ts';
import { doubtedOn } from './doubted.ts';
import type { Facet, Hour } from './hour.ts';
import { countFresh, novelAmount, type Touched, unite } from './resources.ts';

/** Days for which a resource, and for which a network, client or credential, counts as new. */
const NOVEL_DAYS = 7;
export const YOUNG_DAYS = 14;
/** In days of age: what went through a value of yesterday counts in full, of last week for less than half. */
const YOUNG_HALF_LIFE_DAYS = 5;

/** `past`: the days before it, against which something is new. */
export function reduceDay(hours: Hours, day: number, said: Said, past: Base): Day {
  const active = activeOn(hours, day);
  return reduce(active, day, said, past, touchedOf(hoursIn(active)));
}

/** `touched`: by all of its active hours. */
export function reduce(
  active: Active,
  day: number,
  { flagged, excluded, loud }: Said,
  past: Base,
  touched: Touched,
): Day {
  const all = hoursIn(active);
  const pairs = pairsOf(active);
  const isDoubted = doubtedOn(past, day);
  const young = (facet: Facet) =>
    youngAmount(all, facet, (value) =>
      isDoubted(facet, value) ? 0 : day - (past.first[facet].get(value) ?? day),
    );
  return {
    day,
    flagged,
    ...(excluded ? { excluded } : {}),
    ...(classOf(typeIn(all)) === 'service' ? { asProgram: true } : {}),
    totals: amounts((measure) => total(all, (hour) => hour[measure])),
    peaks: amounts((measure) => peak(pairs, (hour) => hour[measure])),
    features: {
      exports: total(all, ({ exports }) => exports),
      readsPeak: peak(pairs, ({ reads }) => reads),
      largest: Math.max(0, ...all.map(({ largest }) => largest)),
      fresh: countFresh([touched], past.known),
      freshPeak: Math.max(
        0,
        ...pairs.map((pair) =>
          countFresh(
            pair.map(({ resources }) => resources),
            past.known,
          ),
        ),
      ),
      novel: Math.round(novelAmount(touched, past.known, day - NOVEL_DAYS + 1)),
      youngNetwork: young('network'),
      youngClient: young('client'),
      youngCredential: young('credential'),
      failedPeak: Math.max(0, ...pairs.map((pair) => failedIn(attemptsIn(pair)))),
      succeededPeak: peak(pairs, ({ attempts }) => attempts.succeeded),
      outside: total(all, ({ outside }) => outside),
      granted: total(all, ({ granted }) => sum(granted)),
      refused: total(all, ({ refused }) => sum(refused)),
    },
    steps: all.flatMap(({ steps }) => steps),
    loud,
  };
}

/** Of an address: accounts that got in on the day where others had failed. */
export function enteredOn(hours: Hours, day: number): string[] {
  return enteredIn(pairsOf(activeOn(hours, day)).map(attemptsIn));
}

const attemptsIn = (pair: readonly Hour[]) => pair.map(({ attempts }) => attempts);

function total(hours: readonly Hour[], of: (hour: Hour) => number): number {
  let amount = 0;
  for (const hour of hours) amount += of(hour);
  return amount;
}

function peak(pairs: readonly (readonly Hour[])[], of: (hour: Hour) => number): number {
  let most = 0;
  for (const pair of pairs) most = Math.max(most, total(pair, of));
  return most;
}

export function touchedOf(hours: readonly Hour[]): Touched {
  return unite(hours.map(({ resources }) => resources));
}

function youngAmount(hours: readonly Hour[], facet: Facet, ageOf: (value: string) => number): number {
  let amount = 0;
  for (const { facets, carried } of hours)
    for (let at = 0; at < facets[facet].length; at++) {
      const through = carried[facet][at] ?? 0;
      // What carried nothing adds nothing, however young it is.
      if (through === 0) continue;
      const age = ageOf(facets[facet][at] ?? '');
      if (age < YOUNG_DAYS) amount += through * 0.5 ** (age / YOUNG_HALF_LIFE_DAYS);
    }
  return Math.round(amount);
}
