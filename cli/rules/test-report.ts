import type { DetectorFailure } from '../../shared/own/cases.ts';
import type { CaseFailure } from '../../shared/sigma/cases.ts';
import { cleanText } from '../../shared/text.ts';
import { plural } from '../../shared/words.ts';
import type { FoundRule } from './folder.ts';

export interface TestedRule extends FoundRule {
  /** Of the folder of one's own: a deployment stops at such a rule that cannot be used. */
  readonly isOwn: boolean;
  readonly hasCases: boolean;
  readonly failures: readonly CaseFailure[];
}

/** A detector, and what is wrong with it; nothing where it does what its cases say. */
export interface TestedDetector {
  readonly path: string;
  readonly failures: readonly DetectorFailure[];
}

export interface TestReport {
  /** Detectors and rules that have cases or are one's own and do not load, or do not do what the cases say. */
  readonly failed: number;
  readonly lines: readonly string[];
  readonly json: object;
}

export function testReport(
  tested: readonly TestedRule[],
  detectors: readonly TestedDetector[] = [],
): TestReport {
  const loaded = tested.filter(({ read }) => read.kind === 'rule');
  const withCases = loaded.filter(({ hasCases }) => hasCases);
  const failures = tested.flatMap((one) => failuresOf(one));
  const failing = new Set(failures.filter(({ kind }) => kind === 'verdict').map(({ path }) => path));
  const refused = groupRefused(tested);
  const lines = [
    ...(tested.length === 0 ? [] : ruleLines()),
    ...failures.flatMap(({ path, at, kind, reason }) =>
      kind === 'partial' ? [] : [`${kind === 'verdict' ? 'FAILED' : 'NOTE'} ${path} ${at}: ${reason}`],
    ),
    ...partialLines(failures.filter(({ kind }) => kind === 'partial').length),
    ...refused.flatMap(({ reason, rules }) => [
      '',
      `${rules.length} refused: ${reason}`,
      ...rules.map(refusedLine),
    ]),
    ...(detectors.length === 0 ? [] : detectorLines(detectors)),
  ];
  return {
    failed: failing.size + detectors.filter(({ failures }) => failures.length > 0).length,
    // Names of files are those of whoever made the folder.
    lines: lines.map((line) => cleanText(line, line.length)),
    json: {
      rules: tested.length,
      loaded: loaded.length,
      usable: loaded.flatMap(({ path, read }) =>
        read.kind === 'rule' ? [{ path, uid: read.rule.uid, title: read.rule.title }] : [],
      ),
      withCases: withCases.length,
      failures,
      refused: refused.map(({ reason, rules }) => ({ reason, count: rules.length, rules })),
      detectors,
    },
  };

  function ruleLines(): string[] {
    return [
      `${loaded.length} of ${plural(tested.length, 'rule')} can be used.`,
      casesLine(withCases.length, withCases.filter(({ path }) => !failing.has(path)).length),
    ];
  }
}

function detectorLines(detectors: readonly TestedDetector[]): string[] {
  const passing = detectors.filter(({ failures }) => failures.length === 0).length;
  return [
    `${passing} of ${plural(detectors.length, 'detector')} pass${passing === 1 ? 'es' : ''} all cases.`,
    ...detectors.flatMap(({ path, failures }) =>
      failures.map((one) => `FAILED ${path} “${one.case}”: ${one.reason}`),
    ),
  ];
}

function casesLine(withCases: number, passing: number): string {
  if (withCases === 0) return 'None has cases beside it (NAME.cases.json), so that nothing was tried.';
  return `${passing} of ${withCases} with cases pass${passing === 1 ? 'es' : ''} all of them.`;
}

/** As every rule begins: a case is what the rule looks at, and says nothing of what Outflow reads. */
function partialLines(cases: number): string[] {
  if (cases === 0) return [];
  return [
    `${plural(cases, 'case')} ${cases === 1 ? 'is no whole event' : 'are no whole events'}: paste events of your own log to have tried as well whether Outflow reads them.`,
  ];
}

function refusedLine({ path, detail }: RefusedLine): string {
  return `  ${path}: ${detail}`;
}

interface RefusedLine {
  readonly path: string;
  readonly detail: string;
}

/** By reason, the most frequent first. */
function groupRefused(tested: readonly TestedRule[]): { reason: string; rules: RefusedLine[] }[] {
  const byReason = new Map<string, RefusedLine[]>();
  for (const { path, read } of tested)
    if (read.kind === 'refused') {
      const rules = byReason.get(read.reason) ?? [];
      rules.push({ path, detail: read.detail });
      byReason.set(read.reason, rules);
    }
  return [...byReason]
    .map(([reason, rules]) => ({ reason, rules }))
    .sort((a, b) => b.rules.length - a.rules.length || (a.reason < b.reason ? -1 : 1));
}

function failuresOf(tested: TestedRule): (CaseFailure & { path: string })[] {
  const { path, read, isOwn, hasCases, failures } = tested;
  if (read.kind === 'refused') {
    const because = hasCases ? 'has cases and' : 'is yours and';
    return isOwn || hasCases
      ? [{ path, at: 'rule', kind: 'verdict', reason: `${because} cannot be used: ${read.detail}` }]
      : [];
  }
  return failures.map((failure) => ({ path, ...failure }));
}
