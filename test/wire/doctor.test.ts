import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListSubscriptionsByTopicCommand, SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PROBE_EMAIL } from '../../cli/doctor/probe.ts';
import { type LocalAws, startLocalAws } from '../../infra/local/local-aws.ts';
import type { Subscription } from '../../infra/local/subscription.ts';
import { leaveLocalAws, startOutflow } from '../command.ts';
import { temporaryFolder } from '../temporary.ts';
import { built } from './built.ts';
import { refusing } from './refusing.ts';

const folder = temporaryFolder();
let aws: LocalAws;
let pages: Subscription;

beforeAll(async () => {
  aws = await startLocalAws(await built({ watchEveryMs: 1000 }));
  leaveLocalAws(folder, aws);
});
afterAll(() => aws?.stop());

async function doctor(...args: string[]) {
  const { code, stdout, stderr } = await begun(...args).ended;
  return { code, printed: stdout + stderr };
}

const begun = (...args: string[]) => startOutflow(folder, ['doctor', '--local', ...args]);

/** What `alert` counts for all messages is no trace of the test. */
const isCount = (id = '') => id.startsWith('budget#') || id.startsWith('notice#');

async function left(): Promise<number> {
  const { StateTable, FindingsTable } = aws.outputs;
  const scans = [StateTable, FindingsTable].map((TableName) =>
    aws.clients.dynamodb.send(new ScanCommand({ TableName })),
  );
  const items = (await Promise.all(scans)).flatMap(({ Items = [] }) => Items);
  return items.filter(({ id }) => !isCount(id?.S)).length;
}

test('says that a page would reach nobody, and how to mend that, though everything else works', async () => {
  const { code, printed } = await doctor();
  expect(printed).toMatch(/FAIL {2}topic alerts +nobody is subscribed/);
  expect(printed).toContain('mend: aws sns subscribe --topic-arn');
  expect(printed).toMatch(/ok {4}alert +paged after/);
  expect(code).toBe(2);
});

test('is content once somebody is, and the test page arrives', async () => {
  pages = await aws.subscribe(aws.outputs.AlertsTopicArn);
  const { code, printed } = await doctor();
  expect(printed).not.toContain('FAIL');
  expect(code).toBe(0);
  await aws.drained();
  expect(pages.received.map(({ message }) => message).join()).toContain(PROBE_EMAIL);
});

test('says that alarms reach nobody while every subscription has a filter', async () => {
  const { sns } = aws.clients;
  const found = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: aws.outputs.AlertsTopicArn }));
  const filter = (FilterPolicy: string) =>
    sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: found.Subscriptions?.[0]?.SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: FilterPolicy,
      }),
    );
  await filter('{"severity":["critical"]}');
  const { code, printed } = await doctor();
  expect(printed).toMatch(/FAIL {2}topic alerts +every subscription has a filter/);
  expect(code).toBe(2);
  await filter('{}');
});

test('leaves nothing behind in the tables', async () => {
  expect(await left()).toBe(0);
});

test('takes its test away when it is stopped, so that nobody is paged of it again and again', async () => {
  aws.kill('alert', 'SIGSTOP');
  const { child, ended } = begun();
  await vi.waitUntil(async () => (await left()) > 0, { timeout: 30_000 });
  child.kill('SIGINT');
  aws.kill('alert', 'SIGCONT');
  const later = expect.stringContaining(`A page of ${PROBE_EMAIL} that comes later is this test`);
  expect(await ended).toMatchObject({ code: 130, stderr: later });
  await aws.drained();
  expect(await left()).toBe(0);
});

test('says where it ends when detect does not answer', async () => {
  aws.kill('detect', 'SIGSTOP');
  const { code, printed } = await doctor('--timeout', '3');
  expect(printed).toMatch(/FAIL {2}detect +no finding after \d+ s/);
  expect(printed).toContain('mend: Look at the log group of detect');
  expect(printed).toContain(`A page of ${PROBE_EMAIL} that comes later is this test`);
  expect(code).toBe(2);
  aws.kill('detect', 'SIGCONT');
});

test('names a wrong time limit', async () => {
  expect(await doctor('--timeout', '0')).toMatchObject({
    code: 2,
    printed: '--timeout 0: give a whole number of seconds from 1 to 3,600.\n',
  });
});

/** A doctor whom AWS refuses some calls. */
async function refused(name: string, refuses: (call: string) => boolean) {
  const { endpoint, end } = await refusing(aws.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '', refuses);
  const there = join(folder, name);
  mkdirSync(there);
  const env = { ...aws.env, AWS_ENDPOINT_URL_SNS: endpoint, AWS_ENDPOINT_URL_DYNAMODB: endpoint };
  leaveLocalAws(there, { env, outputs: aws.outputs });
  try {
    const { code, stdout, stderr } = await startOutflow(there, ['doctor', '--local']).ended;
    return { code, printed: stdout + stderr };
  } finally {
    await end();
  }
}

test('says what it may not ask, and asks all the rest', async () => {
  const { code, printed } = await refused('no-delete', (call) =>
    /DeleteItem|ListSubscriptionsByTopic/.test(call),
  );
  expect(printed).toMatch(/FAIL {2}topic alerts +cannot be asked/);
  expect(printed).toMatch(
    /mend: AWS did not do it \(Auth.*not authorized to perform ListSubscriptionsByTopic/,
  );
  expect(printed).toMatch(/ok {4}alert +paged after/);
  expect(printed).toMatch(/FAIL {2}cleaning up +what the test has left stays\n.*not authorized/);
  expect(code).toBe(2);
});

test('says how far the test came, and that it stays, where it may not look for its finding', async () => {
  const { code, printed } = await refused('no-query', (call) => /Query|ListSubscriptionsByTopic/.test(call));
  expect(printed).toMatch(/ok {4}stream +took the test event/);
  expect(printed).toMatch(/FAIL {2}test +broke off\n.*not authorized to perform .*Query/);
  expect(printed).toMatch(/FAIL {2}cleaning up +what the test has left stays/);
  expect(code).toBe(2);
});
