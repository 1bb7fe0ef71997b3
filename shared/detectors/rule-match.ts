import type { Subject } from '../profile/subject.ts';
import type { Level, RuleText } from '../sigma/rule.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

/** What a live rule is worth by its level: a high one pages alone. One in staging is worth nothing, and is recorded. */
const DECADES: Readonly<Record<Level, number>> = {
  informational: FREE_DECADES,
  low: FREE_DECADES + 0.5,
  medium: FREE_DECADES + 2,
  high: FREE_DECADES + 6,
  critical: FREE_DECADES + 9,
};

const MAX_TECHNIQUES = 8;

export function ruleMatch(find: (hit: string) => RuleText | undefined): Detector {
  const matched = ({ hits }: Subject): RuleText[] =>
    // A rule that was promoted has hits of both kinds.
    [...new Set(hits.flatMap((hit) => find(hit) ?? []))]
      // What it met while it was asked speaks no more than of a rule that is gone.
      .filter(({ stage }) => stage !== 'off')
      .sort((a, b) => worth(b) - worth(a) || (a.uid < b.uid ? -1 : 1));
  return {
    uid: 'rule-match',
    title: 'A rule matched an event',
    finds: 'A Sigma rule, shipped or of one’s own, that an event matched. `npx outflow rules list` has them.',
    technique: TECHNIQUES.cloudAccounts,
    runbook: [
      'In the vendor log, open the event that matched and those around it, and ask the owner, on a channel that you already had, whether it was him. If not, undo what it did before you go on.',
      'What the rule looks for, and why: `npx outflow rules list`.',
      'Likeliest harmless cause: an administrator’s own work.',
    ],
    entity: 'actor',
    assess: (subject, free = FREE_DECADES) => {
      const rules = matched(subject);
      const [first] = rules;
      if (first === undefined || (first.stage === 'live' && worth(first) <= free)) return [];
      const [technique] = first.techniques;
      return [
        {
          ...(technique === undefined ? {} : { technique }),
          decades: worth(first),
          observed: `${first.level} rule “${first.title}” matched${first.stage === 'live' ? '' : ' (in staging: recorded, never paged)'}${rules.length > 1 ? `, and ${rules.length - 1} more` : ''}`,
          expected: 'no event that matches',
          quietIf: 'no event that matches',
          facts: {
            rules: rules.map(({ uid }) => uid),
            alarms: rules.filter(isAlarm).map(({ uid }) => uid),
            stage: first.stage,
            level: first.level,
            techniques: [...new Set(rules.flatMap(({ techniques }) => techniques))].slice(0, MAX_TECHNIQUES),
            falsePositives: [...first.falsepositives],
          },
          notable: true,
        },
      ];
    },
    quieted: (subject) => ({ ...subject, hits: [] }),
  };
}

/** One event of it is enough to wake somebody, whatever else the account does. */
function isAlarm({ stage, level }: RuleText): boolean {
  return stage === 'live' && (level === 'high' || level === 'critical');
}

function worth({ stage, level }: RuleText): number {
  return stage === 'live' ? DECADES[level] : 0;
}
