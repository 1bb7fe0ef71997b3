import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FeedReader, feedReaderOn } from '../feeds.ts';
import { names, queryAll, textOf, toValue } from './item.ts';

/** Eventually consistent, for half the price: `watch` looks again in five minutes. */
export function dynamoFeedReader(client: DynamoDBClient, table: string): FeedReader {
  return feedReaderOn({
    parts: async (entity, from, to) => {
      const found = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: '#entity = :entity AND #part BETWEEN :from AND :to',
        ExpressionAttributeNames: names('entity', 'part'),
        ExpressionAttributeValues: {
          ':entity': toValue(entity),
          ':from': toValue(from),
          ':to': toValue(to),
        },
      });
      return found.flatMap((item) =>
        item['bytes']?.B === undefined ? [] : [{ part: textOf(item, 'part'), bytes: item['bytes'].B }],
      );
    },
  });
}
