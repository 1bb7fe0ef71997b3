import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Where in DynamoDB something is read or written. */
export const STORES = [
  'ledgers',
  'profiles',
  'profile history',
  'people',
  'organisation tables',
  'feeds',
  'findings',
  'findings indexes',
  'pages',
  'settings',
] as const;
export type Store = (typeof STORES)[number];

/** In DynamoDB's units, with the requests and items that they come from. */
export interface Units {
  readonly reads: number;
  readonly readUnits: number;
  readonly writes: number;
  readonly writeUnits: number;
}

export type Used = Readonly<Record<Store, Units>>;

const NONE: Units = { reads: 0, readUnits: 0, writes: 0, writeUnits: 0 };

/** Counts what is asked of the tables. */
export interface Meter {
  readonly read: (store: Store, bytes: number) => void;
  /** An item before and after it is written; the larger one counts. */
  readonly write: (store: Store, before: number, after: number) => void;
  /** What was counted since the last call. */
  readonly take: () => Used;
}

export function newMeter(): Meter {
  const used = new Map<Store, Units>();
  const add = (store: Store, more: Partial<Units>) => used.set(store, plus(used.get(store) ?? NONE, more));
  return {
    read: (store, bytes) => add(store, { reads: 1, readUnits: readUnits(bytes) }),
    write: (store, before, after) =>
      add(store, { writes: 1, writeUnits: writeUnits(Math.max(before, after)) }),
    take: () => {
      const taken = perStore((store) => used.get(store) ?? NONE);
      used.clear();
      return taken;
    },
  };
}

export function perStore<Of>(of: (store: Store) => Of): Readonly<Record<Store, Of>> {
  // STORES are all of the keys.
  return Object.fromEntries(STORES.map((store) => [store, of(store)])) as Record<Store, Of>;
}

export function plus(left: Units, right: Partial<Units>, times = 1): Units {
  return {
    reads: left.reads + (right.reads ?? 0) * times,
    readUnits: left.readUnits + (right.readUnits ?? 0) * times,
    writes: left.writes + (right.writes ?? 0) * times,
    writeUnits: left.writeUnits + (right.writeUnits ?? 0) * times,
  };
}

/** Strongly consistent; an item that is not there costs one as well.
 *  https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4096));
}

function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** Of texts, numbers and bytes, which is all that Outflow stores.
 *  https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes({ S, N, B }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (B !== undefined) return B.length;
  if (N !== undefined) return Math.ceil(N.replace(/[-.]/g, '').length / 2) + (N.startsWith('-') ? 2 : 1);
  throw new Error('An item holds what the meter does not know the size of.');
}
