import { hoursOfChanges, hoursOfFinding, operationsOfDay } from '../../shared/advance.ts';
import type { ContextOf, Judged } from '../../shared/assess.ts';
import type { Finding } from '../../shared/finding.ts';
import { EMPTY_LEDGER, readingsOf } from '../../shared/ledger.ts';
import { dayOfHour, type Profile } from '../../shared/profile/profile.ts';
import { project } from '../../shared/project.ts';
import type { StateStore } from '../ports/state.ts';
import { readLedgers } from './ledgers.ts';
import type { AssessOptions } from './options.ts';

/** `isWhole`: all ledgers of the day are still there; otherwise it tells less than what was taken. */
export interface Projected {
  readonly finding: Finding;
  readonly isWhole: boolean;
}

export interface DayToProject {
  readonly entity: string;
  readonly profile: Profile;
  readonly day: number;
  /** How the profile's day was judged when it was committed, if that is at hand. */
  readonly judged?: Judged | undefined;
}

/**
 * A day of a profile that is committed. The ledgers are read after the commit, so the last of several racing writers
 * sees what all of them wrote.
 */
export async function projectDay(
  state: StateStore,
  { entity, profile, day, judged }: DayToProject,
  { settings, hashKey, judging }: Pick<AssessOptions, 'settings' | 'hashKey' | 'judging'>,
  contextOf: ContextOf,
): Promise<Projected> {
  const hours = hoursOfFinding(profile, day);
  const earlier = hoursOfChanges(profile, day);
  const ledgers = await readLedgers(state, entity, [...new Set([...hours, ...earlier])]);
  const own = hours.filter((hour) => dayOfHour(hour) === day);
  const finding = project({
    entity,
    profile,
    day,
    operations: operationsOfDay(ledgers, day),
    before: earlier.flatMap((hour) => readingsOf(ledgers.get(hour) ?? EMPTY_LEDGER)),
    settings,
    hashKey,
    context: judged?.subject.context ?? contextOf(day),
    judged,
    ...(judging === undefined ? {} : { judging }),
  });
  return { finding, isWhole: own.every((hour) => ledgers.get(hour)?.lines.size !== 0) };
}
