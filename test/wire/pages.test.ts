import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { s3Archive } from '../../cli/archive/archive.ts';
import { alarmNames, subscriptionsOf } from '../../cli/doctor/facts.ts';
import { tracesOf } from '../../cli/forget.ts';
import { s3HeldBucket } from '../../cli/quarantine/bucket.ts';
import type { LiveTarget } from '../../cli/target.ts';
import { targetClients } from '../../cli/target-clients.ts';
import { dynamoFeedReader } from '../../functions/ports/aws/feeds.ts';
import { s3FileStore } from '../../functions/ports/aws/files.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { FEEDS_ENTITY } from '../../functions/ports/feeds.ts';
import type { StackOutputs } from '../../infra/outputs.ts';
import { FINDING } from '../fixtures/findings.ts';
import { type Asked, startVendor, type VendorServer } from '../functions/ingest/vendor-server.ts';
import { DOCUMENT } from '../settings/document.ts';
import {
  clientOf,
  createTable,
  type Emulator,
  FINDINGS,
  SETTINGS,
  STATE,
  startDynalite,
} from './emulators.ts';

/** What AWS tells in pages is read to the last of them. */

let dynalite: Emulator;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

/** Queries answer with one item a page, and are noted. */
function inPages(client: DynamoDBClient): QueryCommandInput[] {
  const asked: QueryCommandInput[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName !== 'QueryCommand') return next(args);
        const input = { ...args.input, Limit: 1 } as QueryCommandInput;
        asked.push(input);
        return next({ ...args, input });
      },
    { step: 'initialize' },
  );
  return asked;
}

const THREE = [1, 2, 3];

describe('items of a table', () => {
  const item = (entity: string, part: string) => ({
    entity,
    part,
    version: 1,
    bytes: Uint8Array.of(1),
    expires: 2_000_000_000,
  });

  test('settings of a kind: as they are at this moment', async () => {
    const { client, table } = await createTable(dynalite.port, SETTINGS);
    const store = dynamoSettingsStore(client, table);
    const [after] = DOCUMENT.suppressions;
    for (const n of THREE) await store.change({ kind: 'suppressions', id: `s${n}`, after: after as object });
    const asked = inPages(client);
    expect((await store.ofKind('suppressions')).map(({ id }) => id)).toEqual(['s1', 's2', 's3']);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.every(({ ConsistentRead }) => ConsistentRead === true)).toBe(true);
  });

  test('hours of an entity: as they are at this moment, without their contents', async () => {
    const { client, table } = await createTable(dynalite.port, STATE);
    const store = dynamoStateStore(client, table);
    for (const n of THREE) await store.write(item('actor/okta/acme/00u1', `hour#${n}`), 0);
    const asked = inPages(client);
    expect(await store.hours('actor/okta/acme/00u1')).toEqual(THREE);
    expect(asked.length).toBeGreaterThan(2);
    for (const query of asked)
      expect(query).toMatchObject({ ConsistentRead: true, ProjectionExpression: 'part' });
  });

  test('feeds: for half the price', async () => {
    const { client, table } = await createTable(dynalite.port, STATE);
    const names = THREE.map((n) => `feed/okta/tenant${n}`);
    for (const name of names) await dynamoStateStore(client, table).write(item(FEEDS_ENTITY, name), 0);
    const asked = inPages(client);
    expect(await dynamoFeedReader(client, table).feeds()).toEqual(names);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.every(({ ConsistentRead }) => ConsistentRead !== true)).toBe(true);
  });

  test('what is to be forgotten: keys and nothing else', async () => {
    const state = await createTable(dynalite.port, STATE);
    const findings = await createTable(dynalite.port, FINDINGS);
    for (const n of THREE)
      await dynamoStateStore(state.client, state.table).write(item(FINDING.entity, `hour#${n}`), 0);
    const asked = inPages(state.client);
    const tables = { StateTable: state.table, FindingsTable: findings.table } as StackOutputs;
    const traces = await tracesOf(state.client, tables, FINDING.entity);
    expect(traces.state).toEqual(
      THREE.map((n) => ({ entity: { S: FINDING.entity }, part: { S: `hour#${n}` } })),
    );
    for (const { ProjectionExpression } of asked)
      expect(ProjectionExpression).toMatch(/^#(id|entity, #part)$/);
  });
});

