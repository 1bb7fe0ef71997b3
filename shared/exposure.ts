import { type Context, NO_CONTEXT } from './context.ts';
import type { Operation } from './ledger.ts';
import { carriesData, isUnsized, RECORD_BYTES, UNKNOWN_EXPORT } from './reading.ts';

/** What left, with bounds; nothing in it is a guess. */
export interface Exposure {
  /** Operations that carried data: exports, bulk reads, lists, shares, destinations. */
  readonly operations: number;
  readonly exports: number;
  readonly records: Bounds;
  readonly bytes: Bounds;
  /** Operations that state neither records nor bytes. */
  readonly unsized: number;
  /** Exports among them; absent where older versions wrote. */
  readonly unsizedExports?: number;
  /** By which operation, where that is one for all of them; absent where it is not, and where older versions wrote. */
  readonly unsizedOperation?: string;
  /** Shares and destinations: what they open has no size of its own, so nothing bounds it. Absent where older versions wrote. */
  readonly waysOut?: number;
  /** Where records are rows, an export that states no size, bytes alone by the gigabyte, what was opened to outsiders, or a standing export, may be all. A file is a file. */
  readonly mayBeLarge?: true;
  /** Largest first; the rest is counted. */
  readonly datasets: readonly DatasetExposure[];
  readonly moreDatasets: number;
  /** Of several findings, whose lists may lack the same ones: there are at most so many more. */
  readonly moreIsAtMost?: true;
  /** What was shared, pipelines and syncs, and the places that exports name as their target. */
  readonly destinations: readonly string[];
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** The ledger holds a sample: counts are estimates, lower bounds hold. */
  readonly sampled: boolean;
  /** Operations whose events contradict each other about the volume; the largest was taken. */
  readonly conflicts: number;
}

export interface Bounds {
  /** Stated by the vendor, each operation counted once. */
  readonly known: number;
  readonly operationsWithout: number;
  readonly lower: number;
  /** Best estimate where the ledger is a sample; else equal to `known`. */
  readonly about: number;
  /** null: no upper bound can be given. */
  readonly upper: number | null;
}

export interface DatasetExposure {
  readonly name: string;
  readonly operations: number;
  readonly records: number;
  readonly unsized: number;
}

/** A million rows of a kilobyte: where the log tells bytes alone, their number is unknown. */
export const LARGE_BYTES = 1e9;
const MAX_DATASETS = 12;
const MAX_DESTINATIONS = 12;

export function exposureOf(
  operations: readonly Operation[],
  { counts, isStanding }: Pick<Context, 'counts' | 'isStanding'> = NO_CONTEXT,
): Exposure {
  const carried = operations.filter(carriesData);
  const sampled = operations.some((one) => one.sampled);
  const sized = carried.filter((one) => !isWayOut(one));
  const unsized = sized.filter((one) => one.kind === 'export' && isUnsized(one));
  const waysOut = weigh(carried.filter(isWayOut));
  const isOpen = sampled || carried.some(isWayOut);
  const datasets = datasetsOf(carried);
  const times = carried.map(({ time }) => time);
  return {
    operations: weigh(carried),
    exports: weigh(carried.filter(({ kind }) => kind === 'export')),
    records: boundsOf(sized, ({ records }) => records, isOpen),
    bytes: boundsOf(sized, ({ bytes }) => bytes, isOpen),
    unsized: weigh(sized.filter(isUnsized)),
    unsizedExports: weigh(unsized),
    ...oneOperation(unsized.map(({ operation }) => operation)),
    waysOut,
    ...(counts === 'rows' && mayBeLarge(carried, sized, isStanding) ? { mayBeLarge: true } : {}),
    datasets: datasets.slice(0, MAX_DATASETS),
    moreDatasets: Math.max(0, datasets.length - MAX_DATASETS),
    destinations: destinationsOf(carried),
    firstTime: times.length > 0 ? Math.min(...times) : null,
    lastTime: times.length > 0 ? Math.max(...times) : null,
    sampled,
    conflicts: carried.filter(({ conflict }) => conflict).length,
  };
}

