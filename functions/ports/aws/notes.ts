import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { NoteStore } from '../notes.ts';
import { names, numberOf, put, textOf, toValue } from './item.ts';

export function dynamoNoteStore(client: DynamoDBClient, table: string, now: () => number): NoteStore {
  const nowSeconds = () => Math.floor(now() / 1000);
  return {
    read: async (id) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { id: toValue(id) }, ConsistentRead: true }),
      );
      if (Item === undefined || numberOf(Item, 'expires') <= nowSeconds()) return undefined;
      return {
        id,
        version: numberOf(Item, 'version'),
        body: textOf(Item, 'body'),
        expires: numberOf(Item, 'expires'),
      };
    },
    write: ({ id, version, body, expires }, expected) =>
      put(client, {
        TableName: table,
        Item: { id: toValue(id), version: toValue(version), body: toValue(body), expires: toValue(expires) },
        ExpressionAttributeNames: names('expires', expected === 0 ? 'id' : 'version'),
        ExpressionAttributeValues: {
          ':now': toValue(nowSeconds()),
          ...(expected === 0 ? {} : { ':expected': toValue(expected) }),
        },
        ConditionExpression:
          expected === 0
            ? 'attribute_not_exists(#id) OR #expires <= :now'
            : '#version = :expected AND #expires > :now',
      }),
  };
}
