/**
 * Which resources (reports, tables, objects, projects) were touched, small enough for a profile: each resource is a
 * 32-bit hash. The smallest hashes are a uniform sample, from which the number of distinct and of new ones is
 * estimated (KMV: Bar-Yossef et al. 2002, "Counting distinct elements in a data stream"); what carried most data is
 * kept besides, because a theft must not fall out of a sample.
 */
export interface Touched {
  /** Smallest hashes, ascending. */
  readonly sample: readonly number[];
  /** Every hash up to this one is in the sample: the largest kept, or FULL while none was left out. */
  readonly through: number;
  /** What carried data, by amount, largest first: hash and amount. */
  readonly heavy: readonly (readonly [number, number])[];
}

export const FULL = 2 ** 32;
/** Of one hour. Up to that many distinct resources a count is exact. */
const MAX_SAMPLE = 48;
export const MAX_HEAVY = 12;

export const NOTHING_TOUCHED: Touched = { sample: [], through: FULL, heavy: [] };

export function touched(amounts: ReadonlyMap<string, number>): Touched {
  const byHash = new Map<number, number>();
  for (const [name, amount] of amounts) {
    const hash = hashOf(name);
    byHash.set(hash, (byHash.get(hash) ?? 0) + amount);
  }
  return { ...sampleOf([...byHash.keys()], FULL, MAX_SAMPLE), heavy: heaviest(byHash, MAX_HEAVY) };
}

/** Distinct names without amounts. */
export function sampleNames(names: Iterable<string>, most: number): Sample {
  return sampleOf([...new Set(Array.from(names, hashOf))], FULL, most);
}

/** How many distinct names a sample is of: exact while none was left out. */
export function countDistinct({ sample, through }: Sample): number {
  return Math.round((sample.length * FULL) / through);
}

/** Of several hours: exact for each hash that all of them would have kept. */
export function unite(all: readonly Touched[]): Touched {
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const amounts = new Map<number, number>();
  for (const { heavy } of all)
    for (const [hash, amount] of heavy) amounts.set(hash, (amounts.get(hash) ?? 0) + amount);
  const { sample, through } = uniteSamples(all);
  return { sample, through, heavy: heaviest(amounts, Number.POSITIVE_INFINITY) };
}

export type Sample = Pick<Touched, 'sample' | 'through'>;

/** As `unite`, where the amounts do not matter. */
export function uniteSamples(all: readonly Sample[]): Sample {
  const [only] = all;
  if (only !== undefined && all.every((one) => isSame(one, only))) return only;
  const through = all.reduce((least, one) => Math.min(least, one.through), FULL);
  return sampleOf([...new Set(all.flatMap(({ sample }) => sample))], through, Number.POSITIVE_INFINITY);
}

/** As mostly of hours of one day. */
function isSame(one: Sample, other: Sample): boolean {
  const { sample, through } = one;
  return (
    through === other.through &&
    sample.length === other.sample.length &&
    sample.every((hash, at) => hash === other.sample[at])
  );
}

function sampleOf(hashes: number[], through: number, most: number): Sample {
  const sample = hashes.filter((hash) => hash <= through).sort((a, b) => a - b);
  if (sample.length <= most) return { sample, through };
  const kept = sample.slice(0, most);
  return { sample: kept, through: kept.at(-1) ?? through };
}

function heaviest(amounts: ReadonlyMap<number, number>, most: number): [number, number][] {
  return [...amounts]
    .filter(([, amount]) => amount > 0)
    .sort(([a, left], [b, right]) => right - left || a - b)
    .slice(0, most);
}

/** Resources that an actor has used before. */
export interface Known {
  /** By hash, ascending; complete up to `through`. The days since the epoch of first and last use. */
  readonly sample: ReadonlyMap<number, Used>;
  readonly through: number;
  /** What carried data beyond `through`. */
  readonly heavy: ReadonlyMap<number, Used>;
}

export type Used = readonly [firstDay: number, lastDay: number];