/** What a finding tells of: what the account took, or those that it speaks for. */
export function exposureTold({ exposure, theirs = exposure }: Told): Exposure {
  return theirs;
}

interface Told {
  readonly exposure: Exposure;
  readonly theirs?: Exposure;
}

/** All of it in records, for comparison: a kilobyte is one, and what has no size is a thousand. */
export function amountOf({ records, bytes, unsizedExports = 0, waysOut = 0 }: Exposure): number {
  return records.lower + bytes.lower / RECORD_BYTES + UNKNOWN_EXPORT * (unsizedExports + waysOut);
}

const LITTLE = 100;

/** Ten times as much, and no little: whoever has looked at what there was before has not been asked about this. */
export function isFarMore(amount: number, before = Number.POSITIVE_INFINITY): boolean {
  return amount >= 10 * Math.max(LITTLE, before);
}

function mayBeLarge(
  carried: readonly Operation[],
  sized: readonly Operation[],
  isStanding: Context['isStanding'],
): boolean {
  const bytes = sized.reduce(
    (sum, { records, bytes, weight }) => sum + (records === null ? (bytes ?? 0) * weight : 0),
    0,
  );
  return (
    bytes >= LARGE_BYTES ||
    carried.some(
      (one) => one.outside || (one.kind === 'export' && isUnsized(one)) || isStanding(one.operation),
    )
  );
}

/** Exposure of several findings of one incident: sums of what each states. */
export function addExposures(exposures: readonly Exposure[]): Exposure {
  const total = (of: (one: Exposure) => number) => exposures.reduce((sum, one) => sum + of(one), 0);
  const datasets = addDatasets(exposures.flatMap((one) => one.datasets));
  const waysOut = total(waysOutOf);
  const times = exposures.flatMap((one) => [one.firstTime, one.lastTime]).filter((time) => time !== null);
  return {
    operations: total((one) => one.operations),
    exports: total((one) => one.exports),
    records: addBounds(
      exposures.map((one) => one.records),
      waysOut > 0,
    ),
    bytes: addBounds(
      exposures.map((one) => one.bytes),
      waysOut > 0,
    ),
    unsized: total((one) => one.unsized),
    ...unsizedExportsOf(exposures),
    ...oneOperation(
      exposures.filter(({ unsizedExports }) => unsizedExports !== 0).map((one) => one.unsizedOperation),
    ),
    waysOut,
    ...(exposures.some((one) => one.mayBeLarge) ? { mayBeLarge: true } : {}),
    datasets: datasets.slice(0, MAX_DATASETS),
    moreDatasets: total((one) => one.moreDatasets) + Math.max(0, datasets.length - MAX_DATASETS),
    ...(mayRepeat(exposures, datasets.length) ? { moreIsAtMost: true } : {}),
    destinations: firstDestinations(exposures.flatMap((one) => one.destinations)),
    firstTime: times.length > 0 ? Math.min(...times) : null,
    lastTime: times.length > 0 ? Math.max(...times) : null,
    sampled: exposures.some((one) => one.sampled),
    conflicts: total((one) => one.conflicts),
  };
}

/** Two lists that were cut, or one and another that names the same: vendors apart share no names. */
function mayRepeat(exposures: readonly Exposure[], distinct: number): boolean {
  const isCut = exposures.filter((one) => one.moreDatasets > 0).length;
  const named = exposures.reduce((sum, one) => sum + one.datasets.length, 0);
  return isCut > 1 || (isCut === 1 && named > distinct);
}

function unsizedExportsOf(exposures: readonly Exposure[]): Pick<Exposure, 'unsizedExports'> {
  let unsizedExports = 0;
  for (const one of exposures) {
    if (one.unsizedExports === undefined) return {};
    unsizedExports += one.unsizedExports;
  }
  return { unsizedExports };
}

function oneOperation(names: readonly (string | undefined)[]): Pick<Exposure, 'unsizedOperation'> {
  const [first] = names;
  return first === undefined || names.some((name) => name !== first) ? {} : { unsizedOperation: first };
}

