import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type HoneyStore, parseHoney } from '../honey.ts';
import { numberOf, put, textOf, toValue } from './item.ts';

const KEY = { kind: toValue('honey'), id: toValue('registry') };

/** In the settings table, beside the installation's own secret. */
export function dynamoHoneyStore(client: DynamoDBClient, table: string): HoneyStore {
  return {
    read: async () => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      const honey = parseHoney(textOf(Item, 'body'));
      if (honey === undefined)
        throw new Error('The registry of honey in the settings table is damaged. Restore it from a backup.');
      return { ...honey, version: numberOf(Item, 'version') };
    },
    write: (honey, expected) =>
      put(client, {
        TableName: table,
        Item: { ...KEY, body: toValue(JSON.stringify(honey)), version: toValue(expected + 1) },
        ...(expected === 0
          ? { ConditionExpression: 'attribute_not_exists(id)' }
          : {
              ConditionExpression: '#version = :expected',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':expected': toValue(expected) },
            }),
      }),
  };
}
