import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { piecesOf } from '../../cli/archive/archive.ts';
import { alarmsOf } from '../../cli/doctor/facts.ts';
import { UserError } from '../../cli/errors.ts';
import { failureOf } from '../../cli/failure.ts';
import { writeLocalAws } from '../../cli/local-aws-file.ts';
import { type Source, withSource } from '../../cli/source.ts';
import { type LiveTarget, resolveLive, resolveTarget, withLive } from '../../cli/target.ts';
import { destroyTargetClients, targetClients } from '../../cli/target-clients.ts';
import { whoActs } from '../../cli/who.ts';
import { OUTPUT_NAMES, type StackOutputs } from '../../infra/outputs.ts';
import { temporaryFolder } from '../temporary.ts';

const outputs = Object.fromEntries(
  OUTPUT_NAMES.map((name) => [name, `outflow-${name}`]),
) as unknown as StackOutputs;

/** Answers as CloudFormation does: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
const cloudFormation = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const stack = new URLSearchParams(body).get('StackName');
    const names = stack === 'Outflow' ? OUTPUT_NAMES : OUTPUT_NAMES.slice(1);
    const members = names
      .map(
        (name) =>
          `<member><OutputKey>${name}</OutputKey><OutputValue>${outputs[name]}</OutputValue></member>`,
      )
      .join('');
    if (stack === 'Nowhere')
      response
        .writeHead(400, { 'content-type': 'text/xml' })
        .end(
          '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Nowhere does not exist</Message></Error></ErrorResponse>',
        );
    else
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${stack}</StackName><Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
        );
  });
});

const folder = temporaryFolder();

beforeAll(async () => {
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  const { port } = cloudFormation.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(join(folder, '.outflow'), { recursive: true, force: true });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await new Promise((resolve) => cloudFormation.close(resolve));
});

describe('a target', () => {
  test('is the demo where nothing is said, and the saved run that is named', async () => {
    expect(await resolveTarget({}, {})).toEqual({ kind: 'saved', from: 'demo' });
    expect(await resolveTarget({ from: 'backtest' }, { OUTFLOW_STACK: 'Outflow' })).toEqual({
      kind: 'saved',
      from: 'backtest',
    });
  });

  test('is a stack by its outputs, named by the option or by the environment', async () => {
    for (const target of [
      await resolveTarget({ stack: 'Outflow' }, {}),
      await resolveTarget({}, { OUTFLOW_STACK: 'Outflow' }),
      await resolveLive({}, { OUTFLOW_STACK: 'Outflow' }),
    ]) {
      expect(target).toMatchObject({ kind: 'live', title: 'the stack Outflow', option: '--stack Outflow' });
      if (target.kind !== 'live') continue;
      expect(target.outputs).toEqual(outputs);
      expect(await target.clients.dynamodb.config.region()).toBe('eu-central-1');
      target.close();
    }
  });

  test.each([
    ['several targets', { stack: 'Outflow', from: 'demo' }, /one of --stack, --local and --from/],
    ['a stack that is not there', { stack: 'Nowhere' }, /Nowhere does not exist.*check --stack/],
    ['a stack that is not ours', { stack: 'Other' }, /no output StreamName.*cdk deploy/],
    ['a local AWS that does not run', { local: true }, /npx outflow demo --keep/],
  ])('refuses %s and says what to do', async (_, options, message) => {
    const error = await resolveTarget(options, {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
  });

  test('is left when the work is done, and when it fails', async () => {
    const ends = [async () => {}, () => Promise.reject(new UserError('refused'))];
    for (const end of ends) {
      const left: ReturnType<typeof vi.spyOn>[] = [];
      const work = (target: LiveTarget) => {
        left.push(...Object.values(target.clients).map((client) => vi.spyOn(client, 'destroy')));
        return end();
      };
      await withLive({ stack: 'Outflow' }, work).catch((reason) => expect(reason.message).toBe('refused'));
      expect(left).toHaveLength(6);
      for (const destroyed of left) expect(destroyed).toHaveBeenCalledOnce();
      let closed: ReturnType<typeof vi.spyOn> | undefined;
      const read = (source: Source) => {
        closed = vi.spyOn(source, 'close');
        return end();
      };
      await withSource({ stack: 'Outflow' }, read).catch((reason) => expect(reason.message).toBe('refused'));
      expect(closed).toHaveBeenCalledOnce();
    }
  });

  test('asks a command that needs tables for a stack', async () => {
    await expect(resolveLive({}, {})).rejects.toThrow(/--stack NAME/);
  });
});

describe('the local AWS of a folder', () => {
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_KINESIS: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9',
  };

  test('is found while its process lives, and reached at its own addresses', async () => {
    const remove = await writeLocalAws({ pid: process.pid, env, outputs });
    const target = await resolveLive({ local: true }, { OUTFLOW_STACK: 'Outflow' });
    expect(target).toMatchObject({ title: 'the local AWS', option: '--local', outputs });
    expect(await target.clients.dynamodb.config.endpoint?.()).toMatchObject({
      hostname: '127.0.0.1',
      port: 9,
    });
    target.close();
    await remove();
    await expect(resolveLive({ local: true }, {})).rejects.toThrow(UserError);
  });

  test('of a second one that runs in the folder is found when the first one ends', async () => {
    const env = { AWS_REGION: 'eu-central-1' };
    const removeFirst = await writeLocalAws({ pid: process.ppid, env, outputs });
    const removeSecond = await writeLocalAws({ pid: process.pid, env, outputs });
    await removeFirst();
    (await resolveLive({ local: true }, {})).close();
    await removeSecond();
    await expect(resolveLive({ local: true }, {})).rejects.toThrow(UserError);
  });
});

test('a call that is never answered ends, and says so', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const services = ['KINESIS', 'DYNAMODB', 'S3', 'LAMBDA', 'SNS', 'STS', 'CLOUDWATCH'];
  const env = Object.fromEntries(
    services.map((name) => [`AWS_ENDPOINT_URL_${name}`, `http://127.0.0.1:${port}`]),
  );
  const identity = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  const patience = { maxAttempts: 1, requestTimeout: 50 };
  const clients = targetClients({ ...env, ...identity }, patience);
  for (const [name, value] of Object.entries({ ...env, ...identity })) vi.stubEnv(name, value);
  const calls = [
    clients.kinesis.send(new PutRecordsCommand({ StreamName: 's', Records: [] })),
    clients.dynamodb.send(new GetItemCommand({ TableName: 't', Key: {} })),
    clients.s3.send(new ListObjectsV2Command({ Bucket: 'b' })),
    clients.lambda.send(new InvokeCommand({ FunctionName: 'f' })),
    clients.sns.send(new PublishCommand({ Message: 'm' })),
    alarmsOf(['a'], patience),
  ];
  try {
    for (const outcome of await Promise.allSettled<unknown>(calls)) {
      const { message, code } = failureOf(outcome.status === 'rejected' ? outcome.reason : undefined);
      expect(message).toMatch(/^AWS did not answer \(TimeoutError: .*may be done already\.$/);
      expect(code).toBe(2);
    }
    // What is put or done twice, if it is given up too early, is waited for longer.
    for (const slow of [calls[0], calls[3]]) await expect(slow).rejects.toThrow(/ 300 ms/);
    const stack = { kind: 'live', option: '--stack Outflow' } as LiveTarget;
    await expect(whoActs(undefined, stack, patience)).rejects.toThrow(/who you are \(.* 50 ms/);
  } finally {
    destroyTargetClients(clients);
    silent.closeAllConnections();
    silent.close();
  }
});

test('an object that stops in its middle ends what reads it, and one whose reader takes his time does not', async () => {
  const begun = () => new Readable({ objectMode: true, read() {} });
  const silent = begun();
  silent.push('a');
  const read: Uint8Array[] = [];
  const reading = (async () => {
    for await (const piece of piecesOf(silent, 50)) read.push(piece);
  })();
  const { message } = failureOf(await reading.catch((error: unknown) => error));
  expect(message).toMatch(/^AWS did not answer \(TimeoutError: nothing more came for 50 ms/);
  expect(read).toHaveLength(1);
  expect(silent.destroyed).toBe(true);

  vi.useFakeTimers();
  const whole = begun();
  for (const piece of ['a', 'b', null]) whole.push(piece);
  for await (const piece of piecesOf(whole, 50)) {
    read.push(piece);
    vi.advanceTimersByTime(80);
  }
  expect(read).toHaveLength(3);
});
