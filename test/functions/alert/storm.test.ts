import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertOf } from '../../../functions/alert/alert.ts';
import { alertAll } from '../../../functions/alert/batch.ts';
import { doChores } from '../../../functions/alert/chores.ts';
import { DEFAULT_LIMITS } from '../../../functions/alert/ports.ts';
import { IDS_PER_NUDGE } from '../../../functions/ports/nudge.ts';
import type { Finding, Severity } from '../../../shared/finding.ts';
import type { Page } from '../../../shared/page/page.ts';
import { MINUTE_MS } from '../../../shared/time.ts';
import { findingOf, withdrawn } from '../../fixtures/findings.ts';
import { createWorld, dyingAt } from './world.ts';

const idOf = (n: number) => `OF-${String(n).padStart(4, '0')}-${String(n).padStart(8, '0')}`;
function stormy(n: number, severity: Severity, parts: Partial<Finding> = {}): Finding {
  const entity = `actor/salesforce/default/${n}`;
  const score = severity === 'critical' ? 12 : 7;
  return findingOf({ id: idOf(n), entity, severity, score, ...parts });
}

/** Detect writes and nudges, minute by minute, and watch does what it does in each. */
async function weather(findings: readonly Finding[], minutes: number) {
  const world = createWorld();
  const perMinute = Math.ceil(findings.length / minutes);
  let rev = 0;
  const minute = async () => {
    await doChores([], world.start(), {});
    world.clock.nowMs += MINUTE_MS;
  };
  for (let n = 0; n < minutes; n++) {
    const now = findings.slice(n * perMinute, (n + 1) * perMinute);
    for (const finding of now) await world.findings.upsert(finding, ++rev, world.clock.nowMs);
    for (let start = 0; start < now.length; start += IDS_PER_NUDGE)
      await alertAll(
        now.slice(start, start + IDS_PER_NUDGE).map(({ id }) => id),
        world.start(),
      );
    await minute();
  }
  for (let n = 0; n < 30; n++) await minute();
  return world;
}

const reach = (pages: readonly Page[]) =>
  new Set(pages.flatMap(({ body }) => [...body.matchAll(/OF-\d{4}-\d{8}/g)].map(([id]) => id)));
const kindsOf = (pages: readonly Page[]) => Map.groupBy(pages, ({ attributes }) => attributes.kind);

describe('a storm of 5,000 findings in 10 minutes', () => {
  const all = Array.from({ length: 5000 }, (_, n) => stormy(n, n % 100 === 7 ? 'critical' : 'medium'));

  test('sends CRITICAL ones at once and the rest as digests, and none is out of reach', async () => {
    const { publisher, findings, clock } = await weather(all, 10);
    const kinds = kindsOf(publisher.pages.filter(({ attributes }) => attributes.kind !== 'repeated'));
    const opened = kinds.get('opened') ?? [];
    const critical = opened.filter(({ attributes }) => attributes.severity === 'critical');
    expect(critical).toHaveLength(50);
    expect(opened.length - critical.length).toBeLessThanOrEqual(2 * DEFAULT_LIMITS.ordinary);
    const digests = kinds.get('digest') ?? [];
    expect(digests.length).toBeGreaterThan(10);
    expect(digests.length).toBeLessThan(40);
    expect(reach(publisher.pages)).toEqual(new Set(all.map(({ id }) => id)));
    expect(await findings.due(clock.nowMs, 10)).toEqual([]);
    expect(await findings.waiting('digest', clock.nowMs, 10)).toEqual([]);
  });

  test('keeps each message within what SNS takes', async () => {
    const { publisher } = await weather(all, 10);
    for (const { subject, body, sms, https, chat } of publisher.pages) {
      const bodies = { default: body, email: body, sms, https: JSON.stringify(https) };
      expect(Buffer.byteLength(JSON.stringify(bodies))).toBeLessThan(200_000);
      expect(JSON.stringify(chat).length).toBeLessThan(20_000);
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      expect(sms).toMatch(/^[\x20-\x7e]{1,140}$/);
    }
  });
});

