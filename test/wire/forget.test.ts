import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchWriteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countsOf, linesOf } from '../../cli/commands/forget.ts';
import { UserError } from '../../cli/errors.ts';
import { entityFrom, remove, tracesOf } from '../../cli/forget.ts';
import { answer } from '../../functions/detect/answer.ts';
import { personKey } from '../../functions/detect/persons.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { dynamoThreadStore } from '../../functions/ports/aws/threads.ts';
import { dynamoVerdictStore } from '../../functions/ports/aws/verdicts.ts';
import { memoryNudge } from '../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { itemKey } from '../../functions/ports/state.ts';
import { actorEntity, personEntity } from '../../shared/entity.ts';
import { table } from '../../shared/organisation.ts';
import { person } from '../../shared/person.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { toRecord } from '../simulation/stream.ts';
import { OPTIONS } from '../simulation/world.ts';
import { createTable, type Emulator, FINDINGS, startDynalite } from './emulators.ts';

let dynalite: Emulator;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

describe('npx outflow forget', () => {
  test('removes ledgers, profile, findings and thread of one actor, and nothing of another', async () => {
    const { client, table: StateTable } = await createTable(dynalite.port, {
      key: { entity: 'S', part: 'S' },
      indexes: [],
    });
    const { table: FindingsTable } = await createTable(dynalite.port, FINDINGS);
    const tables = { StateTable, FindingsTable };
    const everything = async () => {
      const items = await Promise.all(
        Object.values(tables).map((TableName) => client.send(new ScanCommand({ TableName }))),
      );
      return JSON.stringify(items.map(({ Items }) => Items));
    };

    // Thirty hours of Noor, so that her items fill more than one write, and one each of Omar and of his other account.
    const findings = dynamoFindingStore(client, FindingsTable);
    const events = [...Array.from({ length: 30 }, () => 'noor'), 'omar', 'omar2'].map((id, hour) =>
      oktaEvent({
        uuid: `event-${hour}`,
        published: new Date(Date.UTC(2026, 2, 2, hour)).toISOString(),
        actor: { id, type: 'User', alternateId: `${id.replace('2', '')}@example.com`, displayName: id },
      }),
    );
    const records = events.map((event, index) => {
      const data = Buffer.from(JSON.stringify({ outflow: { vendor: 'okta' }, event })).toString('base64');
      return toRecord('shard', index, { data, partitionKey: 'any' }, Date.UTC(2026, 2, 4));
    });
    const ports = {
      state: dynamoStateStore(client, StateTable),
      findings,
      quarantine: memoryQuarantine(),
      nudge: memoryNudge().nudge,
    };
    await answer({ Records: records }, ports, { ...OPTIONS, now: () => 0 });
    const [noor, omar] = ['noor', 'omar'].map((id) => entityFrom(`okta/${id}`));
    const threads = dynamoThreadStore(client, FindingsTable);
    for (const entity of [noor ?? '', omar ?? '']) {
      const ledger = { entries: [], more: 0 };
      await findings.upsert(findingOf({ id: `OF-${entity.slice(-4)}`, entity, ledger }), 1, 0);
      const verdict = { entity, verdict: 'benign', fromDay: 1, toDay: null } as const;
      await dynamoVerdictStore(client, FindingsTable).assign(entity, 'OF-1', verdict, 1);
      await threads.claim(entity, { token: 'token', nowMs: 0, untilMs: 1 });
    }

    const state = dynamoStateStore(client, StateTable);
    const personOf = async (email: string) => {
      const key = personKey(personEntity(email));
      const item = (await state.read([key])).get(itemKey(key));
      return item && [...person.decode(item.bytes).accounts];
    };
    const users = async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: StateTable }));
      return Items.filter(({ part }) => part?.S?.startsWith('uses#')).flatMap(({ bytes }) =>
        [...table.decode(bytes?.B ?? new Uint8Array()).users.values()].flatMap((listed) => [
          ...listed.keys(),
        ]),
      );
    };
    expect(await personOf('noor@example.com')).toEqual([noor]);
    expect(await users()).toContain(hashOf(noor ?? ''));

    // What it asks for on which table.
    const asked = new Set<string>();
    const watched: typeof client = Object.create(client);
    watched.send = (command: object) => {
      const { input } = command as BatchWriteItemCommand & {
        readonly input: { readonly TableName?: string };
      };
      const name = command.constructor.name.replace('Command', '');
      for (const one of Object.keys(input.RequestItems ?? { [input.TableName ?? '']: {} }))
        asked.add(`${name} ${one === StateTable ? 'state' : 'findings'}`);
      return client.send(command as BatchWriteItemCommand);
    };

    const traces = await tracesOf(client, tables, noor ?? '');
    expect(traces.state.length).toBeGreaterThan(30);
    expect(traces.findings.length).toBeGreaterThanOrEqual(2);
    const before = await tracesOf(client, tables, omar ?? '');
    expect(await everything()).toContain('OF-noor#ledger');
    await remove(watched, tables, traces);
    expect(await everything()).not.toContain(noor);
    expect(await everything()).not.toContain('OF-noor');
    expect(await tracesOf(client, tables, omar ?? '')).toEqual(before);
    expect(before.findings.length).toBeGreaterThanOrEqual(2);
    expect(await personOf('noor@example.com')).toBeUndefined();
    expect(await users()).not.toContain(hashOf(noor ?? ''));

    // A person who still has an account stays, without the one that is forgotten.
    await remove(watched, tables, before);
    expect(await personOf('omar@example.com')).toEqual([entityFrom('okta/omar2')]);
    expect(await users()).not.toContain(hashOf(omar ?? ''));
    expect(await users()).toContain(hashOf(entityFrom('okta/omar2')));
    expect((await tracesOf(client, tables, noor ?? '')).shared).toEqual([]);

    // As docs/operate.md has it, which names what the policy ReadFindings has not.
    expect([...asked].filter((one) => !/^(?:BatchGetItem|GetItem|Query) /.test(one)).sort()).toEqual([
      'BatchWriteItem findings',
      'BatchWriteItem state',
      'DeleteItem state',
      'PutItem state',
    ]);
    const rights = readFileSync(join(import.meta.dirname, '../../docs/operate.md'), 'utf8');
    expect(rights).toContain(
      'on the state and findings tables `dynamodb:BatchWriteItem`, on the state table `dynamodb:DeleteItem` and `dynamodb:PutItem`',
    );
  });

  test.each([
    ['between two calls', 30],
    ['where DynamoDB did half of a call', 3],
  ])(
    'leaves nothing that a second call does not find where the first one was stopped %s',
    async (_, count) => {
      const { client, table: StateTable } = await createTable(dynalite.port, {
        key: { entity: 'S', part: 'S' },
        indexes: [],
      });
      const { table: FindingsTable } = await createTable(dynalite.port, FINDINGS);
      const tables = { StateTable, FindingsTable };
      const entity = entityFrom('okta/noor');
      const findings = dynamoFindingStore(client, FindingsTable);
      for (let day = 0; day < count; day++)
        await findings.upsert(
          findingOf({ id: `OF-NOOR-${day}`, entity, ledger: { entries: [], more: 0 } }),
          1,
          0,
        );
      const verdict = { entity, verdict: 'benign', fromDay: 1, toDay: null } as const;
      await dynamoVerdictStore(client, FindingsTable).assign(entity, 'OF-NOOR-1', verdict, 1);

      const stopped: typeof client = Object.create(client);
      let writes = 0;
      stopped.send = (command: object) => {
        if (command instanceof BatchWriteItemCommand && ++writes > 1) throw new Error('stopped');
        return count < 25 && command instanceof BatchWriteItemCommand
          ? halfOf(client, command)
          : client.send(command as BatchWriteItemCommand);
      };
      const traces = await tracesOf(client, tables, entity);
      await expect(remove(stopped, tables, traces)).rejects.toThrow('stopped');
      await remove(client, tables, await tracesOf(client, tables, entity));
      expect((await client.send(new ScanCommand({ TableName: FindingsTable }))).Items).toEqual([]);
    },
  );

  test('waits longer each time for a table that is too busy to remove anything', async () => {
    const { client, table: FindingsTable } = await createTable(dynalite.port, FINDINGS);
    const at: number[] = [];
    const busy: typeof client = Object.create(client);
    busy.send = async (command: BatchWriteItemCommand) => {
      at.push(performance.now());
      return at.length < 5 ? { UnprocessedItems: command.input.RequestItems } : client.send(command);
    };
    const findings = [{ id: { S: 'OF-1' } }];
    const traces = { entity: 'actor/okta/default/noor', shared: [], state: [], findings };
    await remove(busy, { StateTable: FindingsTable, FindingsTable }, traces);
    expect(at).toHaveLength(5);
    const waits = at.slice(1).map((one, index) => one - (at[index] ?? 0));
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(45 * 2 ** index);
  });

  test('takes an actor as people write it and as findings do', () => {
    expect(entityFrom('okta/00u1')).toBe('actor/okta/default/00u1');
    expect(entityFrom('okta/acme/00u1')).toBe('actor/okta/acme/00u1');
    expect(entityFrom(FINDING.entity)).toBe(FINDING.entity);
    expect(entityFrom('Okta/acme/00u1')).toBe('actor/okta/acme/00u1');
    for (const wrong of ['alice', '', 'okta/', 'okta/acme/', 'actor/a/b/c/d', '/x'])
      expect(() => entityFrom(wrong)).toThrow(UserError);
  });

  test('takes the id of a vendor that has slashes in it', () => {
    const uid = 'arn:aws:iam::123456789012:user/100%/alice';
    const entity = actorEntity({ vendor: 'aws', tenant: 'acme', actor: { uid } });
    expect(entityFrom(`aws/acme/${uid}`)).toBe(entity);
    expect(entityFrom(entity)).toBe(entity);
    expect(entityFrom(entity.slice('actor/'.length))).toBe(entity);
  });

  test('takes no part of an id for a tenant', () => {
    const uid = 'arn:aws:iam::123456789012:user/alice';
    expect(() => entityFrom(`aws/${uid}`)).toThrow(`give vendor/tenant/id, such as aws/default/${uid}`);
    expect(entityFrom('aws/arn:aws:iam::123456789012:root')).toContain('/default/');
  });

  test('says of an account of which nothing is held what to look at before it is believed', () => {
    const counts = { entity: 'actor/okta/default/00u1', shared: 0, findings: 0, keptFindings: 0 };
    const lines = (state: number) =>
      linesOf({ ...counts, state, removed: false }, 'the stack Outflow', 'okta/00u1 --stack Outflow');
    expect(lines(0)).toEqual([expect.stringMatching(/holds nothing: see that vendor, tenant and id/)]);
    expect(lines(1).join('\n')).toMatch(/holds 1 item of ledgers .*--yes/s);
  });

  test.each([false, true])('says of what it keeps that it is held, with all else removed: %s', (removed) => {
    const key = { id: { S: 'OF-1' } };
    const told = (state: number) => {
      const held = {
        entity: 'actor/okta/default/00u1',
        shared: [],
        state: Array.from({ length: state }, () => key),
      };
      const counts = countsOf({ ...held, findings: [key, key, key] }, { ...held, findings: [] }, removed);
      return linesOf(counts, 'the stack Outflow', 'okta/00u1 --stack Outflow --keep-findings');
    };
    expect(told(0)).toEqual([
      'Of actor/okta/default/00u1 the stack Outflow holds nothing but 3 items of findings, which are kept. Nothing was removed.',
    ]);
    expect(told(2)).toContain('Kept: 3 items of findings.');
    expect(told(2).some((line) => line.includes('findings of several accounts together'))).toBe(removed);
  });
});

/** What it does not do is left for the next call, as under a throttle; the later ones first. */
async function halfOf(client: DynamoDBClient, { input }: BatchWriteItemCommand): Promise<object> {
  const [[table = '', requests = []] = []] = Object.entries(input.RequestItems ?? {});
  const middle = Math.floor(requests.length / 2);
  await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(middle) } }));
  return { UnprocessedItems: { [table]: requests.slice(0, middle) } };
}
