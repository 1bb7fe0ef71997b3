import type { Subject } from '../profile/subject.ts';
import { poissonTailDecades } from '../statistics.ts';
import { grouped, plural } from '../words.ts';
import { quietLimit } from './baseline.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

export const spraying: Detector = {
  uid: 'spraying',
  title: 'One address tried many accounts',
  finds:
    'One address that fails to sign in as many accounts, and then gets in: at an office’s shared address a few in a hundred mistype their password, of an attacker’s attempts nearly all fail.',
  technique: TECHNIQUES.spraying,
  runbook: [
    'End the sessions of the accounts that got in from this address, and reset their passwords.',
    'List what these accounts did since then, at every vendor.',
    'Block the address; look for the same failures from its neighbours.',
    'Likeliest harmless cause: an office or VPN whose users all had to sign in again after an outage.',
  ],
  entity: 'source',
  assess: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    const { failed, usual, entered } = found;
    const decades = decadesOf(found, failed);
    if (decades <= free) return [];
    const limit = limitOf(found, free);
    return [
      {
        decades,
        observed: `${plural(failed, 'account')} failed to sign in within 2 h${entered.length > 0 ? `, and ${plural(entered.length, 'account')} got in: ${entered.join(', ')}` : '; none got in'}`,
        expected: `about ${grouped(usual)} that fail from here in 2 h`,
        quietIf:
          limit === 0
            ? 'no account fails to sign in from here'
            : `at most ${plural(limit, 'account')} ${limit === 1 ? 'fails' : 'fail'} to sign in from here in 2 h`,
        facts: { failed, usual, entered, 'limit failed 2 h': limit },
      },
    ];
  },
  quieted: (subject, free = FREE_DECADES) => {
    const found = measure(subject);
    if (decadesOf(found, found.failed) <= free) return subject;
    const features = { ...subject.today.features, failedPeak: limitOf(found, free) };
    return { ...subject, today: { ...subject.today, features } };
  },
};

/** A spray that got in nowhere is noise of the internet: for review, not for a page. */
const NOT_IN = 4.5;
/** Of accounts that sign in, the share that also fails within two hours. */
const FAILING_SHARE = 0.08;
const LEAST_USUAL = 0.7;
/** Of those that got in so many are taken for guessed: behind an office’s address hundreds sign in beside a failure. */
const MAX_GUESSED = 4;
const CAP = 12;

interface Measured {
  readonly failed: number;
  readonly usual: number;
  readonly entered: readonly string[];
}

function measure({ today, history, entered }: Subject): Measured {
  const { failedPeak, succeededPeak } = today.features;
  const before = history.map(({ features }) => features.failedPeak).sort((a, b) => a - b);
  // The upper quartile of its own days, as far as there are some: an address may always be noisy.
  const own = before[Math.floor(before.length * 0.75)] ?? 0;
  const usual = Math.max(
    LEAST_USUAL,
    own,
    FAILING_SHARE * Math.max(0, succeededPeak - Math.min(MAX_GUESSED, entered.length)),
  );
  return { failed: failedPeak, usual, entered };
}

/** Of so many that fail. */
function decadesOf({ usual, entered }: Measured, failed: number): number {
  return Math.min(entered.length > 0 ? CAP : NOT_IN, poissonTailDecades(failed, usual));
}

function limitOf(found: Measured, free: number): number {
  return quietLimit(found.failed, (failed) => decadesOf(found, failed), free);
}
