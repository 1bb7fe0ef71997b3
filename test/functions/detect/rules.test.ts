import { expect, test } from 'vitest';
import { type DetectOptions, detect } from '../../../functions/detect/detect.ts';
import { judgingWith } from '../../../shared/assess.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { readRules } from '../../../shared/sigma/read-rules.ts';
import { ruleSet } from '../../../shared/sigma/rule-set.ts';
import { entityOf, eventOf, options, recordOf, TODAY_MS, world } from './world.ts';

const RULE = `title: A session began
id: 11111111-2222-4333-8444-555555555555
logsource: { product: okta }
detection:
  selection: { eventType: user.session.start }
  condition: selection
level: critical
outflow: { stage: live }
`;

function under(text: string): DetectOptions {
  const rules = ruleSet(readRules(text).flatMap((read) => (read.kind === 'rule' ? read.rule : [])));
  return { ...options, settings: DEFAULT_SETTINGS, rules, judging: judgingWith(rules) };
}

test.each([
  ['taken away', ''],
  ['off', RULE.replace('stage: live', 'stage: off')],
])(
  'what a rule alone found is withdrawn when the rule is %s and the day judged again, and comes back with it',
  async (_, without) => {
    const { ports } = world();
    const session = (id: string) => eventOf('noor', id, TODAY_MS, { eventType: 'user.session.start' });
    const after = async (id: string, rules: string) => {
      await detect([recordOf([session(id)], 1)], ports, under(rules));
      const [one] = await ports.findings.byEntity(entityOf('noor'), 10);
      return one?.finding;
    };
    const found = await after('a', RULE);
    expect(found).toMatchObject({ state: 'open', signals: [{ detector: 'rule-match' }] });
    expect(await after('b', without)).toMatchObject({ id: found?.id, state: 'withdrawn', signals: [] });
    expect(await after('c', RULE)).toMatchObject({ id: found?.id, state: 'open', score: found?.score });
  },
);
