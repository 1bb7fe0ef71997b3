import fc from 'fast-check';
import { expect } from 'vitest';
import type { Arrival } from '../../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../../functions/detect/assess-arrivals.ts';
import { isTransient } from '../../../functions/detect/errors.ts';
import type { AssessOptions } from '../../../functions/detect/options.ts';
import type { FindingItem } from '../../../functions/ports/finding-item.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { itemKey, openKey, type StateItem } from '../../../functions/ports/state.ts';
import type { Finding } from '../../../shared/finding.ts';
import { ledger } from '../../../shared/ledger.ts';
import { fromOcsf } from '../../../shared/ocsf.ts';
import { table } from '../../../shared/organisation.ts';
import { person } from '../../../shared/person.ts';
import { decodeBase, decodeOpen } from '../../../shared/profile/codec.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { attempt, type Fault, Throttled } from './faults.ts';

export const options: AssessOptions = {
  hashKey: new Uint8Array(32).fill(3),
  settings: DEFAULT_SETTINGS,
  now: () => 0,
};

/** What is in the tables. */
export interface World {
  readonly state: Map<string, StateItem>;
  readonly findings: Map<string, FindingItem>;
}
export const copy = ({ state, findings }: World): World => ({
  state: new Map(state),
  findings: new Map(findings),
});

export const emptyWorld = (): World => ({ state: new Map(), findings: new Map() });

export async function deliver(world: World, arrivals: readonly Arrival[], how = options) {
  const ports = { state: memoryStateStore(world.state), findings: memoryFindingStore(world.findings) };
  const outcome = await assessArrivals(arrivals, ports, how);
  expect(outcome.failed).toEqual([]);
  return outcome;
}

/** What the tables say, without version numbers, orphans, and whether a finding was recorded in between. */
export function content({ state, findings }: World) {
  const items = [...state.values()].sort((a, b) => (itemKey(a) < itemKey(b) ? -1 : 1));
  const actors = items.map(({ entity }) => entity).filter((entity) => /^(?:actor|source)\//.test(entity));
  return {
    profiles: [...new Set(actors)].map((entity) => profileOf(state, entity)),
    ledgers: items
      .filter(({ part }) => part.startsWith('hour#'))
      .map((item) => {
        const { lines, ...rest } = ledger.decode(item.bytes);
        return { key: itemKey(item), lines: [...lines.keys()].sort(), ...rest };
      }),
    findings: findingsOf(findings).filter((one) => one.state === 'open'),
    /** What is known of the organisation. */
    uses: items
      .filter(({ part }) => part.startsWith('uses#'))
      .map((item) => ({
        key: itemKey(item),
        users: new Map([...table.decode(item.bytes).users].filter(([name]) => name !== 'found')),
      })),
    persons: items
      .filter(({ part }) => part === 'person')
      .map((item) => {
        const { steps, changes, accounts, refusals, closures } = person.decode(item.bytes);
        const [told, made, known, refused, closed] = [steps, changes, accounts, refusals, closures].map(
          (all) => [...all].sort(),
        );
        return {
          key: itemKey(item),
          steps: told,
          changes: made,
          accounts: known,
          refusals: refused,
          closures: closed,
        };
      }),
  };
}

function profileOf(state: World['state'], entity: string) {
  const open = state.get(itemKey(openKey(entity)));
  if (open === undefined) return undefined;
  const base = open.base === undefined ? undefined : state.get(itemKey({ entity, part: open.base }));
  expect(base === undefined).toBe(open.base === undefined);
  const { newestTime, hours, marks, emails } = decodeOpen(open.bytes);
  return {
    newestTime,
    emails,
    hours: [...hours],
    flagged: [...marks].filter(([, { flagged }]) => flagged).map(([day]) => day),
    base: base && decodeBase(base.bytes),
  };
}

export function findingsOf(findings: World['findings']): Finding[] {
  return [...findings.values()]
    .map(({ document }) => fromOcsf(JSON.parse(document)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export const faults: fc.Arbitrary<Fault[]> = fc.array(
  fc.record({
    call: fc.nat(12),
    kind: fc.constantFrom('dies', 'throttles'),
    afterEffect: fc.boolean(),
  }),
  { maxLength: 2 },
);

/** A shard delivers its batches in order, and each again until it is done, as the event source mapping does. */
export async function deliverShard(
  world: World,
  batches: readonly (readonly Arrival[])[],
  plans: readonly (readonly Fault[])[],
  turn: () => Promise<unknown>,
  how = options,
): Promise<void> {
  let started = 0;
  for (const arrivals of batches) {
    for (let done = false; !done; ) {
      const { state, findings, isDead } = attempt(
        memoryStateStore(world.state),
        memoryFindingStore(world.findings),
        turn,
        plans[started++] ?? [],
      );
      try {
        const { failed } = await assessArrivals(arrivals, { state, findings }, how);
        if (!isDead()) for (const { error } of failed) expect(isTransient(error)).toBe(true);
        done = !isDead() && failed.length === 0;
      } catch (error) {
        if (!isDead() && !(error instanceof Throttled)) throw error;
      }
    }
  }
}

/** Batches of up to three shards. What one of them has delivered, another may deliver again at any time. */
export const shardsOf = <Batch>(batch: fc.Arbitrary<Batch>): fc.Arbitrary<Batch[][]> =>
  fc
    .array(fc.array(batch, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 })
    .map((all) => all.map((batches, i) => [...batches, ...(all[(i + 1) % all.length] ?? []).slice(0, 1)]));
