import type { Step, StepKind } from '../profile/steps.ts';
import type { Subject } from '../profile/subject.ts';
import { rateDecades } from '../statistics.ts';
import { plural } from '../words.ts';
import { isCut } from './cover-up.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

export const sequence: Detector = {
  uid: 'sequence',
  title: 'Data left soon after access was changed',
  finds:
    'A factor, password, token or role that was changed, or a way out that was opened, and then data that left. The change alone is everyday work of a help desk.',
  technique: TECHNIQUES.accountManipulation,
  runbook: [
    'Call the owner of the account on a number that you already had: did he ask for this change?',
    'Who changed the factor, password, token or role, from which address, and who asked for it?',
    'List what was exported between the change and now, and by which session or token.',
    'Likeliest harmless cause: a new telephone or a planned change of keys, followed by ordinary work.',
  ],
  entity: 'actor',
  assess: (subject, free = FREE_DECADES) => {
    const [first] = linksOf(subject).filter(({ decades }) => decades > free);
    if (first === undefined) return [];
    const { step, hours, decades, ownDays } = first;
    return [
      {
        decades,
        observed: `${STEP_NAMES[step.kind]} ${step.byOther ? 'by somebody else' : 'by the account itself or its owner'}, then data left ${afterText(hours)}`,
        expected:
          subject.history.length === 0
            ? 'nothing is known yet of an account so new'
            : `such a change on ${ownDays} of ${plural(subject.history.length, 'day')}`,
        quietIf: 'no such change in the two days before',
        facts: {
          step: step.kind,
          by: step.byOther ? 'other' : 'self',
          hours,
          ownDays,
          days: subject.history.length,
        },
      },
    ];
  },
  quieted: (subject) => ({ ...subject, steps: subject.steps.filter(isCut) }),
};

export const STEP_NAMES: Readonly<Record<StepKind, string>> = {
  mfa: 'a second factor was changed',
  credential: 'a password, key or grant was changed',
  privilege: 'a role was changed',
  destination: 'a way out for data was opened',
  logging: 'the audit log was changed',
};

/** How often a peer's account sees such a step, per active day. */
const RATES: Readonly<Record<StepKind, number>> = {
  mfa: 0.006,
  credential: 0.012,
  privilege: 0.012,
  destination: 0.01,
  logging: 0.004,
};
/** Pseudo-days that the peers' rate is worth. */
const RATE_DAYS = 20;
const MAX_DECADES = 4;
const HALF_LIFE_HOURS = 24;

/** Of both only the hour is known. */
function afterText(hours: number): string {
  if (hours === 0) return 'within the hour';
  return hours === 1 ? 'within two hours' : `some ${hours} hours later`;
}

interface Link {
  readonly step: Step;
  /** From the step to the first data after it. */
  readonly hours: number;
  readonly ownDays: number;
  readonly decades: number;
}

/** The most telling first. */
function linksOf(subject: Subject): Link[] {
  const carried = subject.leaving.map((at) => subject.day * 24 + at);
  return subject.steps
    .filter((step) => !isCut(step))
    .flatMap((step) => {
      const after = carried.find((hour) => hour >= step.hour);
      return after === undefined ? [] : [linkOf(subject, step, after - step.hour)];
    })
    .sort(
      (a, b) =>
        b.decades - a.decades || Number(b.step.byOther) - Number(a.step.byOther) || a.step.hour - b.step.hour,
    );
}

function linkOf({ history }: Subject, step: Step, hours: number): Link {
  const ownDays = history.filter(({ steps }) => steps.some(({ kind }) => kind === step.kind)).length;
  const rarity = rateDecades(ownDays, history.length, RATES[step.kind], RATE_DAYS);
  return { step, hours, ownDays, decades: Math.min(MAX_DECADES, rarity) * 0.5 ** (hours / HALF_LIFE_HOURS) };
}
