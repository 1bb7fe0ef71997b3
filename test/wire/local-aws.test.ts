import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, PutRecordsCommand, waitUntilStreamExists } from '@aws-sdk/client-kinesis';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Outcome } from '../../infra/local/function-host.ts';
import { lambdaFunction } from '../../infra/local/lambda-function.ts';
import { type LocalAws, startLocalAws } from '../../infra/local/local-aws.ts';
import { type MappingSettings, startMapping } from '../../infra/local/mapping.ts';
import type { Order } from './fixtures/detect.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', `${name}.ts`);
const entries = { detect: fixture('detect'), alert: fixture('alert'), watch: fixture('watch') };

let local: LocalAws;
let printed: Record<string, unknown>[] = [];

beforeAll(async () => {
  local = await startLocalAws({
    entries,
    watchEveryMs: 500,
    onLog: (_, line) => printed.push(line.startsWith('{') ? JSON.parse(line) : { line }),
  });
});
afterEach(() => {
  printed = [];
});
afterAll(async () => {
  const pids = local.pids();
  await local.stop();
  // The last promise: nothing is left behind.
  expect(pids.length).toBeGreaterThanOrEqual(6);
  expect(pids.filter(runs)).toEqual([]);
  expect(existsSync(local.folder)).toBe(false);
});

async function put(orders: readonly Order[], StreamName = local.outputs.StreamName): Promise<void> {
  const Records = orders.map((order) => ({
    PartitionKey: order.key,
    Data: Buffer.from(JSON.stringify(order)),
  }));
  const { FailedRecordCount } = await local.clients.kinesis.send(
    new PutRecordsCommand({ StreamName, Records }),
  );
  expect(FailedRecordCount).toBe(0);
}

function orders(key: string, count: number, special: Readonly<Record<number, Partial<Order>>> = {}): Order[] {
  return Array.from({ length: count }, (_, n) => ({ key, n, ...special[n] }));
}

/** How often each record of a key was delivered, in the order of the records. */
async function deliveries(key: string): Promise<readonly number[]> {
  const { Items = [] } = await local.clients.dynamodb.send(
    new ScanCommand({ TableName: local.outputs.StateTable }),
  );
  return Items.filter((item) => item['entity']?.S === key)
    .toSorted((a, b) => Number(a['part']?.S) - Number(b['part']?.S))
    .map((item) => Number(item['deliveries']?.N));
}

