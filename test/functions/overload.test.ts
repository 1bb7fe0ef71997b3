import { describe, expect, test } from 'vitest';
import { alertAll } from '../../functions/alert/batch.ts';
import { detect } from '../../functions/detect/detect.ts';
import { memoryBudget } from '../../functions/ports/memory/budget.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryHeartbeat } from '../../functions/ports/memory/heartbeat.ts';
import { memoryPublisher } from '../../functions/ports/memory/publisher.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { memoryThreadStore } from '../../functions/ports/memory/threads.ts';
import { nudgeBy } from '../../functions/ports/nudge.ts';
import type { StateItem } from '../../functions/ports/state.ts';
import type { StreamRecord } from '../../shared/decode.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { reportEvent } from '../fixtures/salesforce.ts';
import { START_MS } from '../simulation/events.ts';
import { createWorld, OPTIONS } from '../simulation/world.ts';

/** DynamoDB takes 400 KB an item. */
const MAX_ITEM_BYTES = 400_000;
/** What one entity may cost a batch: its hours, its profile, its base and the base's removal. */
const WRITES_PER_ENTITY = 4;

/** The company of the simulation, with a count of what is written. */
async function world() {
  const { state: items } = await createWorld();
  const before = new Set(items.keys());
  const store = memoryStateStore(items);
  const findings = memoryFindingStore();
  const publisher = memoryPublisher();
  const counts = { writes: 0, tokens: 0 };
  const alertPorts = {
    findings,
    threads: memoryThreadStore(),
    budget: memoryBudget(),
    publisher,
    heartbeat: memoryHeartbeat().heartbeat,
    now: () => START_MS,
    newToken: () => `token-${++counts.tokens}`,
  };
  const ports = {
    state: {
      ...store,
      write: async (item: StateItem, expected: number) => {
        counts.writes++;
        return store.write(item, expected);
      },
    },
    findings,
    quarantine: memoryQuarantine(),
    nudge: nudgeBy(async ({ findingIds }) => void (await alertAll(findingIds, alertPorts))),
  };
  return {
    counts,
    publisher,
    findings,
    fresh: () => [...items].flatMap(([key, item]) => (before.has(key) ? [] : [item])),
    largest: () => Math.max(...[...items.values()].map(({ bytes }) => bytes.length)),
    run: (records: readonly StreamRecord[]) => detect(records, ports, { ...OPTIONS, now: () => START_MS }),
  };
}

const NOON = START_MS + 12 * 3_600_000;
const at = (ms: number) => new Date(NOON + ms).toISOString();

function packed(vendor: string, events: readonly JsonObject[], perRecord = 500): StreamRecord[] {
  const records: StreamRecord[] = [];
  for (let start = 0; start < events.length; start += perRecord) {
    const lines = events
      .slice(start, start + perRecord)
      .map((event) => JSON.stringify({ outflow: { vendor }, event }));
    records.push({
      data: Buffer.from(lines.join('\n')).toString('base64'),
      partitionKey: 'flood',
      sequenceNumber: String(records.length).padStart(20, '0'),
      arrival: NOON + 3_600_000,
    });
  }
  return records;
}

const signIn = (uid: string, n: number, fields: JsonObject = {}) =>
  oktaEvent({
    uuid: `flood-${uid}-${n}`,
    published: at(n),
    actor: { id: uid, type: 'User', alternateId: `${uid}@example.com`, displayName: uid },
    ...fields,
  });

/** Ada takes far more than ever, in the middle of it all. */
const theft = reportEvent({
  EventIdentifier: 'theft',
  ExecutionIdentifier: 'theft',
  EventDate: at(1_000),
  UserId: '005ada000000000AAA',
  Username: 'ada@example.com',
  RowsProcessed: 900_000,
});

const FLOOD = 6_000;

