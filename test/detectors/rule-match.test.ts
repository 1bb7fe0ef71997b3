import { describe, expect, test } from 'vitest';
import { assess, judgingWith } from '../../shared/assess.ts';
import { ruleMatch } from '../../shared/detectors/rule-match.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { RuleText } from '../../shared/sigma/rule.ts';
import { ruleSet } from '../../shared/sigma/rule-set.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { at, FIRST_DAY, lifeOf, reading, uid as uidOf } from '../fixtures/readings.ts';

const rule = (uid: string, parts: Partial<RuleText> = {}): RuleText => ({
  uid,
  title: `Rule ${uid}`,
  vendor: 'salesforce',
  level: 'high',
  stage: 'live',
  techniques: [],
  falsepositives: ['A planned change'],
  references: [],
  ...parts,
});
const RULES = [
  rule('loud'),
  rule('low', { level: 'low' }),
  rule('told', { level: 'informational' }),
  rule('staged', { level: 'critical', stage: 'staging' }),
];
const find = (uid: string) => RULES.find((one) => one.uid === uid);
const subjectWith = (...hits: readonly string[]) =>
  subjectOf(lifeOf([[reading({ time: at(0), hits })]]), FIRST_DAY);
const assessed = (...hits: readonly string[]) => ruleMatch(find).assess(subjectWith(...hits));

describe('a matched rule', () => {
  test('fires with the weight of the heaviest, and says what its author holds for harmless', () => {
    expect(assessed('low', 'loud')).toMatchObject([
      {
        decades: 7,
        observed: 'high rule “Rule loud” matched, and 1 more',
        facts: { rules: ['loud', 'low'], alarms: ['loud'], falsePositives: ['A planned change'] },
      },
    ]);
  });

  test('that is live is heard, the gravest first, however many in staging the account meets in the same hour', () => {
    const of = (prefix: string, parts: Partial<RuleText>) =>
      Array.from({ length: 30 }, (_, n) => ({
        ...rule(`${prefix}${10 + n}`, parts),
        test: { holds: ({ is }: JsonObject) => is === `${prefix}${10 + n}` },
      }));
    const [grave, ...others] = of('z', { level: 'critical' });
    const sets = [...of('a', { level: 'critical', stage: 'staging' }), ...of('b', { level: 'low' })];
    const rules = ruleSet([
      ...sets,
      ...others.map((one) => ({ ...one, level: 'medium' as const })),
      ...(grave ? [grave] : []),
    ]);
    const hour = rules.rules.map(({ uid, vendor }, n) =>
      reading({ uid: uidOf(`event ${n}`), time: at(0), hits: rules.match(vendor, { is: uid }) ?? [] }),
    );
    const [signal] = ruleMatch(rules.find).assess(subjectOf(lifeOf([hour]), FIRST_DAY));
    expect(signal).toMatchObject({ decades: 10, facts: { level: 'critical', alarms: ['z10'] } });
  });

  test('that was promoted is one rule, whatever its hits were called then', () => {
    const rules = ruleSet([{ ...rule('loud'), test: { holds: () => true } }]);
    const hits = ['loud', ...(rules.match('salesforce', {}) ?? [])];
    expect(new Set(hits).size).toBe(2);
    expect(ruleMatch(rules.find).assess(subjectWith(...hits))).toMatchObject([
      { observed: 'high rule “Rule loud” matched', facts: { rules: ['loud'] } },
    ]);
  });

  test('nearly fires where it only informs, or where nobody knows the rule any more', () => {
    expect(assessed('told')).toEqual([]);
    expect(assessed('gone')).toEqual([]);
    expect(assessed()).toEqual([]);
  });

  test('is of the technique that its author names, and of those of the others that matched', () => {
    const tagged = [
      rule('exported', { techniques: ['T1567.002', 'T1213'] }),
      rule('shared', { level: 'low', techniques: ['T1213', 'T1537'] }),
      rule('untagged', { level: 'critical' }),
      rule('many', { techniques: Array.from({ length: 16 }, (_, n) => `T15${10 + n}`) }),
    ];
    const signalOf = (...hits: readonly string[]) =>
      assess(subjectWith(...hits), judgingWith({ find: (uid) => tagged.find((one) => one.uid === uid) }))
        .signals[0];
    expect(signalOf('exported', 'shared')).toMatchObject({
      technique: 'T1567.002',
      facts: { techniques: ['T1567.002', 'T1213', 'T1537'] },
    });
    expect(signalOf('untagged', 'shared')).toMatchObject({
      technique: 'T1078.004',
      facts: { techniques: ['T1213', 'T1537'] },
    });
    expect(signalOf('many')?.facts['techniques']).toHaveLength(8);
  });

  test('in staging is recorded and adds nothing, however critical', () => {
    const { score, signals, notable } = assess(subjectWith('staged'), judgingWith({ find }));
    expect(score).toBe(0);
    expect(notable).toBe(true);
    expect(signals).toMatchObject([{ detector: 'rule-match', score: 0, facts: { stage: 'staging' } }]);
    expect(assessed('staged', 'loud')[0]).toMatchObject({ decades: 7, facts: { alarms: ['loud'] } });
  });

  test('does not count what failed', () => {
    const failed = reading({ time: at(0), hits: ['loud'], outcome: 'failure' });
    const there = reading({ time: at(0), eventId: 'there' });
    expect(ruleMatch(find).assess(subjectOf(lifeOf([[failed, there]]), FIRST_DAY))).toEqual([]);
  });

  test('is told in full: how heavy, how many, and that it is only recorded in staging', () => {
    expect(assessed('low')).toMatchObject([
      {
        decades: 1.5,
        observed: 'low rule “Rule low” matched',
        facts: { stage: 'live', level: 'low' },
        notable: true,
      },
    ]);
    expect(assessed('staged')[0]?.observed).toBe(
      'critical rule “Rule staged” matched (in staging: recorded, never paged)',
    );
    expect(assessed('told', 'low')[0]?.facts['rules']).toEqual(['low', 'told']);
  });

  test('of two of one weight names the same one, in whatever order they come', () => {
    const equal = (uid: string) => (uid === 'a' || uid === 'b' ? rule(uid) : undefined);
    for (const hits of [
      ['a', 'b'],
      ['b', 'a'],
    ])
      expect(ruleMatch(equal).assess({ ...subjectWith(), hits })[0]?.observed).toMatch(/^high rule “Rule a”/);
  });
});
