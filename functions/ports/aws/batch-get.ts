import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** BatchGetItem takes 100 keys and gives at most 16 MB; what it leaves over is asked for again. */
const KEYS_PER_READ = 100;
const MAX_ROUNDS = 8;

/** The items that there are, in no particular order. No key may come twice: DynamoDB refuses that. */
export async function batchGet(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
  ConsistentRead: boolean,
): Promise<Item[]> {
  const found: Item[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
    let rest: Item[] = keys.slice(start, start + KEYS_PER_READ);
    for (let round = 0; rest.length > 0; round++) {
      if (round === MAX_ROUNDS)
        throw new UnreadKeysError(
          `DynamoDB left ${rest.length} keys of ${table} unread ${MAX_ROUNDS} times.`,
        );
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** round));
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: rest, ConsistentRead } } }),
      );
      found.push(...(Responses?.[table] ?? []));
      rest = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return found;
}

/** A throttle that BatchGetItem does not report as one. */
class UnreadKeysError extends Error {
  override readonly name = 'UnreadKeysError';
  readonly $retryable = { throttling: true };
}
