import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { isTable, recentTables } from '../../functions/ports/organisations.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import { parseOrganisation } from '../../shared/entity.ts';
import { causesOf, type SeenCause } from '../../shared/feeds/common-cause.ts';
import type { Rate } from '../../shared/feeds/crowd.ts';
import { foundPerDay, type Table } from '../../shared/organisation.ts';

/** What accounts of each organisation take up together, and how much is usual there, looked for as the days go by. */
export interface CauseWatch {
  /** Whether it is time to look again before this day begins. */
  isDue(day: number): boolean;
  /** At the end of a day. `tables`: of the weeks up to it, by the entity of the organisation. */
  look(day: number, tables: ReadonlyMap<string, readonly Table[]>): void;
  readonly seen: readonly SeenCause[];
  /** In order of the days. */
  readonly rates: readonly Rate[];
}

/** A cause is seen for two weeks from its first day: half of that misses none, and counts those who join. */
const LOOK_DAYS = 7;

export function watchCauses(): CauseWatch {
  const seen = new Map<string, SeenCause>();
  const rates: Rate[] = [];
  let looked = Number.NEGATIVE_INFINITY;
  return {
    isDue: (day) => day >= looked + LOOK_DAYS,
    look: (day, tables) => {
      looked = day;
      for (const [organisation, parts] of tables) {
        const feed = parseOrganisation(organisation);
        const perDay = foundPerDay(parts, day);
        if (perDay !== undefined) rates.push({ feed, day, perDay });
        for (const cause of causesOf(parts, day))
          seen.set(`${organisation} ${cause.day} ${cause.facet} ${cause.value}`, { ...cause, feed });
      }
    },
    rates,
    get seen() {
      return [...seen.values()];
    },
  };
}

/** The tables of the last weeks that a state table holds. */
export async function tablesIn(
  items: Map<string, StateItem>,
  day: number,
): Promise<ReadonlyMap<string, readonly Table[]>> {
  const state = memoryStateStore(items);
  const names = new Set([...items.values()].flatMap(({ entity, part }) => (isTable(part) ? [entity] : [])));
  const tables = new Map<string, readonly Table[]>();
  for (const name of names) tables.set(name, await recentTables(state, name, day));
  return tables;
}
