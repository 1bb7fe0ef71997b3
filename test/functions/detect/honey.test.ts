import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type DetectOptions, detect } from '../../../functions/detect/detect.ts';
import { keptHoney } from '../../../functions/detect/tuning.ts';
import type { StoredFinding } from '../../../functions/ports/findings.ts';
import { KEPT_MS } from '../../../functions/ports/kept.ts';
import { memoryHoneyStore } from '../../../functions/ports/memory/honey.ts';
import { judgingWith } from '../../../shared/assess.ts';
import { honeyIndex } from '../../../shared/honey.ts';
import { ruleSet } from '../../../shared/sigma/rule-set.ts';
import { DAY_MS } from '../../../shared/time.ts';
import type { JsonObject } from '../../../shared/vendors/vendor.ts';
import { DATASETS, HONEY, honey, REGISTRY } from '../../fixtures/honey.ts';
import { asideOf, entityOf, eventOf, options, recordOf, TODAY_MS, world } from './world.ts';

/** Lines that no other detector could make CRITICAL of anything. */
const watching = { ...options, honey: HONEY, judging: judgingWith(ruleSet([]), undefined, HONEY) };
const SIGHTED = 'actor/salesforce/default/honey:contacts';

type Line = JsonObject | string;

async function found(
  lines: readonly Line[][],
  entity: string,
  given: DetectOptions = watching,
): Promise<readonly StoredFinding[]> {
  const { ports } = world();
  for (const [index, batch] of lines.entries()) await detect([recordOf(batch, index)], ports, given);
  return ports.findings.byEntity(entity, 100);
}

const { id, email } = honey();
const read = eventOf('noor', 'read', TODAY_MS, { debugContext: { debugData: { query: `id eq "${id}"` } } });
const ignored = eventOf('noor', 'ignored', TODAY_MS, {
  eventType: 'system.email.send_factor_verify_message',
  debugContext: { debugData: { to: email } },
});
const failed = eventOf('noor', 'failed', TODAY_MS, {
  outcome: { result: 'FAILURE', reason: 'VERIFICATION_ERROR' },
  actor: { id: 'unknown', type: 'User', alternateId: email, displayName: 'unknown' },
});
const unreadable = eventOf('', 'malformed', TODAY_MS, { debugContext: { debugData: { query: id } } });

