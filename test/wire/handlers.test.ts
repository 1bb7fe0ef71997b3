import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { handler as alert } from '../../functions/alert/index.ts';
import { enterFeeds } from '../../functions/detect/feeds.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoInstallationStore } from '../../functions/ports/aws/installation.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { CALIBRATION_FILE } from '../../functions/ports/calibration.ts';
import { shardOf } from '../../functions/ports/organisations.ts';
import { itemKey } from '../../functions/ports/state.ts';
import { handler as watch } from '../../functions/watch/index.ts';
import { feedEntity, organisationEntity } from '../../shared/entity.ts';
import { matterOfChange } from '../../shared/feeds/changes.ts';
import { causeEntity } from '../../shared/feeds/common-cause.ts';
import { feedFinding } from '../../shared/feeds/finding.ts';
import { EMPTY_TABLE, enter, TABLE_DAYS, table } from '../../shared/organisation.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { dayOf, hourOf } from '../../shared/time.ts';
import { FINDING } from '../fixtures/findings.ts';
import { temporaryFolder } from '../temporary.ts';
import { createTable, type Emulator, FINDINGS, listen, SETTINGS, STATE, startDynalite } from './emulators.ts';

let fauxqs: FauxqsServer;
let dynalite: Emulator;
let lambda: Emulator;
/** Where the bundle's files lie. */
const root = temporaryFolder();
type Table = Awaited<ReturnType<typeof createTable>>;
let found: Table;
let settings: Table;
let state: Table;

/** Lambda's Invoke, with one function that answers by running `alert` here. */
const lambdaServer = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  await alert(JSON.parse(body));
  response.writeHead(202).end();
});