test('more CRITICAL findings than the cap leave as digests as well', async () => {
  const all = Array.from({ length: 300 }, (_, n) => stormy(n, 'critical'));
  const { publisher } = await weather(all, 1);
  const kinds = kindsOf(publisher.pages);
  expect(kinds.get('opened')).toHaveLength(DEFAULT_LIMITS.critical);
  expect(reach(publisher.pages).size).toBe(300);
});

test('a storm of sprays, each from an address of its own, takes no room of what accounts did, and does not stand beside it', async () => {
  const sprays = Array.from({ length: 300 }, (_, n) =>
    stormy(n, 'critical', {
      vendor: 'okta',
      entity: `source/okta/default/2001:db8:0:${n.toString(16)}::%2F64`,
    }),
  );
  const theft = (n: number, severity: Severity) => stormy(n, severity, { vendor: 'okta' });
  const { publisher } = await weather([...sprays, theft(700, 'critical'), theft(701, 'high')], 1);
  const kinds = kindsOf(publisher.pages);
  const opened = (kinds.get('opened') ?? []).map(({ attributes }) => attributes.findingId);
  expect(opened).toHaveLength(DEFAULT_LIMITS.ordinary / 4 + 2);
  expect(opened.slice(-2)).toEqual([idOf(700), idOf(701)]);
  expect(reach(publisher.pages).size).toBe(302);

  const over = Array.from({ length: DEFAULT_LIMITS.ordinary }, (_, n) => theft(800 + n, 'medium'));
  const { publisher: full } = await weather([...over, ...sprays, theft(701, 'high')], 1);
  const digests = (kindsOf(full.pages).get('digest') ?? []).map(({ subject }) => subject);
  expect(digests).toEqual([
    'ALARM: DIGEST Okta: 295 findings, 295 critical',
    'ALARM: DIGEST Okta: 1 finding, 1 high',
  ]);
});

test('who got in from one address leaves at once, however many sprays were told of lesser ones', async () => {
  const spray = (n: number, severity: Severity) =>
    stormy(n, severity, { vendor: 'okta', entity: `source/okta/default/192.0.2.${n}` });
  const lesser = Array.from({ length: 50 }, (_, n) => spray(n, 'medium'));
  const { publisher } = await weather([...lesser, spray(60, 'critical')], 1);
  const kinds = kindsOf(publisher.pages);
  expect(kinds.get('opened')?.map(({ attributes }) => attributes.findingId)).toContain(idOf(60));
  expect(kinds.get('repeated')).toBeDefined();
});

test('of one address a page leaves by itself also where few messages may, and of none where none may', async () => {
  const address = stormy(1, 'medium', { entity: 'source/okta/default/192.0.2.1' });
  const kindsWith = async (ordinary: number) => {
    const { findings, start, kinds } = createWorld();
    await findings.upsert(address, 1, 0);
    await alertOf(address.id, start(), { limits: { ...DEFAULT_LIMITS, ordinary } });
    return kinds();
  };
  expect(await kindsWith(2)).toEqual(['opened']);
  expect(await kindsWith(0)).toEqual([]);
});

test('an ordinary day has no digest: what is under the limit is told one by one', async () => {
  const all = Array.from({ length: DEFAULT_LIMITS.ordinary }, (_, n) => stormy(n, 'medium'));
  const { publisher } = await weather(all, 1);
  expect([...kindsOf(publisher.pages).keys()]).toEqual(['opened']);
});

test('historical findings never page one by one, and leave as one digest that is no alarm', async () => {
  const all = Array.from({ length: 12 }, (_, n) => stormy(n, 'critical', { historical: true }));
  const { publisher } = await weather(all, 1);
  expect(publisher.pages.map(({ attributes }) => attributes.kind)).toEqual(['digest']);
  expect(publisher.pages[0]?.subject).toMatch(/^DIGEST Salesforce, from the past: 12 findings, 12 critical$/);
  expect(reach(publisher.pages).size).toBe(12);
});

