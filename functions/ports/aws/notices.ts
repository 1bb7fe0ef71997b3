import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type EarlierNotices, NO_NOTICES, type NoticeStore, type Notices, noticesOf } from '../notices.ts';
import { assignments, numberOf, textOf, toValue, update } from './item.ts';

const KEY = { id: toValue('notice#state') };

export function dynamoNoticeStore(client: DynamoDBClient, table: string): NoticeStore {
  return {
    read: async () => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
      );
      if (Item === undefined) return { notices: NO_NOTICES, version: 0 };
      // Written by `write` below, and by nothing else.
      return {
        notices: noticesOf(JSON.parse(textOf(Item, 'notices')) as Notices | EarlierNotices),
        version: numberOf(Item, 'version'),
      };
    },
    write: async (notices, version) => {
      // An earlier version that is put back, as by a deployment that fails, reads suppressions, and tells of them again.
      const text = JSON.stringify({ ...notices, suppressions: [] });
      const set = assignments({ notices: text, version: version + 1 });
      const item = await update(client, {
        TableName: table,
        Key: KEY,
        UpdateExpression: `SET ${set.expression}`,
        ConditionExpression: version === 0 ? 'attribute_not_exists(#version)' : '#version = :before',
        ExpressionAttributeNames: set.names,
        ExpressionAttributeValues: {
          ...set.values,
          ...(version === 0 ? {} : { ':before': toValue(version) }),
        },
      });
      return item !== undefined;
    },
  };
}
