import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { FEEDS_ENTITY } from '../../functions/ports/feeds.ts';
import { ledgerId } from '../../functions/ports/finding-item.ts';
import type { StoredFinding } from '../../functions/ports/findings.ts';
import { actorEntity, feedEntity, personEntity } from '../../shared/entity.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import type { LiveTarget } from '../target.ts';
import { SIGNALS } from '../temporary.ts';
import { asked, bad, type Check, good } from './checks.ts';

export const PROBE_TENANT = 'outflow-doctor';
export const PROBE_EMAIL = 'outflow-doctor@example.com';

/** A theft that nobody can overlook, by somebody who does not exist: a billion records in one export. */
export function probeEvent(uid: string, nowMs: number): JsonObject {
  const time = new Date(nowMs).toISOString();
  return {
    EventDate: time,
    CreatedDate: time,
    EventIdentifier: `outflow-doctor-${uid}`,
    ExecutionIdentifier: `outflow-doctor-${uid}`,
    Operation: 'ReportExported',
    ReportId: '00O000000000000AAA',
    Name: 'Outflow doctor: a test, nothing was taken',
    Sequence: 1,
    RowsProcessed: 1_000_000_000,
    QueriedEntities: 'Test',
    UserId: uid,
    Username: PROBE_EMAIL,
    SourceIp: '192.0.2.1',
  };
}

export interface ProbeOptions {
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** Sends a theft through the stack, waits for its finding and its page, and takes away what it left. */
export async function probe(target: LiveTarget, options: ProbeOptions): Promise<Check[]> {
  const uid = `005${randomBytes(6).toString('hex').toUpperCase()}AAA`;
  const entity = actorEntity({ vendor: 'salesforce', tenant: PROBE_TENANT, actor: { uid } });
  const startedMs = Date.now();
  const checks: Check[] = [];
  const patience = patienceOf(startedMs + options.timeoutMs);
  // What was seen until then is said as well, and what is left is taken away.
  const part = async (name: string, work: () => Promise<void>, says: string) => {
    const none = async () => {
      await work();
      return [];
    };
    checks.push(...(await asked(name, none, says)));
  };
  try {
    await part('test', follow, 'broke off');
  } finally {
    await part('cleaning up', () => cleanUp(target, entity), 'what the test has left stays');
    patience.end();
  }
  return checks;

  async function follow(): Promise<void> {
    const seconds = () => `after ${Math.round((Date.now() - startedMs) / 1000)} s`;
    const findings = dynamoFindingStore(target.clients.dynamodb, target.outputs.FindingsTable);
    await put(target, uid, startedMs);
    checks.push(good('stream', 'took the test event'));
    const waitFor = (isThere: (found: StoredFinding) => boolean) =>
      waitUntil(async () => (await findings.byEntity(entity, 10)).find(isThere), patience, options.pollMs);
    const found = await waitFor(() => true);
    if (found === undefined) {
      checks.push(
        bad(
          'detect',
          `no finding ${seconds()}`,
          `Look at the log group of detect, and whether its mapping is enabled and how far it is behind (IteratorAge). ${LATER}`,
        ),
      );
      return;
    }
    checks.push(good('detect', `found it ${seconds()}: ${found.finding.severity}`));
    const paged = await waitFor(({ told, due }) => told !== undefined && !due);
    checks.push(
      paged === undefined
        ? bad(
            'alert',
            `the page is not out ${seconds()}`,
            'Look at the log groups of alert and watch: a topic, its key or a right is missing.',
          )
        : good('alert', `paged ${seconds()}: look whether it has reached you`),
    );
  }
}

const LATER = `A page of ${PROBE_EMAIL} that comes later is this test: close it as one.`;

interface Patience {
  /** Epoch milliseconds. */
  untilMs(): number;
  end(): void;
}

/**
 * So long what is on its way is waited for after Ctrl-C: what comes after the cleaning would stay. `detect` may gather
 * events for 20 seconds.
 */
const LAST_WAIT_MS = 30_000;

/** Ctrl-C ends the waiting, and then the program, but not before the test is taken away: it is as loud as a theft. */
function patienceOf(untilMs: number): Patience {
  let lastMs = untilMs;
  let code: number | undefined;
  const onSignal = (signal: (typeof SIGNALS)[number]) => {
    if (code !== undefined) return;
    code = 128 + constants.signals[signal];
    lastMs = Math.min(untilMs, Date.now() + LAST_WAIT_MS);
    console.error(`Taking away what the test leaves: half a minute at most. ${LATER}`);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    untilMs: () => lastMs,
    end: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      if (code !== undefined) process.exit(code);
    },
  };
}

async function put({ clients, outputs }: LiveTarget, uid: string, nowMs: number): Promise<void> {
  const record = { outflow: { vendor: 'salesforce', tenant: PROBE_TENANT }, event: probeEvent(uid, nowMs) };
  await clients.kinesis.send(
    new PutRecordCommand({
      StreamName: outputs.StreamName,
      PartitionKey: PROBE_TENANT,
      Data: Buffer.from(JSON.stringify(record)),
    }),
  );
}

async function waitUntil<T>(
  look: () => Promise<T | undefined>,
  patience: Patience,
  pollMs: number,
): Promise<T | undefined> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined || Date.now() > patience.untilMs()) return seen;
    await sleep(pollMs);
  }
}

/** The finding, its thread and the state of the actor. The stream and the archive keep the event, as they keep all. */
async function cleanUp({ clients, outputs }: LiveTarget, entity: string): Promise<void> {
  const { dynamodb } = clients;
  const findings = dynamoFindingStore(dynamodb, outputs.FindingsTable);
  const ids = (await findings.byEntity(entity, 100)).map(({ finding }) => finding.id);
  for (const id of [...ids, ...ids.map(ledgerId), `thread#${entity}`])
    await dynamodb.send(new DeleteItemCommand({ TableName: outputs.FindingsTable, Key: { id: { S: id } } }));
  const feed = feedEntity('salesforce', PROBE_TENANT);
  // First, so that watch looks at it no more: what came once a week would be missed in the next.
  await dynamodb.send(
    new DeleteItemCommand({
      TableName: outputs.StateTable,
      Key: { entity: { S: FEEDS_ENTITY }, part: { S: feed } },
    }),
  );
  for (const name of [entity, personEntity(PROBE_EMAIL), PROBE_ORGANISATION, feed])
    await removeState(dynamodb, outputs.StateTable, name);
}

/** The table of what is usual in the tenant of the test. */
const PROBE_ORGANISATION = `organisation/salesforce/${PROBE_TENANT}`;

async function removeState(dynamodb: DynamoDBClient, table: string, entity: string): Promise<void> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: '#entity = :entity',
      ProjectionExpression: '#entity, #part',
      ExpressionAttributeNames: { '#entity': 'entity', '#part': 'part' },
      ExpressionAttributeValues: { ':entity': { S: entity } },
    }),
  );
  for (const { entity: key, part } of Items)
    if (key !== undefined && part !== undefined)
      await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: { entity: key, part } }));
}
