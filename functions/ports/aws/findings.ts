import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Finding } from '../../../shared/finding.ts';
import type { FindingLedger } from '../../../shared/finding-ledger.ts';
import { isDue } from '../../../shared/page/paging.ts';
import type { Triage } from '../../../shared/triage.ts';
import {
  ALERT_ATTRIBUTES,
  alertAttributes,
  decodeLedger,
  encodeLedger,
  firstStatus,
  idStarts,
  ledgerId,
  OUTBOX_SHARDS,
  outboxShard,
  projectionOf,
  severityMonth,
  severityMonths,
  statusMonth,
  stored,
  triageAttributes,
} from '../finding-item.ts';
import type { Due, FindingStore, FindingVersion, Settled, StoredFinding } from '../findings.ts';
import { batchGet } from './batch-get.ts';
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
    return whole(await query(input, limit));
  };

  /** What an index lists, in its order, as the table has it: the indexes hold keys only, so that a write of a finding
   *  need not be paid once more for each. */
  const whole = async (listed: readonly Item[]) => {
    const ids = [...new Set(listed.map((item) => textOf(item, 'id')))];
    const items = await batchGet(
      client,
      table,
      ids.map((id) => ({ id: toValue(id) })),
      false,
    );
    const found = new Map(items.map((item) => [textOf(item, 'id'), item]));
    return ids.flatMap((id) => {
      const item = found.get(id);
      return item === undefined ? [] : [fromItem(item)];
    });
  };

  return {
    upsert: async (finding, rev, nowMs, arrivedMs) => {
      if (finding.ledger) await update(client, ledgerInput(table, finding.id, finding.ledger, rev));
      const written = await update(client, upsertInput(table, finding, rev, nowMs, arrivedMs));
      return written ? 'written' : 'superseded';
    },
    get,
    settle: async (id, version, settled) =>
      (await update(client, settleInput(table, id, version, settled))) !== undefined,
    record: async (before, triage, markMs) =>
      (await update(client, recordInput(table, before, triage, markMs))) !== undefined,
    ledgerOf: async (id) => {
      const Key = { id: toValue(ledgerId(id)) };
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
      return Item?.['ledger']?.B && decodeLedger(Item['ledger'].B);
    },
    due: async (beforeMs, limit) => {
      const shards = await Promise.all(OUTBOX_SHARDS.map((shard) => query(dueQuery(shard, beforeMs), limit)));
      return shards
        .flat()
        .map(toDue)
        .sort((a, b) => a.sinceMs - b.sinceMs)
        .slice(0, limit);
    },
    waiting: async (queue, beforeMs, limit) =>
      (await query(waitingQuery(queue, beforeMs), limit)).map((item) => ({
        id: textOf(item, 'id'),
        sinceMs: numberOf(item, 'laterAt'),
      })),
    byEntity: (entity, limit) => newest('byEntity', 'entity', entity, limit),
    byMonth: (severity, month, limit) =>
      newest('bySeverity', 'severityMonth', severityMonth(severity, month), limit),
    byStatus: (status, month, limit) => newest('byStatus', 'statusMonth', statusMonth(status, month), limit),
    recent: async ({ fromMs, toMs }, limit, least) => {
      const keys = severityMonths({ fromMs, toMs }, least);
      const listed = await Promise.all(keys.map((key) => query(spanQuery(key, fromMs, toMs), limit)));
      const newest = listed
        .flat()
        .sort((a, b) => numberOf(b, 'latest') - numberOf(a, 'latest'))
        .slice(0, limit);
      return newestFirst(await whole(newest), limit);
    },
    findByPrefix: async (prefix, limit) => {
      const keys = await Promise.all(
        idStarts(prefix).map((start) => query(prefixQuery(start, prefix), limit)),
      );
      return newestFirst(await whole(keys.flat().slice(0, limit)), limit);
    },
  };
}

function ledgerInput(table: string, id: string, ledger: FindingLedger, rev: number) {
  const set = assignments({ rev, ledger: encodeLedger(ledger) });
  return {
    TableName: table,
    Key: { id: { S: ledgerId(id) } },
    UpdateExpression: `SET ${set.expression}`,
    ConditionExpression: 'attribute_not_exists(#rev) OR #rev < :rev',
    ExpressionAttributeNames: set.names,
    ExpressionAttributeValues: set.values,
  };
}