beforeAll(async () => {
  // A page line of one's own, beyond what the fixture's amounts alone reach.
  writeFileSync(
    join(root, CALIBRATION_FILE),
    JSON.stringify({
      thresholds: { pageScore: 9, largeExposurePageScore: 9, highScore: 11, criticalScore: 13 },
    }),
  );
  [fauxqs, dynalite, lambda] = await Promise.all([
    startFauxqs({ port: 0, host: '127.0.0.1', logger: false }),
    startDynalite(),
    listen(lambdaServer),
  ]);
  found = await createTable(dynalite.port, FINDINGS);
  settings = await createTable(dynalite.port, SETTINGS);
  state = await createTable(dynalite.port, STATE);
  const region = 'eu-central-1';
  const [alerts, chat, heartbeats] = ['alerts', 'chat', 'heartbeats'].map(
    (name) => fauxqs.createTopic(name, { region }).topicArn,
  );
  fauxqs.createQueue('on-call', { region });
  fauxqs.subscribe({ topic: 'alerts', queue: 'on-call', region });
  for (const [name, value] of Object.entries({
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'synthetic',
    AWS_SECRET_ACCESS_KEY: 'synthetic',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${dynalite.port}`,
    AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${fauxqs.port}`,
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${lambda.port}`,
    FINDINGS_TABLE: found.table,
    SETTINGS_TABLE: settings.table,
    ALERTS_TOPIC_ARN: alerts,
    CHAT_TOPIC_ARN: chat,
    ALERT_FUNCTION: 'Outflow-Alert',
    OUTBOX_MIN_AGE_MS: '0',
    HEARTBEAT_TOPIC_ARN: heartbeats,
    STATE_TABLE: state.table,
    LAMBDA_TASK_ROOT: root,
  }))
    vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([fauxqs.stop(), dynalite.stop(), lambda.stop()]);
});

const received = () =>
  (fauxqs.inspectQueue('on-call')?.messages.ready ?? []).map(
    ({ body }) => JSON.parse(body) as { Subject: string; Message: string },
  );

/** Runs it, and gives the lines of metrics that are written meanwhile. */
async function counted(work: () => Promise<void>): Promise<readonly Record<string, unknown>[]> {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return written.filter((line) => line.includes('CloudWatchMetrics')).map((line) => JSON.parse(line));
}

test('a finding that nobody was nudged about reaches on-call through watch, once, with one line of metrics each', async () => {
  const findings = dynamoFindingStore(found.client, found.table);
  await findings.upsert(FINDING, 1, Date.now() - 60_000);
  const written = await counted(async () => {
    await watch();
    await watch();
  });

  expect(received().map(({ Subject }) => Subject)).toEqual([
    'ALARM: CRITICAL Salesforce: at least 181,204 records [OF-7K2Q-9M]',
  ]);
  expect(received()[0]?.Message).toContain('npx outflow show OF-7K2Q-9M');
  expect(await findings.get(FINDING.id)).toMatchObject({ due: false, told: { findingId: FINDING.id } });

  const metrics = written
    // Feeds and subscribers are looked at every few minutes of the clock.
    .filter((line) => !('FeedsUnjudged' in line) && !('AlertsSubscribers' in line));
  expect(metrics).toMatchObject([
    { function: 'alert', AlertFindings: 1, PagesOpened: 1, AlertFailed: 0 },
    { function: 'watch', OutboxDue: 1, WatchNudged: 1, NudgesFailed: 0 },
    { function: 'alert', PagesRepeated: 0, DigestsSent: 0, DigestWaiting: 0, NoticesSent: 0 },
    { function: 'watch', OutboxDue: 0, OutboxOldestMs: 0 },
    { function: 'alert', PagesRepeated: 0, NoticesSent: 0 },
  ]);
});

test('watch counts each heartbeat that the stream took, and none that it refused: the silence of a stream is told without them', async () => {
  let takes = true;
  let records = 0;
  const stream = await listen(
    createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { Records } = JSON.parse(body);
      response.writeHead(takes ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      if (!takes) return response.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }));
      records += Records.length;
      const taken = Records.map(() => ({ SequenceNumber: '1', ShardId: 'shardId-000000000000' }));
      return response.end(JSON.stringify({ FailedRecordCount: 0, Records: taken }));
    }),
  );
  const env = { HEARTBEAT_MINUTES: '5', STREAM_NAME: 'events' };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ENDPOINT_URL_KINESIS', `http://127.0.0.1:${stream.port}`);
  try {
    const beats = (lines: readonly Record<string, unknown>[]) =>
      lines.map(({ HeartbeatsSent }) => HeartbeatsSent).filter((one) => one !== undefined);
    expect(beats(await counted(() => watch({ everything: true })))).toEqual([1]);
    expect(records).toBe(1);
    takes = false;
    const refused = counted(async () => {
      await expect(watch({ everything: true })).rejects.toThrow('the heartbeat cannot be sent');
    });
    expect(beats(await refused)).toEqual([]);
  } finally {
    vi.stubEnv('HEARTBEAT_MINUTES', '0');
    await stream.stop();
  }
});

test('alert leaves a page to what several accounts have in common by the lines that the stack was deployed with', async () => {
  const findings = dynamoFindingStore(found.client, found.table);
  const { vendor, tenant } = FINDING;
  const feed = { vendor, tenant };
  const day = dayOf(Date.now());
  const causes = (['network', 'client'] as const).map((facet) => {
    const value = facet === 'network' ? 'AS64500' : 'python-requests';
    const cause = { facet, value, day, members: 9, accounts: 60, lastDay: day, feed };
    return feedFinding(
      new Uint8Array(32),
      feed,
      matterOfChange({ leader: [cause], others: [] }),
      causeEntity(cause),
    );
  });
  for (const cause of causes) await findings.upsert(cause, 1, 0);
  // By the shipped line it would page by its amounts alone, 7.91.
  const member = { ...FINDING, id: 'OF-MEMBER', entity: 'actor/salesforce/default/0055g00000MEMBER', day };
  await findings.upsert(member, 1, Date.now());
  await alert({ findingIds: [member.id] });
  expect(await findings.get(member.id)).toMatchObject({ due: false, suppressedBy: causes[0]?.id });
});

test('and so does watch, when it says how bad what they have in common is', async () => {
  await dynamoInstallationStore(settings.client, settings.table).installation();
  const store = dynamoStateStore(state.client, state.table);
  const { vendor, tenant } = FINDING;
  const nowMs = Date.now();
  const day = dayOf(nowMs);
  const fact = {
    kind: 'event',
    arrivedMs: nowMs,
    time: nowMs,
    hash: 1,
    names: ['operation export'],
  } as const;
  await enterFeeds(
    store,
    [{ feed: feedEntity(vendor, tenant), hour: hourOf(nowMs), facts: [fact], record: 0 }],
    '0',
  );
  const accounts = Array.from({ length: 20 }, (_, n) => hashOf(`actor/${vendor}/${tenant}/${n}`));
  for (const account of accounts) {
    const key = shardOf(organisationEntity(vendor, tenant), Math.floor(day / TABLE_DAYS), account);
    const old = (await store.read([key])).get(itemKey(key));
    const uses = [
      { name: '', account, day: day - 20 },
      { name: 'network AS64511', account, day },
    ];
    const bytes = table.encode(enter(old === undefined ? EMPTY_TABLE : table.decode(old.bytes), uses));
    const version = old?.version ?? 0;
    await store.write(
      { ...key, version: version + 1, bytes, expires: Math.ceil(nowMs / 1000) + 86_400 },
      version,
    );
  }
  const findings = dynamoFindingStore(found.client, found.table);
  const [volume, novelty] = FINDING.signals;
  if (volume === undefined || novelty === undefined) throw new Error('the fixture has two signals');
  const signals = [volume, { ...novelty, facts: { network: 'AS64511' } }];
  const times = { day, firstTime: nowMs, lastTime: nowMs };
  await findings.upsert({ ...FINDING, ...times, id: 'OF-IN-OFFICE', signals, severity: 'high' }, 1, nowMs);
  await watch({ everything: true });
  const [cause] = await findings.byEntity(causeEntity({ facet: 'network', value: 'AS64511' }), 1);
  // By the shipped line the amounts alone would page, and nothing would be left to it.
  expect(cause?.finding).toMatchObject({ severity: 'high', score: FINDING.score });
});

test('watch fails, so that its alarm sounds, when it cannot pass on what is due', async () => {
  await dynamoFindingStore(found.client, found.table).upsert(
    { ...FINDING, id: 'OF-STUCK' },
    1,
    Date.now() - 60_000,
  );
  await lambda.stop();
  await expect(watch()).rejects.toThrow(/^pages cannot be passed on: \d pages?, because /);
  lambda = await listen(lambdaServer);
});

test('alert fails when it is invoked with anything but findings', async () => {
  await expect(alert({ Records: [] })).rejects.toThrow(/findingIds/);
});
