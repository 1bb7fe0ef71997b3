import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import { type LocalAws, startLocalAws } from '../../infra/local/local-aws.ts';
import type { Subscription } from '../../infra/local/subscription.ts';
import { readAssembly, type Template } from '../../infra/local/template.ts';
import { leaveLocalAws, PROGRAM } from '../command.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { temporaryFolder } from '../temporary.ts';
import { built } from './built.ts';
import { allows, permissionsOf } from './permissions.ts';

/** Honey that is planted by the command, touched on the stream, paged, and read back from the archive. */
const folder = temporaryFolder();

let aws: LocalAws;
let alerts: Subscription;
let people: readonly string[] = [];

const outflow = (...args: string[]) =>
  promisify(execFile)(process.execPath, [PROGRAM, ...args, '--local'], { cwd: folder });

async function put(...events: object[]): Promise<void> {
  await aws.clients.kinesis.send(
    new PutRecordsCommand({
      StreamName: aws.outputs.StreamName,
      Records: events.map((event) => ({
        PartitionKey: 'any',
        Data: Buffer.from(JSON.stringify({ outflow: { vendor: 'okta' }, event })),
      })),
    }),
  );
  await settled();
}

async function settled(): Promise<void> {
  const store = dynamoFindingStore(aws.clients.dynamodb, aws.outputs.FindingsTable);
  do await aws.drained();
  while ((await store.due(Date.now(), 1)).length > 0);
  await alerts.drained();
}

function template(): Template {
  return readAssembly(join(aws.folder, 'cdk.out'));
}

/** Of the function whose name begins so. */
function nameOf(beginning: string): string {
  const functions = template().of('AWS::Lambda::Function');
  return functions.find(({ name }) => name.startsWith(beginning))?.name ?? '';
}

const now = Date.now();
const event = (uuid: string, fields: Record<string, string> = {}) =>
  oktaEvent({ uuid, published: new Date(now).toISOString(), debugContext: { debugData: fields } });

beforeAll(async () => {
  const options = await built({
    watchEveryMs: 2000,
    recordsCalls: true,
    config: {
      archive: true,
      publicEndpoints: true,
      sources: [{ kind: 'honey-mail', domain: 'mail.example.com' }],
    },
  });
  aws = await startLocalAws(options);
  alerts = await aws.subscribe(aws.outputs.AlertsTopicArn);
  leaveLocalAws(folder, aws);
  const dataset = ['--vendor', 'salesforce', '--dataset', 'contacts'];
  await outflow(
    'honey',
    'create',
    ...dataset,
    '--count',
    '2',
    '--domain',
    'mail.example.com',
    '--out',
    'honey.csv',
  );
  const [, ...rows] = readFileSync(join(folder, 'honey.csv'), 'utf8').trim().split('\n');
  people = rows.map((row) => row.split(',')[2] ?? '');
});
afterAll(() => aws?.stop());

describe('honey on the bundled functions', () => {
  test('pages once, however often its event is delivered', async () => {
    const touched = event('touched', { query: `mail eq "${people[0]}"` });
    await put(event('before'), touched, event('after'));
    await put(touched, touched);
    await put(event('later'));
    expect(alerts.received.map(({ subject = '' }) => subject)).toEqual([
      expect.stringMatching(/^ALARM: CRITICAL /),
    ]);
    expect(alerts.received[0]?.message.replace(/\s+/g, ' ')).toContain(
      'honey of contacts at salesforce, planted',
    );
  });

  test('is found in mail to its address', async () => {
    const pass = { status: 'PASS' };
    const verdicts = { spfVerdict: pass, dkimVerdict: pass, dmarcVerdict: pass };
    const mail = {
      timestamp: new Date(now).toISOString(),
      source: 'offers@example.net',
      messageId: 'message-1',
      commonHeaders: { from: ['offers@example.net'], subject: 'Offers' },
    };
    await aws.clients.lambda.send(
      new InvokeCommand({
        FunctionName: nameOf('outflow-mail'),
        Payload: Buffer.from(
          JSON.stringify({ Records: [{ ses: { mail, receipt: { recipients: [people[1]], ...verdicts } } }] }),
        ),
      }),
    );
    await settled();
    expect(alerts.received).toHaveLength(2);
    expect(alerts.received[1]?.subject).toMatch(/^ALARM: CRITICAL Salesforce/);
  });
});

