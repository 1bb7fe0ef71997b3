/**
 * The state table: per entity one item `open`, immutable items `base#…` and one item `hour#…` per active hour.
 * Every write is conditional on the version that was read, so a write that rests on stale state is refused.
 * Large ledgers lie in segments (segments.ts), which nobody sees who reads through a store.
 */
export interface StateStore {
  /** Strongly consistent. Missing items are absent from the result; `itemKey` names them. */
  read(keys: readonly StateKey[]): Promise<ReadonlyMap<string, StateItem>>;
  /** False if the stored version is not `expected` any more (0: the item must not exist). Nothing is written then. */
  write(item: StateItem, expected: number): Promise<boolean>;
  /** Removes an item that nothing refers to any more; missing ones are fine. */
  remove(key: StateKey): Promise<void>;
}

/** For whoever puts the whole of an account in order: what comes late has a ledger in any hour of the past. */
export interface LedgerIndex {
  /** Of which hours since the epoch there is a ledger of the entity; strongly consistent. */
  hours(entity: string): Promise<readonly number[]>;
}

export interface StateKey {
  readonly entity: string;
  readonly part: string;
}

export interface StateItem extends StateKey {
  readonly version: number;
  readonly bytes: Uint8Array;
  /** Part name of the base that this `open` rests on. */
  readonly base?: string;
  /** Epoch seconds after which DynamoDB may delete the item. */
  readonly expires: number;
}

export function itemKey({ entity, part }: StateKey): string {
  return `${entity} ${part}`;
}

export const OPEN_PART = 'open';
export const HOUR_PART = 'hour#';

export function openKey(entity: string): StateKey {
  return { entity, part: OPEN_PART };
}

/** `hour`: since the epoch. */
export function hourKey(entity: string, hour: number): StateKey {
  return { entity, part: `${HOUR_PART}${hour}` };
}

/** Of which hour a part is the ledger; undefined where it is something else. */
export function hourOfPart(part: string): number | undefined {
  return part.startsWith(HOUR_PART) ? Number(part.slice(HOUR_PART.length)) : undefined;
}
