import { describe, expect, test } from 'vitest';
import { findingTable } from '../../../cli/render/finding-table.ts';
import { alertOf } from '../../../functions/alert/alert.ts';
import type { AlertOptions } from '../../../functions/alert/ports.ts';
import { matterOfChange } from '../../../shared/feeds/changes.ts';
import { CAUSE_DAYS, causeEntity } from '../../../shared/feeds/common-cause.ts';
import { feedFinding } from '../../../shared/feeds/finding.ts';
import type { Finding } from '../../../shared/finding.ts';
import { pageOf } from '../../../shared/page/page.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/time.ts';
import { act } from '../../../shared/triage.ts';
import { DAY, FINDING, findingOf } from '../../fixtures/findings.ts';
import { createWorld } from './world.ts';

const [volume, novelty] = FINDING.signals;
if (volume === undefined || novelty === undefined) throw new Error('the fixture has two signals');
const FEED = { vendor: FINDING.vendor, tenant: FINDING.tenant };

/** What the accounts of a log have taken up together. */
function causeOf(facet: 'network' | 'client' | 'operation', value: string, day = DAY, feed = FEED): Finding {
  const cause = {
    facet,
    value,
    day,
    members: 9,
    accounts: 60,
    lastDay: day,
    feed,
  };
  return feedFinding(
    new Uint8Array(32),
    feed,
    matterOfChange({ leader: [cause], others: [] }),
    causeEntity(cause),
  );
}

/** New in network and client, and nothing else. */
const newcomer = (parts: Partial<Finding> = {}) =>
  findingOf({
    severity: 'medium',
    score: 5,
    signals: [{ ...novelty, score: 5 }],
    exposure: {
      ...FINDING.exposure,
      records: { known: 0, operationsWithout: 0, lower: 0, about: 0, upper: 0 },
    },
    ...parts,
  });

async function told(
  finding: Finding,
  causes: readonly Finding[],
  change?: (world: ReturnType<typeof createWorld>) => Promise<void>,
  today = finding.day,
  options: AlertOptions = {},
) {
  const world = createWorld();
  world.clock.nowMs = today * DAY_MS + 12 * HOUR_MS;
  for (const cause of causes) await world.findings.upsert(cause, 1, 0);
  await change?.(world);
  await world.findings.upsert(finding, 1, 0);
  await alertOf(finding.id, world.start(), options);
  const stored = await world.findings.get(finding.id);
  return { pages: world.publisher.pages.length, suppressedBy: stored?.suppressedBy };
}
const network = causeOf('network', 'AS64500');
const client = causeOf('client', 'python-requests');