test('mail calls nothing that its role does not allow, and uses all of it', () => {
  const name = nameOf('outflow-mail');
  const calls = aws.calls().filter(({ functionName }) => functionName === name);
  const permissions = permissionsOf(template(), name);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter((call) => !permissions.some((one) => allows(one, call)))).toEqual([]);
  // What Lambda does in its name when it gives up: write a log, use a key, set the message aside.
  const own = permissions.filter(({ action }) => !/^(logs|kms|sqs):/.test(action));
  expect(own.filter((one) => !calls.some((call) => allows(one, call)))).toEqual([]);
});

describe('npx outflow evidence', () => {
  test('reads the records of a finding back from the archive, each proved', async () => {
    const id = alerts.received[0]?.attributes['findingId'] ?? '';
    const { stdout, stderr } = await outflow('evidence', id, '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ eventId, match }) => [eventId, match]).sort()).toEqual(
      ['after', 'before', 'later', 'touched'].map((one) => [one, 'id']),
    );
    const record = lines.find(({ eventId }) => eventId === 'touched').record;
    expect(JSON.parse(record).event.debugContext.debugData.query).toContain(people[0]);
    expect(stderr).toContain('4 of 4 events');
  });

  test('proves mail by its hash, and writes a file for its owner only', async () => {
    const id = alerts.received[1]?.attributes['findingId'] ?? '';
    const { stderr } = await outflow('evidence', id, '--out', 'mail.ndjson');
    expect(stderr).toContain('1 of 1 event of ');
    expect(stderr).toContain('1 with the same SHA-256');
    const file = join(folder, 'mail.ndjson');
    expect(JSON.parse(readFileSync(file, 'utf8')).event.email.smtp_to).toEqual([people[1]]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('npx outflow rebuild', () => {
  const account = 'okta/00u1example0Alice';
  const Key = { entity: { S: 'actor/okta/default/00u1example0Alice' }, part: { S: 'open' } };
  const profile = async () => {
    const { Item } = await aws.clients.dynamodb.send(
      new GetItemCommand({ TableName: aws.outputs.StateTable, Key, ConsistentRead: true }),
    );
    return Item?.['bytes']?.B;
  };

  test('finds nothing to change in an account that nothing happened to', async () => {
    // Also where an item is among the settings that detect leaves out, because nothing has checked it.
    const settings = dynamoSettingsStore(aws.clients.dynamodb, aws.outputs.SettingsTable);
    await settings.change({ kind: 'contracts', id: 'x', after: {} });
    const { stdout } = await outflow('rebuild', account, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      profileDiffers: false,
      hours: [],
      findings: [],
      kept: 0,
      dropped: 0,
    });
  });

  test('brings a lost profile back, once it is told to, and pages nobody again', async () => {
    const before = await profile();
    const pages = alerts.received.length;
    await aws.clients.dynamodb.send(new DeleteItemCommand({ TableName: aws.outputs.StateTable, Key }));
    const dry = await outflow('rebuild', account);
    expect(dry.stdout).toContain(`Nothing was written. Next: npx outflow rebuild ${account} --local --yes`);
    expect(await profile()).toBeUndefined();
    await outflow('rebuild', account, '--yes');
    expect(await profile()).toEqual(before);
    await settled();
    expect(alerts.received).toHaveLength(pages);
  });

  test('names what is wrong with an account that the archive does not know', async () => {
    await expect(outflow('rebuild', 'zoom/nobody')).rejects.toMatchObject({ code: 2 });
  });
});
