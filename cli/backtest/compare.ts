import { type Finding, isStaged, rankOf, type Severity } from '../../shared/finding.ts';
import type { Verdict } from './pages.ts';

export interface Comparison {
  readonly findings: Difference<Finding>;
  /** Findings that open a page or raise one. */
  readonly pages: Difference<Finding>;
  readonly pagesPerWeek: { readonly before: number; readonly after: number };
  /** Recorded both before and after, and graver or less grave. */
  readonly regraded: readonly { readonly finding: Finding; readonly before: Severity }[];
}

export interface Difference<T> {
  readonly before: number;
  readonly after: number;
  readonly gained: readonly T[];
  readonly lost: readonly T[];
}

/**
 * What a change of rules or settings would have changed. Findings have the same id before and after; those in staging are
 * counted by themselves, as everywhere.
 */
export function compare(before: Verdict, after: Verdict, weeks: number): Comparison {
  const open = ({ findings }: Verdict) => findings.filter((one) => one.state === 'open' && !isStaged(one));
  const was = new Map(open(before).map((finding) => [finding.id, finding]));
  return {
    findings: difference(open(before), open(after)),
    pages: difference(pagedBy(before), pagedBy(after)),
    pagesPerWeek: { before: before.pages.length / weeks, after: after.pages.length / weeks },
    regraded: open(after).flatMap((finding) => {
      const old = was.get(finding.id);
      return old === undefined || rankOf(old.severity) === rankOf(finding.severity)
        ? []
        : [{ finding, before: old.severity }];
    }),
  };
}

function pagedBy({ pages }: Verdict): Finding[] {
  return pages.flatMap(({ finding, telling }) => (telling.kind === 'withdrawn' ? [] : [finding]));
}

function difference(before: readonly Finding[], after: readonly Finding[]): Difference<Finding> {
  const ids = (findings: readonly Finding[]) => new Set(findings.map(({ id }) => id));
  const [old, now] = [ids(before), ids(after)];
  return {
    before: before.length,
    after: after.length,
    gained: after.filter(({ id }) => !old.has(id)),
    lost: before.filter(({ id }) => !now.has(id)),
  };
}
