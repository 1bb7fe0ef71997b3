import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { leaveLocalAws, startOutflow } from '../command.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { at, lifeOf, reading } from '../fixtures/readings.ts';
import { temporaryFolder } from '../temporary.ts';
import {
  createTable,
  type Emulator,
  environmentOf,
  FINDINGS,
  SETTINGS,
  STATE,
  startDynalite,
} from './emulators.ts';

const folder = temporaryFolder();
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
    FindingsTable: findings.table,
    StateTable: state.table,
    SettingsTable: settings.table,
  };
  leaveLocalAws(folder, { env: environmentOf(dynalite.port), outputs });
});
afterAll(() => dynalite.stop());

const start = (...args: string[]) => startOutflow(folder, [...args, '--local']);
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
