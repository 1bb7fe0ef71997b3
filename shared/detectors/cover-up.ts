import { classOf } from '../activity.ts';
import type { Step } from '../profile/steps.ts';
import type { Subject } from '../profile/subject.ts';
import { rateDecades } from '../statistics.ts';
import { plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

export const coverUp: Detector = {
  uid: 'cover-up',
  title: 'The trail was cut',
  finds: 'An audit log that was weakened, or an export job that was deleted just after it ran.',
  technique: TECHNIQUES.disableLogs,
  runbook: [
    'Put the log, its retention and its destinations back as they were.',
    'List what the same account did in the hours before: what was to be hidden?',
    'Ask the vendor for its own copy of the log of these hours.',
    'Likeliest harmless cause: a planned change of the log’s destination, or a clean-up of old jobs.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const cuts = cutsOf(subject);
    if (cuts.length === 0) return [];
    const ownDays = subject.history.filter(({ steps }) => steps.some(isCut)).length;
    const nearExport = !isUnknownProgram(subject) && cuts.some(({ hour }) => isNear(subject, hour));
    const rarity = rateDecades(ownDays, subject.history.length, PEER_RATE, PEER_DAYS);
    const decades = Math.min(CAP, rarity + (nearExport ? NEAR_EXPORT : 0));
    if (decades <= free) return [];
    return [
      {
        decades,
        observed: nearExport
          ? 'a log, its retention or an export job was changed or removed within two hours of data leaving'
          : 'a log, its retention or an export job was changed or removed',
        expected:
          subject.history.length === 0
            ? 'nothing is known yet of an account so new'
            : `such a step on ${ownDays} of ${plural(subject.history.length, 'day')}`,
        quietIf: 'no such step',
        facts: { ownDays, days: subject.history.length, nearExport: nearExport ? 'yes' : 'no' },
      },
    ];
  },
  quieted: (subject) => ({ ...subject, steps: subject.steps.filter((step) => !isCut(step)) }),
};

const PEER_RATE = 0.004;
const PEER_DAYS = 20;
/**
 * A deletion minutes after the export is how the Drift campaign of 2025 went about it; others put out the light first.
 */
const NEAR_EXPORT = 1.5;
const CAP = 4.5;
const NEAR_HOURS = 2;

/** A program that clears up after itself does so every time: that it does says nothing of one that nobody knows. */
function isUnknownProgram({ type, history }: Subject): boolean {
  return classOf(type) === 'service' && history.length === 0;
}

export const isCut = ({ kind, byOther }: Step): boolean => kind === 'logging' && !byOther;

function cutsOf({ steps, day }: Subject): Step[] {
  return steps.filter((step) => isCut(step) && Math.floor(step.hour / 24) === day);
}

function isNear({ leaving, day }: Subject, step: number): boolean {
  return leaving.some((at) => Math.abs(day * 24 + at - step) <= NEAR_HOURS);
}
