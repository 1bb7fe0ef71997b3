import { plural } from '../words.ts';
import { type Detector, FREE_DECADES } from './detector.ts';
import { TECHNIQUES } from './techniques.ts';

export const twoPlaces: Detector = {
  uid: 'two-places',
  title: 'Active from a new network and the usual one at the same time',
  finds:
    'Activity from a network new to the account in hours in which its owner goes on working from the usual one: who moves or travels leaves the old place, who steals a session does not.',
  technique: TECHNIQUES.applicationToken,
  runbook: [
    'Ask the owner which of the two he is, on a channel other than this account.',
    'Compare session ids and clients of the two networks: one browser on two networks, or two sessions?',
    'End the sessions from the new network; if the owner is thrown out as well, it was his.',
    'Likeliest harmless cause: a telephone beside the computer, or a VPN for part of the traffic.',
  ],
  entity: 'actor',
  family: 'context',
  assess: ({ overlapHours, observedDays }, free = FREE_DECADES) => {
    const decades = decadesOf(overlapHours, observedDays.network);
    if (decades <= free) return [];
    return [
      {
        decades,
        observed: `a new network and a usual one within the same hour, in ${plural(overlapHours, 'hour')} of the day`,
        expected: 'one after the other',
        quietIf: 'the new network is used apart from the usual ones',
        facts: { overlapHours },
      },
    ];
  },
  quieted: (subject) => ({ ...subject, overlapHours: 0 }),
};

/** Days without which no network is usual. */
const MIN_DAYS = 5;
const FIRST_HOUR = 1.6;
const PER_DOUBLING = 0.5;
const CAP = 3.5;

function decadesOf(overlapHours: number, observedDays: number): number {
  if (overlapHours === 0 || observedDays < MIN_DAYS) return 0;
  return Math.min(CAP, FIRST_HOUR + PER_DOUBLING * Math.log2(overlapHours));
}
