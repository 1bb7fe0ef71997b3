import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoInstallationStore } from '../../functions/ports/aws/installation.ts';
import { dynamoThreadStore } from '../../functions/ports/aws/threads.ts';
import { findingStoreContract } from '../contracts/findings.ts';
import { installationContract } from '../contracts/installation.ts';
import { threadStoreContract } from '../contracts/threads.ts';
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
    for (let n = 0; n < 12; n++)
      await findings.upsert(findingOf({ id: `OF-${n}`, actor: { ...FINDING.actor, name } }), 1, n);
    expect(await findings.byEntity(FINDING.entity, 100)).toHaveLength(12);
    expect(await findings.findByPrefix('OF-', 100)).toHaveLength(12);
    expect(await findings.byEntity(FINDING.entity, 7)).toHaveLength(7);
  });

  test('keeps the attributes of triage when detect writes a newer revision', async () => {
    const { client, table } = await createTable(dynalite.port, FINDINGS);
    const findings = dynamoFindingStore(client, table);
    await findings.upsert(FINDING, 1, 0);
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { id: { S: FINDING.id } },
        UpdateExpression: 'SET #status = :closed',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':closed': { S: 'closed' } },
      }),
    );
    await findings.upsert(findingOf({ score: 13 }), 2, 0);
    expect(await findings.get(FINDING.id)).toMatchObject({ status: 'closed', finding: { score: 13 } });
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
