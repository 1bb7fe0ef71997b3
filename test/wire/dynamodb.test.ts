import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoBudget } from '../../functions/ports/aws/budget.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoInstallationStore } from '../../functions/ports/aws/installation.ts';
import { dynamoNoticeStore } from '../../functions/ports/aws/notices.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import { dynamoThreadStore } from '../../functions/ports/aws/threads.ts';
import { dynamoVerdictStore } from '../../functions/ports/aws/verdicts.ts';
import { budgetContract, noticeStoreContract } from '../contracts/alerting.ts';
import { findingStoreContract } from '../contracts/findings.ts';
import { installationContract } from '../contracts/installation.ts';
import { settingsStoreContract } from '../contracts/settings.ts';
import { threadStoreContract } from '../contracts/threads.ts';
import { verdictStoreContract } from '../contracts/verdicts.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { createTable, type Emulator, FINDINGS, SETTINGS, startDynalite } from './emulators.ts';

let dynalite: Emulator;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

findingStoreContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, FINDINGS);
  return dynamoFindingStore(client, table);
});

threadStoreContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, FINDINGS);
  return dynamoThreadStore(client, table);
});

budgetContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, FINDINGS);
  return dynamoBudget(client, table);
});

noticeStoreContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, FINDINGS);
  return dynamoNoticeStore(client, table);
});

test('what was told can be read by an earlier version, which reads suppressions, when it is put back', async () => {
  const { client, table } = await createTable(dynalite.port, FINDINGS);
  await dynamoNoticeStore(client, table).write({ guards: [], heartbeatMs: 5 }, 0);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { id: { S: 'notice#state' } } }),
  );
  expect(JSON.parse(Item?.['notices']?.S ?? '')).toEqual({ guards: [], heartbeatMs: 5, suppressions: [] });
});

settingsStoreContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, SETTINGS);
  return dynamoSettingsStore(client, table);
});

verdictStoreContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, FINDINGS);
  return dynamoVerdictStore(client, table);
});

installationContract('DynamoDB', async () => {
  const { client, table } = await createTable(dynalite.port, SETTINGS);
  return () => dynamoInstallationStore(client, table);
});

describe('the findings table', () => {
  test('shows no thread among the findings', async () => {
    const { client, table } = await createTable(dynalite.port, FINDINGS);
    const findings = dynamoFindingStore(client, table);
    await findings.upsert(FINDING, 1, 0);
    await dynamoThreadStore(client, table).claim(FINDING.entity, { token: 'a', nowMs: 0, untilMs: 1 });
    expect(await findings.byEntity(FINDING.entity, 10)).toHaveLength(1);
    expect(await findings.findByPrefix('thread#', 10)).toEqual([]);
    expect(await findings.get(`thread#${FINDING.entity}`)).toBeUndefined();
  });

  test('gives more findings than one page of 1 MB holds', async () => {
    const { client, table } = await createTable(dynalite.port, FINDINGS);
    const findings = dynamoFindingStore(client, table);
    const name = 'x'.repeat(100_000);
    for (const letter of '0123456789AB')
      await findings.upsert(findingOf({ id: `OF-7K-${letter}`, actor: { ...FINDING.actor, name } }), 1, 0);
    expect(await findings.byEntity(FINDING.entity, 100)).toHaveLength(12);
    expect(await findings.findByPrefix('OF-7K', 100)).toHaveLength(12);
    expect(await findings.byEntity(FINDING.entity, 7)).toHaveLength(7);
  });

  test('never scans: every question is answered by an index or a key, in as many reads as it has results', async () => {
    const { client, table } = await createTable(dynalite.port, FINDINGS);
    const findings = dynamoFindingStore(client, table);
    for (let n = 0; n < 8; n++)
      await findings.upsert(findingOf({ id: `OF-7K${n}`, lastTime: FINDING.lastTime - n }), 1, 0);
    const asked: { command: string; limit: unknown }[] = [];
    client.middlewareStack.add(
      (next, context) => (args) => {
        const { Limit } = args.input as { readonly Limit?: number };
        asked.push({ command: String(context.commandName), limit: Limit });
        return next(args);
      },
      { step: 'initialize' },
    );
    await findings.byEntity(FINDING.entity, 3);
    await findings.byMonth('critical', '2026-11', 3);
    await findings.byStatus('new', '2026-11', 3);
    await findings.waiting('digest', 0, 3);
    // The keys from an index, then the findings themselves; of what waits the keys are enough.
    const listed = [{ command: 'QueryCommand', limit: 3 }, { command: 'BatchGetItemCommand' }];
    expect(asked).toEqual([...listed, ...listed, ...listed, { command: 'QueryCommand', limit: 3 }]);
    await findings.recent({ fromMs: FINDING.firstTime, toMs: FINDING.lastTime }, 3);
    await findings.findByPrefix('OF-7', 3);
    const commands = new Set(asked.map(({ command }) => command));
    expect(commands).toEqual(new Set(['QueryCommand', 'BatchGetItemCommand']));
  });
});

describe('the installation record', () => {
  test('refuses a damaged hash key instead of hashing with it', async () => {
    const { client, table } = await createTable(dynalite.port, SETTINGS);
    const Item = {
      kind: { S: 'installation' },
      id: { S: 'hashKey' },
      hashKey: { S: 'c2hvcnQ=' },
      createdMs: { N: '1' },
    };
    await client.send(new PutItemCommand({ TableName: table, Item }));
    await expect(dynamoInstallationStore(client, table).installation()).rejects.toThrow(/damaged/);
  });

  test('asks again after a failure', async () => {
    const { client, table } = await createTable(dynalite.port, SETTINGS);
    let refuse = true;
    client.middlewareStack.add(
      (next) => async (args) => {
        if (refuse) throw new Error('throttled');
        return next(args);
      },
      { step: 'initialize' },
    );
    const store = dynamoInstallationStore(client, table);
    await expect(store.installation()).rejects.toThrow('throttled');
    refuse = false;
    expect((await store.installation()).hashKey).toHaveLength(32);
  });
});
