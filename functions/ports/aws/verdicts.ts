import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DayVerdict } from '../../../shared/verdict.ts';
import type { VerdictStore } from '../verdicts.ts';
import { toValue, update } from './item.ts';

/** One attribute per finding, named by its id: who closes one finding never meets who closes another. */
export function dynamoVerdictStore(client: DynamoDBClient, table: string): VerdictStore {
  const keyOf = (entity: string) => ({ id: toValue(`verdict#${entity}`) });
  return {
    verdicts: async (entity) => {
      const { Item = {} } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(entity), ConsistentRead: true }),
      );
      // Written by `assign` below, and by nothing else.
      return Object.entries(Item).flatMap(([name, { S }]) =>
        name === 'id' || S === undefined ? [] : [JSON.parse(S) as DayVerdict],
      );
    },
    assign: async (entity, findingId, verdict) => {
      await update(client, {
        TableName: table,
        Key: keyOf(entity),
        UpdateExpression: verdict === undefined ? 'REMOVE #finding' : 'SET #finding = :verdict',
        ExpressionAttributeNames: { '#finding': findingId },
        ...(verdict === undefined
          ? {}
          : { ExpressionAttributeValues: { ':verdict': toValue(JSON.stringify(verdict)) } }),
      });
    },
  };
}
