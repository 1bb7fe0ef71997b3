import type { Ledgers } from '../../shared/advance.ts';
import { EMPTY_LEDGER, ledger } from '../../shared/ledger.ts';
import { itemKey, type StateItem, type StateStore } from '../ports/state.ts';
import { hourKey } from './profiles.ts';

/** Of an entity, as they are stored; empty where there is none. */
export async function readLedgers(
  store: StateStore,
  entity: string,
  hours: readonly number[],
): Promise<Ledgers> {
  const items = await store.read(hours.map((hour) => hourKey(entity, hour)));
  return new Map(hours.map((hour) => [hour, decodeLedger(items.get(itemKey(hourKey(entity, hour))))]));
}

function decodeLedger(item: StateItem | undefined) {
  return item ? ledger.decode(item.bytes) : EMPTY_LEDGER;
}