function upsertInput(
  table: string,
  finding: Finding,
  rev: number,
  nowMs: number,
  arrivedMs: number | undefined,
) {
  const projection = assignments({ ...projectionOf(finding, rev, arrivedMs) });
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

function settleInput(table: string, id: string, { rev, triageVersion }: FindingVersion, settled: Settled) {
  const set = assignments({ ...alertAttributes(settled) });
  const removed = ['outbox', 'outboxSince', ...ALERT_ATTRIBUTES.filter((name) => !(`#${name}` in set.names))];
  const untouched = 'attribute_not_exists(#triageVersion)';
  return {
    TableName: table,
    Key: { id: { S: id } },
    UpdateExpression: `REMOVE ${removed.map((name) => `#${name}`).join(', ')}${set.expression === '' ? '' : ` SET ${set.expression}`}`,
    ConditionExpression: `#rev = :rev AND ${triageVersion === 0 ? untouched : '#triageVersion = :triageVersion'}`,
    ExpressionAttributeNames: { ...names('rev', 'triageVersion', ...removed), ...set.names },
    ExpressionAttributeValues: {
      ...set.values,
      ':rev': toValue(rev),
      ...(triageVersion === 0 ? {} : { ':triageVersion': toValue(triageVersion) }),
    },
  };
}

/** Names no attribute but triage's own and the mark: its role allows no others. */
function recordInput(table: string, before: StoredFinding, triage: Triage, markMs: number | undefined) {
  const { finding, triageVersion: version } = before;
  const set = assignments({ ...triageAttributes(finding, triage, version + 1) });
  const marks = markMs !== undefined;
  return {
    TableName: table,
    Key: { id: { S: finding.id } },
    UpdateExpression: `SET ${set.expression}${marks ? ', #outbox = :outbox, #outboxSince = if_not_exists(#outboxSince, :outboxSince)' : ''}`,
    // Where there is a status there is a finding: nothing is made of an id that names none.
    ConditionExpression: `attribute_exists(#status) AND ${version === 0 ? 'attribute_not_exists(#triageVersion)' : '#triageVersion = :before'}`,
    ExpressionAttributeNames: { ...set.names, ...(marks ? names('outbox', 'outboxSince') : {}) },
    ExpressionAttributeValues: {
      ...set.values,
      ...(version === 0 ? {} : { ':before': toValue(version) }),
      ...(marks ? { ':outbox': toValue(outboxShard(finding.id)), ':outboxSince': toValue(markMs) } : {}),
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

function waitingQuery(queue: string, beforeMs: number) {
  return {
    IndexName: 'later',
    KeyConditionExpression: '#later = :later AND #laterAt <= :before',
    ExpressionAttributeNames: names('later', 'laterAt'),
    ExpressionAttributeValues: { ':later': toValue(queue), ':before': toValue(beforeMs) },
  };
}

function prefixQuery(start: string, prefix: string) {
  return {
    IndexName: 'byPrefix',
    KeyConditionExpression: '#idStart = :start AND begins_with(#id, :prefix)',
    ExpressionAttributeNames: names('idStart', 'id'),
    ExpressionAttributeValues: { ':start': toValue(start), ':prefix': toValue(prefix) },
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
  const text = (name: string) => (item[name]?.S === undefined ? {} : { [name]: item[name].S });
  const number = (name: string) => (item[name]?.N === undefined ? {} : { [name]: Number(item[name].N) });
  return stored({
    document: textOf(item, 'document'),
    rev: numberOf(item, 'rev'),
    ...text('triage'),
    ...text('outbox'),
    ...text('told'),
    ...text('suppressedBy'),
    ...text('later'),
    ...number('triageVersion'),
    ...number('laterAt'),
    ...number('arrived'),
  });
}

function toDue(item: Item): Due {
  return { id: textOf(item, 'id'), sinceMs: numberOf(item, 'outboxSince') };
}

function newestFirst(findings: readonly StoredFinding[], limit: number): StoredFinding[] {
  return findings.toSorted((a, b) => b.finding.lastTime - a.finding.lastTime).slice(0, limit);
}
