import type { Advance } from '../../shared/advance.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { ledger } from '../../shared/ledger.ts';
import { encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { hourKey, openKey, type StateItem, type StateStore } from '../ports/state.ts';
import type { Arrival } from './arrivals.ts';
import type { ProfileMemory } from './profile-memory.ts';

/** Ledgers outlive the horizon by 8 days, profiles their actor's last activity by 400. */
export const LEDGER_DAYS = 14;
const OPEN_DAYS_KEPT = 400;
const BASE_DAYS_KEPT = 430;

/** `items`: what was read of the entity, by part. False: somebody was faster. */
export async function writeLedgers(
  store: StateStore,
  { entity, arrivedTime }: Arrival,
  { changed }: Advance,
  items: ReadonlyMap<string, StateItem>,
  memory: ProfileMemory,
): Promise<boolean> {
  for (const [hour, state] of changed) {
    const key = hourKey(entity, hour);
    const old = items.get(key.part);
    const expected = old?.version ?? 0;
    const until = Math.max(arrivedTime, hour * HOUR_MS) + LEDGER_DAYS * DAY_MS;
    const expires = Math.max(seconds(until), old?.expires ?? 0);
    const item = { ...key, version: expected + 1, bytes: ledger.encode(state), expires };
    if (!(await store.write(item, expected))) return false;
    memory.ledger.wrote(item, state);
  }
  return true;
}

/**
 * The base is immutable and named by its content: racing writers of the same days write the same item, and an
 * `open` always finds the very base that it was computed with. The one it replaces is removed afterwards.
 * The version rises even where the profile stays as it is: findings also tell what only the ledgers hold, and
 * replace one another by version.
 */
export async function writeProfile(
  store: StateStore,
  entity: string,
  { profile: next, fromDay, historical }: Advance,
  previous: Profile,
  stored: StateItem | undefined,
  memory: ProfileMemory,
): Promise<number | 'lost'> {
  const version = stored?.version ?? 0;
  if (next.open.newestTime === undefined || (fromDay === undefined && historical === 0)) return version;

  const base = next.base === previous.base ? stored?.base : await writeBase(store, entity, next);
  const item: StateItem = {
    ...openKey(entity),
    version: version + 1,
    bytes: encodeOpen(next.open),
    expires: seconds(next.open.newestTime + OPEN_DAYS_KEPT * DAY_MS),
    ...(base === undefined ? {} : { base }),
  };
  if (!(await store.write(item, version))) return 'lost';
  memory.open.wrote(item, next.open);
  if (stored?.base !== undefined && stored.base !== base) await store.remove({ entity, part: stored.base });
  return version + 1;
}

async function writeBase(store: StateStore, entity: string, { open, base }: Profile): Promise<string> {
  const bytes = encodeBase(base);
  const part = `base#${sha256Hex(bytes).slice(0, 16)}`;
  const expires = seconds((open.newestTime ?? 0) + BASE_DAYS_KEPT * DAY_MS);
  await store.write({ entity, part, version: 1, bytes, expires }, 0);
  return part;
}

function seconds(timeMs: number): number {
  return Math.ceil(timeMs / 1000);
}