describe('an account that takes up what several others take up with it', () => {
  test('is not paged by itself, and says which finding tells it', async () => {
    expect(await told(newcomer(), [network, client])).toEqual({ pages: 0, suppressedBy: network.id });
  });

  test('is paged when the cause will not be looked at again, which pages only when it is', async () => {
    const causes = [causeOf('network', 'AS64500'), causeOf('client', 'python-requests')];
    const onDay = async (today: number, day = today) =>
      (await told(newcomer({ day }), causes, undefined, today)).pages;
    expect(await onDay(DAY + CAUSE_DAYS - 1)).toBe(0);
    expect(await onDay(DAY + CAUSE_DAYS)).toBe(1);
    // What comes days late.
    expect(await onDay(DAY + CAUSE_DAYS + 3, DAY + 2)).toBe(1);
  });

  test('is paged where one of the new things is its own alone', async () => {
    expect(await told(newcomer(), [network])).toEqual({ pages: 1, suppressedBy: undefined });
    expect((await told(newcomer(), [])).pages).toBe(1);
  });

  test('is paged where only another vendor’s accounts take it up', async () => {
    const elsewhere = { vendor: 'box', tenant: FEED.tenant };
    const causes = [
      causeOf('network', 'AS64500', DAY, elsewhere),
      causeOf('client', 'python-requests', DAY, elsewhere),
    ];
    expect((await told(newcomer(), causes)).pages).toBe(1);
  });

  test('is paged for what it took: a common cause mutes no amount', async () => {
    const finding = newcomer({
      signals: [volume, { ...novelty, score: 5 }],
      score: 12.91,
      severity: 'critical',
    });
    expect((await told(finding, [network, client])).pages).toBe(1);
  });

  test('is paged where it walked into a tripwire', async () => {
    const tripwire = { ...volume, detector: 'tripwire', score: 0.5 };
    const finding = newcomer({ signals: [{ ...novelty, score: 5 }, tripwire], score: 5.5 });
    expect((await told(finding, [network, client])).pages).toBe(1);
  });

  test('is paged before and long after the others took it up, and where people have called that an attack', async () => {
    const far = [DAY + 5, DAY - 20].map((day) => [
      causeOf('network', 'AS64500', day),
      causeOf('client', 'python-requests', day),
    ]);
    for (const causes of far) expect((await told(newcomer(), causes)).pages).toBe(1);
    const closed = await told(newcomer(), [network, client], async ({ findings }) => {
      const stored = await findings.get(network.id);
      if (stored === undefined) throw new Error('no cause');
      const { score, severity } = stored.finding;
      const closed = { verdict: 'malicious', rev: 1, score, severity } as const;
      await findings.record(stored, { ...stored.triage, status: 'closed', closed });
    });
    expect(closed.pages).toBe(1);
  });

  test('is paged where people keep the finding that would tell it from on-call', async () => {
    const scope = { vendor: FEED.vendor, detector: 'common-cause' };
    const moving = { id: 'moving', author: 'mara', reason: 'a new office', expires: '2026-12-31', scope };
    const causes = [network, client];
    const pagesWith = async (suppressions: AlertOptions['suppressions'] = []) =>
      (await told(newcomer(), causes, undefined, DAY, { suppressions })).pages;
    expect(await pagesWith([moving])).toBe(1);
    expect(await pagesWith([{ ...moving, scope: { ...scope, vendor: 'box' } }])).toBe(0);
    expect(await pagesWith([{ ...moving, expires: '2026-11-01' }])).toBe(0);
  });

  test('is paged where people keep from on-call what tells the change that its network is a part of, not a part', async () => {
    const leader = { ...causeOf('network', 'AS64499'), vendor: 'okta' };
    const [signal] = network.signals;
    if (signal === undefined) throw new Error('no signal');
    const part = { ...network, signals: [{ ...signal, facts: { ...signal.facts, leader: leader.id } }] };
    const pagesWith = async (vendor: string) => {
      const scope = { vendor, detector: 'common-cause' };
      const moving = { id: 'moving', author: 'mara', reason: 'a new office', expires: '2026-12-31', scope };
      const change = [part, { ...part, id: client.id, entity: client.entity }, leader];
      return (await told(newcomer(), change, undefined, DAY, { suppressions: [moving] })).pages;
    };
    expect(await pagesWith('okta')).toBe(1);
    expect(await pagesWith(FEED.vendor)).toBe(0);
  });

  test('is left to what tells the change that its network is a part of, until people call that an attack', async () => {
    const leader = causeOf('network', 'AS64499');
    const [signal] = network.signals;
    if (signal === undefined) throw new Error('no signal');
    const part = { ...network, signals: [{ ...signal, facts: { ...signal.facts, leader: leader.id } }] };
    expect(await told(newcomer(), [part, client, leader])).toEqual({ pages: 0, suppressedBy: leader.id });
    expect((await told(newcomer(), [part, client])).pages).toBe(1);
    // Two days older than its part, it is not looked for any more when the part still is, and nothing would tell of it.
    const older = { ...leader, day: DAY - 2 };
    const last = newcomer({ day: DAY + CAUSE_DAYS - 3 });
    expect((await told(last, [part, client, older])).pages).toBe(0);
    const beyond = newcomer({ day: DAY + CAUSE_DAYS - 2 });
    expect((await told(beyond, [part, client, older])).pages).toBe(1);
    expect((await told(beyond, [part, client, leader])).pages).toBe(0);
    const gone = { ...leader, state: 'withdrawn' as const };
    expect((await told(newcomer(), [part, client, gone])).pages).toBe(1);
    const closed = await told(newcomer(), [part, client, leader], async ({ findings }) => {
      const stored = await findings.get(leader.id);
      if (stored === undefined) throw new Error('no cause');
      const { score, severity } = stored.finding;
      const closed = { verdict: 'malicious', rev: 1, score, severity } as const;
      await findings.record(stored, { ...stored.triage, status: 'closed', closed });
    });
    expect(closed.pages).toBe(1);
  });

  const operation = causeOf('operation', 'BulkExported');
  const byOperation = (own: number, place: number) =>
    newcomer({
      score: own + place,
      signals: [
        { ...novelty, score: place },
        { ...novelty, detector: 'new-operation', score: own, facts: { operation: 'BulkExported' } },
      ],
    });

  test('is not paged for an operation that several take up, as after a vendor has renamed it', async () => {
    expect(await told(byOperation(3, 4), [operation])).toEqual({ pages: 0, suppressedBy: operation.id });
    expect((await told(byOperation(3, 4), [])).pages).toBe(1);
  });

  test('is paged where its credential or country is new as well: no cause explains these', async () => {
    const also = (facts: object) =>
      newcomer({ signals: [{ ...novelty, score: 5, facts: { ...novelty.facts, ...facts } }] });
    expect((await told(also({ credential: 'key-9' }), [network, client])).pages).toBe(1);
    const country = newcomer({
      signals: [{ ...novelty, score: 5, facts: { country: 'NL', client: 'python-requests' } }],
    });
    expect((await told(country, [network, client])).pages).toBe(1);
    expect((await told(also({ country: 'NL' }), [network, client])).pages).toBe(0);
  });

  test('is not paged for what it took through the new network either, but for what went through one of its own', async () => {
    const through = (facts: object) =>
      newcomer({ signals: [{ ...novelty, detector: 'young-context', score: 5, facts: { ...facts } }] });
    expect((await told(through({ network: ['AS64500'] }), [network])).pages).toBe(0);
    expect((await told(through({ network: ['AS64500', 'AS64511'] }), [network])).pages).toBe(1);
    expect((await told(through({ credential: ['key-9'] }), [network])).pages).toBe(1);
  });

  test('is paged where another operation is its own', async () => {
    const both = byOperation(3, 4);
    const signals = both.signals.map((signal) =>
      signal.detector === 'new-operation'
        ? { ...signal, facts: { operation: 'BulkExported', operations: ['BulkExported', 'ZShare'] } }
        : signal,
    );
    expect((await told({ ...both, signals }, [operation])).pages).toBe(1);
  });

  test('is paged for what is left, whichever of its two novelties the others share', async () => {
    expect((await told(byOperation(3, 7), [operation])).pages).toBe(1);
    expect((await told(byOperation(7, 3), [network, client])).pages).toBe(1);
    expect((await told(byOperation(3, 7), [network, client])).pages).toBe(0);
    expect((await told(byOperation(7, 7), [operation, network, client])).pages).toBe(0);
  });
});