test('digests are apart by vendor and tenant, so that filters reach the same people', async () => {
  const limit = DEFAULT_LIMITS.ordinary;
  const all = Array.from({ length: limit + 6 }, (_, n) =>
    stormy(n, 'medium', { vendor: n % 2 === 0 ? 'okta' : 'salesforce', tenant: 'example' }),
  );
  const { publisher } = await weather(all, 1);
  const digests = kindsOf(publisher.pages).get('digest') ?? [];
  expect(digests.map(({ attributes }) => attributes.vendor).sort()).toEqual(['okta', 'salesforce']);
});

test('what waits for a digest and becomes CRITICAL is told at once; what is withdrawn is not told at all', async () => {
  const world = createWorld();
  const limits = { ...DEFAULT_LIMITS, ordinary: 0 };
  for (const n of [1, 2, 3]) await world.findings.upsert(stormy(n, 'medium'), 1, world.clock.nowMs);
  await alertAll([1, 2, 3].map(idOf), world.start(), { limits });
  expect(world.publisher.pages).toEqual([]);
  await world.findings.upsert(stormy(1, 'critical'), 2, world.clock.nowMs);
  await world.findings.upsert(
    withdrawn({ id: idOf(2), entity: stormy(2, 'medium').entity }),
    2,
    world.clock.nowMs,
  );
  await alertAll([1, 2].map(idOf), world.start(), { limits });
  expect(world.kinds()).toEqual(['opened']);
  world.clock.nowMs += 2 * MINUTE_MS;
  await doChores([], world.start(), { limits });
  expect(world.kinds()).toEqual(['opened', 'digest']);
  expect(reach(world.publisher.pages.slice(1))).toEqual(new Set([idOf(3)]));
});

test('a finding that a digest told is held against that afterwards', async () => {
  const world = createWorld();
  const limits = { ...DEFAULT_LIMITS, ordinary: 0 };
  await world.findings.upsert(stormy(1, 'medium'), 1, world.clock.nowMs);
  await alertAll([idOf(1)], world.start(), { limits });
  world.clock.nowMs += 2 * MINUTE_MS;
  await doChores([], world.start(), { limits });
  await world.findings.upsert(stormy(1, 'medium', { score: 8 }), 2, world.clock.nowMs);
  await alertAll([idOf(1)], world.start());
  expect(world.kinds()).toEqual(['digest']);
  await world.findings.upsert(stormy(1, 'high', { score: 8.5 }), 3, world.clock.nowMs);
  await alertAll([idOf(1)], world.start());
  expect(world.kinds()).toEqual(['digest', 'escalated']);
});

test('a digest that dies anywhere loses nothing: each finding is still told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('before', 'after'),
      async (n, moment) => {
        const world = createWorld();
        const limits = { ...DEFAULT_LIMITS, ordinary: 0 };
        const ids = [1, 2, 3, 4].map(idOf);
        for (const [i] of ids.entries())
          await world.findings.upsert(stormy(i + 1, 'medium'), 1, world.clock.nowMs);
        await alertAll(ids, world.start(), { limits });
        world.clock.nowMs += 2 * MINUTE_MS;
        await doChores([], world.start(dyingAt(n, moment as 'before')), { limits });
        for (let again = 0; again < 3; again++) {
          world.clock.nowMs += 2 * MINUTE_MS;
          await doChores([], world.start(), { limits });
        }
        expect(reach(world.publisher.pages)).toEqual(new Set(ids));
        expect(world.publisher.pages.length).toBeLessThanOrEqual(4);
        expect(await world.findings.waiting('digest', world.clock.nowMs, 10)).toEqual([]);
      },
    ),
    { numRuns: 120 },
  );
});
