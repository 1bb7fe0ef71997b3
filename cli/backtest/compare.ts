import { type Finding, rankOf, type Severity } from '../../shared/finding.ts';
import { worstFirst } from '../../shared/incident.ts';
import { isPageWorthy } from '../../shared/page/thread.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Judged } from '../shards/messages.ts';
import { type Causes, causesAmong } from './causes.ts';
import { type Page, pagesOf } from './pages.ts';

/** What one way of judging says of a history. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly pages: readonly Page[];
  readonly causes: Causes;
  /** Findings that would page but for a cause that they share with others. */
  readonly muted: readonly Finding[];
}

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

/** What several accounts have taken up together is found beside what was found of each. */
export function verdictOf(judged: Pick<Judged, 'findings' | 'causes'>, settings: Settings): Verdict {
  const causes = causesAmong(judged.causes, judged.findings);
  const findings = [...judged.findings, ...causes.findings].sort(worstFirst);
  const muted = findings.filter((one) => isPageWorthy(one) && causes.behind(one, settings) !== undefined);
  const ids = new Set(muted.map(({ id }) => id));
  return { findings, causes, muted, pages: pagesOf(findings, ({ id }) => ids.has(id)) };
}

/** What a change of rules or settings would have changed. Findings have the same id before and after. */
export function compare(before: Verdict, after: Verdict, weeks: number): Comparison {
  const open = ({ findings }: Verdict) => findings.filter(({ state }) => state === 'open');
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
