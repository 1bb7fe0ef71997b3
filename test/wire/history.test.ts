import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DEMO_SEED, makeCompany } from '../../cli/demo/company.ts';
import type { VendorEvent } from '../../cli/demo/event.ts';
import { DEMO_HASH_KEY, type Rehearsal, startRehearsal } from '../../cli/demo/rehearsal.ts';
import { readHistory } from '../../cli/history/read-history.ts';
import { replay } from '../../cli/history/replay.ts';
import { askAll } from '../../cli/history/rules.ts';
import { loadCalibration } from '../../cli/load-calibration.ts';
import { loadRuleSet } from '../../cli/rules/folder.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { itemKey, type StateItem } from '../../functions/ports/state.ts';
import { readAssembly } from '../../infra/local/template.ts';
import { judgingWith } from '../../shared/assess.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { knowledge } from '../history/beside.ts';
import { temporaryFolder } from '../temporary.ts';
import { built } from './built.ts';
import { allows, permissionsOf } from './permissions.ts';

/** The Tuesday before last, so that its events are too old for a stack that nobody filled in, and none has expired. */
const TUESDAY = dayOf(Date.parse('2026-06-30'));
const today = TUESDAY + 7 * (Math.floor((dayOf(Date.now()) - TUESDAY) / 7) - 1);
const company = makeCompany(DEMO_SEED, { today: dayText(today) });
const { email } = company.incident.person;
const own = (events: Iterable<VendorEvent>) =>
  [...events].filter(({ raw }) => JSON.stringify(raw).includes(email));
const past = own(company.history());
const folder = temporaryFolder();

let rehearsal: Rehearsal;
beforeAll(async () => {
  const options = await built({
    recordsCalls: true,
    config: {
      sources: [
        {
          kind: 's3-drop',
          feeds: ['okta', 'salesforce', 'mixpanel'].map((vendor) => ({ vendor, tenant: 'example' })),
        },
      ],
    },
  });
  rehearsal = await startRehearsal({ ...company, history: () => [] }, today, options);
});
afterAll(async () => {
  await rehearsal?.stop();
});

const bucket = () => rehearsal.aws.ways['DropBucket'];

/** Each vendor's log in two files, the later half first; also on disk, for the command. */
async function dropHistory(): Promise<string[]> {
  const paths: string[] = [];
  for (const [vendor, events] of Map.groupBy(past, (event) => event.vendor)) {
    const lines = events.map(({ raw }) => `${JSON.stringify(raw)}\n`);
    const middle = Math.ceil(lines.length / 2);
    for (const [index, half] of [lines.slice(middle), lines.slice(0, middle)].entries()) {
      const Body = gzipSync(half.join(''));
      const Key = `history/${vendor}/example/${index}.ndjson.gz`;
      const path = join(folder, `${vendor}-${index}.ndjson.gz`);
      writeFileSync(path, Body);
      paths.push(path);
      await rehearsal.aws.clients.s3.send(new PutObjectCommand({ Bucket: bucket(), Key, Body }));
    }
  }
  return paths;
}

/** What the backfill would store. */
async function backfilled(paths: readonly string[]): Promise<Map<string, StateItem>> {
  const rules = await loadRuleSet(undefined);
  const { settings, tails } = await loadCalibration(undefined);
  const history = await readHistory(paths, { tenant: 'example' }, DEMO_HASH_KEY, askAll([rules]));
  try {
    const judged = { hashKey: DEMO_HASH_KEY, settings, judging: judgingWith(rules, tails) };
    return (await replay(history, judged)).items;
  } finally {
    history.spool.remove();
  }
}

/** Of the same accounts, people and tables, as they are in the table. */
async function stored(expected: ReadonlyMap<string, StateItem>): Promise<Map<string, StateItem>> {
  const { clients, outputs } = rehearsal.aws;
  const state = dynamoStateStore(clients.dynamodb, outputs.StateTable);
  const found = await state.read([...expected.values()].filter(({ part }) => !part.startsWith('base#')));
  const bases = [...found.values()].flatMap(({ entity, base }) => (base ? [{ entity, part: base }] : []));
  return new Map([...found, ...(await state.read(bases))].map(([, item]) => [itemKey(item), item]));
}

async function notes(): Promise<Record<string, Record<string, unknown>>> {
  const { clients, ways } = rehearsal.aws;
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: ways['IngestTable'] }));
  return Object.fromEntries(Items.map(({ id, body }) => [id?.S ?? '', JSON.parse(body?.S ?? '{}')]));
}

async function spooled(): Promise<number> {
  const { KeyCount = 0 } = await rehearsal.aws.clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucket(), Prefix: 'spool/days/' }),
  );
  return KeyCount;
}

describe('history that is dropped, end to end on emulators', () => {
  test('leaves the profiles of a backfill, whenever its function is killed, and tells nobody', async () => {
    const paths = await dropHistory();
    let kills = 0;
    const kill = () => {
      const pids = rehearsal.aws.pidsOf('history');
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      kills += pids.length;
    };
    await vi.waitUntil(async () => (await spooled()) > 0, { timeout: 120_000, interval: 20 });
    kill();
    await vi.waitUntil(async () => (await notes())['drop#history'] !== undefined, {
      timeout: 120_000,
      interval: 20,
    });
    kill();
    await rehearsal.settled();
    expect(kills).toBe(2);
    const expected = await backfilled(paths);
    expect(knowledge(await stored(expected))).toEqual(knowledge(expected));
    expect((await notes())['drop#history']).toMatchObject({
      state: 'done',
      kept: 0,
      activities: expect.any(Number),
    });
    expect(await rehearsal.findings()).toEqual([]);
    expect(rehearsal.pages).toEqual([]);
  });

  test('marks each file done with its counts', async () => {
    const counted = Object.entries(await notes()).filter(([id]) => id.startsWith('drop#history/'));
    expect(counted).toHaveLength(6);
    expect(counted.map(([, { state }]) => state)).toEqual(Array(6).fill('done'));
    const total = (name: string) => counted.reduce((sum, [, note]) => sum + Number(note[name]), 0);
    expect(total('records')).toBe(past.length);
    expect(total('events') + total('ignored')).toBe(past.length);
    expect((await notes())['drop#history']).toMatchObject({ activities: total('events') });
  });

  test('lets the breach of the day be known by what was usual', async () => {
    await rehearsal.stream(own(company.day()));
    await rehearsal.settled();
    expect(rehearsal.pages.map(({ message }) => message).join('\n')).toContain(email);
  });

  test('calls nothing that its role does not allow', async () => {
    const template = readAssembly(join(rehearsal.aws.folder, 'cdk.out'));
    const calls = rehearsal.aws
      .calls()
      .filter(({ functionName }) => functionName.startsWith('outflow-history'));
    expect(calls.length).toBeGreaterThan(0);
    const permissions = permissionsOf(template, calls[0]?.functionName ?? '');
    expect(calls.filter((call) => !permissions.some((permission) => allows(permission, call)))).toEqual([]);
  });
});
