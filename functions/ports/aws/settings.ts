import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { parseJson } from '../../../shared/decode/json.ts';
import { canonical, type SettingChange } from '../../../shared/settings/diff.ts';
import type { Setting, SettingKind } from '../../../shared/settings/document.ts';
import { isObject } from '../../../shared/vendors/field.ts';
import type { SettingsStore } from '../settings.ts';
import { type Item, names, textOf, toValue } from './item.ts';

/** Each value is stored as canonical JSON, so that a condition can compare it as a whole. */
export function dynamoSettingsStore(client: DynamoDBClient, table: string): SettingsStore {
  const store: SettingsStore = {
    ofKind: async (kind) => {
      const found: Setting[] = [];
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: '#kind = :kind',
            ExpressionAttributeNames: names('kind'),
            ExpressionAttributeValues: { ':kind': toValue(kind) },
            ConsistentRead: true,
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        found.push(...(page.Items ?? []).map((item) => fromItem(kind, item)));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return found;
    },
    change: async (change) => {
      try {
        await write(client, table, change);
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The client asks again where no answer came, and then meets what it has written itself.
        const stands = (await store.ofKind(change.kind)).find(({ id }) => id === change.id);
        return canonical(stands?.value) === canonical(change.after);
      }
    },
  };
  return store;
}

async function write(client: DynamoDBClient, table: string, change: SettingChange): Promise<void> {
  const { kind, id, before, after } = change;
  const Key = { kind: toValue(kind), id: toValue(id) };
  const unchanged =
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(#value)', ExpressionAttributeNames: names('value') }
      : {
          ConditionExpression: '#value = :before',
          ExpressionAttributeNames: names('value'),
          ExpressionAttributeValues: { ':before': toValue(canonical(before)) },
        };
  await (after === undefined
    ? client.send(new DeleteItemCommand({ TableName: table, Key, ...unchanged }))
    : client.send(
        new PutItemCommand({
          TableName: table,
          Item: { ...Key, value: toValue(canonical(after)) },
          ...unchanged,
        }),
      ));
}

function fromItem(kind: SettingKind, item: Item): Setting {
  // Written by `write` above, from a checked document; by whom else, it is for `documentOf` to leave out.
  const value = parseJson(item['value']?.S ?? '');
  return { kind, id: textOf(item, 'id'), value: isObject(value) ? value : {} };
}
