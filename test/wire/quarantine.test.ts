import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventRecord, failedBatchObject } from '../../infra/local/batch.ts';
import { type LocalAws, startLocalAws } from '../../infra/local/local-aws.ts';
import { leaveLocalAws, PROGRAM } from '../command.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { temporaryFolder } from '../temporary.ts';
import { built } from './built.ts';

const folder = temporaryFolder();
const source = {
  streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
  shardId: 'shard',
  roleArn: 'role',
};

let aws: LocalAws;

async function outflow(...args: string[]): Promise<string> {
  const call = [PROGRAM, 'quarantine', ...args, '--local'];
  return (await promisify(execFile)(process.execPath, call, { cwd: folder })).stdout;
}

/** One line of JSON each. */
async function listed(): Promise<{ id: string; kind: string; records: number; redriven?: object }[]> {
  return (await outflow('list', '--json'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

beforeAll(async () => {
  aws = await startLocalAws(await built({}));
  leaveLocalAws(folder, aws);

  const garbage = ['{"outflow":{"vendor":"okta"},"event":{', '\u001b[2J not JSON'];
  await aws.clients.kinesis.send(
    new PutRecordsCommand({
      StreamName: aws.outputs.StreamName,
      Records: garbage.map((text) => ({ PartitionKey: 'garbage', Data: Buffer.from(text) })),
    }),
  );
  await aws.drained();
  const event = { outflow: { vendor: 'okta' }, event: oktaEvent({ published: new Date().toISOString() }) };
  const record = {
    PartitionKey: 'alice',
    SequenceNumber: '1',
    Data: Buffer.from(JSON.stringify(event)),
    ApproximateArrivalTimestamp: new Date(),
  };
  const failure = { functionArn: 'detect', mappingId: 'mapping', invokeCount: 21, now: new Date() };
  const { key, body } = failedBatchObject([eventRecord(record, source)], failure, source);
  await aws.clients.s3.send(
    new PutObjectCommand({ Bucket: aws.outputs.FailedBatchesBucket, Key: key, Body: body }),
  );
}, 120_000);

afterAll(() => aws?.stop());

async function entities(): Promise<(string | undefined)[]> {
  const { Items = [] } = await aws.clients.dynamodb.send(
    new ScanCommand({ TableName: aws.outputs.StateTable }),
  );
  return Items.map((item) => item['entity']?.S);
}

test('what was set aside is listed, shown inert, put on the stream once, and kept', async () => {
  const before = await listed();
  expect(before.map(({ kind, records }) => [kind, records])).toEqual([
    ['unreadable', 2],
    ['failed', 1],
  ]);
  const shown = await outflow('show', before[0]?.id ?? '');
  expect(shown).toContain('key garbage');
  expect(shown).not.toContain('\u001b');
  expect(await entities()).toEqual([]);

  expect(JSON.parse(await outflow('redrive', '--all', '--json'))).toEqual({
    objects: 2,
    records: 3,
    before: 0,
  });
  await aws.drained();
  expect(await entities()).toContain('actor/okta/default/00u1example0Alice');

  // The garbage is still unreadable, and lies there again under the numbers that it has now.
  const after = await listed();
  expect(
    after.filter(({ redriven }) => redriven === undefined).map(({ kind, records }) => [kind, records]),
  ).toEqual([['unreadable', 2]]);
  expect(after).toEqual(expect.arrayContaining(before.map(({ id }) => expect.objectContaining({ id }))));
  await aws.clients.s3.send(
    new PutObjectCommand({
      Bucket: aws.outputs.QuarantineBucket,
      Key: 'quarantine/2026-01-01/notes.txt',
      Body: 'Mine.',
    }),
  );
  const beside = await listed();
  expect(beside).toHaveLength(after.length + 1);
  expect(beside[0]).toMatchObject({ notOurs: true, records: 0 });
  await expect(outflow('show', beside[0]?.id ?? '')).rejects.toThrow(/notes\.txt is not an object that/);
  expect(JSON.parse(await outflow('redrive', '--all', '--json'))).toEqual({
    objects: 1,
    records: 2,
    before: 2,
    notOurs: 1,
  });
  await expect(outflow('redrive', beside[0]?.id ?? '')).rejects.toThrow(/notes\.txt is not an object that/);

  // Of a dropped file: larger than a record of the stream.
  const data = Buffer.alloc(1024 * 1024 + 1, 'x').toString('base64');
  const large = { partitionKey: 'drop', sequenceNumber: '1', arrival: Date.now(), data, causes: [] };
  await aws.clients.s3.send(
    new PutObjectCommand({
      Bucket: aws.outputs.QuarantineBucket,
      Key: 'quarantine/2026-01-02/large\u202e.ndjson',
      Body: `${JSON.stringify(large)}\n`,
    }),
  );
  await aws.drained();
  const left = (await listed()).filter(({ redriven }) => redriven === undefined);
  expect(await outflow('list')).toContain(`${left.length - 1} not put on the stream again`);
  const shownLarge = await outflow('show', left.find(({ records }) => records === 1)?.id ?? '');
  expect(shownLarge).toContain('1 record of quarantine/2026-01-02/large');
  expect(shownLarge).not.toContain('\u202e');
  const garbage = left.length - 2;
  const redriven = await outflow('redrive', '--all');
  expect(redriven).toContain(`of ${garbage} object`);
  expect(redriven).toContain('Left as it is: 1 object that neither Outflow nor Lambda wrote');
  expect(redriven).toContain('Left as it is: 1 record larger than the stream takes');
  const [again] = before;
  expect(JSON.parse(await outflow('redrive', again?.id ?? '', '--json'))).toEqual({
    objects: 0,
    records: 0,
    before: 1,
  });
}, 120_000);
