import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Budget } from '../budget.ts';
import { names, toValue, update } from './item.ts';

/** An item each of the findings table, `budget#<bucket>`, in none of its indexes. */
export function dynamoBudget(client: DynamoDBClient, table: string): Budget {
  return {
    take: async (bucket, limit, windowMs) => {
      if (limit < 1) return false;
      const key = { TableName: table, Key: { id: toValue(`budget#${bucket}`) } };
      const within = {
        ...key,
        UpdateExpression: 'SET #taken = #taken + :one',
        ConditionExpression: '#windowMs = :window AND #taken < :limit',
        ExpressionAttributeNames: names('taken', 'windowMs'),
        ExpressionAttributeValues: {
          ':one': toValue(1),
          ':window': toValue(windowMs),
          ':limit': toValue(limit),
        },
      };
      if ((await update(client, within)) !== undefined) return true;
      const first = await update(client, {
        ...key,
        UpdateExpression: 'SET #taken = :one, #windowMs = :window',
        ConditionExpression: 'attribute_not_exists(#windowMs) OR #windowMs < :window',
        ExpressionAttributeNames: names('taken', 'windowMs'),
        ExpressionAttributeValues: { ':one': toValue(1), ':window': toValue(windowMs) },
      });
      // Somebody else may have begun the window between the two.
      return first !== undefined || (await update(client, within)) !== undefined;
    },
  };
}
