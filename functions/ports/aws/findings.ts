import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Finding } from '../../../shared/finding.ts';
import { isDue, type Told } from '../../../shared/page/paging.ts';
import {
  firstStatus,
  OUTBOX_SHARDS,
  outboxShard,
  projectionOf,
  severityMonth,
  severityMonths,
  stored,
} from '../finding-item.ts';
import type { Due, FindingStore, StoredFinding } from '../findings.ts';
import { assignments, type Item, names, numberOf, textOf, toValue, update } from './item.ts';

export function dynamoFindingStore(client: DynamoDBClient, table: string): FindingStore {
  const query = (input: Omit<QueryCommandInput, 'TableName'>, limit: number) =>
    readAll(limit, (rest) => client.send(new QueryCommand({ TableName: table, ...input, ...rest })));

  const get = async (id: string) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { id: { S: id } }, ConsistentRead: true }),
    );
    // Threads share the table and have no document.
    return Item?.['document'] && fromItem(Item);
  };

  const newest = async (index: string, key: string, value: string, limit: number) => {
    const input = {
      IndexName: index,
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': key },
      ExpressionAttributeValues: { ':key': toValue(value) },
      ScanIndexForward: false,
    };
    return (await query(input, limit)).map(fromItem);
  };

  return {
    upsert: async (finding, rev, nowMs) =>
      (await update(client, upsertInput(table, finding, rev, nowMs))) ? 'written' : 'superseded',
    get,
    settle: async (id, rev, told) => (await update(client, settleInput(table, id, rev, told))) !== undefined,
    due: async (beforeMs, limit) => {
      const shards = await Promise.all(OUTBOX_SHARDS.map((shard) => query(dueQuery(shard, beforeMs), limit)));
      return shards
        .flat()
        .map(toDue)
        .sort((a, b) => a.sinceMs - b.sinceMs)
        .slice(0, limit);
    },
    byEntity: (entity, limit) => newest('byEntity', 'entity', entity, limit),
    byMonth: (severity, month, limit) =>
      newest('bySeverity', 'severityMonth', severityMonth(severity, month), limit),
    recent: async ({ fromMs, toMs }, limit) => {
      const found: StoredFinding[] = [];
      for (const key of severityMonths({ fromMs, toMs }))
        found.push(...(await query(spanQuery(key, fromMs, toMs), limit)).map(fromItem));
      return newestFirst(found, limit);
    },
    findByPrefix: async (prefix, limit) => {
      const exact = await get(prefix);
      if (exact !== undefined) return [exact];
      const input = {
        TableName: table,
        FilterExpression: 'begins_with(#id, :prefix) AND attribute_exists(#document)',
        ExpressionAttributeNames: names('id', 'document'),
        ExpressionAttributeValues: { ':prefix': toValue(prefix) },
      };
      const items = await readAll(limit, ({ ExclusiveStartKey }) =>
        // Without Limit: in a scan it counts the items looked at, not those found.
        client.send(new ScanCommand({ ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) })),
      );
      return newestFirst(items.map(fromItem), limit);
    },
  };
}

function upsertInput(table: string, finding: Finding, rev: number, nowMs: number) {
  const projection = assignments({ ...projectionOf(finding, rev) });
  const { status, statusMonth } = firstStatus(finding);
  const marks = isDue(finding);
  return {
    TableName: table,
    Key: { id: { S: finding.id } },
    UpdateExpression: [
      `SET ${projection.expression}`,
      '#status = if_not_exists(#status, :status)',
      '#statusMonth = if_not_exists(#statusMonth, :statusMonth)',
      // The mark keeps its age: renewed by every revision, it would stay too young for `watch` to sweep.
      ...(marks ? ['#outbox = :outbox', '#outboxSince = if_not_exists(#outboxSince, :outboxSince)'] : []),
    ].join(', '),
    ConditionExpression: 'attribute_not_exists(#rev) OR #rev < :rev',
    ExpressionAttributeNames: {
      ...projection.names,
      ...names('status', 'statusMonth', ...(marks ? ['outbox', 'outboxSince'] : [])),
    },
    ExpressionAttributeValues: {
      ...projection.values,
      ':status': toValue(status),
      ':statusMonth': toValue(statusMonth),
      ...(marks ? { ':outbox': toValue(outboxShard(finding.id)), ':outboxSince': toValue(nowMs) } : {}),
    },
  };
}

function settleInput(table: string, id: string, rev: number, told: Told | undefined) {
  const removed = told === undefined ? '#outbox, #outboxSince, #told' : '#outbox, #outboxSince';
  return {
    TableName: table,
    Key: { id: { S: id } },
    UpdateExpression: `REMOVE ${removed}${told === undefined ? '' : ' SET #told = :told'}`,
    ConditionExpression: '#rev = :rev',
    ExpressionAttributeNames: names('rev', 'outbox', 'outboxSince', 'told'),
    ExpressionAttributeValues: {
      ':rev': toValue(rev),
      ...(told === undefined ? {} : { ':told': toValue(JSON.stringify(told)) }),
    },
  };
}

function dueQuery(shard: string, beforeMs: number) {
  return {
    IndexName: 'outbox',
    KeyConditionExpression: '#outbox = :outbox AND #outboxSince <= :before',
    ExpressionAttributeNames: names('outbox', 'outboxSince'),
    ExpressionAttributeValues: { ':outbox': toValue(shard), ':before': toValue(beforeMs) },
  };
}

function spanQuery(key: string, fromMs: number, toMs: number) {
  return {
    IndexName: 'bySeverity',
    KeyConditionExpression: '#severityMonth = :key AND #latest BETWEEN :from AND :to',
    ExpressionAttributeNames: names('severityMonth', 'latest'),
    ExpressionAttributeValues: { ':key': toValue(key), ':from': toValue(fromMs), ':to': toValue(toMs) },
    ScanIndexForward: false,
  };
}

interface Found {
  readonly Items?: Item[] | undefined;
  readonly LastEvaluatedKey?: Item | undefined;
}
type ReadPage = (rest: { readonly Limit: number; readonly ExclusiveStartKey?: Item }) => Promise<Found>;

/** Follows the pages, each at most 1 MB, until `limit` items are found or there are no more. */
async function readAll(limit: number, readPage: ReadPage): Promise<Item[]> {
  const found: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await readPage({ Limit: limit - found.length, ...(start && { ExclusiveStartKey: start }) });
    found.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && found.length < limit);
  return found;
}

function fromItem(item: Item): StoredFinding {
  return stored({
    document: textOf(item, 'document'),
    rev: numberOf(item, 'rev'),
    status: textOf(item, 'status'),
    ...(item['outbox']?.S && { outbox: item['outbox'].S }),
    ...(item['told']?.S && { told: item['told'].S }),
  });
}

function toDue(item: Item): Due {
  return { id: textOf(item, 'id'), sinceMs: numberOf(item, 'outboxSince') };
}

function newestFirst(findings: readonly StoredFinding[], limit: number): StoredFinding[] {
  return findings.toSorted((a, b) => b.finding.lastTime - a.finding.lastTime).slice(0, limit);
}
