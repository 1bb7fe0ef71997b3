import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../cli/corpus/random.ts';
import { alertAll } from '../../functions/alert/batch.ts';
import { answer } from '../../functions/detect/answer.ts';
import { dynamoBudget } from '../../functions/ports/aws/budget.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { snsHeartbeat } from '../../functions/ports/aws/heartbeat.ts';
import { snsPublisher } from '../../functions/ports/aws/publisher.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { dynamoThreadStore } from '../../functions/ports/aws/threads.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryNudge } from '../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { firstFailed } from '../../infra/local/batch.ts';
import { DAY_MS } from '../../shared/time.ts';
import { START_MS } from '../simulation/events.ts';
import { reference } from '../simulation/reference.ts';
import { planOf } from '../simulation/scenario.ts';
import { toRecord } from '../simulation/stream.ts';
import { createWorld, OPTIONS } from '../simulation/world.ts';
import { clientOf, createTable, type Emulator, FINDINGS, startDynalite } from './emulators.ts';
import { startWire, type Wire, type WireState } from './wire.ts';

const plan = planOf(seededRandom('bad network')).records;
const STATES: readonly WireState[] = ['good', 'refused', 'good', 'cut', 'slow', 'good', 'silent'];

let dynalite: Emulator;
let fauxqs: FauxqsServer;
let wires: readonly Wire[];
let clients: { readonly dynamodb: DynamoDBClient; readonly sns: SNSClient };

/** Patience as functions/ports/aws/clients.ts has it, in a smaller measure. */
const PATIENCE = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 200, requestTimeout: 400, throwOnRequestTimeout: true },
};

beforeAll(async () => {
  [dynalite, fauxqs] = await Promise.all([
    startDynalite(),
    startFauxqs({ port: 0, host: '127.0.0.1', logger: false }),
  ]);
  wires = await Promise.all([startWire(dynalite.port), startWire(fauxqs.port)]);
  const [toDynamo, toSns] = wires.map(({ port }) => ({ ...clientOf(port), ...PATIENCE }));
  if (toDynamo === undefined || toSns === undefined) throw new Error('There is no wire.');
  clients = { dynamodb: new DynamoDBClient(toDynamo), sns: new SNSClient(toSns) };
});

afterAll(async () => {
  clients.dynamodb.destroy();
  clients.sns.destroy();
  await Promise.all([...wires.map((wire) => wire.stop()), dynalite.stop(), fauxqs.stop()]);
});

test('whatever the network does to the real adapters, findings are those of a quiet run, and each page goes out', async () => {
  const { client, table: stateTable } = await createTable(dynalite.port, {
    key: { entity: 'S', part: 'S' },
    indexes: [],
  });
  const { client: findingsClient, table: findingsTable } = await createTable(dynalite.port, FINDINGS);
  const direct = dynamoStateStore(client, stateTable);
  for (const item of (await createWorld()).state.values()) await direct.write(item, 0);
  const [alerts = '', chat = ''] = ['alerts', 'chat'].map(
    (name) => fauxqs.createTopic(name, { region: 'eu-central-1' }).topicArn,
  );
  fauxqs.createQueue('on-call', { region: 'eu-central-1' });
  fauxqs.subscribe({ topic: 'alerts', queue: 'on-call', region: 'eu-central-1' });

  const findings = dynamoFindingStore(clients.dynamodb, findingsTable);
  const { nudge } = memoryNudge();
  const ports = {
    state: dynamoStateStore(clients.dynamodb, stateTable),
    findings,
    quarantine: memoryQuarantine(),
    nudge,
  };
  const alertPorts = {
    findings,
    threads: dynamoThreadStore(clients.dynamodb, findingsTable),
    budget: dynamoBudget(clients.dynamodb, findingsTable),
    publisher: snsPublisher(clients.sns, { alerts, chat }),
    heartbeat: snsHeartbeat(clients.sns, alerts),
    now: Date.now,
    newToken: randomUUID,
  };

  let weather = true;
  const trouble = (async () => {
    for (let turn = 0; weather; turn++) {
      for (const [index, wire] of wires.entries()) {
        // One that is seldom used must not meet good weather alone.
        const next = wire.harmed() === 0 ? 'cut' : STATES[(turn + 2 * index) % STATES.length];
        await wire.set(next ?? 'good');
      }
      await sleep(150);
    }
    for (const wire of wires) await wire.set('good');
  })();

  const records = plan.map(({ put, atMs }, index) => toRecord('shard', index, put, atMs));
  for (let start = 0; start < records.length; ) {
    const batch = records.slice(start, start + 2);
    const outcome = await answer({ Records: batch }, ports, { ...OPTIONS, now: Date.now }).catch(
      () => undefined,
    );
    start += outcome === undefined ? 0 : (firstFailed(outcome.response, batch) ?? batch.length);
    const ids = await findings.due(Date.now(), 100).catch(() => []);
    await alertAll(
      ids.map(({ id }) => id),
      alertPorts,
    );
  }
  weather = false;
  await trouble;
  for (const wire of wires) expect(wire.harmed()).toBeGreaterThan(0);

  const store = dynamoFindingStore(findingsClient, findingsTable);
  // Claims of calls that were broken off end by themselves; nobody waits for that here.
  const later = { ...alertPorts, now: () => Date.now() + 10 * 60_000 };
  for (let due = await store.due(Date.now(), 100); due.length > 0; due = await store.due(Date.now(), 100))
    for (const one of await alertAll(
      due.map(({ id }) => id),
      later,
    ))
      expect(one).not.toHaveProperty('error');

  const expected = await reference(plan);
  const quiet = memoryFindingStore(expected.findings);
  const span = { fromMs: START_MS - 30 * DAY_MS, toMs: START_MS + 30 * DAY_MS };
  const found = await store.recent(span, 1000);
  const open = found.filter(({ finding }) => finding.state === 'open').map(({ finding }) => finding);
  const right = [...expected.findings.values()].filter(({ state }) => state === 'open').map(({ id }) => id);
  expect(open.map(({ id }) => id).sort()).toEqual(right.sort());
  for (const finding of open)
    expect(JSON.stringify(finding)).toBe(JSON.stringify((await quiet.get(finding.id))?.finding));

  const told = (fauxqs.inspectQueue('on-call')?.messages.ready ?? []).map(({ body }) => String(body));
  const paged = found.filter((one) => one.told !== undefined);
  expect(paged.length).toBeGreaterThan(0);
  for (const { finding } of paged)
    expect(told.filter((body) => body.includes(finding.id)).length).toBeGreaterThan(0);
}, 180_000);
