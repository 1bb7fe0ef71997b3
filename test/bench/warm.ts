import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { readRuleSet } from '../../functions/ports/rules.ts';
import { itemKey, type StateItem, type StateKey, type StateStore } from '../../functions/ports/state.ts';
import { judgingWith } from '../../shared/assess.ts';
import { decodeBatch, type StreamRecord } from '../../shared/decode.ts';
import { actorEntity } from '../../shared/entity.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { accountOf, DIALECTS, type Dialect, HASH_KEY, PROTOTYPES, recordOf } from './events.ts';

const START_MS = Date.UTC(2026, 0, 5);
/** So that the day measured does not begin a new table of the organisation. */
const DAYS = 46;
/** 09:00 of the day that is measured. */
export const TODAY_MS = START_MS + DAYS * DAY_MS + 9 * HOUR_MS;

export const RULES = readRuleSet('');
export const OPTIONS = {
  hashKey: HASH_KEY,
  settings: DEFAULT_SETTINGS,
  judging: judgingWith(RULES),
  rules: RULES,
  now: () => 0,
  budgetEvents: Number.POSITIVE_INFINITY,
};

/** A state table in which any number of accounts have the past of one of a few that really lived. */
export interface WarmTable {
  readonly item: (key: StateKey) => StateItem | undefined;
  readonly write: (item: StateItem) => void;
  readonly store: StateStore;
}

/**
 * Lets a few accounts work for six weeks, five hours a day, and serves their profiles under the name of every account.
 * A million of them in memory would measure this process's own heap; what the code under test keeps of each account
 * grows all the same. What is written is read again by that account alone.
 */
export async function warmTable(dialect: Dialect): Promise<WarmTable> {
  const items = new Map<string, StateItem>();
  const state = memoryStateStore(items);
  let number = 0;
  for (let day = 0; day <= DAYS; day++) {
    if (day % 7 >= 5) continue;
    const records: StreamRecord[] = [];
    for (let actor = 0; actor < PROTOTYPES; actor++)
      // The day measured has begun: the first batch of a day costs a little more.
      for (let hour = day === DAYS ? 8 : 9; hour < (day === DAYS ? 9 : 14); hour++)
        for (let n = 0; n < 20; n++)
          records.push(
            recordOf(
              DIALECTS[dialect]({
                actor,
                number: number++,
                timeMs: START_MS + day * DAY_MS + hour * HOUR_MS + n * 1000,
              }),
              records.length,
            ),
          );
    const { activities } = decodeBatch(records, OPTIONS);
    await assessArrivals(groupByEntity(activities), { state, findings: memoryFindingStore() }, OPTIONS);
  }
  const prototypes = new Map(
    Array.from({ length: PROTOTYPES }, (_, actor) => [actor, entityOf(dialect, actor)]),
  );
  const written = new Map<string, StateItem>();
  const write = (one: StateItem) => void written.set(itemKey(one), one);
  const item = (key: StateKey): StateItem | undefined => {
    const own = written.get(itemKey(key));
    if (own !== undefined) return own;
    if (!key.entity.startsWith('actor/')) return items.get(itemKey(key));
    const actor = Number(key.entity.slice(-9));
    const lived = items.get(itemKey({ entity: prototypes.get(actor % PROTOTYPES) ?? '', part: key.part }));
    return lived === undefined ? undefined : { ...lived, entity: key.entity };
  };
  return {
    item,
    write,
    store: {
      read: async (keys) => {
        const found = new Map<string, StateItem>();
        for (const key of keys) {
          const one = item(key);
          if (one !== undefined) found.set(itemKey(key), one);
        }
        return found;
      },
      write: async (one) => {
        write(one);
        return true;
      },
      remove: async () => {},
    },
  };
}

export function entityOf(dialect: Dialect, actor: number): string {
  return actorEntity({ vendor: dialect, tenant: 'default', actor: { uid: accountOf(dialect, actor) } });
}

/**
 * Batches of a thousand records of today, `perEntity` of each account, accounts in the order of a fixed stride. A batch
 * that is all of one account has an hour of its own: the next one of its hour would find a ledger that is full.
 */
export function batchesOf(
  dialect: Dialect,
  shape: {
    readonly actors: number;
    readonly perEntity: number;
    readonly batches: number;
    readonly from: number;
  },
): StreamRecord[][] {
  const { actors, perEntity, batches, from } = shape;
  const entities = BATCH_RECORDS / perEntity;
  let number = from * BATCH_RECORDS;
  return Array.from({ length: batches }, (_, batch) =>
    Array.from({ length: BATCH_RECORDS }, (_, at) => {
      const turn = (from + batch) * entities + (at % entities);
      const actor = (turn * STRIDE) % actors;
      const hourMs = entities === 1 ? TODAY_MS + (from + batch) * HOUR_MS : TODAY_MS;
      return recordOf(
        DIALECTS[dialect]({ actor, number: 1_000_000 + number++, timeMs: hourMs + at * 1000 }),
        at,
      );
    }),
  );
}

export const BATCH_RECORDS = 1000;
/** Prime, so that every account has its turn. */
const STRIDE = 7919;
