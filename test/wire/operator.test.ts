import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { lambdaNudge } from '../../functions/ports/aws/nudge.ts';
import { dynamoVerdictStore } from '../../functions/ports/aws/verdicts.ts';
import { triage } from '../../functions/triage/triage.ts';
import { leaveLocalAws, startOutflow } from '../command.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { temporaryFolder } from '../temporary.ts';
import {
  clientOf,
  createTable,
  type Emulator,
  environmentOf,
  FINDINGS,
  listen,
  SETTINGS,
  startDynalite,
} from './emulators.ts';
import { refusing } from './refusing.ts';

/** The operator's and analyst's commands on the tables of a stack, as they stand on emulators. */
const folder = temporaryFolder();
const now = Date.now();
const recent = findingOf({ firstTime: now - 7_200_000, lastTime: now - 3_600_000 });
let dynalite: Emulator;
let lambda: Emulator;
let findings: Awaited<ReturnType<typeof createTable>>;
const nudged: string[] = [];
/** How many answers are lost on their way. */
let losing = 0;

/** Lambda's Invoke: triage runs here on the same tables, and what it asks alert is noted. */
const lambdaServer = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  if (request.url?.includes('AlertFunction')) {
    nudged.push(body);
    response.writeHead(202).end();
    return;
  }
  const ports = {
    findings: dynamoFindingStore(findings.client, findings.table),
    verdicts: dynamoVerdictStore(findings.client, findings.table),
    nudge: lambdaNudge(new LambdaClient(clientOf(lambda.port)), 'AlertFunction'),
    now: Date.now,
  };
  const answer = JSON.stringify(await triage(JSON.parse(body), ports));
  if (losing-- > 0) request.socket.destroy();
  else response.writeHead(200).end(answer);
});

