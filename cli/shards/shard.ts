import type { Organisations } from '../../functions/detect/organisations.ts';
import { knownOf, organisationOf } from '../../functions/detect/organisations.ts';
import { recentNumbers, shardOf } from '../../functions/ports/organisations.ts';
import { itemKey } from '../../functions/ports/state.ts';
import type { Activity } from '../../shared/activity.ts';
import { actorEntity } from '../../shared/entity.ts';
import {
  EMPTY_TABLE,
  enter,
  findingsOn,
  TABLE_DAYS,
  type Table,
  tablesFor,
  type Use,
  usesOf,
} from '../../shared/organisation.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { isStepKind } from '../../shared/profile/steps.ts';

/** A share of the accounts and addresses of a log, whose days are judged beside those of the other shares. */
export interface Shard {
  readonly owns: (entity: string) => boolean;
  /**
   * At the end of a day: what this shard's accounts showed for the first time goes to all, and what those of all
   * shards showed comes back.
   */
  readonly exchange: (uses: readonly SharedUse[]) => Promise<readonly SharedUse[]>;
}

/** Whether an event may concern the shard. Changes of access do always: what is known of people every shard keeps whole. */
export function concerns(
  { owns }: Pick<Shard, 'owns'>,
  { vendor, tenant, actor, target, kind }: Activity,
): boolean {
  return (
    isStepKind(kind) ||
    // It belongs to its address as well.
    kind === 'logon' ||
    owns(actorEntity({ vendor, tenant, actor })) ||
    (target?.uid !== undefined && owns(actorEntity({ vendor, tenant, actor: { uid: target.uid } })))
  );
}

export interface SharedUse extends Use {
  readonly organisation: string;
}

export interface SharedOrganisations extends Organisations {
  endDay(): Promise<void>;
  /** Of the last eight weeks or more, by organisation. */
  recent(day: number): ReadonlyMap<string, readonly Table[]>;
}

/** Days before the newest that are judged again. */
const BACK_DAYS = 9;

/**
 * Tables that every shard keeps whole. A day is held against those of the days before it, so exchanging once a day
 * is enough, and the tables are sets: the order in which shards have entered does not matter.
 */
export function sharedOrganisations({ exchange }: Pick<Shard, 'exchange'>): SharedOrganisations {
  /** By number, organisation and part. */
  const tables = new Map<number, Map<string, Map<string, Table>>>();
  let uses: SharedUse[] = [];

  return {
    load: async (_, day) => {
      const [oldest = 0] = tablesFor(day - BACK_DAYS);
      for (const number of tables.keys()) if (number < oldest) tables.delete(number);
    },
    of: (entity, day) => {
      const organisation = organisationOf(entity) ?? '';
      const needed = tablesFor(day).flatMap((number) => [
        ...(tables.get(number)?.get(organisation)?.values() ?? []),
      ]);
      return knownOf(needed, entity, day);
    },
    enter: async ({ arrival: { entity }, profile, live }, found = []) => {
      const organisation = organisationOf(entity);
      if (organisation === undefined) return;
      const account = hashOf(entity);
      for (const use of [...usesOf(profile, account, live), ...findingsOn(found, account)])
        uses.push({ ...use, organisation });
    },
    recent: (day) => {
      const recent = new Map<string, Table[]>();
      for (const number of recentNumbers(day))
        for (const [organisation, parts] of tables.get(number) ?? [])
          recent.set(organisation, [...(recent.get(organisation) ?? []), ...parts.values()]);
      return recent;
    },
    endDay: async () => {
      const own = uses;
      uses = [];
      for (const [key, all] of Map.groupBy(await exchange(own), partOf)) {
        const [first] = all;
        if (first === undefined) continue;
        const parts = partsOf(tables, numberOf(first), first.organisation);
        parts.set(key, enter(parts.get(key) ?? EMPTY_TABLE, all));
      }
    },
  };
}

const numberOf = ({ day }: Use) => Math.floor(day / TABLE_DAYS);

/** As the state table cuts them: how many accounts a table lists of one value goes by part. */
function partOf(use: SharedUse): string {
  return itemKey(shardOf(use.organisation, numberOf(use), use.account));
}

function partsOf(
  tables: Map<number, Map<string, Map<string, Table>>>,
  number: number,
  organisation: string,
): Map<string, Table> {
  const ofNumber = tables.get(number) ?? new Map<string, Map<string, Table>>();
  const parts = ofNumber.get(organisation) ?? new Map<string, Table>();
  tables.set(number, ofNumber.set(organisation, parts));
  return parts;
}
