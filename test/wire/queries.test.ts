import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { follow } from '../../cli/commands/tail.ts';
import { readProfile } from '../../cli/profiles.ts';
import { type FindingQuery, queryFindings } from '../../cli/query.ts';
import { findingById, near, type Source } from '../../cli/source.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import type { StoredFinding } from '../../functions/ports/findings.ts';
import { settle } from '../../functions/ports/parallel.ts';
import { findingId, SEVERITIES } from '../../shared/finding.ts';
import { EMPTY_DOCUMENT } from '../../shared/settings/document.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts';
import { DAY, FINDING, findingOf } from '../fixtures/findings.ts';
import { createTable, type Emulator, FINDINGS, startDynalite } from './emulators.ts';

let dynalite: Emulator;
beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

interface Asked {
  readonly command: string;
  readonly index: string | undefined;
  readonly limit: number | undefined;
  readonly scanned: number;
}

/** As spread as real ones. */
const idOf = (n: number) => findingId(new Uint8Array(32), String(n), DAY);

/** A table of so many findings of one day, and what is asked of it from then on. */
async function tableOf(count: number) {
  const { client, table } = await createTable(dynalite.port, FINDINGS);
  const store = dynamoFindingStore(client, table);
  await settle([...Array(count).keys()], 16, (n) => {
    const finding = findingOf({
      id: idOf(n),
      entity: `actor/okta/default/${n % 50}`,
      severity: SEVERITIES[n % SEVERITIES.length] ?? 'medium',
      lastTime: DAY * DAY_MS + n * 1000,
    });
    return store.upsert(finding, 1, 0);
  });
  const asked: Asked[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const { IndexName, Limit } = args.input as { IndexName?: string; Limit?: number };
        const { ScannedCount = 0 } = result.output as { ScannedCount?: number };
        asked.push({ command: commandName ?? '', index: IndexName, limit: Limit, scanned: ScannedCount });
        return result;
      },
    { step: 'initialize' },
  );
  const source: Source = {
    option: '--local',
    reader: store,
    profile: (entity) => readProfile({ read: async () => new Map() }, entity),
    settings: async () => EMPTY_DOCUMENT,
    entities: undefined,
    isLive: true,
    close: () => {},
  };
  return { store, source, asked };
}

const NEWEST: FindingQuery = {
  fromMs: (DAY - 30) * DAY_MS,
  toMs: (DAY + 1) * DAY_MS,
  least: 'informational',
  limit: 50,
};

describe('what analysts ask of the findings table', () => {
  test('the newest fifty cost as many reads among thousands as among hundreds', async () => {
    const few = await tableOf(600);
    const many = await tableOf(2400);
    const page = await queryFindings(few.source.reader, NEWEST);
    const same = await queryFindings(many.source.reader, NEWEST);
    expect([page.found.length, same.found.length]).toEqual([50, 50]);
    expect(same.found[0]?.finding.lastTime).toBe(DAY * DAY_MS + 2399 * 1000);
    // The same requests, and the same number of items read by them.
    expect(many.asked).toEqual(few.asked);
    expect(many.asked.length).toBeLessThanOrEqual(2 * SEVERITIES.length);
    expect(many.asked.reduce((sum, { scanned }) => sum + scanned, 0)).toBeLessThanOrEqual(400);
  });

  test('every question is answered by an index, and none by a scan', async () => {
    const { source, asked } = await tableOf(300);
    const [first] = (await queryFindings(source.reader, NEWEST)).found as [StoredFinding];
    const before = asked.length;
    await queryFindings(source.reader, { ...NEWEST, least: 'critical', limit: 10 });
    // One index key for each severity that is wanted: a storm of small findings does not hide the large ones.
    expect(asked.slice(before).map(({ command }) => command)).toEqual([
      'QueryCommand',
      'BatchGetItemCommand',
    ]);
    await queryFindings(source.reader, { ...NEWEST, actor: first.finding.entity });
    await source.reader.byEntity(first.finding.entity, 20);
    await near(source, first.finding);
    expect((await findingById(source, first.finding.id.slice(0, 12))).finding.id).toBe(first.finding.id);
    await expect(findingById(source, 'OF-ZZZZ')).rejects.toThrow(/No finding begins with OF-ZZZZ/);
    await expect(findingById(source, first.finding.id.slice(3, 4))).rejects.toThrow(/is not enough/);
    const stop = new AbortController();
    const shown: string[] = [];
    await follow(source, { until: '2026-11-09', since: '2026-11-01' }, 5, stop.signal, ({ finding }) => {
      shown.push(finding.id);
      if (shown.length === 300) stop.abort();
    });
    expect(new Set(shown).size).toBe(300);
    expect(new Set(asked.map(({ command }) => command))).toEqual(
      new Set(['QueryCommand', 'BatchGetItemCommand']),
    );
    for (const { command, index } of asked) if (command === 'QueryCommand') expect(index).toBeDefined();
  });

  test('a finding is shown again when it changes, and only then', async () => {
    const { store, source } = await tableOf(0);
    await store.upsert(FINDING, 1, 0);
    const stop = new AbortController();
    const shown: number[] = [];
    let rounds = 0;
    const counted: Source = {
      ...source,
      reader: {
        ...source.reader,
        recent: async (span, limit) => {
          rounds++;
          if (rounds === 3) await store.upsert(findingOf({ score: 15 }), 2, MINUTE_MS);
          if (rounds === 6) stop.abort();
          return source.reader.recent(span, limit);
        },
      },
    };
    await follow(counted, { until: '2026-11-09', since: '2026-11-01' }, 1, stop.signal, ({ finding }) =>
      shown.push(finding.score),
    );
    expect(shown).toEqual([FINDING.score, 15]);
  });
});
