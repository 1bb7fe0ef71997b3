import type { Page } from '../../shared/page/page.ts';
import type { Thread } from '../../shared/page/paging.ts';
import type { Process } from './process.ts';

/** Every page that went out, who sent it, and whether its sender lived to write that down. */
export interface PageLog {
  readonly entries: readonly Entry[];
  sent(page: Page, process: Process): void;
  /** The thread was written, of an entity that has these findings. */
  noted(thread: Thread, findingIds: ReadonlySet<string>, process: Process): void;
  /** A mark was removed by who had read revision `read` while `stored` stood there. */
  settled(id: string, read: number, stored: number | undefined): void;
  /** Marks that were removed unread: the next revision may or may not make good what was lost. */
  readonly unread: readonly string[];
}

export interface Entry {
  readonly page: Page;
  readonly process: Process;
  /** `lost`: sent again by the same process before it was noted, as the SDK does when an answer is lost. */
  fate: 'sent' | 'noted' | 'lost';
}

export function createPageLog(): PageLog {
  const entries: Entry[] = [];
  const unread: string[] = [];
  return {
    entries,
    unread,
    settled: (id, read, stored) => {
      if (read !== stored)
        unread.push(`the mark of ${id} was removed unread: ${read} was told, ${stored} stood there`);
    },
    sent: (page, process) => void entries.push({ page, process, fate: 'sent' }),
    noted: ({ told }, findingIds, process) => {
      // A thread that is written for another finding says nothing of this one.
      const says = ({ kind, findingId }: Page['attributes']) =>
        findingIds.has(findingId) &&
        told.some((one) => one.findingId === findingId) === (kind !== 'withdrawn');
      const open = entries.filter(
        (one) => one.process === process && one.fate === 'sent' && says(one.page.attributes),
      );
      for (const [index, one] of open.toReversed().entries()) one.fate = index === 0 ? 'noted' : 'lost';
    },
  };
}

/** What on-call got too often. */
export function pageViolations({ entries, unread }: PageLog): string[] {
  const violations: string[] = [...unread];
  for (const { page, process, fate } of entries)
    if (fate !== 'noted' && process.faults === 0)
      violations.push(
        `a page of ${page.attributes.findingId} went out, was never noted, and nothing had failed`,
      );
  const byFinding = Map.groupBy(
    entries.filter(({ fate }) => fate === 'noted'),
    ({ page }) => page.attributes.findingId,
  );
  for (const [id, told] of byFinding)
    for (const [index, { page }] of told.entries()) {
      const before = told[index - 1]?.page;
      if (before === undefined || before.attributes.kind === 'withdrawn') continue;
      const isNews = page.attributes.kind !== 'opened' && withoutTimes(page) !== withoutTimes(before);
      if (!isNews) violations.push(`the page ${page.attributes.kind} of ${id} was noted, and told again`);
    }
  return violations;
}

/** Two messages that differ by the clock alone say the same. */
function withoutTimes({ body }: Page): string {
  return body.replace(/^Times .*$/m, '').replace(/; (still active|no event since)$/m, '');
}