export const MAX_KNOWN_SAMPLE = 64;
export const MAX_KNOWN_HEAVY = 32;
/** A resource not used for so long is forgotten. */
const REMEMBERED_DAYS = 180;

export const NOTHING_KNOWN: Known = { sample: new Map(), through: FULL, heavy: new Map() };

/** Folds a final day into what is known. */
export function learn(known: Known, touched: Touched, day: number): Known {
  return usedAgain(known, touched, day) ?? learnNew(known, touched, day);
}

/** As on nearly every day: only what is known already, and nothing to forget. Undefined otherwise. */
function usedAgain(known: Known, { sample, heavy }: Touched, day: number): Known | undefined {
  for (const all of [known.sample, known.heavy])
    for (const [, last] of all.values()) if (last <= day - REMEMBERED_DAYS) return undefined;
  const next = { through: known.through, sample: new Map(known.sample), heavy: new Map(known.heavy) };
  const use = (hash: number): boolean => {
    const all = next.sample.has(hash) ? next.sample : next.heavy;
    const old = all.get(hash);
    if (old === undefined) return false;
    all.set(hash, [old[0], day]);
    return true;
  };
  for (const hash of sample) if (hash <= known.through && !use(hash)) return undefined;
  for (const [hash] of heavy) if (!use(hash)) return undefined;
  return next;
}

export function learnNew(known: Known, { sample, heavy }: Touched, day: number): Known {
  const use = (old: Used | undefined): Used => [old?.[0] ?? day, day];
  const all = new Map(
    [...known.sample, ...known.heavy].filter(([, [, last]]) => last > day - REMEMBERED_DAYS),
  );
  for (const hash of sample) if (hash <= known.through) all.set(hash, use(all.get(hash)));
  const carried = new Set(heavy.map(([hash]) => hash));
  for (const hash of carried) all.set(hash, use(all.get(hash)));
  const hashes = [...all.keys()].sort((a, b) => a - b);
  const below = hashes.filter((hash) => hash <= known.through);
  const through =
    below.length > MAX_KNOWN_SAMPLE ? (below[MAX_KNOWN_SAMPLE - 1] ?? known.through) : known.through;
  const rest = hashes.filter((hash) => hash > through);
  return {
    through,
    sample: new Map(
      hashes.filter((hash) => hash <= through).map((hash) => [hash, all.get(hash) ?? [day, day]]),
    ),
    heavy: new Map(
      // Only what carried data stays beyond the sample; what was pushed out of the sample goes.
      rest
        .filter((hash) => known.heavy.has(hash) || carried.has(hash))
        .map((hash): [number, Used] => [hash, all.get(hash) ?? [day, day]])
        .sort(([a, left], [b, right]) => right[1] - left[1] || left[0] - right[0] || a - b)
        .slice(0, MAX_KNOWN_HEAVY)
        .sort(([a], [b]) => a - b),
    ),
  };
}

/** How many of the touched resources were never used before; an estimate beyond the size of the samples. */
export function countFresh(all: readonly Sample[], known: Known): number {
  let limit = known.through;
  for (const { through } of all) limit = Math.min(limit, through);
  let fresh: Set<number> | undefined;
  for (const { sample } of all)
    for (const hash of sample) {
      // Ascending.
      if (hash > limit) break;
      if (known.sample.has(hash)) continue;
      fresh ??= new Set();
      fresh.add(hash);
    }
  if (fresh === undefined) return 0;
  return limit === FULL ? fresh.size : Math.round(fresh.size * (FULL / limit));
}

/** Data that came from resources whose first use is not older than `sinceDay`. */
export function novelAmount({ heavy }: Touched, known: Known, sinceDay: number): number {
  return heavy.reduce((sum, [hash, amount]) => {
    const used = known.sample.get(hash) ?? known.heavy.get(hash);
    return used === undefined || used[0] >= sinceDay ? sum + amount : sum;
  }, 0);
}

/** Fowler-Noll-Vo 1a, then the finaliser of MurmurHash3: similar names must not have neighbouring hashes. */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash >>> 0;
}
