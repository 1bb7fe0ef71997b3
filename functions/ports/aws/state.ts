import { type AttributeValue, DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { rememberImmutable } from '../immutable.ts';
import { inSegments } from '../segments.ts';
import {
  HOUR_PART,
  hourOfPart,
  itemKey,
  type LedgerIndex,
  type StateItem,
  type StateKey,
  type StateStore,
} from '../state.ts';
import { batchGet } from './batch-get.ts';
import { put, queryAll } from './item.ts';

/** To be kept between invocations: what never changes is read once. */
export function dynamoStateStore(client: DynamoDBClient, table: string): StateStore & LedgerIndex {
  return inSegments(rememberImmutable(stateTable(client, table)));
}

function stateTable(client: DynamoDBClient, table: string): StateStore & LedgerIndex {
  return {
    read: async (keys) => {
      // Accounts of one person refer to the same item, and DynamoDB refuses a batch that names a key twice.
      const distinct = [...new Map(keys.map((key) => [itemKey(key), key])).values()];
      const items = (await batchGet(client, table, distinct.map(keyOf), true)).map(fromItem);
      return new Map(items.map((item) => [itemKey(item), item]));
    },
    write: (item, expected) =>
      put(client, {
        TableName: table,
        Item: toItem(item),
        ...(expected === 0
          ? { ConditionExpression: 'attribute_not_exists(entity)' }
          : {
              ConditionExpression: 'version = :expected',
              ExpressionAttributeValues: { ':expected': { N: String(expected) } },
            }),
      }),
    remove: async (key) => {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(key) }));
    },
    hours: (entity) => hoursIn(client, table, entity),
  };
}

async function hoursIn(client: DynamoDBClient, table: string, entity: string): Promise<number[]> {
  const found = await queryAll(client, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'entity = :entity AND begins_with(part, :hour)',
    ExpressionAttributeValues: { ':entity': { S: entity }, ':hour': { S: HOUR_PART } },
    ProjectionExpression: 'part',
  });
  return found.flatMap(({ part }) => hourOfPart(part?.S ?? '') ?? []);
}

function keyOf({ entity, part }: StateKey): Record<string, AttributeValue> {
  return { entity: { S: entity }, part: { S: part } };
}

export function toItem({
  entity,
  part,
  version,
  bytes,
  base,
  expires,
}: StateItem): Record<string, AttributeValue> {
  return {
    ...keyOf({ entity, part }),
    version: { N: String(version) },
    bytes: { B: bytes },
    expires: { N: String(expires) },
    ...(base === undefined ? {} : { base: { S: base } }),
  };
}

function fromItem(item: Record<string, AttributeValue>): StateItem {
  const { entity, part, version, bytes, base, expires } = item;
  if (!entity?.S || !part?.S || !version?.N || !bytes?.B)
    throw new Error(`state item ${entity?.S ?? '?'} ${part?.S ?? '?'} lacks its version or bytes`);
  return {
    entity: entity.S,
    part: part.S,
    version: Number(version.N),
    bytes: bytes.B,
    expires: Number(expires?.N ?? 0),
    ...(base?.S ? { base: base.S } : {}),
  };
}
