import { describe, expect, test } from 'vitest';
import type { Group } from '../../shared/feeds/common-cause.ts';
import { type Crowd, crowdsIn, LEAST_CROWD, matterOfCrowd } from '../../shared/feeds/crowd.ts';
import { feedFinding } from '../../shared/feeds/finding.ts';
import type { Finding } from '../../shared/finding.ts';
import { pageOf } from '../../shared/page/page.ts';
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

const NONE: Crowd = { feed: { vendor: '', tenant: '' }, day: 0, members: [] };

describe('many accounts of which little is found on one day', () => {
  test('are one finding of their log, which pages', () => {
    const [crowd = NONE, ...others] = crowds(parts(20));
    expect(others).toEqual([]);
    expect(crowd).toMatchObject({ feed: { vendor: 'box', tenant: FINDING.tenant }, day: DAY });
    expect(matterOfCrowd(crowd, 0.2)).toMatchObject({
      matter: 'crowd',
      day: DAY,
      severity: 'medium',
      surprise: {
        observed: expect.stringMatching(
          /^20 accounts on 2026-11-08, each too little to page: OF-PART-0 person0@example\.com \(.* files\), .* and others$/,
        ),
        expected: 'hardly any on a day',
      },
    });
  });

  test('are named by their page, the worst with what they took, and it says how to list the others', () => {
    const [crowd = NONE] = crowds(parts(20, (n) => part(n, { score: n > 16 ? 5.8 : 3.4 })));
    const matter = matterOfCrowd(crowd, 0.2);
    if (matter === undefined) throw new Error('twenty are many');
    const finding = feedFinding(new Uint8Array(32), crowd.feed, matter);
    const { body } = pageOf(finding, { kind: 'opened', threadId: finding.id });
    const text = body.replaceAll(/\s+/g, ' ');
    for (const n of [17, 18, 19])
      expect(text).toContain(`OF-PART-${n} person${n}@example.com (at least 181,204 files)`);
    expect(text).toContain('npx outflow findings --vendor');
  });

  test('say together how much they took', () => {
    const [crowd = NONE] = crowds(parts(8));
    expect(matterOfCrowd(crowd, 0.2)?.theirs?.records.known).toBe(8 * FINDING.exposure.records.known);
  });

  test('are none where they are few, where as many are usual, or on days and in logs apart', () => {
    expect(crowds(parts(LEAST_CROWD - 1))).toEqual([]);
    const [crowd = NONE] = crowds(parts(LEAST_CROWD));
    expect(matterOfCrowd(crowd, 0.2)).toBeDefined();
    expect(matterOfCrowd(crowd, 0.4)).toBeDefined();
    expect(matterOfCrowd(crowd, 0.5)).toBeUndefined();
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
      { members: { length: LEAST_CROWD } },
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
    expect(left({ day: DAY - 30 })).toMatchObject([{ members: { length: 20 } }]);
    expect(left({ feed: { ...feed, tenant: 'other' } })).toMatchObject([{ members: { length: 20 } }]);
    expect(left({ value: 'Firefox' })).toMatchObject([{ members: { length: 15 } }]);
    expect(left({ facet: 'operation' })).toMatchObject([{ members: { length: 20 } }]);
  });
});
