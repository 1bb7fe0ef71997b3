import { contextsOf } from '../../functions/detect/assess-arrivals.ts';
import type { Organisations } from '../../functions/detect/organisations.ts';
import type { Committed } from '../../functions/detect/profiles.ts';
import { classOf } from '../../shared/activity.ts';
import { assess, type Judging, rawDecades } from '../../shared/assess.ts';
import type { RawDay } from '../../shared/calibration/fit-tail.ts';
import type { CountedDay } from '../../shared/calibration/lines.ts';
import { parseEntity } from '../../shared/entity.ts';
import { amountOfDay, quietOf, sizeOfDay } from '../../shared/page-line.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Settings } from '../../shared/settings.ts';
import { dayOf } from '../../shared/time.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import type { Exclusions } from './exclusions.ts';

export interface JudgedDay extends CountedDay, RawDay {
  /** E-mail addresses, and the names that the log has. */
  readonly names: readonly string[];
}

export interface DayCollection {
  onBatch(day: number, committed: readonly Committed[], organisations: Organisations): void;
  readonly days: ReadonlyMap<string, JudgedDay>;
}

/** What every detector says of every account and day from some day on, as it stands when the day is complete. */
export function collectDays(
  fromDay: number,
  exclusions: Exclusions,
  judging: Judging,
  settings: Settings,
  vendors: readonly Vendor[] = [],
): DayCollection {
  const days = new Map<string, JudgedDay>();
  return {
    days,
    onBatch(_, committed, organisations) {
      const contextFor = contextsOf(organisations, [], vendors);
      for (const { arrival, profile, people, verdicts } of committed) {
        const { entity, readings, again = [] } = arrival;
        // What an address tells of is accounts that were tried from it: none of them is its name.
        const isSource = parseEntity(entity).kind === 'source';
        const named = new Set(isSource ? [] : [...profile.open.emails, ...readings.map(({ name }) => name)]);
        const names = [...named].filter((name) => name !== '');
        const told = new Set(readings.map(({ time }) => dayOf(time)));
        for (const day of again) if (days.has(`${entity} ${day}`)) told.add(day);
        for (const day of told) {
          if (day < fromDay || day <= profile.base.through) continue;
          if (exclusions.has(entity, names, day)) continue;
          const subject = subjectOf(profile, day, contextFor(entity, people, verdicts)(day));
          const { score } = assess(subject, judging);
          const size = sizeOfDay(subject, settings);
          days.set(`${entity} ${day}`, {
            entity,
            names,
            day,
            actor: classOf(subject.type),
            score,
            size,
            amount: amountOfDay(subject.today),
            headStart: quietOf(score, entity, subject, size, settings)?.headStart ?? 0,
            raw: rawDecades(subject, judging),
          });
        }
      }
    },
  };
}
