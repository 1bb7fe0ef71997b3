import type { ActorClass } from './activity.ts';

/**
 * How surprising a detector's raw decades are in the population: an actor's own model is optimistic about its tail by
 * orders of magnitude, because days are neither independent nor normal (DETECTION section 4). Per kind of actor and
 * detector the raw decades that one, ten, a hundred … actor-days in so many exceed; between the points linear, beyond
 * the last one with the slope of the exponential tail fitted to the largest values (peaks over threshold: Pickands
 * 1975, Ann. Statist. 3).
 */
export interface Tail {
  /** Raw decades and what they are worth, both ascending. */
  readonly points: readonly (readonly [raw: number, decades: number])[];
  /** Decades per raw decade beyond the last point. */
  readonly slope: number;
}

export type Tails = Readonly<Record<ActorClass, Readonly<Record<string, Tail>>>>;

const IDENTITY: Tail = { points: [], slope: 1 };

export function tailOf(tails: Tails, actor: ActorClass, detector: string): Tail {
  return tails[actor][detector] ?? IDENTITY;
}

/** What raw decades are worth in the population. Never falls as the raw ones rise. */
export function calibrated({ points, slope }: Tail, raw: number): number {
  let [fromRaw, fromDecades]: readonly [number, number] = [0, 0];
  for (const [toRaw, toDecades] of points) {
    if (raw < toRaw) return fromDecades + ((raw - fromRaw) / (toRaw - fromRaw)) * (toDecades - fromDecades);
    [fromRaw, fromDecades] = [toRaw, toDecades];
  }
  return fromDecades + (raw - fromRaw) * slope;
}

/** The largest raw decades that are worth at most so much. */
export function rawWorth({ points, slope }: Tail, decades: number): number {
  let [fromRaw, fromDecades]: readonly [number, number] = [0, 0];
  for (const [toRaw, toDecades] of points) {
    if (decades < toDecades)
      return fromRaw + ((decades - fromDecades) / (toDecades - fromDecades)) * (toRaw - fromRaw);
    [fromRaw, fromDecades] = [toRaw, toDecades];
  }
  return fromRaw + (decades - fromDecades) / slope;
}
