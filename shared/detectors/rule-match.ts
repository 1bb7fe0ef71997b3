import type { Subject } from '../profile/subject.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

/** What a rule that may page adds, by its level, where it has not fired on this account before. */
export type RuleWeight = (uid: string) => number;

/** A rule of Outflow's or of one's own matched a raw event: the rule's author says what it means. */
export function ruleMatch(weightOf: RuleWeight): Detector {
  const matched = ({ hits }: Subject) =>
    hits
      .map((uid) => ({ uid, decades: weightOf(uid) }))
      .sort((a, b) => b.decades - a.decades || (a.uid < b.uid ? -1 : 1));
  return {
    uid: 'rule-match',
    title: 'A rule matched an event',
    technique: TECHNIQUES.cloudAccounts,
    runbook: [
      'Read the rule, its references and what it names as false positives: `npx outflow rules list`.',
      'In the vendor log, open the matching event and the ones around it.',
      'Likeliest harmless cause: what the rule itself lists as false positives.',
    ],
    entity: 'actor',
    assess: (subject, free = FREE_DECADES) => {
      const rules = matched(subject);
      const [first] = rules;
      if (first === undefined || first.decades <= free) return [];
      return [
        {
          decades: first.decades,
          observed: `rule ${rules
            .slice(0, 3)
            .map(({ uid }) => uid)
            .join(', ')} matched`,
          expected: 'no event that matches',
          quietIf: 'no event that matches',
          facts: { rules: rules.map(({ uid }) => uid) },
        },
      ];
    },
    quieted: (subject) => ({ ...subject, hits: [] }),
  };
}