describe('a flood', () => {
  test('of one hot account costs a batch no more writes than one event, and no item outgrows the table', async () => {
    const quiet = await world();
    await quiet.run(packed('okta', [signIn('ada', 0)]));
    const flooded = await world();
    const events = Array.from({ length: FLOOD }, (_, n) => signIn('ada', n));
    const { retryFrom } = await flooded.run(packed('okta', events));
    expect(retryFrom).toBeUndefined();
    expect(flooded.counts.writes).toBe(quiet.counts.writes);
    expect(flooded.largest()).toBeLessThan(MAX_ITEM_BYTES);
  });

  test('of one hot account does not wash the theft out of its ledger: it pages, once', async () => {
    const { run, publisher } = await world();
    const filler = Array.from({ length: FLOOD }, (_, n) => ({
      ...theft,
      EventIdentifier: `filler-${n}`,
      ExecutionIdentifier: `filler-${n}`,
      RowsProcessed: 1,
    }));
    const events = [...filler.slice(0, FLOOD / 2), theft, ...filler.slice(FLOOD / 2)];
    await run(packed('salesforce', events));
    await run(packed('salesforce', events));
    expect(publisher.pages).toHaveLength(1);
    expect(publisher.pages[0]?.body).toMatch(/900,000|90\d,\d{3}/);
  });

  test('of sign-ins that fail under invented names makes no profile of them and no page about one, and what it leaves expires', async () => {
    const { run, fresh, counts, publisher, findings } = await world();
    const failed = { outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' } };
    const events = Array.from({ length: FLOOD }, (_, n) => signIn(`invented-${n}`, n, failed));
    await run(packed('okta', events));
    // The address that tried them is there for review.
    const found = await findings.recent({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }, 10);
    expect(found.filter(({ finding }) => !finding.entity.startsWith('source/'))).toEqual([]);
    expect(publisher.pages.filter(({ body }) => body.includes('invented-'))).toEqual([]);
    expect(counts.writes).toBeLessThanOrEqual(WRITES_PER_ENTITY * FLOOD);
    const invented = fresh().filter(({ entity }) => entity.startsWith('actor/'));
    expect(invented.every(({ part }) => part.startsWith('hour#'))).toBe(true);
    for (const { expires, bytes } of invented) {
      expect(expires * 1000 - NOON).toBeLessThan(15 * 86_400_000);
      expect(bytes.length).toBeLessThan(1_000);
    }
  });

  test('of accounts that nobody knows does not keep the theft beside it from its page', async () => {
    const { run, publisher } = await world();
    const events = Array.from({ length: FLOOD }, (_, n) => signIn(`stranger-${n}`, n));
    await run([...packed('okta', events), ...packed('salesforce', [theft])]);
    expect(publisher.pages.map(({ body }) => body).join()).toContain('ada@example.com');
  });

  test('of addresses of one account ends in one finding and one page of limited size', async () => {
    const { run, largest, findings, publisher } = await world();
    const events = Array.from({ length: FLOOD }, (_, n) =>
      signIn('ada', n, {
        client: {
          ipAddress: `198.51.${n % 256}.${Math.floor(n / 256)}`,
          userAgent: { rawUserAgent: `agent-${n}/1.0`, os: `os ${n}`, browser: `browser ${n}` },
          geographicalContext: { country: `Country ${n}` },
        },
        securityContext: { asNumber: 64_512 + n, asOrg: `Network ${n}`, isProxy: false },
      }),
    );
    await run(packed('okta', events));
    const found = await findings.byEntity('actor/okta/default/ada', 10);
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found[0]).length).toBeLessThan(MAX_ITEM_BYTES / 4);
    expect(largest()).toBeLessThan(MAX_ITEM_BYTES);
    expect(publisher.pages).toHaveLength(1);
    expect(publisher.pages[0]?.body.length).toBeLessThan(5_000);
  });

  test('beyond what one batch may cost is put off, not dropped', async () => {
    const { run } = await world();
    const records = packed(
      'okta',
      Array.from({ length: 24_000 }, (_, n) => signIn(`many-${n % 50}`, n)),
      1_000,
    );
    let done = 0;
    let rounds = 0;
    let activities = 0;
    for (; done < records.length; rounds++) {
      const { retryFrom, counts } = await run(records.slice(done));
      activities += counts['Activities'] ?? 0;
      expect(retryFrom ?? records.length).toBeGreaterThan(0);
      done += retryFrom ?? records.length - done;
    }
    expect(rounds).toBeGreaterThan(1);
    expect(activities).toBe(24_000);
  });
});
