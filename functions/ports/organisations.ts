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
  const newest = Math.floor(today / TABLE_DAYS);
  const keys = [newest - 2, newest - 1, newest].flatMap((number) => shardsOf(organisation, number));
  const items = await state.read(keys);
  return keys.flatMap((key) => {
    const item = items.get(itemKey(key));
    return item === undefined ? [] : [table.decode(item.bytes)];
  });
}

/** Part of a table in which the account can stand. */
export function isShardOf(part: string, account: number): boolean {
  return part.startsWith('uses#') && part.endsWith(`#${account % SHARDS}`);
}
