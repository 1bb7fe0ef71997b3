import type { Suppression } from '../settings/suppression.ts';
import { chatText } from './chat.ts';
import type { Page } from './page.ts';
import { printable } from './sms.ts';
import { untrusted } from './untrusted.ts';

/** A chat message holds a few thousand characters, and each line up to 400. */
const SHOWN_IN_CHAT = 10;
/** SNS takes 256 kB, in which the text stands four times, whatever characters people write. */
const SHOWN = 20;

/** Messages about Outflow itself. They are no alarms: a tool that opens incidents passes them over. */

/** Somebody has decided what on-call is not to hear of: on-call hears that. */
export function suppressionNotice(suppressions: readonly Suppression[], nowMs: number): Page {
  const [first] = suppressions;
  const more = suppressions.length > 1 ? ` and ${suppressions.length - 1} more` : '';
  const subject = `NOTICE: suppression ${first?.id ?? ''}${more} created or widened`;
  const lines = suppressions
    .slice(0, SHOWN)
    .map(
      ({ id, author, reason, expires, scope }) =>
        `${id}, by ${untrusted(author, 80)}, until ${expires}: ${untrusted(reason, 300)} Scope: ${untrusted(scopeText(scope), 300)}.`,
    );
  return noticeOf(
    'settings',
    subject,
    [
      'From now on these findings are recorded, and shown as suppressed, but not told:',
      '',
      ...lines,
      ...(suppressions.length > SHOWN
        ? [`And ${suppressions.length - SHOWN} more, which npx outflow settings export shows.`]
        : []),
      '',
      'If nobody you know has done this, take it back: npx outflow settings export, then apply.',
    ],
    nowMs,
  );
}

/** A line that lies higher hides more than any suppression: on-call hears that as well. */
export function linesNotice(lines: readonly string[], nowMs: number): Page {
  return noticeOf(
    'settings',
    `NOTICE: less is told than before: ${lines.join(', ')}`,
    [
      'What is told rests on lines that somebody has moved, by settings or by a deployment:',
      '',
      ...lines,
      '',
      'If nobody you know has done this, take it back: npx outflow settings export, then apply.',
    ],
    nowMs,
  );
}

export interface Pulse {
  /** Findings that wait for a digest. */
  readonly queued: number;
  readonly hours: number;
}

/** That this way to on-call works, said on an ordinary day, so that silence means quiet. */
export function heartbeatNotice({ queued, hours }: Pulse, nowMs: number): Page {
  const subject = 'HEARTBEAT: Outflow can reach you';
  return noticeOf(
    'heartbeat',
    subject,
    [
      `This message comes every ${hours} hours. If it stops, pages no longer reach you: look at the alarms of the stack.`,
      `Findings that wait for the next digest: ${queued}.`,
    ],
    nowMs,
  );
}

function scopeText(scope: Suppression['scope']): string {
  return Object.entries(scope)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function noticeOf(kind: string, subject: string, lines: readonly string[], nowMs: number): Page {
  const threadId = `outflow-${kind}`;
  const short = printable(subject).slice(0, 99);
  return {
    subject: short,
    body: lines.join('\n'),
    sms: short,
    https: {
      AlarmName: threadId,
      AlarmDescription: short,
      NewStateValue: 'OK',
      NewStateReason: lines.filter((line) => line !== '').join(' '),
      StateChangeTime: new Date(nowMs).toISOString(),
      Severity: 'informational',
      Kind: kind,
      Vendor: 'outflow',
      Tenant: 'outflow',
      ThreadId: threadId,
    },
    attributes: {
      severity: 'informational',
      vendor: 'outflow',
      tenant: 'outflow',
      kind,
      findingId: 'none',
      threadId,
    },
    chat: {
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: short,
        description: lines
          .filter((line) => line !== '')
          .slice(0, SHOWN_IN_CHAT)
          .map((line) => chatText(line))
          .join('\n'),
        nextSteps: [],
        keywords: [kind],
      },
      metadata: { threadId, summary: short },
    },
  };
}
