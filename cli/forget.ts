import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { organisationOf } from '../functions/detect/organisations.ts';
import { PERSON_PART, personKey } from '../functions/detect/persons.ts';
import { names, queryAll, toValue } from '../functions/ports/aws/item.ts';
import { dynamoStateStore } from '../functions/ports/aws/state.ts';
import { ledgerId } from '../functions/ports/finding-item.ts';
import { isShardOf } from '../functions/ports/organisations.ts';
import {
  itemKey,
  openKey,
  type StateItem,
  type StateKey,
  type StateStore,
} from '../functions/ports/state.ts';
import { actorEntity, personEntity } from '../shared/entity.ts';
import { table, withoutAccount as withoutUser } from '../shared/organisation.ts';
import { person, withoutAccount } from '../shared/person.ts';
import { decodeOpen } from '../shared/profile/codec.ts';
import { hashOf } from '../shared/profile/resources.ts';
import { UserError } from './errors.ts';
import type { LiveTarget } from './target.ts';

type Tables = Pick<LiveTarget['outputs'], 'StateTable' | 'FindingsTable'>;

/** Items that are about one actor. Keys only: nobody has to read what is to be forgotten. */
export interface Traces {
  readonly entity: string;
  /** The person behind the account, and tables of who uses what: they know others as well. */
  readonly shared: readonly StateKey[];
  /** Ledgers and profile. */
  readonly state: readonly Key[];
  /** Findings, their ledgers, the thread of what on-call was told of them, and what people decided. */
  readonly findings: readonly Key[];
}

type Key = Readonly<Record<string, AttributeValue>>;

/**
 * `okta/00u1` (tenant `default`), `okta/acme/00u1`, `aws/acme/arn:aws:iam::123456789012:user/alice`, or the entity as
 * findings name it. A vendor's name has no capitals, and whoever reads a page writes it with one.
 */
