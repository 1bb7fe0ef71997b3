import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toValue, type Value } from '../../functions/ports/aws/item.ts';
import { encodeLedger, type FindingItem, ledgerId } from '../../functions/ports/finding-item.ts';
import type { FindingStore } from '../../functions/ports/findings.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { itemBytes, type Meter } from './usage.ts';

/** The indexes of the findings table, each of keys only; test/cost/meter.test.ts holds them to the template. */
export const INDEXES = [
  { name: 'byEntity', keys: ['entity', 'day'] },
  { name: 'bySeverity', keys: ['severityMonth', 'latest'] },
  { name: 'byStatus', keys: ['statusMonth', 'latest'] },
  { name: 'outbox', keys: ['outbox', 'outboxSince'] },
  { name: 'later', keys: ['later', 'laterAt'] },
  { name: 'byPrefix', keys: ['idStart', 'id'] },
] as const;

/** The findings table: the items that both adapters write, with what each write does to the indexes. */
export function meteredFindings(items: Map<string, FindingItem>, meter: Meter): FindingStore {
  const store = memoryFindingStore(items);
  const around = async <Result>(id: string, write: () => Promise<Result>): Promise<Result> => {
    const before = attributesOf(items.get(id));
    const result = await write();
    countWrite(before, attributesOf(items.get(id)), meter);
    return result;
  };
  const read = (id: string) => meter.read('findings', itemBytes(attributesOf(items.get(id)) ?? {}));
  return {
    ...store,
    upsert: (finding, rev, nowMs, arrivedMs) => {
      if (finding.ledger) {
        const item = { id: ledgerId(finding.id), rev, ledger: encodeLedger(finding.ledger) };
        const bytes = itemBytes(attributesOf(item) ?? {});
        meter.write('findings', bytes, bytes);
      }
      return around(finding.id, () => store.upsert(finding, rev, nowMs, arrivedMs));
    },
    get: (id) => {
      read(id);
      return store.get(id);
    },
    settle: (id, version, settled) => around(id, () => store.settle(id, version, settled)),
    record: (before, triage, markMs) => around(before.finding.id, () => store.record(before, triage, markMs)),
    due: (beforeMs, limit) => {
      // A query for each of the four keys of the outbox, eventually consistent: half a unit each.
      for (let query = 0; query < 2; query++) meter.read('findings indexes', 0);
      return store.due(beforeMs, limit);
    },
    waiting: (queue, beforeMs, limit) => {
      meter.read('findings indexes', 0);
      return store.waiting(queue, beforeMs, limit);
    },
  };
}

type Attributes = Readonly<Record<string, AttributeValue>>;

function attributesOf(item: object | undefined): Attributes | undefined {
  if (item === undefined) return undefined;
  const set = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, toValue(value as Value)]));
}

/** A change of an index's key is a removal and an insertion there.
 *  https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes */
export function countWrite(
  before: Attributes | undefined,
  after: Attributes | undefined,
  meter: Meter,
): void {
  meter.write('findings', itemBytes(before ?? {}), itemBytes(after ?? {}));
  for (const index of INDEXES) {
    const [old, next] = [entryOf(before, index), entryOf(after, index)];
    if (old === undefined && next === undefined) continue;
    if (old !== undefined && next !== undefined && sameKeys(old, next, index)) {
      if (JSON.stringify(old) !== JSON.stringify(next))
        meter.write('findings indexes', itemBytes(old), itemBytes(next));
      continue;
    }
    if (old !== undefined) meter.write('findings indexes', itemBytes(old), 0);
    if (next !== undefined) meter.write('findings indexes', 0, itemBytes(next));
  }
}

type Index = (typeof INDEXES)[number];

function entryOf(item: Attributes | undefined, { keys }: Index): Attributes | undefined {
  if (item === undefined || keys.some((key) => item[key] === undefined)) return undefined;
  const names: readonly string[] = ['id', ...keys];
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

function sameKeys(left: Attributes, right: Attributes, { keys }: Index): boolean {
  return keys.every((key) => JSON.stringify(left[key]) === JSON.stringify(right[key]));
}