describe('a change that is left what accounts took', () => {
  const cause = {
    facet: 'network',
    value: 'AS64500',
    day: DAY,
    members: 9,
    accounts: 60,
    lastDay: DAY,
    feed: FEED,
  } as const;
  const records = (known: number) => ({
    ...FINDING.exposure,
    records: { known, operationsWithout: 0, lower: known, about: known, upper: known },
    unsized: 0,
    unsizedExports: 0,
  });
  const member = (n: number, known: number) =>
    newcomer({ entity: `actor/salesforce/default/${n}`, id: `OF-ACCT-${n}`, exposure: records(known) });
  const changeWith = (members: readonly Finding[]) =>
    feedFinding(
      new Uint8Array(32),
      FEED,
      matterOfChange({ leader: [cause], others: [] }, members),
      causeEntity(cause),
    );
  /** On-call has been told of the first, and has closed it as harmless where `isClosed`. */
  async function toldAfter(
    first: readonly Finding[],
    then: readonly Finding[],
    isClosed: boolean,
    minutes = 45,
  ) {
    const { findings, start, clock, publisher } = createWorld();
    clock.nowMs = DAY * DAY_MS + 12 * HOUR_MS;
    const one = changeWith(first);
    await findings.upsert(one, 1, 0);
    await alertOf(one.id, start());
    const stored = await findings.get(one.id);
    if (stored === undefined) throw new Error('no change');
    if (isClosed) {
      const acted = act(
        stored.triage,
        { kind: 'close', verdict: 'benign' },
        { ...stored.finding, rev: 1 },
        { by: 'mara', atMs: 0 },
      );
      if (acted.kind !== 'done') throw new Error(acted.reason);
      await findings.record(stored, acted.triage, 1);
      await alertOf(one.id, start());
    }
    clock.nowMs += minutes * 60_000;
    await findings.upsert(changeWith(then), 2, 1);
    await alertOf(one.id, start());
    return publisher.pages.map(({ subject }) => subject);
  }

  test('says how much that is', async () => {
    const [subject] = await toldAfter([member(1, 16_000)], [], false);
    expect(subject).toMatch(/^ALARM: MEDIUM Salesforce: 16,000 records \(several accounts .*\) \[OF-/);
  });

  test('says it in the words of the logs that the accounts robbed, not of the one that showed the change', async () => {
    const okta = { ...cause, feed: { ...FEED, vendor: 'okta' } };
    const changeOf = (members: readonly Finding[]) =>
      feedFinding(new Uint8Array(32), okta.feed, matterOfChange({ leader: [okta], others: [] }, members));
    const told = changeOf([member(1, 16_000)]);
    expect(pageOf(told, { kind: 'opened', threadId: told.id }).subject).toMatch(/Okta: 16,000 records/);
    expect(findingTable([told])[1]).toMatch(/16,000 records$/);
    const idle = { ...member(3, 0), vendor: 'slack' };
    const both = changeOf([member(1, 16_000), { ...member(2, 500), vendor: 'box' }, idle]);
    const from = { records: 16_000, bytes: 0, unsized: 0 };
    const { body } = pageOf(both, { kind: 'continued', threadId: both.id, from });
    expect(body.replace(/\s+/g, ' ')).toMatch(/16,500 files or records .* it was 16,000 files or records\./);
  });

  test('is told again where more accounts rob through it, also after the first was closed as harmless', async () => {
    const five = [1, 2, 3, 4, 5].map((n) => member(n, 20_000));
    const goesOn = await toldAfter([member(1, 16_000)], five, false);
    expect(goesOn.at(-1)).toMatch(/^ALARM: MEDIUM, raised, Salesforce: 100,000 records/);
    const reopened = await toldAfter([member(1, 16_000)], five, true);
    expect(reopened.at(-1)).toMatch(/^ALARM: MEDIUM, reopened, Salesforce: 100,000 records/);
  });

  test('is told again where one account takes far more', async () => {
    const more = await toldAfter([member(1, 16_000)], [member(1, 40_000)], false);
    expect(more.at(-1)).toMatch(/^ALARM: MEDIUM, goes on, Salesforce: 40,000 records/);
    const tenfold = await toldAfter([member(1, 16_000)], [member(1, 160_000)], true);
    expect(tenfold.at(-1)).toMatch(/^ALARM: MEDIUM, reopened, Salesforce: 160,000 records/);
  });

  test('is told at most once for each doubling of a roll-out, and once that it goes on', async () => {
    const { findings, start, clock, publisher } = createWorld();
    clock.nowMs = DAY * DAY_MS;
    for (let accounts = 1; accounts <= 300; accounts++) {
      const members = Array.from({ length: accounts }, (_, n) => member(n, 2_000 + 50 * n));
      const change = changeWith(members);
      await findings.upsert(change, accounts, 0);
      await alertOf(change.id, start());
      clock.nowMs += 2 * 60_000;
    }
    const kinds = Map.groupBy(publisher.pages, ({ attributes }) => attributes.kind);
    expect(kinds.get('opened')).toHaveLength(1);
    expect(kinds.get('escalated')).toHaveLength(8);
    expect(kinds.get('continued')).toHaveLength(1);
  });

  test('is not told again for what is no more', async () => {
    const same = [member(1, 16_000)];
    expect(await toldAfter(same, same, false)).toHaveLength(1);
    expect(await toldAfter(same, [member(1, 150_000)], true)).toHaveLength(2);
  });
});