export function entityFrom(actor: string): string {
  const isEntity = actor.startsWith('actor/');
  const [vendor = '', ...rest] = actor.replace(/^actor\//, '').split('/');
  const [tenant = '', ...ids] = rest.length === 1 ? ['default', ...rest] : rest;
  const uid = ids.join('/');
  if (vendor === '' || tenant === '' || uid === '' || (isEntity && ids.length > 1))
    throw new UserError(
      `"${actor}" does not name an account: give vendor/tenant/id, such as okta/default/00u1, or vendor/id of the tenant default; npx outflow actor NAME prints it of whoever has findings.`,
    );
  const asked = { vendor: vendor.toLowerCase(), tenant, actor: { uid } };
  // Ids of AWS have slashes too: nothing would be held of the tenant that this one would be read as.
  if (!isEntity && tenant.includes(':'))
    throw new UserError(
      `"${actor}" has no tenant before an id with slashes: give vendor/tenant/id, such as ${vendor}/default/${[tenant, uid].join('/')}.`,
    );
  // In an entity what would part its components is escaped already.
  return isEntity || /%2F|%25/i.test(uid) ? `actor/${asked.vendor}/${tenant}/${uid}` : actorEntity(asked);
}

export async function tracesOf(client: DynamoDBClient, tables: Tables, entity: string): Promise<Traces> {
  const query = (input: { TableName: string; IndexName?: string }, key: string[]) =>
    keysOf(client, input, entity, key);
  const findings = await query({ TableName: tables.FindingsTable, IndexName: 'byEntity' }, ['id']);
  const ledgers = findings.map(({ id }) => ({ id: { S: ledgerId(id?.S ?? '') } }));
  const apart = [`thread#${entity}`, `verdict#${entity}`].map((id) => ({ id: { S: id } }));
  return {
    entity,
    shared: await sharedWith(dynamoStateStore(client, tables.StateTable), entity, (name) =>
      keysOf(client, { TableName: tables.StateTable }, name, ['entity', 'part']),
    ),
    state: await query({ TableName: tables.StateTable }, ['entity', 'part']),
    // The findings last, because what goes with them is found by them: whoever was stopped can call it again.
    findings: findings.length === 0 ? [] : [...apart, ...ledgers, ...findings],
  };
}

async function sharedWith(
  state: StateStore,
  entity: string,
  partsOf: (name: string) => Promise<Key[]>,
): Promise<StateKey[]> {
  const open = (await state.read([openKey(entity)])).get(itemKey(openKey(entity)));
  const people =
    open === undefined ? [] : decodeOpen(open.bytes).emails.map((one) => personKey(personEntity(one)));
  const organisation = organisationOf(entity);
  const parts = organisation === undefined ? [] : await partsOf(organisation);
  const tables = parts.flatMap(({ entity: name, part }): StateKey[] =>
    isShardOf(part?.S ?? '', hashOf(entity)) ? [{ entity: name?.S ?? '', part: part?.S ?? '' }] : [],
  );
  const keys = [...people, ...tables];
  const found = await state.read(keys);
  return keys.filter((key) => {
    const item = found.get(itemKey(key));
    return item !== undefined && without(item, entity) !== item;
  });
}

/** The item without the account; the same if it does not name it, undefined if nothing is left. */
function without(item: StateItem, entity: string): StateItem | undefined {
  if (item.part === PERSON_PART) {
    const known = person.decode(item.bytes);
    if (!known.accounts.has(entity)) return item;
    const rest = withoutAccount(known, entity);
    return rest && { ...item, bytes: person.encode(rest) };
  }
  const known = table.decode(item.bytes);
  const rest = withoutUser(known, hashOf(entity));
  return rest === known ? item : { ...item, bytes: table.encode(rest) };
}

function keysOf(
  client: DynamoDBClient,
  input: { readonly TableName: string; readonly IndexName?: string },
  entity: string,
  key: readonly string[],
): Promise<Key[]> {
  return queryAll(client, {
    ...input,
    KeyConditionExpression: '#entity = :entity',
    ExpressionAttributeNames: names('entity', ...key),
    ExpressionAttributeValues: { ':entity': toValue(entity) },
    ProjectionExpression: key.map((name) => `#${name}`).join(', '),
  });
}

/** What this removes is gone: DynamoDB's backups keep it for as long as they last. */
export async function remove(client: DynamoDBClient, tables: Tables, traces: Traces): Promise<void> {
  const state = dynamoStateStore(client, tables.StateTable);
  // First, because the profile tells who the person is: whoever was stopped can call it again.
  for (const key of traces.shared) await takeOut(state, key, traces.entity);
  await removeFrom(client, tables.StateTable, traces.state);
  // In calls of their own, because DynamoDB may do any part of a call and leave the rest.
  const isFinding = ({ id }: Key) => id?.S?.includes('#') === false;
  for (const keys of [traces.findings.filter((key) => !isFinding(key)), traces.findings.filter(isFinding)])
    await removeFrom(client, tables.FindingsTable, keys);
}

const MAX_ATTEMPTS = 12;

/** Others write there at the same time. */
async function takeOut(state: StateStore, key: StateKey, entity: string): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const item = (await state.read([key])).get(itemKey(key));
    const rest = item && without(item, entity);
    if (item === undefined || rest === item) return;
    if (rest === undefined) return state.remove(key);
    if (await state.write({ ...rest, version: item.version + 1 }, item.version)) return;
  }
  throw new UserError(`${itemKey(key)} changed ${MAX_ATTEMPTS} times meanwhile: run the same command again.`);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const ITEMS_PER_WRITE = 25;
const FIRST_WAIT_MS = 25;
const MOST_WAIT_MS = 2_000;

async function removeFrom(client: DynamoDBClient, table: string, keys: readonly Key[]): Promise<void> {
  for (let start = 0; start < keys.length; start += ITEMS_PER_WRITE) {
    let requests = keys.slice(start, start + ITEMS_PER_WRITE).map((Key) => ({ DeleteRequest: { Key } }));
    for (let round = 0; requests.length > 0; round++) {
      // What DynamoDB leaves out it is too busy for, and would be asked for a thousand times a second.
      if (round > 0) await sleep(Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** round));
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      );
      requests = (UnprocessedItems?.[table] ?? []).flatMap(({ DeleteRequest }) =>
        DeleteRequest?.Key ? [{ DeleteRequest: { Key: DeleteRequest.Key } }] : [],
      );
    }
  }
}
