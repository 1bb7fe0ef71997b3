import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../cli/errors.ts';
import { entityFrom, remove, tracesOf } from '../../cli/forget.ts';
import { answer } from '../../functions/detect/answer.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { dynamoThreadStore } from '../../functions/ports/aws/threads.ts';
import { dynamoVerdictStore } from '../../functions/ports/aws/verdicts.ts';
import { memoryNudge } from '../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
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

    // Thirty hours of Noor, so that her items fill more than one write, and one of Omar.
    const findings = dynamoFindingStore(client, FindingsTable);
    const events = [...Array.from({ length: 30 }, () => 'noor'), 'omar'].map((id, hour) =>
      oktaEvent({
        uuid: `event-${hour}`,
        published: new Date(Date.UTC(2026, 2, 2, hour)).toISOString(),
        actor: { id, type: 'User', alternateId: `${id}@example.com`, displayName: id },
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
      await dynamoVerdictStore(client, FindingsTable).assign(entity, 'OF-1', verdict);
      await threads.claim(entity, { token: 'token', nowMs: 0, untilMs: 1 });
    }

    const traces = await tracesOf(client, tables, noor ?? '');
    expect(traces.state.length).toBeGreaterThan(30);
    expect(traces.findings.length).toBeGreaterThanOrEqual(2);
    const before = await tracesOf(client, tables, omar ?? '');
    expect(await everything()).toContain('OF-noor#ledger');
    await remove(client, tables, traces);
    expect(await everything()).not.toContain(noor);
    expect(await everything()).not.toContain('OF-noor');
    expect(await tracesOf(client, tables, omar ?? '')).toEqual(before);
    expect(before.findings.length).toBeGreaterThanOrEqual(2);
  });

  test('takes an actor as people write it and as findings do', () => {
    expect(entityFrom('okta/00u1')).toBe('actor/okta/default/00u1');
    expect(entityFrom('okta/acme/00u1')).toBe('actor/okta/acme/00u1');
    expect(entityFrom(FINDING.entity)).toBe(FINDING.entity);
    for (const wrong of ['alice', '', 'okta/', 'a/b/c/d', '/x'])
      expect(() => entityFrom(wrong)).toThrow(UserError);
  });
});
