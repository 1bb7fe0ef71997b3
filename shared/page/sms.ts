import { type Finding, shortId } from '../finding.ts';
import { callName, vendorName } from './names.ts';
import type { Telling } from './told.ts';
import { untrusted } from './untrusted.ts';
import { activityText, type Moment, whatText } from './view.ts';

/** One SMS of the old alphabet holds 160 characters, of which the topic's display name takes some. */
const MAX_SMS = 140;

/** Who, whether it goes on, what and how much, and the id to ask for. The end is cut between words, so that no number becomes a smaller one, the id never. */
export function smsOf(finding: Finding, telling: Telling, moment: Moment | undefined): string {
  const id = ` ${shortId(finding.id)}`;
  const text = printable(parts(finding, telling, moment).join(', '));
  const room = MAX_SMS - id.length;
  return `${text.length > room ? text.slice(0, text.lastIndexOf(' ', room)).replace(/,$/, '') : text}${id}`;
}

function parts(finding: Finding, telling: Telling, moment: Moment | undefined): string[] {
  const who = readableName(finding);
  const severity = finding.severity.toUpperCase();
  switch (telling.kind) {
    case 'withdrawn':
      return [`WITHDRAWN ${vendorName(finding)}`, who, 'a page no longer holds'];
    case 'resolved':
      return [`CLOSED ${vendorName(finding)}`, who, telling.verdict];
    case 'opened':
    case 'escalated':
    case 'continued':
    case 'repeated':
      return [
        [severity, newsOf(telling), vendorName(finding)].filter((word) => word !== '').join(' '),
        who,
        ...(moment === undefined ? [] : [activityText(finding, moment)]),
        whatText(finding),
      ];
  }
}

/** What is new about a finding that on-call has heard of, in a word or two; nothing of one that it has not. */
export function newsOf(telling: Exclude<Telling, { readonly kind: 'withdrawn' | 'resolved' }>): string {
  switch (telling.kind) {
    case 'opened':
      return '';
    case 'escalated':
      if (telling.alarm !== undefined) return 'another alarm';
      return telling.reopened === undefined ? 'raised' : 'reopened';
    case 'continued':
      return 'goes on';
    case 'repeated':
      return 'nobody yet';
  }
}

/** In a script that an SMS has not, nothing of a name is left to be read: then the id that the vendor gave the account. */
function readableName(finding: Finding): string {
  const spelled = [callName(finding), finding.actor.uid].map((name) => untrusted(printable(name), 40));
  return spelled.find(isReadable) ?? spelled[0] ?? '';
}

function isReadable(text: string): boolean {
  return 2 * (text.match(/[a-z0-9]/gi)?.length ?? 0) >= text.length;
}

/**
 * Printable ASCII, of a letter with accents the letter; anything else would double the SMS's length, and SNS takes nothing
 * else as a subject.
 */
export function printable(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?');
}
