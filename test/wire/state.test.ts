import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isTransient } from '../../functions/detect/errors.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import { buildFunctions, ROOT } from '../../infra/bundle.ts';
import { actorEntity } from '../../shared/entity.ts';
import { stateStoreContract } from '../contracts/state.ts';
import { createTable, type Emulator, STATE, startDynalite } from './emulators.ts';

/** The state table, as the stack makes it. */

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

test('a bundle without the classes of errors that nobody asks for still tells every error by its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outflow-errors-'));
  const entry = join(folder, 'asks.ts');
  const store = JSON.stringify(join(ROOT, 'functions/ports/aws/state.ts'));
  const clients = JSON.stringify(join(ROOT, 'functions/ports/aws/clients.ts'));
  writeFileSync(
    entry,
    `import { dynamoClient } from ${clients};
import { dynamoStateStore } from ${store};
export async function handler(table: string) {
  const item = { entity: 'e', part: 'open', version: 1, bytes: Uint8Array.of(1), expires: 2e9 };
  const write = (name: string, before: number) =>
    dynamoStateStore(dynamoClient(), name).write(item, before).catch(({ name, message, $fault, $metadata }) => ({
      name, message, $fault, status: $metadata.httpStatusCode,
    }));
  return [await write(table, 0), await write(table, 0), await write('nowhere', 0)];
}`,
  );
  try {
    buildFunctions(folder, { asks: entry });
    const code = readFileSync(join(folder, 'asks', 'index.js'), 'utf8');
    expect(code).toContain('ConditionalCheckFailedException');
    expect(code).not.toContain('ResourceNotFoundException');
    const { table } = await create();
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${dynalite.port}`);
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const { handler } = createRequire(import.meta.url)(join(folder, 'asks', 'index.js')) as {
      handler: (table: string) => Promise<unknown>;
    };
    expect(await handler(table)).toEqual([
      true,
      false,
      {
        name: 'ResourceNotFoundException',
        message: expect.stringMatching(/not found/) as string,
        $fault: 'client',
        status: 400,
      },
    ]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  }
});
