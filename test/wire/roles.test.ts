import { join } from 'node:path';
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VendorEvent } from '../../cli/demo/event.ts';
import { type Rehearsal, startRehearsal } from '../../cli/demo/rehearsal.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { PAST_PART } from '../../functions/ports/feeds.ts';
import { OUTBOX_SHARDS } from '../../functions/ports/finding-item.ts';
import { shardOf } from '../../functions/ports/organisations.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/bundle.ts';
import { readAssembly, type Template } from '../../infra/local/template.ts';
import { EMPTY_PAST, encodePast } from '../../shared/feeds/past.ts';
import { HEARTBEAT_ENTITY } from '../../shared/heartbeat.ts';
import { EMPTY_TABLE, enter, TABLE_DAYS, table } from '../../shared/organisation.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { dayOf } from '../../shared/time.ts';
import { company, DAY } from '../demo/day.ts';
import { FINDING, findingOf, NOTHING_TAKEN } from '../fixtures/findings.ts';
import { built } from './built.ts';
import { allows, permissionsOf } from './permissions.ts';

const SILENT_FEED = 'feed/box/example';

/** What a role allows but no function calls: Lambda and the services do, in the function's name. */
const DONE_BY_AWS: readonly (readonly [permission: RegExp, why: string])[] = [
  [/^logs:\w+ /, 'Lambda writes what the function prints'],
  [/^kms:\w+ /, 'DynamoDB, Kinesis, S3 and SNS use the key in the name of the caller'],
  [/^kinesis:\w+ .*:stream\//, 'the event source mapping reads the stream'],
  [/^s3:\w+ .*:outflow-failedbatches/, 'the event source mapping writes the batches that failed for good'],
];

describe('the roles, held against what the functions call in a breach', () => {
  let rehearsal: Rehearsal;
  let template: Template;
  const answers: unknown[] = [];

  beforeAll(async () => {
    const { email } = company.incident.person;
    const own = (events: Iterable<VendorEvent>) =>
      [...events].filter(({ raw }) => JSON.stringify(raw).includes(email));
    const one = { ...company, history: () => own(company.history()) };
    const config = { heartbeat: { everyMinutes: 60 } };
    rehearsal = await startRehearsal(one, DAY, await built({ recordsCalls: true, config }));
    const { aws } = rehearsal;
    const { dynamodb } = aws.clients;
    template = readAssembly(join(aws.folder, 'cdk.out'));

    // The first batch of all draws the secret of the installation.
    const Key = { kind: { S: 'installation' }, id: { S: 'hashKey' } };
    await dynamodb.send(new DeleteItemCommand({ TableName: aws.outputs.SettingsTable, Key }));
    await rehearsal.put([{ data: Buffer.from('{'), partitionKey: 'garbage' }]);
    await rehearsal.stream(own(company.day()));
    await rehearsal.settled();

    // As if every nudge about it had been lost.
    const [page] = rehearsal.pages;
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: aws.outputs.FindingsTable,
        Key: { id: { S: page?.attributes['findingId'] ?? '' } },
        UpdateExpression: 'SET outbox = :shard, outboxSince = :since',
        ExpressionAttributeValues: { ':shard': { S: OUTBOX_SHARDS[0] }, ':since': { N: '0' } },
      }),
    );
    // A feed that was expected, and has never come.
    const feed = { vendor: 'box', tenant: 'example', silentHours: 1 };
    await dynamoSettingsStore(dynamodb, aws.outputs.SettingsTable).change({
      kind: 'feeds',
      id: 'box/example',
      after: feed,
    });
    const past = encodePast({ ...EMPTY_PAST, watchedSinceMs: 0 });
    await dynamoStateStore(dynamodb, aws.outputs.StateTable).write(
      { entity: SILENT_FEED, part: PAST_PART, version: 1, bytes: past, expires: 4e9 },
      0,
    );
    await plantOffice(aws);
    await aws.invoke('watch', { everything: true });
    await rehearsal.settled();
    // Now that its heartbeat has been read.
    await aws.invoke('watch', { everything: true });
    await rehearsal.settled();
    // One of those who came to the new network, and of whom nothing else is new.
    const store = dynamoFindingStore(dynamodb, aws.outputs.FindingsTable);
    await store.upsert(NEWCOMER, 1, 0);
    await aws.invoke('alert', { findingIds: [NEWCOMER.id] });

    const id = page?.attributes['findingId'];
    for (const action of [
      { kind: 'assign', assignee: 'omar' },
      { kind: 'note', text: 'Not her.' },
      { kind: 'close', verdict: 'malicious' },
    ])
      answers.push(await aws.invoke('triage', { id, by: 'omar', action }));
    await rehearsal.settled();
  });
  afterAll(() => rehearsal?.stop());

  const callsOf = (name: FunctionName) =>
    rehearsal.aws.calls().filter(({ functionName }) => functionName === nameIn(rehearsal, name));

  test('what people decided is recorded, through the one function that may', () => {
    expect(answers).toMatchObject([
      { kind: 'done', status: 'in progress' },
      { kind: 'done', status: 'in progress' },
      { kind: 'done', status: 'closed', triage: { assignee: 'omar', closed: { verdict: 'malicious' } } },
    ]);
  });

  test('the breach is paged, garbage is set aside, and watch passes on what was left', async () => {
    expect(rehearsal.pages.length).toBeGreaterThan(0);
    expect((await rehearsal.quarantined()).length).toBe(1);
    expect(callsOf('watch').map(({ action }) => action)).toContain('lambda:InvokeFunction');
    const known = FUNCTION_NAMES.map((name) => nameIn(rehearsal, name));
    expect(rehearsal.aws.calls().filter(({ functionName }) => !known.includes(functionName))).toEqual([]);
  });

  test('the heartbeat becomes a finding that nobody is paged of, and a silent feed one that on-call is told of', async () => {
    const { aws, pages } = rehearsal;
    const findings = dynamoFindingStore(aws.clients.dynamodb, aws.outputs.FindingsTable);
    const [beat] = await findings.byEntity(HEARTBEAT_ENTITY, 1);
    expect(beat).toMatchObject({ due: false, told: undefined });
    const [silent] = await findings.byEntity(`${SILENT_FEED}/silence`, 1);
    expect(silent?.told?.severity).toBe('medium');
    const told = pages.map(({ attributes }) => attributes['findingId']);
    expect(told).toContain(silent?.finding.id);
    expect(told).not.toContain(beat?.finding.id);
    const newcomer = await findings.get(NEWCOMER.id);
    expect(told).not.toContain(NEWCOMER.id);
    expect(newcomer).toMatchObject({ due: false, suppressedBy: expect.stringMatching(/^OF-/) });
  });

  test.each(FUNCTION_NAMES)('%s calls nothing that its role does not allow', (name) => {
    const permissions = permissionsOf(template, nameIn(rehearsal, name));
    const calls = callsOf(name);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => !permissions.some((permission) => allows(permission, call)))).toEqual([]);
  });

  test.each(FUNCTION_NAMES)('%s uses everything that its role allows', (name) => {
    const calls = callsOf(name);
    const unused = permissionsOf(template, nameIn(rehearsal, name))
      .filter((permission) => !calls.some((call) => allows(permission, call)))
      .map(({ action, resource }) => `${action} ${resource}`);
    expect(unused.filter((text) => !DONE_BY_AWS.some(([permission]) => permission.test(text)))).toEqual([]);
  });
});

