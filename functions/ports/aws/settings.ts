import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseJson } from '../../../shared/decode/json.ts';
import { canonical, type SettingChange } from '../../../shared/settings/diff.ts';
import type { Setting, SettingKind } from '../../../shared/settings/document.ts';
import { isObject } from '../../../shared/vendors/field.ts';
import type { SettingsStore } from '../settings.ts';
import { type Item, names, put, queryAll, textOf, toValue, unlessRefused } from './item.ts';

/** Each value is stored as canonical JSON, so that a condition can compare it as a whole. */
export function dynamoSettingsStore(client: DynamoDBClient, table: string): SettingsStore {
  const store: SettingsStore = {
    ofKind: async (kind) => {
      const found = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: '#kind = :kind',
        ExpressionAttributeNames: names('kind'),
        ExpressionAttributeValues: { ':kind': toValue(kind) },
        ConsistentRead: true,
      });
      return found.map((item) => fromItem(kind, item));
    },
    change: async (change) => {
      if (await write(client, table, change)) return true;
      // The client asks again where no answer came, and then meets what it has written itself.
      const stands = (await store.ofKind(change.kind)).find(({ id }) => id === change.id);
      return canonical(stands?.value) === canonical(change.after);
    },
  };
  return store;
}

async function write(client: DynamoDBClient, table: string, change: SettingChange): Promise<boolean> {
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
  if (after !== undefined) {
    const Item = { ...Key, value: toValue(canonical(after)) };
    return put(client, { TableName: table, Item, ...unchanged });
  }
  const removal = new DeleteItemCommand({ TableName: table, Key, ...unchanged });
  return (await unlessRefused(() => client.send(removal))) !== undefined;
}

function fromItem(kind: SettingKind, item: Item): Setting {
  // Written by `write` above, from a checked document; by whom else, it is for `documentOf` to leave out.
  const value = parseJson(item['value']?.S ?? '');
  return { kind, id: textOf(item, 'id'), value: isObject(value) ? value : {} };
}
