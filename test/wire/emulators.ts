import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

/** What an AWS client needs to talk to an emulator at the address. */
export function clientOf(port: number) {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'synthetic', secretAccessKey: 'synthetic' },
    maxAttempts: 1,
  };
}

/** The same as the variables by which a command finds local AWS. */
export function environmentOf(port: number) {
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'synthetic',
    AWS_SECRET_ACCESS_KEY: 'synthetic',
    AWS_ENDPOINT_URL_KINESIS: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
}

export interface Emulator {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export async function listen(server: Server): Promise<Emulator> {
  // Whoever gets no processor for five seconds would find his connections closed, and these clients ask once.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function startDynalite(): Promise<Emulator> {
  // Dynalite is CommonJS without types; it returns a plain HTTP server.
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
  return listen(dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }));
}

type KeyType = 'S' | 'N';
interface Index {
  readonly name: string;
  readonly key: Readonly<Record<string, KeyType>>;
}

/** The findings table, as the stack makes it. */
export const FINDINGS = {
  key: { id: 'S' },
  indexes: [
    { name: 'byEntity', key: { entity: 'S', day: 'S' } },
    { name: 'bySeverity', key: { severityMonth: 'S', latest: 'N' } },
    { name: 'byStatus', key: { statusMonth: 'S', latest: 'N' } },
    { name: 'outbox', key: { outbox: 'S', outboxSince: 'N' } },
    { name: 'later', key: { later: 'S', laterAt: 'N' } },
    { name: 'byPrefix', key: { idStart: 'S', id: 'S' } },
  ],
} as const satisfies Layout;

/** The settings table, as the stack makes it. */
export const SETTINGS = { key: { kind: 'S', id: 'S' }, indexes: [] } as const satisfies Layout;

/** The state table, as the stack makes it. */
export const STATE = { key: { entity: 'S', part: 'S' }, indexes: [] } as const satisfies Layout;

interface Layout {
  readonly key: Readonly<Record<string, KeyType>>;
  readonly indexes: readonly Index[];
}

let tables = 0;

/** A fresh table on a dynalite, and a client for it. */
export async function createTable(port: number, { key, indexes }: Layout) {
  const client = new DynamoDBClient(clientOf(port));
  const TableName = `table-${++tables}`;
  const attributes: Record<string, KeyType> = Object.assign({}, key, ...indexes.map((index) => index.key));
  const input: CreateTableCommandInput = {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(key),
    AttributeDefinitions: Object.entries(attributes).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.key),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  };
  await client.send(new CreateTableCommand(input));
  // It answers before the table is there.
  for (let status: unknown; status !== 'ACTIVE'; ) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    status = Table?.TableStatus;
  }
  return { client, table: TableName };
}

function keySchema(key: Readonly<Record<string, KeyType>>) {
  return Object.keys(key).map((AttributeName, n) => ({
    AttributeName,
    KeyType: n === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));
}
