import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Installation, type InstallationStore, newInstallation, remember } from '../installation.ts';
import { type Item, numberOf, put, textOf, toValue } from './item.ts';

const KEY = { kind: toValue('installation'), id: toValue('hashKey') };

/** In the settings table. Losing the race to create is no error: the winner's installation is read and used. */
export function dynamoInstallationStore(client: DynamoDBClient, table: string): InstallationStore {
  return remember(async () => {
    const found = await read(client, table);
    if (found !== undefined) return found;
    const created = newInstallation();
    if (await create(client, table, created)) return created;
    const winner = await read(client, table);
    if (winner === undefined)
      throw new Error(`The installation record vanished from ${table} while it was being read.`);
    return winner;
  });
}

/** Undefined where nothing has been detected yet: `detect` makes it with its first batch. */
export function readInstallation(client: DynamoDBClient, table: string): Promise<Installation | undefined> {
  return read(client, table);
}

async function read(client: DynamoDBClient, table: string): Promise<Installation | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
  );
  return Item && fromItem(Item);
}

function create(
  client: DynamoDBClient,
  table: string,
  { hashKey, createdMs }: Installation,
): Promise<boolean> {
  const Item = {
    ...KEY,
    hashKey: toValue(Buffer.from(hashKey).toString('base64')),
    createdMs: toValue(createdMs),
  };
  return put(client, { TableName: table, Item, ConditionExpression: 'attribute_not_exists(id)' });
}

function fromItem(item: Item): Installation {
  const hashKey = Buffer.from(textOf(item, 'hashKey'), 'base64');
  if (hashKey.length !== 32)
    throw new Error(
      'The hash key in the settings table (installation, hashKey) is damaged. Restore it from a backup: every finding and ledger rests on it.',
    );
  return { hashKey, createdMs: numberOf(item, 'createdMs') };
}
