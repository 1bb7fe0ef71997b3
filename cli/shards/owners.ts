import type { Activity } from '../../shared/activity.ts';
import { actorEntity, namesHeard, personEntity } from '../../shared/entity.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { dayOf } from '../../shared/time.ts';

/** An account as some part of a log shows it. */
export interface Seen {
  readonly entity: string;
  readonly emails: readonly string[];
  /** What judging it costs, roughly, in events. */
  readonly weight: number;
}

/** An account's day costs as much as so many events of it. */
const DAY_WEIGHT = 20;

/** The accounts of some activities, those that something was done to included. */
export function seenIn(activities: readonly Activity[]): Seen[] {
  const accounts = new Map<string, { emails: Set<string>; days: Set<number>; events: number }>();
  const see = (entity: string, names: readonly string[], day: number) => {
    const account = accounts.get(entity) ?? { emails: new Set(), days: new Set(), events: 0 };
    accounts.set(entity, account);
    for (const name of names) account.emails.add(name);
    account.days.add(day);
    account.events++;
  };
  for (const { vendor, tenant, actor, target, time } of activities) {
    see(actorEntity({ vendor, tenant, actor }), namesHeard(vendor, actor), dayOf(time));
    if (target?.uid !== undefined)
      see(
        actorEntity({ vendor, tenant, actor: { uid: target.uid } }),
        namesHeard(vendor, target),
        dayOf(time),
      );
  }
  return Array.from(accounts, ([entity, { emails, days, events }]) => ({
    entity,
    emails: [...emails],
    weight: events + DAY_WEIGHT * days.size,
  }));
}

/** Which shard an entity belongs to, by its number. */
export type Owners = ReadonlyMap<string, number>;

/** What no account of the log is, such as addresses, is spread by hash. */
export function ownerOf(owners: Owners, entity: string, shards: number): number {
  return owners.get(entity) ?? hashOf(entity) % shards;
}

/** Groups accounts that hear of their person by one name: what is done to one account of a person counts for the others. */
export function createOwners() {
  const parents = new Map<string, string>();
  const weights = new Map<string, number>();

  function rootOf(name: string): string {
    let root = name;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent;
    parents.set(name, root);
    return root;
  }

  return {
    see(all: readonly Seen[]): void {
      for (const { entity, emails, weight } of all) {
        weights.set(entity, (weights.get(entity) ?? 0) + weight);
        const root = rootOf(entity);
        for (const email of emails) parents.set(rootOf(personEntity(email)), root);
      }
    },
    /** The heaviest people first, each to the shard that has least so far. */
    divide(shards: number): Owners {
      const people = [...Map.groupBy(weights.keys(), rootOf).values()].map((entities) => ({
        entities,
        weight: entities.reduce((sum, entity) => sum + (weights.get(entity) ?? 0), 0),
      }));
      const loads = new Array<number>(shards).fill(0);
      const owners = new Map<string, number>();
      for (const { entities, weight } of people.sort((a, b) => b.weight - a.weight)) {
        const lightest = loads.indexOf(Math.min(...loads));
        loads[lightest] = (loads[lightest] ?? 0) + weight;
        for (const entity of entities) owners.set(entity, lightest);
      }
      return owners;
    },
  };
}