describe('what services list', () => {
  let server: VendorServer;
  let answer: (asked: Asked) => string;
  beforeAll(async () => {
    server = await startVendor((asked) => ({ headers: { 'content-type': 'text/xml' }, text: answer(asked) }));
  });
  afterAll(() => server.stop());
  const config = () => ({ ...clientOf(0), endpoint: server.url, forcePathStyle: true });

  /** Two pages of a bucket, of which the second is given for the token of the first. */
  const bucket = ({ query }: Asked) => {
    const isLast = query.get('continuation-token') === 'more';
    const n = isLast ? 2 : 1;
    const prefix = query.get('prefix');
    const more = isLast ? '' : '<NextContinuationToken>more</NextContinuationToken>';
    const found =
      query.get('delimiter') === '/'
        ? `<CommonPrefixes><Prefix>${prefix}date=${n}/</Prefix></CommonPrefixes>`
        : `<Contents><Key>${prefix}${n}</Key><Size>${n}</Size></Contents>`;
    return `<ListBucketResult><IsTruncated>${!isLast}</IsTruncated>${more}${found}</ListBucketResult>`;
  };

  async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
    const found: Item[] = [];
    for await (const item of items) found.push(item);
    return found;
  }

  test.each<[string, (client: S3Client) => Promise<readonly unknown[]>, readonly unknown[]]>([
    [
      'files between invocations',
      (client) => s3FileStore(client, 'files').list('days/'),
      [
        { name: 'days/1', bytes: 1 },
        { name: 'days/2', bytes: 2 },
      ],
    ],
    [
      'what was set aside',
      (client) => all(s3HeldBucket(client, 'held', 'unreadable').list()),
      [
        { key: 'quarantine/1', bytes: 1 },
        { key: 'quarantine/2', bytes: 2 },
      ],
    ],
    ['folders of the archive', (client) => s3Archive(client, 'kept').folders('raw/'), ['date=1/', 'date=2/']],
    [
      'files of the archive',
      (client) => all(s3Archive(client, 'kept').files('raw/')),
      [
        { key: 'raw/1', writtenMs: 0 },
        { key: 'raw/2', writtenMs: 0 },
      ],
    ],
  ])('%s', async (_what, list, found) => {
    answer = bucket;
    expect(await list(new S3Client(config()))).toEqual(found);
  });

  /** Of the Query protocol: a call is a form. */
  const paged = (action: string, list: string, member: (n: number) => string) => (asked: Asked) => {
    const isLast = new URLSearchParams(asked.body).get('NextToken') === 'more';
    const more = isLast ? '' : '<NextToken>more</NextToken>';
    return `<${action}Response><${action}Result><${list}>${member(isLast ? 2 : 1)}</${list}>${more}</${action}Result></${action}Response>`;
  };
  const targetOf = (clients: Partial<LiveTarget['clients']>) =>
    ({ clients: { ...targetClients({}), ...clients } }) as LiveTarget;

  test('subscriptions of a topic', async () => {
    answer = paged(
      'ListSubscriptionsByTopic',
      'Subscriptions',
      (n) => `<member><SubscriptionArn>Pending${n}</SubscriptionArn><Protocol>email</Protocol></member>`,
    );
    const target = targetOf({ sns: new SNSClient(config()) });
    const found = await subscriptionsOf(target, 'arn:aws:sns:eu-central-1:123456789012:alerts');
    expect(found.map(({ arn }) => arn)).toEqual(['Pending1', 'Pending2']);
  });

  test('alarms of a stack', async () => {
    answer = paged(
      'ListStackResources',
      'StackResourceSummaries',
      (n) =>
        `<member><ResourceType>AWS::CloudWatch::Alarm</ResourceType><PhysicalResourceId>alarm ${n}</PhysicalResourceId></member>`,
    );
    const target = targetOf({ cloudformation: new CloudFormationClient(config()) });
    expect(await alarmNames(target, 'Outflow')).toEqual(['alarm 1', 'alarm 2']);
  });
});