function taken(key: string): readonly unknown[] {
  return printed.filter((line) => line['key'] === key).map((line) => line['taken']);
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

it('delivers every record once, in the order of its key, over all shards', async () => {
  const keys = ['ada', 'bob', 'cyn', 'dan', 'eve', 'fay', 'gus', 'hal'];
  await put(keys.flatMap((key) => orders(key, 20)));
  await put(keys.flatMap((key) => orders(key, 40).slice(20)));
  await local.drained();
  for (const key of keys) {
    expect(taken(key)).toEqual(upTo(40));
    expect(await deliveries(key)).toEqual(upTo(40).map(() => 1));
  }
  expect(new Set(printed.map((line) => line['shard'])).size).toBeGreaterThan(1);
});

it('delivers again from the lowest record that failed, and nothing before it', async () => {
  const before = local.counts().mapping;
  await put(orders('partial', 6, { 2: { failures: 2 }, 4: { failures: 1 } }));
  await local.drained();
  expect(taken('partial')).toEqual(upTo(6));
  expect(await deliveries('partial')).toEqual([1, 1, 3, 1, 2, 1]);
  expect(local.counts().mapping.retries - before.retries).toBe(3);
  expect(local.counts().mapping.failedBatches).toBe(0);
});

it('loses nothing when the function is killed in the middle of a batch', async () => {
  await put(orders('killed', 10, { 4: { hang: true } }));
  await vi.waitFor(() => expect(printed).toContainEqual({ hanging: 4 }), 10_000);
  const pids = local.functionPids('detect');
  expect(local.kill('detect', 'SIGKILL')).toBe(pids.length);
  await local.drained();
  expect((await deliveries('killed')).map((count) => count > 0)).toEqual(upTo(10).map(() => true));
  expect(taken('killed').slice(-10)).toEqual(upTo(10));
  expect(local.counts().functions.detect.crashes).toBe(1);
  expect(pids).not.toContain(local.functionPids('detect')[0]);
});

it('carries a nudge over the Invoke API to the other function, and its page to a subscriber', async () => {
  const pages = await local.subscribe(local.outputs.AlertsTopicArn);
  const [order] = orders('nudge', 1, { 0: { nudge: true } });
  await put(order === undefined ? [] : [order]);
  await local.drained();
  expect(
    pages.received.map(({ subject, message, attributes }) => ({ subject, message, attributes })),
  ).toEqual([{ subject: 'A page', message: JSON.stringify(order), attributes: { severity: 'Critical' } }]);
  await pages.close();
});

it('answers Invoke with the result, or with the error, or with the function that is missing', async () => {
  const { AlertFunction } = local.outputs;
  const invoke = async (FunctionName: string, payload: unknown) => {
    const Payload = Buffer.from(JSON.stringify(payload));
    const answer = await local.clients.lambda.send(new InvokeCommand({ FunctionName, Payload }));
    return { error: answer.FunctionError, payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) };
  };
  expect(await invoke(AlertFunction, { a: 1 })).toEqual({
    error: undefined,
    payload: { published: { a: 1 } },
  });
  expect(await invoke(AlertFunction, { throwOnce: true })).toEqual({
    error: 'Unhandled',
    payload: { errorType: 'RangeError', errorMessage: 'once is never' },
  });
  await expect(invoke('nobody', {})).rejects.toThrow('Function not found: nobody');
  expect(await local.invoke('alert', { b: 2 })).toEqual({ published: { b: 2 } });
});

it('calls the scheduled function with the event of its rule', async () => {
  await vi.waitFor(
    () => expect(printed).toContainEqual(expect.objectContaining({ 'detail-type': 'Scheduled Event' })),
    5000,
  );
});

it('sets a batch aside with its payload after the last retry, and goes on in order', async () => {
  const { clients, outputs } = local;
  await clients.kinesis.send(new CreateStreamCommand({ StreamName: 'poisoned', ShardCount: 1 }));
  await waitUntilStreamExists(
    { client: clients.kinesis, minDelay: 1, maxWaitTime: 10 },
    { StreamName: 'poisoned' },
  );
  await put(orders('poisoned', 8), 'poisoned');

  const invoked: number[][] = [];
  const failsAtFive = async (payload: string): Promise<Outcome> => {
    const batch: number[] = JSON.parse(payload).Records.map(
      ({ kinesis }: { kinesis: { data: string } }) =>
        JSON.parse(Buffer.from(kinesis.data, 'base64').toString()).n,
    );
    invoked.push(batch);
    return batch.includes(5)
      ? { kind: 'failed', errorType: 'Error', errorMessage: 'no fives' }
      : { kind: 'returned', payload: 'null' };
  };
  const settings: MappingSettings = {
    id: 'poisoned-mapping',
    streamName: 'poisoned',
    streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/poisoned',
    roleArn: 'arn:aws:iam::000000000000:role/test',
    batchSize: 100,
    windowMs: 300,
    reportsItemFailures: true,
    bisects: true,
    retries: 2,
    failedBatchesBucket: outputs.FailedBatchesBucket,
  };
  const stopping = new AbortController();
  const target = { arn: 'arn:aws:lambda:us-east-1:000000000000:function:test', invoke: failsAtFive };
  const mapping = await startMapping(settings, target, clients, stopping.signal);
  await mapping.drained();
  stopping.abort();
  await mapping.ended;

  // Halved until it is alone, tried once and twice more, and the others around it in order.
  expect(invoked).toEqual([upTo(8), [0, 1, 2, 3], [4, 5, 6, 7], [4, 5], [4], [5], [5], [5], [6, 7]]);
  expect(mapping.counts()).toMatchObject({ records: 8, failedBatches: 1 });

  const { Contents = [] } = await clients.s3.send(
    new ListObjectsV2Command({ Bucket: outputs.FailedBatchesBucket }),
  );
  expect(Contents.map(({ Key }) => Key)).toEqual([
    expect.stringMatching(
      /^aws\/lambda\/poisoned-mapping\/shardId-0+\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-/,
    ),
  ]);
  const { Body } = await clients.s3.send(
    new GetObjectCommand({ Bucket: outputs.FailedBatchesBucket, Key: Contents[0]?.Key }),
  );
  const failed = JSON.parse((await Body?.transformToString()) ?? '');
  expect(failed.requestContext).toMatchObject({
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 3,
  });
  expect(JSON.parse(Buffer.from(failed.payload.Records[0].kinesis.data, 'base64').toString()).n).toBe(5);
});

