import type { Ledgers } from '../../shared/advance.ts';
import { EMPTY_LEDGER, ledger } from '../../shared/ledger.ts';
import { HOURS_PER_DAY } from '../../shared/profile/active.ts';
import { DAY_MS } from '../../shared/time.ts';
import { hourKey, itemKey, type StateItem, type StateStore } from '../ports/state.ts';
import { LEDGER_DAYS } from './write-profile.ts';

/** Of an entity, as they are stored; empty where there is none. */
export async function readLedgers(
  store: Pick<StateStore, 'read'>,
  entity: string,
  hours: readonly number[],
): Promise<Ledgers> {
  return decoded(await store.read(hours.map((hour) => hourKey(entity, hour))), entity, hours);
}

/** A day's, and one on either side: an operation may begin in the one and go on in the other. */
export function hoursAround(day: number): number[] {
  const first = day * HOURS_PER_DAY - 1;
  return Array.from({ length: HOURS_PER_DAY + 2 }, (_, at) => first + at);
}

/**
 * Of a day that is told anew with whatever comes late for it: how long all of it is kept from each arrival on. Whatever
 * still has `enoughDays` is left as it is, so that a backlog renews a day once and not with every batch.
 */
interface Keeping {
  readonly forDays: number;
  readonly enoughDays: number;
}
/** What came too late for the profile is told from the ledgers alone. */
const PAST: Keeping = { forDays: 90, enoughDays: 60 };
/** What comes late, and is in time for its account, is told with what its ledgers still hold. */
export const LATE: Keeping = { forDays: LEDGER_DAYS, enoughDays: 7 };
const MAX_ATTEMPTS = 12;

/**
 * The same, with a longer life: what has come too late is told from the ledgers alone, and the hours of a day expire
 * one by one.
 */
export async function keptLedgers(
  store: StateStore,
  entity: string,
  hours: readonly number[],
  arrivedTime: number,
  { forDays, enoughDays }: Keeping = PAST,
): Promise<Ledgers> {
  const untilIn = (days: number) => Math.ceil((arrivedTime + days * DAY_MS) / 1000);
  for (let attempt = 1; ; attempt++) {
    const items = await store.read(hours.map((hour) => hourKey(entity, hour)));
    const renewed = [...items.values()]
      .filter(({ expires }) => expires < untilIn(enoughDays))
      .map((item) =>
        store.write({ ...item, version: item.version + 1, expires: untilIn(forDays) }, item.version),
      );
    // Who is always faster writes to the same hours: the next that comes late for the day renews them.
    if (!(await Promise.all(renewed)).includes(false) || attempt === MAX_ATTEMPTS)
      return decoded(items, entity, hours);
  }
}

function decoded(items: ReadonlyMap<string, StateItem>, entity: string, hours: readonly number[]): Ledgers {
  return new Map(hours.map((hour) => [hour, decodeLedger(items.get(itemKey(hourKey(entity, hour))))]));
}

function decodeLedger(item: StateItem | undefined) {
  return item ? ledger.decode(item.bytes) : EMPTY_LEDGER;
}
