import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isTransient } from '../../functions/detect/errors.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import { actorEntity } from '../../shared/entity.ts';
import { stateStoreContract } from '../contracts/state.ts';
import { createTable, type Emulator, startDynalite } from './emulators.ts';

/** The state table, as the stack makes it. */
const STATE = { key: { entity: 'S', part: 'S' }, indexes: [] } as const;

let dynalite: Emulator;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

const create = () => createTable(dynalite.port, STATE);

stateStoreContract('DynamoDB', async () => {
  const { client, table } = await create();
  return dynamoStateStore(client, table);
});

const item = (parts: Partial<StateItem>): StateItem => ({
  entity: 'actor/okta/acme/00u1',
  part: 'open',
  version: 1,
  bytes: Uint8Array.of(1),
  expires: 2_000_000_000,
  ...parts,
});

/** The same client, whose BatchGetItem gives at most one item at a time, as a throttled or full one does. */
function oneAtATime(
  client: DynamoDBClient,
  table: string,
  answered = Number.POSITIVE_INFINITY,
): DynamoDBClient {
  let answers = 0;
  return {
    send: async (command: BatchGetItemCommand) => {
      const keys = command.input.RequestItems?.[table]?.Keys ?? [];
      const [first, ...rest] = answers++ < answered ? keys : [undefined, ...keys];
      const found = first
        ? await client.send(
            new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [first], ConsistentRead: true } } }),
          )
        : {};
      return { ...found, UnprocessedKeys: rest.length > 0 ? { [table]: { Keys: rest } } : {} };
    },
  } as unknown as DynamoDBClient;
}

describe('the state table', () => {
  test('takes the longest key of an entity that is accepted', async () => {
    const { client, table } = await create();
    const id = '漢'.repeat(256);
    const entity = actorEntity({ vendor: 'salesforce', tenant: id, actor: { uid: id } });
    const store = dynamoStateStore(client, table);
    expect(await store.write(item({ entity }), 0)).toBe(true);
    expect((await store.read([item({ entity })])).size).toBe(1);
  });

  test('takes a ledger and a profile of the largest size', async () => {
    const { client, table } = await create();
    expect(await dynamoStateStore(client, table).write(item({ bytes: new Uint8Array(395_000) }), 0)).toBe(
      true,
    );
  });

  test('is asked again for what it left unread', async () => {
    const { client, table } = await create();
    const all = ['a', 'b', 'c'].map((entity) => item({ entity }));
    for (const one of all) await dynamoStateStore(client, table).write(one, 0);
    expect((await dynamoStateStore(oneAtATime(client, table), table).read(all)).size).toBe(3);
  });

  test('that leaves keys unread for good is throttled, which another delivery heals', async () => {
    const { client, table } = await create();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const reading = dynamoStateStore(oneAtATime(client, table, 0), table).read([item({})]);
    const caught = reading.catch((reason: unknown) => reason);
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    const error = await caught;
    expect(String(error)).toContain(`left 1 keys of ${table} unread 8 times`);
    expect(isTransient(error)).toBe(true);
  });
});
