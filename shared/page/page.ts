import { type Finding, shortId } from '../finding.ts';
import { bodyOf } from './body.ts';
import { type ChatNotification, chatOf } from './chat.ts';
import type { Telling } from './paging.ts';
import { amountText, vendorName } from './view.ts';

/** One message to on-call, for the topics of people and of chat. */
export interface Page {
  /** At most 99 printable ASCII characters, and nothing in it that an event brought along. */
  readonly subject: string;
  readonly body: string;
  /** For subscription filters. */
  readonly attributes: Readonly<Record<PageAttribute, string>>;
  readonly chat: ChatNotification;
}

export type PageAttribute = 'severity' | 'vendor' | 'tenant' | 'kind' | 'findingId' | 'threadId';

export interface PageOptions {
  /** Address under which a page about one finding is found by its id. */
  readonly consoleUrl?: string;
}

export function pageOf(finding: Finding, telling: Telling, { consoleUrl }: PageOptions = {}): Page {
  const subject = subjectOf(finding, telling);
  const link = consoleUrl === undefined ? undefined : `${consoleUrl.replace(/\/$/, '')}/${finding.id}`;
  return {
    subject,
    body: bodyOf(finding, telling, link),
    attributes: {
      // Whoever had the page gets its withdrawal: both pass the same filter.
      severity: telling.kind === 'withdrawn' ? telling.from.severity : finding.severity,
      vendor: finding.vendor,
      tenant: finding.tenant,
      kind: telling.kind,
      findingId: finding.id,
      threadId: telling.threadId,
    },
    chat: chatOf(finding, telling, subject, link),
  };
}

const MAX_SUBJECT = 99;

/**
 * SNS refuses line breaks, control characters and 100 characters or more, and older clients all but ASCII:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
function subjectOf(finding: Finding, telling: Telling): string {
  const id = ` [${shortId(finding.id)}]`;
  const text = subjectText(finding, telling).replace(/[^\x20-\x7e]/g, '?');
  return `${text.slice(0, MAX_SUBJECT - id.length)}${id}`;
}

function subjectText(finding: Finding, telling: Telling): string {
  const severity = finding.severity.toUpperCase();
  const what = `${vendorName(finding)}: ${amountText(finding.exposure) ?? 'unusual activity'}`;
  switch (telling.kind) {
    case 'opened':
      return `${severity} ${what}`;
    case 'escalated':
      return `${severity}, raised, ${what}`;
    case 'withdrawn':
      return `WITHDRAWN ${vendorName(finding)}: a page no longer holds`;
  }
}
