import type { Page } from '../../shared/page/page.ts';
import type { Process } from './process.ts';

/** Every page that went out, who sent it, and whether its sender lived to write that down. */
export interface PageLog {
  readonly entries: readonly Entry[];
  sent(page: Page, process: Process): void;
  /** The thread of the findings was written. */
  noted(findingIds: ReadonlySet<string>, process: Process): void;
}

export interface Entry {
  readonly page: Page;
  readonly process: Process;
  noted: boolean;
}

export function createPageLog(): PageLog {
  const entries: Entry[] = [];
  return {
    entries,
    sent: (page, process) => void entries.push({ page, process, noted: false }),
    noted: (findingIds, process) => {
      const last = entries.findLast(
        (one) => one.process === process && !one.noted && findingIds.has(one.page.attributes.findingId),
      );
      if (last) last.noted = true;
    },
  };
}

/** What on-call got too often. */
export function pageViolations({ entries }: PageLog): string[] {
  const violations: string[] = [];
  for (const { page, process, noted } of entries)
    if (!noted && process.faults === 0)
      violations.push(
        `a page of ${page.attributes.findingId} went out, was never noted, and nothing had failed`,
      );
  const byFinding = Map.groupBy(
    entries.filter(({ noted }) => noted),
    ({ page }) => page.attributes.findingId,
  );
  for (const [id, told] of byFinding)
    for (const [index, { page }] of told.entries()) {
      const before = told[index - 1]?.page;
      if (before === undefined || before.attributes.kind === 'withdrawn') continue;
      const isNews = page.attributes.kind !== 'opened' && page.body !== before.body;
      if (!isNews) violations.push(`the page ${page.attributes.kind} of ${id} was noted, and told again`);
    }
  return violations;
}
