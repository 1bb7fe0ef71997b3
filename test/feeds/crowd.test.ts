import { describe, expect, test } from 'vitest';
import type { Group } from '../../shared/feeds/common-cause.ts';
import { crowdOf, crowdsIn, LEAST_CROWD } from '../../shared/feeds/crowd.ts';
import type { Finding } from '../../shared/finding.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY, FINDING, findingOf } from '../fixtures/findings.ts';

const [volume, novelty] = FINDING.signals;
/** Of an account of Box that took so much more than usual, and no page's worth. */
const part = (n: number, parts: Partial<Finding> = {}, score = 3.4) =>
  findingOf({
    id: `OF-PART-${n}`,
    entity: `actor/box/default/11${n}`,
    vendor: 'box',
    actor: { uid: `11${n}`, type: 'user', email: `person${n}@example.com`, name: '' },
    severity: 'informational',
    score,
    signals: volume === undefined ? [] : [{ ...volume, detector: 'activity', score }],
    ...parts,
  });
const parts = (count: number, of = part) => Array.from({ length: count }, (_, n) => of(n));
const crowds = (findings: readonly Finding[], groups: readonly Group[] = []) =>
  crowdsIn(findings, groups, DEFAULT_SETTINGS);

describe('many accounts of which little is found on one day', () => {
  test('are one finding of their log, which pages', () => {
    const [crowd = [], ...others] = crowds(parts(20));
    expect(others).toEqual([]);
    expect(crowdOf(crowd, 0.2)).toMatchObject({
      matter: 'crowd',
      day: DAY,
      severity: 'medium',
      surprise: {
        observed: expect.stringMatching(
          /^20 accounts did more than they usually do on 2026-11-08, each too little to page: person0@example\.com \(OF-PART-0\), .* and others$/,
        ),
        expected: 'hardly any on a day',
      },
    });
  });

  test('are none where they are few, where each is found every day, or on days and in logs apart', () => {
    expect(crowds(parts(LEAST_CROWD - 1))).toEqual([]);
    const [crowd = []] = crowds(parts(LEAST_CROWD));
    expect(crowdOf(crowd, 0.2)).toBeDefined();
    expect(crowdOf(crowd, 0.4)).toBeDefined();
    expect(crowdOf(crowd, 0.5)).toBeUndefined();
    expect(crowds(parts(14, (n) => part(n, { day: DAY - (n % 2) })))).toEqual([]);
    expect(crowds(parts(14, (n) => part(n, { tenant: `t${n % 2}` })))).toEqual([]);
  });

  test('are none by where they come from, by rules, by what was taken back, or by what is judged long after', () => {
    const elsewhere = (n: number) =>
      part(n, { signals: novelty === undefined ? [] : [{ ...novelty, score: 4 }] });
    const ruled = (n: number) =>
      part(n, { signals: part(n).signals.map((one) => ({ ...one, detector: 'rule-match' })) });
    expect(crowds(parts(20, elsewhere))).toEqual([]);
    expect(crowds(parts(20, ruled))).toEqual([]);
    expect(crowds(parts(20, (n) => part(n, {}, 3.1)))).toEqual([]);
    expect(crowds(parts(20, (n) => part(n, { state: 'withdrawn' })))).toEqual([]);
    expect(crowds(parts(20, (n) => part(n, { historical: true })))).toEqual([]);
    expect(crowds(parts(20, (n) => part(n, { entity: `source/box/default/192.0.2.${n}` })))).toEqual([]);
  });

  test('are none by those of them that page by themselves', () => {
    expect(crowds(parts(20, (n) => part(n, n < 13 ? { severity: 'medium' } : {})))).toEqual([]);
    expect(crowds(parts(20, (n) => part(n, n < 12 ? { severity: 'medium' } : {})))).toMatchObject([
      { length: LEAST_CROWD },
    ]);
  });

  test('leave out who belongs to a change of the whole organisation', () => {
    const feed = { vendor: 'box', tenant: 'default' };
    const cause = {
      facet: 'client',
      value: 'Chrome',
      day: DAY - 1,
      members: 9,
      accounts: 40,
      lastDay: DAY,
    } as const;
    const through = (n: number) =>
      part(n, { context: { ...FINDING.context, client: [n < 15 ? 'Chrome' : 'Firefox'] } });
    const left = (seen: object) => crowds(parts(20, through), [[{ ...cause, feed, ...seen }]]);
    expect(left({})).toEqual([]);
    expect(left({ day: DAY - 30 })).toMatchObject([{ length: 20 }]);
    expect(left({ feed: { ...feed, tenant: 'other' } })).toMatchObject([{ length: 20 }]);
    expect(left({ value: 'Firefox' })).toMatchObject([{ length: 15 }]);
    expect(left({ facet: 'operation' })).toMatchObject([{ length: 20 }]);
  });
});
