import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { rememberImmutable } from '../immutable.ts';
import { inSegments } from '../segments.ts';
import { itemKey, type StateItem, type StateKey, type StateStore } from '../state.ts';

/** BatchGetItem takes 100 keys and gives at most 16 MB; what it leaves over is asked for again. */
const KEYS_PER_READ = 100;
const MAX_ROUNDS = 8;

/** To be kept between invocations: what never changes is read once. */
export function dynamoStateStore(client: DynamoDBClient, table: string): StateStore {
  return inSegments(rememberImmutable(stateTable(client, table)));
}

function stateTable(client: DynamoDBClient, table: string): StateStore {
  return {
    read: async (keys) => {
      const found = new Map<string, StateItem>();
      // Accounts of one person refer to the same item, and DynamoDB refuses a batch that names a key twice.
      const distinct = [...new Map(keys.map((key) => [itemKey(key), key])).values()];
      for (let start = 0; start < distinct.length; start += KEYS_PER_READ)
        await readInto(found, client, table, distinct.slice(start, start + KEYS_PER_READ));
      return found;
    },
    write: (item, expected) => put(client, table, item, expected),
    remove: async (key) => {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(key) }));
    },
  };
}

async function readInto(
  found: Map<string, StateItem>,
  client: DynamoDBClient,
  table: string,
  keys: readonly StateKey[],
): Promise<void> {
  let rest: Record<string, AttributeValue>[] = keys.map(keyOf);
  for (let round = 0; rest.length > 0; round++) {
    if (round === MAX_ROUNDS)
      throw new UnreadKeysError(`DynamoDB left ${rest.length} keys of ${table} unread ${MAX_ROUNDS} times.`);
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** round));
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: rest, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table] ?? []) {
      const state = fromItem(item);
      found.set(itemKey(state), state);
    }
    rest = UnprocessedKeys?.[table]?.Keys ?? [];
  }
}

/** A throttle that BatchGetItem does not report as one. */
class UnreadKeysError extends Error {
  override readonly name = 'UnreadKeysError';
  readonly $retryable = { throttling: true };
}

async function put(
  client: DynamoDBClient,
  table: string,
  item: StateItem,
  expected: number,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem(item),
        ...(expected === 0
          ? { ConditionExpression: 'attribute_not_exists(entity)' }
          : {
              ConditionExpression: 'version = :expected',
              ExpressionAttributeValues: { ':expected': { N: String(expected) } },
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
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
