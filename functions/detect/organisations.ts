import { ACTOR_TYPES } from '../../shared/activity.ts';
import { type Context, NO_CONTEXT } from '../../shared/context.ts';
import { parseEntity } from '../../shared/entity.ts';
import {
  enter,
  findingsOn,
  noiseIn,
  popularityIn,
  TABLE_DAYS,
  type Table,
  table,
  tablesFor,
  type Use,
  usesOf,
} from '../../shared/organisation.ts';
import { OPEN_DAYS } from '../../shared/profile/profile.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { DAY_MS } from '../../shared/time.ts';
import { shardOf, shardsOf } from '../ports/organisations.ts';
import { itemKey, type StateKey, type StateStore } from '../ports/state.ts';
import type { Committed } from './profiles.ts';
import { updateItem } from './update-item.ts';

/** What is usual in each organisation: tables of which account uses which network, client, country, application. */
export interface Organisations {
  /** Brings up the tables that judging these entities needs, on this day and on those that it is known to decide. */
  load(entities: readonly string[], day: number): Promise<void>;
  of(entity: string, day: number): Known;
  /** Enters what an account shows for the first time, and the days on which something was found of it. */
  enter(committed: Committed, found?: readonly number[]): Promise<void>;
}

type Known = Pick<Context, 'popularity' | 'amongPeople' | 'noise'>;

const UNKNOWN: Known = {
  popularity: NO_CONTEXT.popularity,
  noise: NO_CONTEXT.noise,
};

/** What tables tell of an account on a day. */
export function knownOf(tables: readonly Table[], entity: string, day: number): Known {
  if (tables.length === 0) return UNKNOWN;
  const account = hashOf(entity);
  return {
    popularity: popularityIn(tables, account, day),
    amongPeople: popularityIn(tables, account, day, true),
    noise: () => noiseIn(tables, account, day),
  };
}

const MAX_ATTEMPTS = 20;
/** Two tables back from the day, and as long again for whoever rebuilds. */
const KEPT_DAYS = 5 * TABLE_DAYS;
/** Days before the newest that are judged again. */
const BACK_DAYS = 9;
/** Days after the one of an event that comes late, which are judged again as well. */
const ON_DAYS = OPEN_DAYS - 1;

/** Remembers the tables between batches; all are read again when the next day is judged. */
export function organisationsIn(store: StateStore): Organisations {
  const known = new Map<
    string,
    { readonly forDay: number; readonly tables: ReadonlyMap<number, readonly Table[]> }
  >();

  /**
   * In which tables an account stands as found, or as what it is, and since when: a finding that is open is written with every
   * batch, and what an account is no profile tells.
   */
  const standsIn = new Map<string, number>();
  const write = inTurns((key, uses) => enterUses(store, key, uses));

  async function bring(name: string, day: number): Promise<void> {
    const before = known.get(name);
    const held = before !== undefined && before.forDay >= day ? before.tables : new Map<number, Table[]>();
    const needed = new Set([...tablesFor(day - BACK_DAYS), ...tablesFor(day + ON_DAYS)]);
    const numbers = [...needed].filter((number) => !held.has(number));
    if (numbers.length === 0) return;
    const keys = numbers.flatMap((number) => shardsOf(name, number));
    const items = await store.read(keys);
    const tablesOf = (number: number) =>
      shardsOf(name, number).flatMap((key) => {
        const item = items.get(itemKey(key));
        return item === undefined ? [] : [table.decode(item.bytes)];
      });
    known.set(name, {
      forDay: Math.max(day, before?.forDay ?? day),
      tables: new Map([...held, ...numbers.map((number) => [number, tablesOf(number)] as const)]),
    });
  }

  return {
    load: async (entities, day) => {
      const names = new Set(entities.flatMap((entity) => organisationOf(entity) ?? []));
      for (const name of names) await bring(name, day);
    },
    of: (entity, day) => {
      const tables = known.get(organisationOf(entity) ?? '')?.tables;
      const needed = tablesFor(day).flatMap((number) => tables?.get(number) ?? []);
      return knownOf(needed, entity, day);
    },
    enter: async ({ arrival: { entity }, profile, live }, found = []) => {
      const name = organisationOf(entity);
      if (name === undefined) return;
      const account = hashOf(entity);
      const placeOf = (use: Use) => `${entity} ${numberOf(use)} ${use.name}`;
      const uses = [...usesOf(profile, account, live), ...findingsOn(found, account)].filter(
        (use) => use.day < (standsIn.get(placeOf(use)) ?? Number.POSITIVE_INFINITY),
      );
      for (const [number, own] of Map.groupBy(uses, numberOf))
        await write(shardOf(name, number, account), own);
      if (standsIn.size > MAX_REMEMBERED) standsIn.clear();
      for (const use of uses) if (KEPT_NAMES.has(use.name)) standsIn.set(placeOf(use), use.day);
    },
  };
}

const KEPT_NAMES: ReadonlySet<string> = new Set(['found', ...ACTOR_TYPES]);
const numberOf = ({ day }: Pick<Use, 'day'>) => Math.floor(day / TABLE_DAYS);
const MAX_REMEMBERED = 10_000;

/**
 * One after the other for each part of a table, and what comes while one is written is written at once after it: accounts of one
 * batch would take the part from each other, each losing most of its attempts.
 */
function inTurns(
  write: (key: StateKey, uses: readonly Use[]) => Promise<void>,
): (key: StateKey, uses: readonly Use[]) => Promise<void> {
  const running = new Map<string, Promise<unknown>>();
  const waiting = new Map<string, { readonly uses: Use[]; readonly done: Promise<void> }>();
  return (key, uses) => {
    const name = itemKey(key);
    const next = waiting.get(name);
    if (next !== undefined) {
      next.uses.push(...uses);
      return next.done;
    }
    const own = [...uses];
    const start = async () => {
      waiting.delete(name);
      await write(key, own);
    };
    const before = running.get(name);
    const done = before === undefined ? start() : before.then(start, start);
    if (before !== undefined) waiting.set(name, { uses: own, done });
    running.set(name, done);
    const end = () => {
      if (running.get(name) === done) running.delete(name);
    };
    done.then(end, end);
    return done;
  };
}

async function enterUses(store: StateStore, key: StateKey, uses: readonly Use[]): Promise<void> {
  const newest = Math.max(...uses.map(({ day }) => day));
  const expires = Math.ceil(((newest + KEPT_DAYS) * DAY_MS) / 1000);
  await updateItem(store, key, table, (old) => enter(old, uses), { expires, attempts: MAX_ATTEMPTS });
}

/** `organisation/okta/example`; addresses and people belong to none. */
export function organisationOf(entity: string): string | undefined {
  const parsed = parseEntity(entity);
  return parsed.kind === 'actor'
    ? entity.replace(/^actor/, 'organisation').replace(/\/[^/]*$/, '')
    : undefined;
}
