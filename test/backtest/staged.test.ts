import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../cli/backtest/pages.ts';
import { report, summary, type Tested } from '../../cli/backtest/report.ts';
import { stagedLines } from '../../cli/backtest/staged.ts';
import { ruleMatch } from '../../shared/detectors/rule-match.ts';
import { type Finding, isStaged } from '../../shared/finding.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { RuleText } from '../../shared/sigma/rule.ts';
import { FINDING } from '../fixtures/findings.ts';
import { NOBODY } from '../fixtures/subjects.ts';
import { NOTHING_SAID } from '../history/activities.ts';

const rule = (uid: string): RuleText => ({
  uid,
  title: `Rule ${uid}`,
  vendor: 'okta',
  level: 'high',
  stage: 'staging',
  techniques: [],
  falsepositives: [],
  references: [],
});
const rules = { find: (uid: string) => (uid === 'gone' ? undefined : rule(uid)) };

/** Of a day of which rules in staging speak alone. */
function stagedOn(day: number, ...hits: readonly string[]): Finding {
  const said = ruleMatch(rule).assess({ ...NOBODY, hits });
  const signals = said.map((one) => ({ ...one, detector: 'rule-match', technique: 'T1078.004', score: 0 }));
  return { ...FINDING, id: `OF-${day}`, day, score: 0, severity: 'informational', signals };
}

const tested = (findings: readonly Finding[]): Tested => ({
  ...verdictOf({ findings, causes: [] }, DEFAULT_SETTINGS),
  found: { findings, causes: [] },
  history: {
    spool: { read: () => [], remove: () => {} } as unknown as Tested['history']['spool'],
    days: new Map([[FINDING.day, 1]]),
    activities: 1,
    ...NOTHING_SAID,
  },
  settings: DEFAULT_SETTINGS,
  comparison: undefined,
  rules,
});

describe('what rules in staging find in a backtest', () => {
  const staged = [stagedOn(1, 'a', 'b'), stagedOn(2, 'a'), stagedOn(3, 'gone')];

  test('is a line for each rule with its days, most first, and not counted among the findings', () => {
    expect(stagedLines([FINDING, ...staged], rules)).toEqual([
      'Staging    3 further findings of nothing but rules and detectors in staging, which never page',
      '  DAYS  RULE',
      '  2     Rule a',
      '  1     Rule b',
      '  1     gone',
    ]);
    const text = report(tested([FINDING, ...staged])).join('\n');
    expect(text).toContain('1 finding recorded in all');
    expect(text).toContain('Staging    3 further findings');
    expect(text).not.toContain('rule-match');
  });

  test('is not told where there is none, and of a day of which more speaks as before', () => {
    const [signal] = staged[0]?.signals ?? [];
    if (signal === undefined) throw new Error('no signal');
    const both = { ...FINDING, signals: [...FINDING.signals, signal] };
    expect(isStaged(both)).toBe(false);
    expect(stagedLines([FINDING, both], rules)).toEqual([]);
    expect(report(tested([both])).join('\n')).toContain('rule-match');
  });

  test('is not told of a finding that was taken back', () => {
    const withdrawn = staged.map((one): Finding => ({ ...one, state: 'withdrawn' }));
    expect(withdrawn.some(isStaged)).toBe(false);
  });

  test('is for a program what it was', () => {
    const { findings, causes } = summary(tested([FINDING, ...staged]));
    expect(findings).toHaveLength(4);
    expect(causes.find(({ detector }) => detector === 'rule-match')).toMatchObject({ findings: 3 });
  });

  test('of many rules is told of twelve', () => {
    const many = Array.from({ length: 14 }, (_, n) => stagedOn(n, `rule-${n}`));
    const lines = stagedLines(many, rules);
    expect(lines).toHaveLength(15);
    expect(lines.at(-1)).toBe('  and 2 more');
  });
});
