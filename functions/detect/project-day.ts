import { hoursOfFinding, operationsOfDay } from '../../shared/advance.ts';
import type { ContextOf } from '../../shared/assess.ts';
import { type Finding, project } from '../../shared/finding.ts';
import { dayOfHour, type Profile } from '../../shared/profile/profile.ts';
import type { StateStore } from '../ports/state.ts';
import type { AssessOptions } from './assess-arrivals.ts';
import { readLedgers } from './ledgers.ts';

/**
 * A day of a profile that is committed. The ledgers are read after the commit, so the last of several racing writers
 * sees what all of them wrote. Undefined once one of them has expired: what was told of the day then stands, for
 * nobody can tell any more what was taken.
 */
export async function projectDay(
  state: StateStore,
  { entity, profile, day }: { readonly entity: string; readonly profile: Profile; readonly day: number },
  { settings, hashKey, judging }: Pick<AssessOptions, 'settings' | 'hashKey' | 'judging'>,
  contextOf: ContextOf,
): Promise<Finding | undefined> {
  const hours = hoursOfFinding(profile, day);
  const ledgers = await readLedgers(state, entity, hours);
  const own = hours.filter((hour) => dayOfHour(hour) === day);
  if (own.some((hour) => ledgers.get(hour)?.lines.size === 0)) return undefined;
  return project({
    entity,
    profile,
    day,
    operations: operationsOfDay(ledgers, day),
    settings,
    hashKey,
    context: contextOf(day),
    ...(judging === undefined ? {} : { judging }),
  });
}