it('lets go of whoever waits until everything is processed when it is stopped', async () => {
  const { clients, outputs } = local;
  const settings: MappingSettings = {
    id: 'stopped-mapping',
    streamName: outputs.StreamName,
    streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/stopped',
    roleArn: 'arn:aws:iam::000000000000:role/test',
    batchSize: 100,
    windowMs: 0,
    reportsItemFailures: true,
    bisects: true,
    retries: 2,
  };
  const stopping = new AbortController();
  const called = Promise.withResolvers<void>();
  const release = Promise.withResolvers<Outcome>();
  const invoke = () => {
    called.resolve();
    return release.promise;
  };
  const target = { arn: 'arn:aws:lambda:us-east-1:000000000000:function:test', invoke };
  const mapping = await startMapping(settings, target, clients, stopping.signal);
  const waiting = mapping.drained();
  await called.promise;
  stopping.abort();
  // The invocation under way ends as late as it likes, and until then the process has other things to do.
  await new Promise((resolve) => setTimeout(resolve, 50));
  release.resolve({ kind: 'returned', payload: 'null' });
  await Promise.all([waiting, mapping.ended]);
});

it('ends a function at its time limit and answers the next call from a new process', async () => {
  const code = mkdtempSync(join(tmpdir(), 'outflow-slow-'));
  writeFileSync(
    join(code, 'index.js'),
    'exports.handler = async (event) => { while (event.spin); return process.pid; };',
  );
  const slow = lambdaFunction({
    name: 'slow',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:slow',
    code,
    handler: 'index.handler',
    env: {},
    // A process of a busy machine may take a second to begin.
    timeoutMs: 2500,
    memoryMb: 128,
    concurrency: 1,
  });
  try {
    const first = await slow.invoke('{}');
    // The second waits for the first, which never ends by itself.
    const [spun, after] = await Promise.all([slow.invoke('{"spin":true}'), slow.invoke('{}')]);
    expect(spun).toEqual({
      kind: 'failed',
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 2.5 seconds',
    });
    expect(after.kind).toBe('returned');
    expect(after).not.toEqual(first);
    expect(slow.counts()).toEqual({ invocations: 3, errors: 1, timeouts: 1, crashes: 0 });
  } finally {
    await slow.stop();
    rmSync(code, { recursive: true });
  }
});

it('says what a function printed when its bundle does not load', async () => {
  const code = mkdtempSync(join(tmpdir(), 'outflow-broken-'));
  writeFileSync(join(code, 'index.js'), 'throw new Error("no such setting");');
  const broken = lambdaFunction({
    name: 'broken',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:broken',
    code,
    handler: 'index.handler',
    env: {},
    timeoutMs: 5000,
    memoryMb: 128,
    concurrency: 1,
  });
  await expect(broken.warm()).rejects.toThrow('no such setting');
  await broken.stop();
  rmSync(code, { recursive: true });
});

it('leaves no process and no folder when its parent is killed', async () => {
  const parent = spawn(process.execPath, [fixture('parent'), ...Object.values(entries)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const { pids, folder } = JSON.parse(String(line));
  expect(pids.filter(runs)).toEqual(pids);
  parent.kill('SIGKILL');
  await vi.waitFor(() => {
    expect(pids.filter(runs)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  }, 5000);
}, 60_000);
