import type { Signal } from '../../shared/detectors/detector.ts';
import { textOf } from '../../shared/detectors/index.ts';
import { type Finding, isStaged } from '../../shared/finding.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import { grouped, plural } from '../../shared/words.ts';
import { table } from '../render/table.ts';

const SHOWN = 12;

/** They would bury what was found: a line for each rule, with its days. */
export function stagedLines(findings: readonly Finding[], { find }: Pick<RuleSet, 'find'>): string[] {
  const staged = findings.filter(isStaged);
  if (staged.length === 0) return [];
  const days = new Map<string, { readonly title: string; days: number }>();
  for (const { signals } of staged)
    for (const [uid, title] of signals.flatMap((signal) => saying(signal, find))) {
      const one = days.get(uid) ?? { title, days: 0 };
      one.days++;
      days.set(uid, one);
    }
  const most = [...days].sort(([a, left], [b, right]) => right.days - left.days || (a < b ? -1 : 1));
  return [
    `Staging    ${plural(staged.length, 'further finding')} of nothing but rules and detectors in staging, which never page`,
    ...table([
      ['  DAYS', 'RULE'],
      ...most.slice(0, SHOWN).map(([, one]) => [`  ${grouped(one.days)}`, untrusted(one.title, 100)]),
    ]),
    ...(most.length > SHOWN ? [`  and ${grouped(most.length - SHOWN)} more`] : []),
  ];
}

/** Uid and title of what a signal is of. */
function saying(signal: Signal, find: RuleSet['find']): readonly (readonly [string, string])[] {
  const { rules } = signal.facts;
  if (Array.isArray(rules)) return rules.map((uid: string) => [uid, find(uid)?.title ?? uid]);
  return [[signal.detector, textOf(signal)?.title ?? signal.detector]];
}
