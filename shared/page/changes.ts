import type { AccessChange, Maker } from '../access-change.ts';
import { sequence } from '../detectors/sequence.ts';
import type { Finding } from '../finding.ts';
import type { StepKind } from '../profile/steps.ts';
import { type AccessWord, accessWord } from '../vendors/access-words.ts';
import { plural } from '../words.ts';
import { vendorName } from './names.ts';
import { untrusted } from './untrusted.ts';
import { minuteText } from './view.ts';

const NAMES: Readonly<Record<StepKind, string>> = {
  mfa: 'second factor',
  credential: 'password, key or grant',
  privilege: 'role',
  destination: 'way out for data',
  logging: 'audit log',
};

const WORDS: Readonly<Record<AccessWord, string>> = {
  made: 'account created',
  'let in': 'account let in again',
  changed: 'account changed or let in again',
  allowed: 'application allowed',
};

/**
 * Who changed the account's access, when, from where and by which operation; what the finding rests on first, then the
 * newest. At most `most` changes, and how many more there are.
 */
export function changeLines(
  { changes = [], moreChanges = 0, signals }: Pick<Finding, 'changes' | 'moreChanges' | 'signals'>,
  most: number,
): string[] {
  const step = signals.find(({ detector }) => detector === sequence.uid)?.facts['step'];
  const ordered = changes.toSorted(
    (a, b) => Number(b.kind === step) - Number(a.kind === step) || b.time - a.time,
  );
  const more = moreChanges + Math.max(0, changes.length - most);
  return ordered
    .slice(0, most)
    .map((change, at, shown) =>
      at === shown.length - 1 && more > 0
        ? `${changeText(change)}; and ${plural(more, 'more change')}`
        : changeText(change),
    );
}

/** `second factor changed 2026-11-08 09:12 UTC by omar@example.com, Omar, 00u1 of Okta: user.mfa.factor.reset_all, from 192.0.2.7, AS64500, NL, curl`. */
function changeText(change: AccessChange): string {
  const { time, kind, by, operation } = change;
  const from = [
    untrusted(change.ip, 45),
    untrusted(change.network, 24),
    untrusted(change.country, 24),
    untrusted(change.client, 40),
  ].filter((text) => text !== '');
  const place = from.length === 0 ? ', from where is not stated' : `, from ${from.join(', ')}`;
  const word = accessWord(change.vendor, kind, operation);
  return `${word === undefined ? `${NAMES[kind]} changed` : WORDS[word]} ${minuteText(time)} UTC by ${makerText(by)} of ${vendorName(change)}: ${untrusted(operation, 48)}${place}`;
}

/** What is known of him, each once: address, name and id. */
export function makerText({ uid, email, name, sessionName }: Maker): string {
  const texts = [untrusted(email, 64), untrusted(name, 48), untrusted(uid, 40)];
  const told = [...new Set(texts.filter((text) => text !== ''))].join(', ');
  return sessionName === undefined
    ? told
    : `${told} (in a session that the caller named ${untrusted(sessionName, 64)})`;
}

/** In a list of events, as short as it can be told. */
export function makerName({ uid, email, name, sessionName = '' }: Maker): string {
  const called = untrusted(email || name || uid, 64);
  return sessionName === '' ? called : `${called}/${untrusted(sessionName, 64)}`;
}