export function waysOutOf({ waysOut, destinations }: Pick<Exposure, 'waysOut' | 'destinations'>): number {
  return waysOut ?? destinations.length;
}

/** Whoever it was opened to may take all of it, now or later. */
export function isWayOut({ kind }: Pick<Operation, 'kind'>): boolean {
  return kind === 'share' || kind === 'destination';
}

function addBounds(all: readonly Bounds[], isOpen: boolean): Bounds {
  const total = (of: (one: Bounds) => number) => all.reduce((sum, one) => sum + of(one), 0);
  return {
    known: total((one) => one.known),
    operationsWithout: total((one) => one.operationsWithout),
    lower: total((one) => one.lower),
    about: total((one) => one.about),
    upper: isOpen || all.some((one) => one.upper === null) ? null : total((one) => one.upper ?? 0),
  };
}

function boundsOf(
  operations: readonly Operation[],
  of: (one: Operation) => number | null,
  isOpen: boolean,
): Bounds {
  const known = operations.reduce((sum, one) => sum + (of(one) ?? 0), 0);
  const without = weigh(operations.filter((one) => of(one) === null));
  return {
    known,
    operationsWithout: without,
    lower: known,
    about: Math.round(operations.reduce((sum, one) => sum + (of(one) ?? 0) * one.weight, 0)),
    upper: without > 0 || isOpen ? null : known,
  };
}

function datasetsOf(operations: readonly Operation[]): DatasetExposure[] {
  const byName = new Map<string, Operation[]>();
  for (const operation of operations)
    for (const name of operation.datasets) {
      const same = byName.get(name);
      if (same) same.push(operation);
      else byName.set(name, [operation]);
    }
  return Array.from(byName, ([name, touching]) => datasetOf(name, touching)).sort(bySize);
}

function datasetOf(name: string, operations: readonly Operation[]): DatasetExposure {
  return {
    name,
    operations: weigh(operations),
    records: operations.reduce((sum, { records }) => sum + (records ?? 0), 0),
    unsized: weigh(operations.filter(isUnsized)),
  };
}

/** Each name once: the same report on two days is one dataset. */
function addDatasets(all: readonly DatasetExposure[]): DatasetExposure[] {
  const byName = new Map<string, DatasetExposure>();
  for (const { name, operations, records, unsized } of all) {
    const same = byName.get(name) ?? { name, operations: 0, records: 0, unsized: 0 };
    byName.set(name, {
      name,
      operations: same.operations + operations,
      records: same.records + records,
      unsized: same.unsized + unsized,
    });
  }
  return [...byName.values()].sort(bySize);
}

function bySize(a: DatasetExposure, b: DatasetExposure): number {
  return b.records - a.records || b.operations - a.operations || (a.name < b.name ? -1 : 1);
}

function destinationsOf(operations: readonly Operation[]): string[] {
  const targets = operations.flatMap(targetsOf);
  const out = operations.filter(isWayOut);
  const named = out.flatMap(({ operation, datasets }) => (datasets.length > 0 ? datasets : [operation]));
  return firstDestinations([...targets, ...named]);
}

/** A place is the target of an export where it stands beside what it was taken from; alone it may be the source. */
function targetsOf({ kind, datasets }: Operation): string[] {
  return kind === 'export' && datasets.some((name) => SOURCE.test(name))
    ? datasets.filter((name) => PLACE.test(name))
    : [];
}

const PLACE = /^(?:bucket|stage|location|destination|endpoint):/;
const SOURCE = /^(?:table|dataset|database|view|snapshot|image|log-group|product):/;

/** Places first, of exports or pipelines: that is where data goes; what was shared is named as a dataset as well. */
function firstDestinations(names: readonly string[]): string[] {
  const order = (a: string, b: string) => Number(PLACE.test(b)) - Number(PLACE.test(a)) || (a < b ? -1 : 1);
  return [...new Set(names)].sort(order).slice(0, MAX_DESTINATIONS);
}

function weigh(operations: readonly Operation[]): number {
  return Math.round(operations.reduce((sum, { weight }) => sum + weight, 0));
}
