import type { Subject } from '../profile/subject.ts';
import { poissonTailDecades } from '../statistics.ts';
import { grouped, plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

/**
 * One address fails to sign in as many accounts, and then gets in. Of an office's shared address a few people in a
 * hundred mistype their password; of an attacker's nearly all attempts fail.
 */
export const spraying: Detector = {
  uid: 'spraying',
  title: 'One address tried many accounts',
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
    const decades = found.entered.length > 0 ? found.decades : Math.min(found.decades, NOT_IN);
    if (decades <= free) return [];
    const { failed, usual, entered } = found;
    return [
      {
        decades,
        observed: `${plural(failed, 'account')} failed to sign in within 2 h${entered.length > 0 ? `, and ${plural(entered.length, 'account')} got in: ${entered.join(', ')}` : '; none got in'}`,
        expected: `about ${grouped(usual)} that fail from here in 2 h`,
        quietIf: 'fewer failures, as from an office',
        facts: { failed, usual, entered },
      },
    ];
  },
  quieted: (subject) => ({
    ...subject,
    today: { ...subject.today, features: { ...subject.today.features, failedPeak: 0 } },
  }),
};

/** A spray that got in nowhere is noise of the internet: for review, not for a page. */
const NOT_IN = 4.5;
/** Of accounts that sign in, the share that also fails within two hours. */
const FAILING_SHARE = 0.08;
const LEAST_USUAL = 0.7;
const CAP = 12;

function measure({ today, history, entered }: Subject) {
  const { failedPeak, succeededPeak } = today.features;
  const before = history.map(({ features }) => features.failedPeak).sort((a, b) => a - b);
  // The upper quartile of its own days, as far as there are some: an address may always be noisy.
  const own = before[Math.floor(before.length * 0.75)] ?? 0;
  const usual = Math.max(LEAST_USUAL, own, FAILING_SHARE * (succeededPeak - entered.length));
  return {
    failed: failedPeak,
    usual,
    entered,
    decades: Math.min(CAP, poissonTailDecades(failedPeak, usual)),
  };
}
