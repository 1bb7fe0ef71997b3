import type { Page } from '../../shared/page/page.ts';
import type { Thread } from '../../shared/page/told.ts';
import type { Process } from './process.ts';

/** Every page that went out, who sent it, and whether its sender lived to write that down. */
export interface PageLog {
  readonly entries: readonly Entry[];
  sent(page: Page, process: Process): void;
  /** The topic was down. */
  refused(): void;
  refusals(): number;
  /** The thread was written in place of what stood there before. */
  noted(thread: Thread, before: Thread | undefined, process: Process): void;
  /** A mark was removed by who had read revision `read` while `stored` stood there. */
  settled(id: string, read: number, stored: number | undefined): void;
  /** Marks that were removed unread: the next revision may or may not make good what was lost. */
  readonly unread: readonly string[];
}

/** What one message said of one finding. */
export interface Entry {
  readonly findingId: string;
  readonly kind: string;
  readonly text: string;
  readonly process: Process;
  /** `lost`: sent again by the same process before it was noted, as the SDK does when an answer is lost. */
  fate: 'sent' | 'noted' | 'lost';
}

export function createPageLog(): PageLog {
  const entries: Entry[] = [];
  const unread: string[] = [];
  let refusals = 0;
  return {
    entries,
    unread,
    refused: () => void refusals++,
    refusals: () => refusals,
    settled: (id, read, stored) => {
      if (read !== stored)
        unread.push(`the mark of ${id} was removed unread: ${read} was told, ${stored} stood there`);
    },
    sent: (page, process) => {
      for (const said of saidBy(page)) entries.push({ ...said, process, fate: 'sent' });
    },
    noted: (thread, before, process) => {
      // A thread that is written for another finding says nothing of this one.
      const says = ({ findingId, kind }: Entry) => {
        const [now, then] = [toldOf(thread, findingId), toldOf(before, findingId)];
        return kind === 'withdrawn'
          ? now === undefined && then !== undefined
          : now !== undefined && now !== then;
      };
      const open = entries.filter((one) => one.process === process && one.fate === 'sent' && says(one));
      for (const own of Map.groupBy(open, ({ findingId }) => findingId).values())
        for (const [index, one] of own.toReversed().entries()) one.fate = index === 0 ? 'noted' : 'lost';
    },
  };
}

function toldOf(thread: Thread | undefined, id: string): string | undefined {
  return JSON.stringify(thread?.told.find(({ findingId }) => findingId === id));
}

/** A digest has a line for each finding. */
function saidBy({
  body,
  attributes: { kind, findingId },
}: Page): Pick<Entry, 'findingId' | 'kind' | 'text'>[] {
  if (kind !== 'digest') return [{ findingId, kind, text: body }];
  return [...body.matchAll(/^(OF-\w{4}-\w{8}) {2}\w+(?: \((\w+)\))? .*$/gm)].map(([text, id = '', what]) => ({
    findingId: id,
    kind: what ?? 'opened',
    text,
  }));
}

/** What on-call got too often. */
export function pageViolations({ entries, unread }: PageLog): string[] {
  const violations: string[] = [...unread];
  for (const { findingId, process, fate } of entries)
    if (fate !== 'noted' && process.faults === 0)
      violations.push(`a page of ${findingId} went out, was never noted, and nothing had failed`);
  const noted = entries.filter(({ fate }) => fate === 'noted');
  for (const [id, told] of Map.groupBy(noted, ({ findingId }) => findingId))
    for (const [index, { kind, text }] of told.entries()) {
      const before = told[index - 1];
      if (before === undefined || before.kind === 'withdrawn') continue;
      const isNews = kind !== 'opened' && withoutTimes(text) !== withoutTimes(before.text);
      if (!isNews) violations.push(`the page ${kind} of ${id} was noted, and told again`);
    }
  return violations;
}

/** Two messages that differ by the clock alone say the same. */
function withoutTimes(text: string): string {
  return text.replace(/^Times .*$/m, '').replace(/; (still active|no event since)$/m, '');
}
