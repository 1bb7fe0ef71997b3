import { sum } from '../profile/day.ts';
import { FACETS } from '../profile/hour.ts';
import type { Subject } from '../profile/subject.ts';

/** So many usual days are as long as a change of the whole organisation is looked for, and then it is an old one. */
const OLD_DAYS = 7;
const NEARLY_ALL = 0.9;

/** The application that the account has not long used, and through which nearly all of the day's data went. */
export function newAppOf({ facets }: Pick<Subject, 'facets'>): string | undefined {
  // Not every event tells an application, nor every other facet.
  const all = Math.max(...FACETS.map((facet) => sum(facets[facet].map(({ carried }) => carried))));
  const app = facets.app.find(
    ({ days, carried }) => days < OLD_DAYS && carried > 0 && carried >= NEARLY_ALL * all,
  );
  return app?.value;
}
