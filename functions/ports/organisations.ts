import { TABLE_DAYS, type Table, table } from '../../shared/organisation.ts';
import { itemKey, type StateKey, type StateStore } from './state.ts';

/** Where the tables of what an organisation has in common stand, written by `detect`. */
const SHARDS = 8;

export function shardsOf(organisation: string, number: number): StateKey[] {
  return Array.from({ length: SHARDS }, (_, shard) => ({
    entity: organisation,
    part: `uses#${number}#${shard}`,
  }));
}

export function shardOf(organisation: string, number: number, account: number): StateKey {
  return { entity: organisation, part: `uses#${number}#${account % SHARDS}` };
}

/** All parts of the tables of the last eight weeks or more. */
export async function recentTables(
  state: Pick<StateStore, 'read'>,
  organisation: string,
  today: number,
): Promise<Table[]> {
  const keys = recentNumbers(today).flatMap((number) => shardsOf(organisation, number));
  const items = await state.read(keys);
  return keys.flatMap((key) => {
    const item = items.get(itemKey(key));
    return item === undefined ? [] : [table.decode(item.bytes)];
  });
}

/** Numbers of the tables that `recentTables` reads. */
export function recentNumbers(today: number): number[] {
  const newest = Math.floor(today / TABLE_DAYS);
  return [newest - 2, newest - 1, newest];
}

export function isTable(part: string): boolean {
  return part.startsWith('uses#');
}

/** Part of a table in which the account can stand. */
export function isShardOf(part: string, account: number): boolean {
  return isTable(part) && part.endsWith(`#${account % SHARDS}`);
}