beforeAll(async () => {
  [dynalite, lambda] = await Promise.all([startDynalite(), listen(lambdaServer)]);
  findings = await createTable(dynalite.port, FINDINGS);
  const settings = await createTable(dynalite.port, SETTINGS);
  await dynamoFindingStore(findings.client, findings.table).upsert(recent, 1, 0);
  const outputs = { FindingsTable: findings.table, SettingsTable: settings.table };
  const env = {
    ...environmentOf(dynalite.port),
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${lambda.port}`,
  };
  leaveLocalAws(folder, { env, outputs });
});
afterAll(async () => {
  await Promise.all([dynalite.stop(), lambda.stop()]);
});

const outflow = (...args: string[]) => startOutflow(folder, args).ended;

function file(name: string, value: object): string {
  writeFileSync(join(folder, name), JSON.stringify(value));
  return name;
}

describe('npx outflow settings', () => {
  const suppression = {
    id: 'nightly',
    author: 'mara',
    reason: 'The warehouse is filled anew.',
    expires: '2099-12-31',
    scope: { actor: FINDING.actor.uid },
  };
  const feed = { vendor: 'okta', tenant: 'example', silentHours: 6 };

  test('shows what a suppression would have hidden in the last 30 days, and saves nothing unasked', async () => {
    const wanted = file('a.json', { suppressions: [suppression], feeds: [feed] });
    const asked = await outflow('settings', 'apply', wanted, '--local');
    expect(asked.stdout).toContain('+ suppressions nightly');
    expect(asked.stdout).toContain('would have kept 1 page of the last 30 days from on-call:');
    expect(asked.stdout).toContain('OF-7K2Q-9M');
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/say --yes/) });
    expect((await outflow('settings', 'export', '--local')).stdout).toMatch(
      /^basedOn: sha256-[0-9a-f]{16}\n$/,
    );
  });

  test('applies, exports what stands, and applies the same again without a change', async () => {
    const wanted = file('a.json', { suppressions: [suppression], feeds: [feed] });
    expect((await outflow('settings', 'apply', wanted, '--local', '--yes')).stdout).toContain(
      '2 changes made to the local AWS.',
    );
    const { stdout } = await outflow('settings', 'export', '--local');
    expect(stdout).toContain('silentHours: 6');
    writeFileSync(join(folder, 'b.yaml'), stdout);
    expect((await outflow('settings', 'diff', 'b.yaml', '--local')).stdout).toBe(
      'Nothing differs from what stands.\n',
    );
    const less = file('c.json', { feeds: [{ ...feed, silentHours: 3 }] });
    const { stdout: changes } = await outflow('settings', 'diff', less, '--local');
    expect(changes).toMatch(/^~ feeds okta\/example$/m);
    expect(changes).toMatch(/^- suppressions nightly$/m);
    expect(changes).not.toContain('would have kept');
    expect(changes).not.toContain('from on-call');

    const store = dynamoFindingStore(findings.client, findings.table);
    const keptBack = async (by: { readonly suppressedBy?: string }) => {
      const version = await store.get(recent.id);
      if (version === undefined) throw new Error('the finding is gone');
      await store.settle(recent.id, version, { told: undefined, ...by });
    };
    await keptBack({ suppressedBy: 'nightly' });
    const { stdout: untold } = await outflow('settings', 'diff', less, '--local');
    expect(untold).toContain('kept 1 page of the last 30 days from on-call. Nobody is told of what is past');
    expect(untold).toMatch(/^ {2}OF-7K2Q-9M /m);
    await keptBack({});
  });

  test('apply takes nothing away that a colleague has set since the file was exported, unless told to', async () => {
    const own = join(folder, 'own.yaml');
    const settings = async (...args: string[]) => outflow('settings', ...args, '--local');
    const feeds = async () => (await settings('export')).stdout.match(/Hours: \d+/g);
    writeFileSync(own, (await settings('export')).stdout);
    const other = (await settings('export')).stdout;
    const entry = '  - vendor: salesforce\n    tenant: example\n    silentHours: 9\n';
    writeFileSync(join(folder, 'other.yaml'), other.replace('feeds:\n', `feeds:\n${entry}`));
    expect(await settings('apply', 'other.yaml', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await feeds()).toEqual(['Hours: 6', 'Hours: 9']);

    const longer = (text: string, hours: number) => text.replace(/Hours: \d+/, `Hours: ${hours}`);
    writeFileSync(own, longer(other, 7));
    expect((await settings('diff', 'own.yaml')).stdout).toContain(
      "What stands is not what own.yaml was exported from: settings were applied since, or it is of another stack, and what is marked - or ~ above may be somebody else's.",
    );
    const refused = await settings('apply', 'own.yaml', '--yes');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/Nothing was changed\. Export/) });
    expect(refused.stdout).toContain('- feeds salesforce/example');
    expect(await feeds()).toEqual(['Hours: 6', 'Hours: 9']);

    // Again and again from one file, which knows what it has set itself.
    writeFileSync(own, (await settings('export')).stdout);
    for (const hours of [7, 8]) {
      writeFileSync(own, longer(readFileSync(own, 'utf8'), hours));
      expect(await settings('apply', 'own.yaml', '--yes')).toMatchObject({ code: 0, stderr: '' });
    }
    expect(await feeds()).toEqual(['Hours: 8', 'Hours: 9']);
    expect((await settings('export')).stdout).toBe(readFileSync(own, 'utf8'));

    // What rests on nothing stands for itself, as a file that is kept in a repository.
    writeFileSync(own, other.replace(/basedOn: .*\n/, ''));
    expect(await settings('apply', 'own.yaml', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await feeds()).toEqual(['Hours: 6']);
  });
});

test('settings that AWS takes in part can be applied again: what stands is the file’s own', async () => {
  let puts = 0;
  const { endpoint, end } = await refusing(
    `http://127.0.0.1:${dynalite.port}`,
    (call) => /(?:Put|Delete)Item$/.test(call) && ++puts === 2,
  );
  const path = join(folder, '.outflow', 'local-aws.json');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.replaceAll(`http://127.0.0.1:${dynalite.port}`, endpoint));
  const settings = (...args: string[]) => outflow('settings', ...args, '--local');
  try {
    const feeds = ['a', 'b', 'c'].map((tenant) => ({ vendor: 'okta', tenant, silentHours: 5 }));
    const [, basedOn = ''] = /^basedOn: (.*)$/m.exec((await settings('export')).stdout) ?? [];
    const wanted = file('part.json', { feeds, basedOn });
    expect(await settings('apply', wanted, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/not authorized to perform .*PutItem/),
    });
    expect(puts).toBe(2);
    expect(await settings('apply', wanted, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect((await settings('export')).stdout.match(/tenant: \w/g)).toHaveLength(3);

    // Also of what stood and is changed or removed: whatever comes first.
    for (const [name, tenants] of Object.entries({ changed: ['a', 'b', 'c'], fewer: ['c'] })) {
      puts = 0;
      const [, now = ''] = /^basedOn: (.*)$/m.exec((await settings('export')).stdout) ?? [];
      const other = tenants.map((tenant) => ({ vendor: 'okta', tenant, silentHours: 6 }));
      const path = file(`${name}.json`, { feeds: other, basedOn: now });
      expect(await settings('apply', path, '--yes')).toMatchObject({ code: 2 });
      expect(puts).toBe(2);
      expect(await settings('apply', path, '--yes')).toMatchObject({ code: 0, stderr: '' });
    }
    const { stdout } = await settings('export');
    expect(stdout.match(/tenant: \w/g)).toEqual(['tenant: c']);
    expect(stdout).toContain('silentHours: 6');
  } finally {
    writeFileSync(path, before);
    await end();
  }
});

describe('npx outflow close', () => {
  test('closes a finding of the stack by the beginning of its id, through the function, and on-call hears of it', async () => {
    const { code, stdout } = await outflow(
      'close',
      '7k2q',
      '--verdict',
      'malicious',
      '--as',
      'omar',
      '--local',
    );
    expect(stdout).toBe('OF-7K2Q-9M is closed as malicious.\n');
    expect(code).toBe(0);
    expect(nudged).toEqual([JSON.stringify({ findingIds: [FINDING.id] })]);
    const stored = await dynamoFindingStore(findings.client, findings.table).get(FINDING.id);
    expect(stored).toMatchObject({ status: 'closed', triage: { history: [{ by: 'omar' }] } });
  });

  test('of a note whose answer is lost leaves one note', async () => {
    losing = 2;
    const noted = await outflow('note', '7k2q', 'Called her.', '--as', 'omar', '--local');
    expect(noted).toMatchObject({ code: 0, stdout: 'OF-7K2Q-9M is closed as malicious, 1 note.\n' });
    expect(losing).toBeLessThan(0);
  });

  test('says what the function refuses, and which ids there are', async () => {
    const refused = await outflow('reopen', 'OF-ZZZZ', '--local');
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/No finding begins with OF-ZZZZ/),
    });
    const empty = await outflow('note', '7k2q', ' ', '--local');
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringMatching(/The note is empty/) });
  });
});
