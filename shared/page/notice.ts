import type { Setting } from '../settings/document.ts';
import { type Guard, type GuardKind, guardOf } from '../settings/guard.ts';
import type { Quieter } from '../settings/quieter.ts';
import type { Suppression } from '../settings/suppression.ts';
import { chatText, notificationOf } from './chat.ts';
import type { Page } from './page.ts';
import { printable } from './sms.ts';
import { untrusted } from './untrusted.ts';

/** A chat message holds a few thousand characters, and each line up to 400. */
const SHOWN_IN_CHAT = 10;
/** SNS takes 256 kB, in which the text stands four times, whatever characters people write. */
const SHOWN = 20;
/** Of an SNS subject: it takes fewer than 100. */
const SUBJECT_LENGTH = 99;

/** Messages about Outflow itself. They are no alarms: a tool that opens incidents passes them over. */

/** Somebody has decided that on-call is to hear less: on-call hears that. `settings`: those that stand. */
export function quieterNotice(
  quieter: readonly Quieter[],
  settings: readonly Setting[],
  nowMs: number,
): Page {
  const said = new Map(settings.map((one) => [`${one.kind} ${guardOf(one)?.id}`, one.value]));
  const lines = quieter.slice(0, SHOWN).map(({ guard, how }) => {
    const change = `${nameOf(guard, 300)}: ${how.join(', ')}`;
    return `${change}${saidOf(said.get(`${guard.kind} ${guard.id}`))}`;
  });
  const [first] = quieter;
  const more = quieter.length > 1 ? `, and ${quieter.length - 1} more` : '';
  const change =
    first === undefined ? '' : `${nameOf(first.guard, 64 - more.length)}: ${first.how.join(', ')}`;
  const subject = printable(`NOTICE: ${change}`).slice(0, SUBJECT_LENGTH - more.length);
  return noticeOf(
    'settings',
    `${subject}${more}`,
    [
      'Less is told from now on than before, by settings or by a deployment. What a suppression hides is recorded.',
      '',
      ...lines,
      ...(quieter.length > SHOWN
        ? [
            `And ${quieter.length - SHOWN} more, which npx outflow settings export shows as far as they stand.`,
          ]
        : []),
      '',
      'If nobody you know has done this, take it back: npx outflow settings export, then apply; rules and detectors by a deployment.',
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

function nameOf({ kind, id, name }: Guard, maxLength: number): string {
  return kind === 'thresholds' ? CALLED[kind] : `${CALLED[kind]} ${untrusted(name || id, maxLength)}`;
}

const CALLED: Readonly<Record<GuardKind, string>> = {
  suppressions: 'suppression',
  contracts: 'contract',
  feeds: 'expected feed',
  thresholds: 'lines that hide more',
  rules: 'rule',
  detectors: 'detector',
};

/** What whoever wrote it says of it. */
function saidOf(value: object | undefined): string {
  const { author, reason, expires, scope } = (value ?? {}) as Partial<Suppression>;
  if (typeof author !== 'string' || typeof reason !== 'string') return '';
  const until = expires === undefined ? '' : `, until ${expires}`;
  const where = scope === undefined ? '' : ` Scope: ${untrusted(scopeText(scope), 300)}.`;
  return `, by ${untrusted(author, 80)}${until}: ${untrusted(reason, 300)}${where}`;
}

function scopeText(scope: Suppression['scope']): string {
  return Object.entries(scope)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function noticeOf(kind: string, subject: string, lines: readonly string[], nowMs: number): Page {
  const threadId = `outflow-${kind}`;
  const short = printable(subject).slice(0, SUBJECT_LENGTH);
  const said = lines.filter((line) => line !== '');
  return {
    subject: short,
    body: lines.join('\n'),
    sms: short,
    https: {
      AlarmName: threadId,
      AlarmDescription: short,
      NewStateValue: 'OK',
      NewStateReason: said.join(' '),
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
    chat: notificationOf(short, threadId, {
      lines: said.slice(0, SHOWN_IN_CHAT).map(chatText),
      nextSteps: [],
      keywords: [kind],
    }),
  };
}
