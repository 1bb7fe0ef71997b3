import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dynamoHoneyStore } from '../../functions/ports/aws/honey.ts';
import { dynamoNoteStore } from '../../functions/ports/aws/notes.ts';
import { secretReader } from '../../functions/ports/aws/secrets.ts';
import { kinesisStream } from '../../functions/ports/aws/stream.ts';
import { StreamFullError } from '../../functions/ports/stream.ts';
import { honeyContract } from '../contracts/honey.ts';
import { notesContract } from '../contracts/notes.ts';
import { type Asked, type Reply, startVendor, type VendorServer } from '../functions/ingest/vendor-server.ts';
import { createTable, type Emulator, SETTINGS, startDynalite } from './emulators.ts';

let dynalite: Emulator;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

notesContract('DynamoDB', async (now) => {
  const { client, table } = await createTable(dynalite.port, { key: { id: 'S' }, indexes: [] });
  return dynamoNoteStore(client, table, now);
});

honeyContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, SETTINGS);
  return dynamoHoneyStore(client, table);
});

const servers: VendorServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** An AWS service that answers as told, and what a client needs to reach it. */
async function serviceOf(answer: (asked: Asked) => Reply) {
  const server = await startVendor(answer);
  servers.push(server);
  const config = {
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'synthetic', secretAccessKey: 'synthetic' },
    maxAttempts: 1,
  };
  return { server, config };
}

describe('the stream (Kinesis)', () => {
  const entries = Array.from({ length: 3 }, (_, n) => ({
    data: Buffer.from(`event ${n}`),
    partitionKey: `key ${n}`,
  }));
  interface PutRecords {
    readonly Records: readonly { readonly Data: string; readonly PartitionKey: string }[];
  }
  const keysOf = ({ body }: Asked) =>
    (JSON.parse(body) as PutRecords).Records.map(({ PartitionKey }) => PartitionKey);

  async function streamOf(fails: (key: string, call: number) => boolean) {
    let call = 0;
    const { server, config } = await serviceOf((asked) => {
      call++;
      const Records = keysOf(asked).map((key) =>
        fails(key, call)
          ? { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' }
          : { SequenceNumber: '1', ShardId: 'shardId-000000000000' },
      );
      return { json: { FailedRecordCount: Records.filter((one) => 'ErrorCode' in one).length, Records } };
    });
    const client = new KinesisClient({ ...config, requestHandler: new SNSClient({}).config.requestHandler });
    const waits: number[] = [];
    const stream = kinesisStream(client, 'events', async (ms) => waits.push(ms));
    return { server, stream, waits };
  }

  test('puts again what a call left out, and only that', async () => {
    const { server, stream, waits } = await streamOf((key, call) => key === 'key 1' && call < 3);
    await stream.put(entries);
    expect(server.asked.map(keysOf)).toEqual([['key 0', 'key 1', 'key 2'], ['key 1'], ['key 1']]);
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBeGreaterThan(waits[0] ?? Number.POSITIVE_INFINITY);
  });

  test('says so when some are left out for good, as a throttle that a later attempt can mend', async () => {
    const { stream, waits } = await streamOf((key) => key === 'key 2');
    await expect(stream.put(entries)).rejects.toBeInstanceOf(StreamFullError);
    await expect(stream.put(entries)).rejects.toThrow(
      'left 1 records out: ProvisionedThroughputExceededException',
    );
    expect(waits).toHaveLength(14);
  });

  test('asks nothing when there is nothing to put', async () => {
    const { server, stream } = await streamOf(() => true);
    await stream.put([]);
    expect(server.asked).toEqual([]);
  });
});

describe('secrets (Secrets Manager)', () => {
  test('are read once a minute, and a changed one is seen after that', async () => {
    let value = '{"first":"one"}';
    const { server, config } = await serviceOf(() => ({ json: { SecretString: value } }));
    let nowMs = 0;
    const read = secretReader(new SecretsManagerClient(config), () => nowMs);
    expect(await read('arn:a')).toEqual({ first: 'one' });
    value = '{"first":"one","second":"two"}';
    nowMs = 59_000;
    expect(await read('arn:a')).toEqual({ first: 'one' });
    nowMs = 61_000;
    expect(await read('arn:a')).toEqual({ first: 'one', second: 'two' });
    expect(server.asked).toHaveLength(2);
  });

  test.each(['not json', '["a"]', '{"a":1}', ''])(
    '%j is named as no secret, with the remedy',
    async (value) => {
      const { config } = await serviceOf(() => ({ json: { SecretString: value } }));
      const read = secretReader(new SecretsManagerClient(config), () => 0);
      await expect(read('arn:a')).rejects.toThrow(
        'The secret arn:a is no JSON object of texts. Put one there: docs/deploy.md names its fields.',
      );
    },
  );
});
