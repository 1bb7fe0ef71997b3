import { type Finding, rankOf, type Severity } from '../finding.ts';
import { worstFirst } from '../incident.ts';
import { grouped, plural } from '../words.ts';
import type { AlarmMessage } from './alarm.ts';
import { chatText, notificationOf } from './chat.ts';
import { callName, vendorName } from './names.ts';
import type { Page } from './page.ts';
import { printable } from './sms.ts';
import type { Telling } from './told.ts';
import { alarmsOf } from './tripped.ts';
import { untrusted } from './untrusted.ts';
import { scoreText, whatText } from './view.ts';

/** One finding of a digest, and what would have been said of it alone. */
export interface DigestEntry {
  readonly finding: Finding;
  readonly telling: Telling;
}

export interface DigestOptions {
  readonly consoleUrl?: string;
  /** Epoch milliseconds. */
  readonly pagedMs: number;
}

/** Whole ids, one a line: every finding that left in a digest is found again from it. */
const SHOWN_IN_CHAT = 10;

/** Many findings of one vendor and tenant in one message, so that filters by those reach the same people. */
export function digestOf(entries: readonly DigestEntry[], { consoleUrl, pagedMs }: DigestOptions): Page {
  const sorted = entries.toSorted((a, b) => worstFirst(a.finding, b.finding));
  const [worst] = sorted;
  if (worst === undefined) throw new Error('a digest of nothing');
  const { vendor, tenant } = worst.finding;
  const historical = sorted.every(({ finding }) => finding.historical === true);
  const tripped = sorted.filter(({ finding }) => isTripped(finding)).length;
  const wakes = !historical || tripped > 0;
  const threadId = `digest-${worst.finding.id}`;
  const subject = subjectOf(sorted, { historical, wakes });
  const severity = highest(sorted);
  return {
    subject,
    body: [
      ...headLines(sorted, { historical, tripped }),
      '',
      ...sorted.map(lineOf),
      '',
      ...tailLines(worst, consoleUrl),
    ].join('\n'),
    sms: `${printable(subject).slice(0, 120)} ${worst.finding.id}`,
    https: alarm(sorted, { subject, severity, threadId, wakes, pagedMs }),
    attributes: { severity, vendor, tenant, kind: 'digest', findingId: worst.finding.id, threadId },
    chat: notificationOf(subject, threadId, {
      lines: [
        ...headLines(sorted, { historical, tripped }),
        ...sorted.slice(0, SHOWN_IN_CHAT).map(lineOf),
      ].map(chatText),
      nextSteps: tailLines(worst, consoleUrl),
      keywords: [severity, vendor, 'digest'],
    }),
  };
}

/** Of a day long past no more is known than the day itself, but one event of these tells as much as it did then. */
function isTripped(finding: Finding): boolean {
  return finding.state === 'open' && alarmsOf(finding).length > 0;
}

function subjectOf(
  sorted: readonly DigestEntry[],
  { historical, wakes }: { readonly historical: boolean; readonly wakes: boolean },
): string {
  const [worst] = sorted;
  const vendor = worst === undefined ? '' : vendorName(worst.finding);
  const counts = countsText(sorted);
  const past = historical ? ', from the past' : '';
  return printable(`${wakes ? 'ALARM: ' : ''}DIGEST ${vendor}${past}: ${counts}`).slice(0, 99);
}

/** `12 findings, 3 critical, 9 high`. */
function countsText(entries: readonly DigestEntry[]): string {
  const bySeverity = Map.groupBy(entries, ({ finding }) => finding.severity);
  const counts = [...bySeverity]
    .sort(([a], [b]) => rankOf(b) - rankOf(a))
    .map(([severity, of]) => `${grouped(of.length)} ${severity}`);
  return [plural(entries.length, 'finding'), ...counts].join(', ');
}

function headLines(
  entries: readonly DigestEntry[],
  { historical, tripped }: { readonly historical: boolean; readonly tripped: number },
): string[] {
  const why = historical
    ? `They are of days long past, which arrived only now.${tripped > 0 ? ` Of ${grouped(tripped)} one event is enough: a rule, a contract or honey.` : ''}`
    : 'More was found in ten minutes than is told one by one, so these are told together.';
  return [`${countsText(entries)}. ${why}`];
}

function lineOf({ finding, telling }: DigestEntry): string {
  const what =
    telling.kind === 'opened'
      ? finding.severity.toUpperCase()
      : `${finding.severity.toUpperCase()} (${telling.kind})`;
  const who = untrusted(callName(finding), 40);
  return `${finding.id}  ${what} ${scoreText(finding.score)}  ${who}: ${whatText(finding)}`;
}

function tailLines({ finding }: DigestEntry, consoleUrl: string | undefined): string[] {
  const link = consoleUrl === undefined ? [] : [`${consoleUrl.replace(/\/$/, '')}/${finding.id}`];
  return [`npx outflow show ${finding.id}`, ...link];
}

function highest(entries: readonly DigestEntry[]): Severity {
  return entries.reduce<Severity>(
    (most, { finding: { severity } }) => (rankOf(severity) > rankOf(most) ? severity : most),
    'informational',
  );
}

interface AlarmParts {
  readonly subject: string;
  readonly severity: Severity;
  readonly threadId: string;
  readonly wakes: boolean;
  readonly pagedMs: number;
}

function alarm(
  [worst, ...rest]: readonly DigestEntry[],
  { subject, severity, threadId, wakes, pagedMs }: AlarmParts,
): AlarmMessage {
  return {
    AlarmName: threadId,
    AlarmDescription: subject,
    NewStateValue: wakes ? 'ALARM' : 'OK',
    NewStateReason: `${subject}. Findings: ${[worst, ...rest].flatMap((one) => one?.finding.id ?? []).join(', ')}.`,
    StateChangeTime: new Date(pagedMs).toISOString(),
    Severity: severity,
    Kind: 'digest',
    Vendor: worst?.finding.vendor ?? '',
    Tenant: worst?.finding.tenant ?? '',
    ThreadId: threadId,
  };
}