const MOVED_DAY = dayOf(Date.now());
const newcomers = (n: number) => `actor/salesforce/example/user-${n}`;
const NEWCOMER = findingOf({
  id: 'OF-NEWC-0MER0000',
  entity: newcomers(0),
  tenant: 'example',
  day: MOVED_DAY,
  severity: 'medium',
  signals: FINDING.signals.slice(1).map((signal) => ({ ...signal, facts: { network: 'AS64510' } })),
  exposure: NOTHING_TAKEN,
});

/** Thirty accounts of the company, all of them from a new network today. */
async function plantOffice({ clients, outputs }: Rehearsal['aws']): Promise<void> {
  const state = dynamoStateStore(clients.dynamodb, outputs.StateTable);
  const parts = Map.groupBy(
    Array.from({ length: 30 }, (_, n) => hashOf(newcomers(n))),
    (account) => account % 8,
  );
  for (const accounts of parts.values()) {
    const [first = 0] = accounts;
    const key = shardOf('organisation/salesforce/example', Math.floor(MOVED_DAY / TABLE_DAYS), first);
    const uses = accounts.flatMap((account) => [
      { name: '', account, day: MOVED_DAY - 20 },
      { name: 'network AS64510', account, day: MOVED_DAY },
    ]);
    const bytes = table.encode(enter(EMPTY_TABLE, uses));
    await state.write({ ...key, version: 1, bytes, expires: 4e9 }, 0);
  }
}

function nameIn({ aws: { outputs } }: Rehearsal, name: FunctionName): string {
  return {
    detect: outputs.DetectFunction,
    alert: outputs.AlertFunction,
    watch: outputs.WatchFunction,
    triage: outputs.TriageFunction,
  }[name];
}
