import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { OUTPUT_NAMES } from '../../infra/outputs.ts';
import { encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { at, lifeOf, reading } from '../fixtures/readings.ts';
import { createTable, type Emulator, FINDINGS, SETTINGS, startDynalite } from './emulators.ts';

const folder = mkdtempSync(join(tmpdir(), 'outflow-analyst-test-'));
const program = join(import.meta.dirname, '../../cli/outflow.js');
const STATE = { key: { entity: 'S', part: 'S' }, indexes: [] } as const;
const now = Date.now();
const recent = findingOf({ firstTime: now - 7_200_000, lastTime: now - 3_600_000 });
let dynalite: Emulator;
let store: ReturnType<typeof dynamoFindingStore>;

beforeAll(async () => {
  dynalite = await startDynalite();
  const [findings, state, settings] = [
    await createTable(dynalite.port, FINDINGS),
    await createTable(dynalite.port, STATE),
    await createTable(dynalite.port, SETTINGS),
  ];
  store = dynamoFindingStore(findings.client, findings.table);
  await store.upsert(recent, 1, now);
  const { open, base } = lifeOf(
    Array.from({ length: 30 }, (_, day) => [
      reading({ time: at(day), records: 100 + day, eventId: `d${day}` }),
    ]),
  );
  const profiles = dynamoStateStore(state.client, state.table);
  const item = { entity: FINDING.entity, version: 1, expires: 0 };
  await profiles.write({ ...item, part: 'base#1', bytes: encodeBase(base) }, 0);
  await profiles.write({ ...item, part: 'open', bytes: encodeOpen(open), base: 'base#1' }, 0);
  const outputs = {
    ...Object.fromEntries(OUTPUT_NAMES.map((name) => [name, name])),
    FindingsTable: findings.table,
    StateTable: state.table,
    SettingsTable: settings.table,
  };
  const endpoint = `http://127.0.0.1:${dynalite.port}`;
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'synthetic',
    AWS_SECRET_ACCESS_KEY: 'synthetic',
    AWS_ENDPOINT_URL_KINESIS: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
  mkdirSync(join(folder, '.outflow'));
  writeFileSync(
    join(folder, '.outflow', 'local-aws.json'),
    JSON.stringify({ pid: process.pid, env, outputs }),
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await dynalite.stop();
});

/** Not waited for in this thread: the emulator answers in it. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args, '--local'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    result.stdout += part;
  });
  child.stderr.on('data', (part) => {
    result.stderr += part;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...result }));
  return { child, result, ended };
}

const outflow = (...args: string[]) => start(...args).ended;

describe('on the tables of a stack', () => {
  test('findings, show, export and report read what is there', async () => {
    const listed = await outflow(
      'findings',
      '--since',
      '24h',
      '--severity',
      'critical',
      '--actor',
      FINDING.actor.email,
    );
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toMatch(/^OF-7K2Q-9M {2}critical .* new /m);
    expect(listed.stdout).toContain('npx outflow show OF-7K2Q-9M --local');
    expect((await outflow('show', '7k2q')).stdout).toContain('Why    12.41 = 7.91 + 4.50');
    expect(JSON.parse((await outflow('export')).stdout)).toMatchObject({ metadata: { uid: FINDING.id } });
    expect(await outflow('report', 'OF-7K2Q', '--format', 'html', '--out', 'r.html')).toMatchObject({
      code: 0,
    });
    const page = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(page).toContain('took at least 181,204 records from Salesforce.');
  });

  test('actor reads the profile of an account, open and base', async () => {
    const { code, stdout } = await outflow('actor', FINDING.entity);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Networks +usual: AS64500 \(22 of 22 days\)/);
    expect(stdout).toMatch(/Records +on 22 days of 22: about 111 records a day, at most 121/);
    expect(stdout).toContain('OF-7K2Q-9M');
  });

  test('says what is not there, and how to find what is', async () => {
    expect(await outflow('show', 'OF-ZZZZ')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npx outflow findings --local'),
    });
    expect(await outflow('actor', 'nobody@example.com')).toMatchObject({ code: 2 });
  });

  test('tail prints what comes, and ends clean at Ctrl-C', async () => {
    const { child, result, ended } = start('tail', '--every', '1', '--since', '24h');
    const until = async (text: string) => {
      while (!result.stdout.includes(text)) await once(child.stdout, 'data');
    };
    await until('OF-7K2Q-9M');
    await store.upsert({ ...recent, id: 'OF-8888-00000000', lastTime: now - 60_000 }, 1, now);
    await until('OF-8888-00');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout.trim().split('\n')).toHaveLength(2);
  });
});
