import { describe, expect, test } from 'vitest';
import { changesOf, toldOfChange } from '../../shared/feeds/change.ts';
import { CAUSE_WINDOW_DAYS, groupsOf, type SeenCause } from '../../shared/feeds/common-cause.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';

const DAY = 20_442;
const account = (n: number) => `actor/okta/example/user-${n}`;
const seen = (value: string, members: readonly number[], parts: Partial<SeenCause> = {}): SeenCause => ({
  facet: 'network',
  value,
  day: DAY,
  members: members.length,
  hashes: new Set(members.map((n) => hashOf(account(n)))),
  accounts: 60,
  lastDay: DAY + 1,
  feed: { vendor: 'okta', tenant: 'example' },
  ...parts,
});
const [, novelty] = FINDING.signals;
if (novelty === undefined) throw new Error('no novelty');
const findingOn = (n: number, network: string, severity: 'medium' | 'high', score: number) =>
  findingOf({
    id: `OF-${n}`,
    entity: account(n),
    day: DAY,
    severity,
    score,
    signals: [{ ...novelty, score, facts: { network } }],
  });
const names = (causes: readonly SeenCause[]) =>
  changesOf(groupsOf(causes)).map((change) => change.map(([first]) => `${first?.facet} ${first?.value}`));

describe('a change of an organisation', () => {
  test('has all networks, clients and applications that one log shows within days of each other', () => {
    const gateway = [seen('AS64510', [1, 2]), seen('AS64511', [3, 4], { day: DAY + 2 })];
    const client = seen('Safari on iOS', [1, 3], { facet: 'client', day: DAY + 1 });
    const told = [['network AS64510', 'client Safari on iOS', 'network AS64511']];
    expect(names([...gateway, client])).toEqual(told);
    // Whoever joins later, and in which order they are read, changes nothing.
    const grown = [client, { ...gateway[1], members: 50 } as SeenCause, ...gateway.slice(0, 1)];
    expect(names(grown)).toEqual(told);
  });

  test('is another one later, and in a log that shows none of it', () => {
    const first = seen('AS64510', [1]);
    expect(names([first, seen('AS64511', [2], { day: DAY + CAUSE_WINDOW_DAYS })])).toHaveLength(2);
    const elsewhere = seen('AS64511', [2], { feed: { vendor: 'box', tenant: 'example' } });
    expect(names([first, elsewhere])).toHaveLength(2);
    // Two logs that show one network are bound together by it.
    const both = seen('AS64510', [1], { feed: { vendor: 'box', tenant: 'example' } });
    expect(names([first, both, elsewhere])).toHaveLength(1);
  });

  test('is told once: the first cause is worth what all are, and the others leave their page to it', () => {
    const change = groupsOf([seen('AS64510', [1]), seen('AS64511', [2, 3], { lastDay: DAY + 5 })]);
    const findings = [
      findingOn(1, 'AS64510', 'medium', 6),
      findingOn(2, 'AS64511', 'high', 9),
      findingOn(3, 'AS64511', 'high', 8),
    ];
    const [lead, other, ...more] = toldOfChange([...(changesOf(change)[0] ?? [])], findings);
    expect(more).toEqual([]);
    expect(lead?.matter).toMatchObject({
      matter: 'common-cause network AS64510',
      severity: 'high',
      surprise: {
        decades: 9,
        observed:
          '1 of 60 accounts of okta took up network AS64510; 1 finding of theirs: OF-1. ' +
          'With it, 2 of 60 accounts of okta took up network AS64511; 2 findings of theirs: OF-2, OF-3',
        facts: { value: 'AS64510', findings: ['OF-1', 'OF-2', 'OF-3'] },
      },
    });
    expect(lead?.matter.lastTime).toBe(other?.matter.lastTime);
    // It is still there to be found by whose finding rests on it.
    expect(other?.matter).toMatchObject({
      matter: 'common-cause network AS64511',
      severity: 'informational',
      surprise: {
        decades: 1.7,
        observed: expect.stringMatching(/; told with network AS64510, which began with it$/),
      },
    });
  });

  test('of a single cause is that cause', () => {
    const findings = [findingOn(1, 'AS64510', 'medium', 6)];
    const [only, ...more] = toldOfChange(groupsOf([seen('AS64510', [1])]), findings);
    expect(more).toEqual([]);
    expect(only?.matter).toMatchObject({ severity: 'medium', surprise: { decades: 6 } });
  });
});
