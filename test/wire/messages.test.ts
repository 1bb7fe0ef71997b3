import { createServer } from 'node:http';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lambdaNudge } from '../../functions/ports/aws/nudge.ts';
import { snsPublisher } from '../../functions/ports/aws/publisher.ts';
import { s3Quarantine } from '../../functions/ports/aws/quarantine.ts';
import type { AlertEvent } from '../../functions/ports/nudge.ts';
import { bodyFor } from '../../infra/local/subscription.ts';
import type { AlarmMessage } from '../../shared/page/alarm.ts';
import type { ChatNotification } from '../../shared/page/chat.ts';
import { type Page, type PageAttribute, pageOf } from '../../shared/page/page.ts';
import { nudgeContract } from '../contracts/nudge.ts';
import { publisherContract } from '../contracts/publisher.ts';
import { quarantineContract } from '../contracts/quarantine.ts';
import { FINDING } from '../fixtures/findings.ts';
import { clientOf, type Emulator, listen } from './emulators.ts';

let fauxqs: FauxqsServer;
let lambda: Emulator;
const invocations: { path: string; type: string | undefined; event: AlertEvent }[] = [];
let lambdaStatus = 202;

beforeAll(async () => {
  fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  lambda = await listen(fakeLambda());
});
afterAll(async () => {
  await lambda.stop();
  await fauxqs.stop();
});

/** The one call of Lambda's API that is needed: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
function fakeLambda() {
  return createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const type = request.headers['x-amz-invocation-type'];
    invocations.push({ path: request.url ?? '', type: String(type), event: JSON.parse(body) as AlertEvent });
    response.writeHead(lambdaStatus).end();
  });
}

let count = 0;

function createTopic(subscriber: string): string {
  const { topicArn } = fauxqs.createTopic(subscriber, { region: 'eu-central-1' });
  fauxqs.createQueue(subscriber, { region: 'eu-central-1' });
  fauxqs.subscribe({ topic: subscriber, queue: subscriber, region: 'eu-central-1' });
  return topicArn;
}

interface Envelope {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<PageAttribute, { readonly Value: string }>>;
}

function envelopes(queue: string): Envelope[] {
  return (fauxqs.inspectQueue(queue)?.messages.ready ?? []).map(({ body }) => JSON.parse(body) as Envelope);
}

function pagesOf(alerts: string, chat: string): Page[] {
  const copies = envelopes(chat);
  return envelopes(alerts).map(({ Subject, Message, MessageAttributes }, n) => ({
    subject: Subject,
    body: bodyFor('email', Message),
    sms: bodyFor('sms', Message),
    https: JSON.parse(bodyFor('https', Message)) as AlarmMessage,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]),
    ) as Page['attributes'],
    chat: JSON.parse(copies[n]?.Message ?? '{}') as ChatNotification,
  }));
}

const snsClient = () => new SNSClient(clientOf(fauxqs.port));

publisherContract('SNS', async () => {
  const [alerts, chat] = [`alerts-${++count}`, `chat-${count}`];
  const topics = { alerts: createTopic(alerts), chat: createTopic(chat) };
  return { publisher: snsPublisher(snsClient(), topics), received: () => pagesOf(alerts, chat) };
});

describe('SNS as a publisher', () => {
  const page = pageOf(FINDING, { kind: 'opened', threadId: FINDING.id });
  const missing = 'arn:aws:sns:eu-central-1:123456789012:missing';

  test('throws when the page itself is not out', async () => {
    const chat = `chat-${++count}`;
    const publisher = snsPublisher(snsClient(), { alerts: missing, chat: createTopic(chat) });
    await expect(publisher.publish(page)).rejects.toThrow();
    expect(envelopes(chat)).toEqual([]);
  });

  test('says so when only chat is missing, because the page is out', async () => {
    const alerts = `alerts-${++count}`;
    const publisher = snsPublisher(snsClient(), { alerts: createTopic(alerts), chat: missing });
    expect(await publisher.publish(page)).toMatchObject({ kind: 'without-chat', reason: expect.any(String) });
    expect(envelopes(alerts)).toHaveLength(1);
  });
});

const nudge = () => lambdaNudge(new LambdaClient(clientOf(lambda.port)), 'Outflow-Alert');

nudgeContract('Lambda', async () => {
  invocations.length = 0;
  lambdaStatus = 202;
  return { nudge: nudge(), events: () => invocations.map(({ event }) => event) };
});

describe('Lambda as a nudge', () => {
  test('invokes the function without waiting for its result', async () => {
    invocations.length = 0;
    lambdaStatus = 202;
    await nudge()(['OF-1']);
    expect(invocations).toEqual([
      {
        path: '/2015-03-31/functions/Outflow-Alert/invocations',
        type: 'Event',
        event: { findingIds: ['OF-1'] },
      },
    ]);
  });

  test('counts what it could not ask for, and throws nothing', async () => {
    lambdaStatus = 500;
    const result = await nudge()(['OF-1', 'OF-2']);
    expect(result).toMatchObject({ asked: 0, failed: 2 });
    expect(result.reason).not.toBe('');
  });
});

quarantineContract('S3', async () => {
  const Bucket = `quarantine-${++count}`;
  fauxqs.createBucket(Bucket);
  const client = new S3Client({ ...clientOf(fauxqs.port), forcePathStyle: true });
  return {
    quarantine: s3Quarantine(client, Bucket),
    read: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    },
    keys: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
  };
});
