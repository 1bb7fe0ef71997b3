import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { ledgerId } from '../functions/ports/finding-item.ts';
import { UserError } from './errors.ts';
import type { LiveTarget } from './target.ts';

type Tables = Pick<LiveTarget['outputs'], 'StateTable' | 'FindingsTable'>;

/** Items that are about one actor. Keys only: nobody has to read what is to be forgotten. */
export interface Traces {
  /** Ledgers and profile. */
  readonly state: readonly Key[];
  /** Findings, their ledgers, the thread of what on-call was told of them, and what people decided. */
  readonly findings: readonly Key[];
}

type Key = Readonly<Record<string, AttributeValue>>;

/** `okta/00u1` (tenant `default`), `okta/acme/00u1`, or the entity as findings name it. Parts are encoded as there. */
export function entityFrom(actor: string): string {
  const parts = actor.replace(/^actor\//, '').split('/');
  const [vendor = '', tenant = '', uid = ''] = parts.length === 2 ? [parts[0], 'default', parts[1]] : parts;
  if (parts.length < 2 || parts.length > 3 || vendor === '' || tenant === '' || uid === '')
    throw new UserError(
      `"${actor}" does not name an actor: give vendor/id, such as okta/00u1, or vendor/tenant/id; npx outflow show prints it.`,
    );
  return `actor/${vendor}/${tenant}/${uid}`;
}

export async function tracesOf(client: DynamoDBClient, tables: Tables, entity: string): Promise<Traces> {
  const query = (input: { TableName: string; IndexName?: string }, key: string[]) =>
    keysOf(client, input, entity, key);
  const findings = await query({ TableName: tables.FindingsTable, IndexName: 'byEntity' }, ['id']);
  const ledgers = findings.map(({ id }) => ({ id: { S: ledgerId(id?.S ?? '') } }));
  const apart = [`thread#${entity}`, `verdict#${entity}`].map((id) => ({ id: { S: id } }));
  return {
    state: await query({ TableName: tables.StateTable }, ['entity', 'part']),
    findings: findings.length === 0 ? [] : [...findings, ...ledgers, ...apart],
  };
}

async function keysOf(
  client: DynamoDBClient,
  input: { readonly TableName: string; readonly IndexName?: string },
  entity: string,
  key: readonly string[],
): Promise<Key[]> {
  const pages = paginateQuery(
    { client },
    {
      ...input,
      KeyConditionExpression: '#entity = :entity',
      ExpressionAttributeNames: Object.fromEntries(
        [...new Set(['entity', ...key])].map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: { ':entity': { S: entity } },
      ProjectionExpression: key.map((name) => `#${name}`).join(', '),
    },
  );
  const keys: Key[] = [];
  for await (const { Items = [] } of pages) keys.push(...Items);
  return keys;
}

/** What this removes is gone: DynamoDB's backups keep it for as long as they last. */
export async function remove(client: DynamoDBClient, tables: Tables, traces: Traces): Promise<void> {
  await removeFrom(client, tables.StateTable, traces.state);
  await removeFrom(client, tables.FindingsTable, traces.findings);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const ITEMS_PER_WRITE = 25;

async function removeFrom(client: DynamoDBClient, table: string, keys: readonly Key[]): Promise<void> {
  for (let start = 0; start < keys.length; start += ITEMS_PER_WRITE) {
    let requests = keys.slice(start, start + ITEMS_PER_WRITE).map((Key) => ({ DeleteRequest: { Key } }));
    while (requests.length > 0) {
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      );
      requests = (UnprocessedItems?.[table] ?? []).flatMap(({ DeleteRequest }) =>
        DeleteRequest?.Key ? [{ DeleteRequest: { Key: DeleteRequest.Key } }] : [],
      );
    }
  }
}
