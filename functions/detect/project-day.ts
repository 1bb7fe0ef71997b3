import { hoursOfFinding, operationsOfDay } from '../../shared/advance.ts';
import type { ContextOf } from '../../shared/assess.ts';
import { type Finding, project } from '../../shared/finding.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import type { StateStore } from '../ports/state.ts';
import type { AssessOptions } from './assess-arrivals.ts';
import { readLedgers } from './ledgers.ts';

/**
 * A day of a profile that is committed. The ledgers are read after the commit, so the last of several racing writers
 * sees what all of them wrote.
 */
export async function projectDay(
  state: StateStore,
  { entity, profile, day }: { readonly entity: string; readonly profile: Profile; readonly day: number },
  { settings, hashKey, judging }: Pick<AssessOptions, 'settings' | 'hashKey' | 'judging'>,
  contextOf: ContextOf,
): Promise<Finding> {
  const ledgers = await readLedgers(state, entity, hoursOfFinding(profile, day));
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
