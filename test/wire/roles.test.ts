import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VendorEvent } from '../../cli/demo/event.ts';
import { type Rehearsal, startRehearsal } from '../../cli/demo/rehearsal.ts';
import { OUTBOX_SHARDS } from '../../functions/ports/finding-item.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/bundle.ts';
import { readTemplate, type Template } from '../../infra/local/template.ts';
import { company, DAY } from '../demo/day.ts';
import { allows, permissionsOf } from './permissions.ts';

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
    rehearsal = await startRehearsal(one, DAY, { recordsCalls: true });
    const { aws } = rehearsal;
    const { dynamodb } = aws.clients;
    template = readTemplate(
      JSON.parse(readFileSync(join(aws.folder, 'cdk.out', 'Outflow.template.json'), 'utf8')),
      'Outflow',
      join(aws.folder, 'cdk.out'),
    );

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
    await aws.invoke('watch', {});
    await rehearsal.settled();

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

function nameIn({ aws: { outputs } }: Rehearsal, name: FunctionName): string {
  return {
    detect: outputs.DetectFunction,
    alert: outputs.AlertFunction,
    watch: outputs.WatchFunction,
    triage: outputs.TriageFunction,
  }[name];
}
