import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type FeedReader, feedReaderOn } from '../feeds.ts';
import { type Item, names, textOf, toValue } from './item.ts';

/** Eventually consistent, for half the price: `watch` looks again in five minutes. */
export function dynamoFeedReader(client: DynamoDBClient, table: string): FeedReader {
  return feedReaderOn({
    parts: async (entity, from, to) => {
      const found: { part: string; bytes: Uint8Array }[] = [];
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: '#entity = :entity AND #part BETWEEN :from AND :to',
            ExpressionAttributeNames: names('entity', 'part'),
            ExpressionAttributeValues: {
              ':entity': toValue(entity),
              ':from': toValue(from),
              ':to': toValue(to),
            },
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        for (const item of page.Items ?? [])
          if (item['bytes']?.B !== undefined)
            found.push({ part: textOf(item, 'part'), bytes: item['bytes'].B });
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return found;
    },
  });
}