describe('a honey record that is touched', () => {
  test('is CRITICAL, and names vendor, dataset, when it was planted and when it was last verified', async () => {
    const [one, ...more] = await found([[read]], entityOf('noor'));
    expect(more).toEqual([]);
    expect(one?.finding).toMatchObject({ severity: 'critical', state: 'open', vendor: 'okta' });
    expect(one?.finding.signals.find(({ detector }) => detector === 'honey')).toMatchObject({
      observed: 'honey of contacts at salesforce, planted 2026-01-05, last verified there 2026-02-06',
      facts: { records: [id], datasets: ['salesforce: contacts'] },
    });
    expect(one?.due).toBe(true);
  });

  test.each<[string, Line]>([
    ['is ignored otherwise', ignored],
    ['failed', failed],
    ['cannot be read', unreadable],
    ['no vendor recognises', { some: { other: ['log', email] }, time: '2026-04-11T09:00:00Z' }],
    ['is a line of text', `192.0.2.9 - - "GET /people?mail=${email} HTTP/1.1" 200`],
    ['is stamped by a vendor that nobody knows', { outflow: { vendor: 'nobody' }, event: { id } }],
    ['holds it as the name of a field', { nobody: { [id]: 1 } }],
  ])('is found in an event that %s, under the vendor that was robbed', async (_, line) => {
    const [one] = await found([[line]], SIGHTED);
    expect(one?.finding).toMatchObject({ severity: 'critical', vendor: 'salesforce' });
    expect(one?.finding.signals[0]?.observed).toContain('honey of contacts at salesforce');
  });

  test('is nothing where the id is changed by one letter, is of another secret, or nothing is planted', async () => {
    const other = `${id.slice(0, -1)}${id.endsWith('a') ? 'b' : 'a'}`;
    const near: Line[] = [
      eventOf('noor', 'near', TODAY_MS, { debugContext: { debugData: { query: other } } }),
      { nobody: other },
      { nobody: `x${id}` },
    ];
    for (const entity of [entityOf('noor'), SIGHTED]) expect(await found([near], entity)).toEqual([]);
    const { honey: _, ...unaware } = watching;
    expect(await found([[ignored, failed]], SIGHTED, unaware)).toEqual([]);
  });

  test('is no theft on the day on which it was planted, unless data left', async () => {
    const day = DATASETS[0].plantedMs + DAY_MS / 2;
    const imported = { EVENT_TYPE: 'BulkApi2', nobody: id, TIMESTAMP: new Date(day).toISOString() };
    const stamped = { outflow: { vendor: 'salesforce' }, event: imported };
    const elsewhere = { nobody: id, time: new Date(day).toISOString() };
    const at = (line: JsonObject) => ({ ...recordOf([line], 0), arrival: day + 1000 });
    const { ports } = world();
    await detect([at(stamped)], ports, watching);
    expect(await ports.findings.byEntity(SIGHTED, 9)).toEqual([]);
    await detect([at(elsewhere)], ports, watching);
    expect(await ports.findings.byEntity(SIGHTED, 9)).toHaveLength(1);
  });

  test('is no theft on the day on which more was planted in the same dataset, and is told as planted since the first', async () => {
    const again = TODAY_MS - 9 * DAY_MS;
    const [contacts, ...others] = DATASETS;
    const planted = [{ ...contacts, plantedAgainMs: again }, ...others];
    const more = honeyIndex(HONEY.secret, planted);
    const options = { ...watching, honey: more, judging: judgingWith(ruleSet([]), undefined, more) };
    const imported = (ms: number) => ({
      outflow: { vendor: 'salesforce' },
      event: { EVENT_TYPE: 'BulkApi2', nobody: id, TIMESTAMP: new Date(ms).toISOString() },
    });
    const { ports } = world();
    const at = (ms: number) =>
      detect([{ ...recordOf([imported(ms)], 0), arrival: ms + 1000 }], ports, options);
    for (const on of [contacts?.plantedMs ?? 0, again]) await at(on + 1000);
    expect(await ports.findings.byEntity(SIGHTED, 9)).toEqual([]);
    await at(again + DAY_MS);
    expect(await ports.findings.byEntity(SIGHTED, 9)).toMatchObject([
      { finding: { signals: [{ observed: expect.stringContaining('planted 2026-01-05') }] } },
    ]);
  });

  test('names each dataset, and one record of each, however many a dump holds', async () => {
    const ids = DATASETS.flatMap((dataset) => [0, 1, 2].map((n) => honey(n, dataset).id));
    const dump = eventOf('noor', 'dump', TODAY_MS, { debugContext: { debugData: { query: ids.join(' ') } } });
    const [one] = await found([[dump]], entityOf('noor'));
    const signal = one?.finding.signals.find(({ detector }) => detector === 'honey');
    expect(signal?.facts['datasets']).toEqual(
      expect.arrayContaining(['salesforce: contacts', 'salesforce: leads']),
    );
    expect(signal?.facts['records']).toHaveLength(2);
  });

  test('still counts when later events have the day written again, and is no proof of a theft a day later', async () => {
    const later = eventOf('noor', 'later', TODAY_MS + 60_000);
    const tomorrow = eventOf('noor', 'tomorrow', TODAY_MS + DAY_MS);
    const all = await found([[read], [later], [tomorrow]], entityOf('noor'));
    const severities = all
      .toSorted((a, b) => a.finding.day - b.finding.day)
      .map((one) => one.finding.severity);
    expect(severities[0]).toBe('critical');
    expect(severities.slice(1)).not.toContain('critical');
  });

  test('is not washed out of the hour by a flood', async () => {
    const flood = Array.from({ length: 2500 }, (_, n) => eventOf('noor', `click-${n}`, TODAY_MS + n));
    const [one] = await found([[read], flood, [eventOf('noor', 'last', TODAY_MS + 9000)]], entityOf('noor'));
    expect(one?.finding.severity).toBe('critical');
  });

  test('is one finding, the same, in whatever order and however often it arrives', async () => {
    const lines: Line[] = [read, ignored, failed, unreadable, eventOf('noor', 'plain')];
    const contents = async (order: readonly Line[][]) =>
      (await Promise.all([SIGHTED, entityOf('noor')].map((entity) => found(order, entity)))).map((all) =>
        all.map(({ finding }) => finding),
      );
    const whole = await contents([lines]);
    expect(whole.map(({ length }) => length)).toEqual([1, 1]);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...lines, ...lines], { minLength: 10 }), async (order) => {
        expect(await contents(order.map((line) => [line]))).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  test('does not change what is set aside', async () => {
    const plain = world();
    const aware = world();
    const record = recordOf([unreadable, `mail ${email}`, ignored], 0);
    const { honey: _, ...unaware } = watching;
    await detect([record], plain.ports, unaware);
    await detect([record], aware.ports, watching);
    expect(asideOf(aware.ports)).toEqual(asideOf(plain.ports));
  });
});

describe('the honey that detect knows', () => {
  function kept() {
    const store = memoryHoneyStore();
    const clock = { ms: 0, broken: false, reads: 0 };
    const read = async () => {
      clock.reads++;
      if (clock.broken) throw new Error('throttled');
      return store.read();
    };
    return { store, clock, honey: keptHoney({ read }, () => clock.ms) };
  }

  test('is none where nothing is planted, and is heard of within five minutes', async () => {
    const { store, clock, honey } = kept();
    expect(await honey()).toBeUndefined();
    await store.write(REGISTRY, 0);
    clock.ms = KEPT_MS - 1;
    expect(await honey()).toBeUndefined();
    expect(clock.reads).toBe(1);
    clock.ms = KEPT_MS;
    expect(await honey()).toEqual(HONEY);
  });

  test('stands while it cannot be read again; without a first answer the batch comes again', async () => {
    const { store, clock, honey } = kept();
    clock.broken = true;
    await expect(honey()).rejects.toThrow('throttled');
    clock.broken = false;
    await store.write(REGISTRY, 0);
    await honey();
    clock.broken = true;
    clock.ms = 9 * KEPT_MS;
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(await honey()).toEqual(HONEY);
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
  });
});
