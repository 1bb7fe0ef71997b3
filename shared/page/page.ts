import { type Finding, shortId } from '../finding.ts';
import { type AlarmMessage, alarmOf, stateOf } from './alarm.ts';
import { bodyOf } from './body.ts';
import { type ChatNotification, chatOf } from './chat.ts';
import { vendorName } from './names.ts';
import { newsOf, printable, smsOf } from './sms.ts';
import { isOver, type Telling } from './told.ts';
import { type Moment, whatText } from './view.ts';

/** One message to on-call, for the topics of people and of chat. */
export interface Page {
  /** At most 99 printable ASCII characters, and nothing in it that an event brought along. */
  readonly subject: string;
  readonly body: string;
  /** At most 140 printable ASCII characters. */
  readonly sms: string;
  /** For subscribers that are machines: what CloudWatch would say of an alarm, with more fields. */
  readonly https: AlarmMessage;
  /** For subscription filters. */
  readonly attributes: Readonly<Record<PageAttribute, string>>;
  readonly chat: ChatNotification;
}

export type PageAttribute = 'severity' | 'vendor' | 'tenant' | 'kind' | 'findingId' | 'threadId';

export interface PageOptions {
  /** Address under which a page about one finding is found by its id. */
  readonly consoleUrl?: string;
  /** When the message is written, and when what it is about arrived. */
  readonly moment?: Moment;
  /** What was found of the person's other accounts. */
  readonly others?: readonly Finding[];
}

export function pageOf(finding: Finding, telling: Telling, options: PageOptions = {}): Page {
  const { consoleUrl, moment, others = [] } = options;
  const subject = subjectOf(finding, telling);
  const link = consoleUrl === undefined ? undefined : `${consoleUrl.replace(/\/$/, '')}/${finding.id}`;
  // Whoever had the page gets its end: both pass the same filter.
  const severity = isOver(telling) ? telling.from.severity : finding.severity;
  return {
    subject,
    body: bodyOf(finding, telling, { link, moment, others }),
    sms: smsOf(finding, telling, moment),
    https: alarmOf(finding, telling, { subject, severity, link, moment, others }),
    attributes: {
      severity,
      vendor: finding.vendor,
      tenant: finding.tenant,
      kind: telling.kind,
      findingId: finding.id,
      threadId: telling.threadId,
    },
    chat: chatOf(finding, telling, subject, { link, others }),
  };
}

const MAX_SUBJECT = 99;

/**
 * SNS refuses line breaks, control characters and 100 characters or more, and older clients all but ASCII:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
function subjectOf(finding: Finding, telling: Telling): string {
  const id = ` [${shortId(finding.id)}]`;
  const text = printable(`${stateOf(telling)}: ${subjectText(finding, telling)}`);
  return `${fitted(text, MAX_SUBJECT - id.length)}${id}`;
}

/** What stands in brackets at its end goes first, then whole words. */
function fitted(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const plain = text.replace(/ \([^()]*\)$/, '');
  if (plain.length <= maxLength) return plain;
  const cut = plain.slice(0, maxLength - 3);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), maxLength / 2)).trimEnd()}...`;
}

function subjectText(finding: Finding, telling: Telling): string {
  const severity = finding.severity.toUpperCase();
  const what = `${vendorName(finding)}: ${whatText(finding)}`;
  switch (telling.kind) {
    case 'opened':
      return `${severity} ${what}`;
    case 'escalated':
    case 'continued':
    case 'repeated':
      return `${severity}, ${newsOf(telling)}, ${what}`;
    case 'withdrawn':
      return `WITHDRAWN ${vendorName(finding)}: a page no longer holds`;
    case 'resolved':
      return `CLOSED ${vendorName(finding)}: ${telling.verdict}`;
  }
}
