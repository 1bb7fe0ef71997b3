import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Quiet, Told } from '../../../shared/page/told.ts';
import type { ThreadStore } from '../threads.ts';
import { names, toValue, update } from './item.ts';

export function dynamoThreadStore(client: DynamoDBClient, table: string): ThreadStore {
  const key = (entity: string) => ({ TableName: table, Key: { id: toValue(`thread#${entity}`) } });
  return {
    claim: async (entity, { token, nowMs, untilMs }) => {
      const item = await update(client, {
        ...key(entity),
        UpdateExpression: 'SET #claimToken = :token, #claimUntil = :until',
        ConditionExpression:
          'attribute_not_exists(#claimToken) OR #claimToken = :token OR #claimUntil <= :now',
        ExpressionAttributeNames: names('claimToken', 'claimUntil'),
        ExpressionAttributeValues: {
          ':token': toValue(token),
          ':until': toValue(untilMs),
          ':now': toValue(nowMs),
        },
        ReturnValues: 'ALL_NEW',
      });
      if (item === undefined) return undefined;
      // Written by `write` below, and by nothing else.
      const told = JSON.parse(item['threadTold']?.S ?? '[]') as readonly Told[];
      const quiet = JSON.parse(item['threadQuiet']?.S ?? '[]') as readonly Quiet[];
      return { entity, told, ...(quiet.length === 0 ? {} : { quiet }) };
    },
    write: async ({ entity, told, quiet = [] }, token) => {
      const item = await update(client, {
        ...key(entity),
        UpdateExpression: 'SET #threadTold = :told, #threadQuiet = :quiet',
        ConditionExpression: '#claimToken = :token',
        ExpressionAttributeNames: names('threadTold', 'threadQuiet', 'claimToken'),
        ExpressionAttributeValues: {
          ':told': toValue(JSON.stringify(told)),
          ':quiet': toValue(JSON.stringify(quiet)),
          ':token': toValue(token),
        },
      });
      return item !== undefined;
    },
    release: async (entity, token) => {
      await update(client, {
        ...key(entity),
        UpdateExpression: 'REMOVE #claimToken, #claimUntil',
        ConditionExpression: '#claimToken = :token',
        ExpressionAttributeNames: names('claimToken', 'claimUntil'),
        ExpressionAttributeValues: { ':token': toValue(token) },
      });
    },
  };
}
