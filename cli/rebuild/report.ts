import { shortId } from '../../shared/finding.ts';
import { type Amounts, NOTHING_SAID } from '../../shared/profile/day.ts';
import { activeDays, type Profile } from '../../shared/profile/profile.ts';
import { reduceDay } from '../../shared/profile/reduce.ts';
import { dayText } from '../../shared/time.ts';
import { grouped, plural } from '../../shared/words.ts';
import type { Collected } from './collect.ts';
import type { Rebuilt } from './rebuild.ts';
import type { Change } from './tell.ts';

/** A day that the profile tells otherwise than before. */
export interface DayChange {
  readonly day: string;
  /** Absent: the day is not known. */
  readonly before?: Amounts;
  readonly after?: Amounts;
}

/** The same for a machine. */
export function summaryOf(entity: string, { dates }: Pick<Collected, 'dates'>, rebuilt: Rebuilt) {
  const { stored, next, changes, lost, written } = rebuilt;
  return {
    entity,
    dates: { first: dates[0] ?? null, last: dates.at(-1) ?? null, count: dates.length },
    hours: [...next.ledgers.keys()].map((hour) => new Date(hour * 3_600_000).toISOString()),
    kept: next.kept,
    dropped: next.dropped,
    days: dayChanges(stored.profile, next.profile),
    profileDiffers: !next.isSame,
    findings: changes.map(({ before, after }) => ({
      id: after.id,
      day: dayText(after.day),
      before: before === undefined ? null : standing(before.finding),
      after: standing(after),
    })),
    lost: lost.map(dayText),
    written,
  };
}

const SHOWN = 10;

export function reportLines(
  entity: string,
  collected: Pick<Collected, 'dates'>,
  rebuilt: Rebuilt,
  call: string | undefined,
): string[] {
  const { dates, hours, days, kept, dropped, lost, profileDiffers } = summaryOf(entity, collected, rebuilt);
  const { changes, written } = rebuilt;
  const isSame = !profileDiffers && changes.length === 0;
  return [
    `Relived    ${entity} from ${plural(dates.count, 'date')} of the archive, ${dates.first ?? '-'} to ${dates.last ?? '-'}`,
    ...(kept > 0 ? [`Kept       ${plural(kept, 'reading')} that the archive does not hold, or not yet`] : []),
    ...(dropped > 0
      ? [`Dropped    ${plural(dropped, 'reading')} that is no longer made of these records`]
      : []),
    ...(isSame ? ['Same       ledgers, profile and findings are as they should be'] : []),
    ...(hours.length > 0 ? [`Ledgers    ${plural(hours.length, 'hour')} differ`] : []),
    ...rows('Days', days, ({ day, before, after }) => `${day}  ${amount(before)} → ${amount(after)}`),
    ...(profileDiffers && days.length === 0 ? ['Profile    differs in more than amounts'] : []),
    ...rows('Findings', changes, changeText),
    ...(lost.length > 0
      ? [`Lost       ${plural(lost.length, 'day')} that the archive does not hold: --without-older`]
      : []),
    ...(isSame
      ? []
      : call === undefined
        ? [`Written    ledgers and profile, and ${plural(written, 'finding')}`]
        : [`Nothing was written. Next: ${call}`]),
  ];
}

function rows<T>(title: string, all: readonly T[], text: (one: T) => string): string[] {
  const shown = all.slice(0, SHOWN).map((one, at) => `${(at === 0 ? title : '').padEnd(11)}${text(one)}`);
  const more = all.length - shown.length;
  return more > 0 ? [...shown, `${''.padEnd(11)}and ${grouped(more)} more`] : shown;
}

function changeText({ before, after }: Change): string {
  const from = before === undefined ? 'none' : standing(before.finding);
  const late = after.historical ? ', for the digest' : '';
  return `${shortId(after.id)}  ${dayText(after.day)}  ${from} → ${standing(after)}${late}`;
}

function standing({ state, severity, score }: Change['after']): string {
  return state === 'withdrawn' ? 'withdrawn' : `${severity} ${score.toFixed(2)}`;
}

function amount(amounts: Amounts | undefined): string {
  return amounts === undefined
    ? 'unknown'
    : `${plural(amounts.records, 'record')}, ${plural(amounts.unsized, 'export')} of unknown size`;
}

export function dayChanges(before: Profile, after: Profile): DayChange[] {
  const [old, now] = [totalsOf(before), totalsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort((a, b) => a - b)
    .filter((day) => JSON.stringify(old.get(day)) !== JSON.stringify(now.get(day)))
    .map((day) => {
      const [was, is] = [old.get(day), now.get(day)];
      return { day: dayText(day), ...(was && { before: was }), ...(is && { after: is }) };
    });
}

function totalsOf({ open, base }: Profile): Map<number, Amounts> {
  return new Map([
    ...base.days.map(({ day, totals }) => [day, totals] as const),
    ...activeDays({ open, base }).map(
      (day) => [day, reduceDay(open.hours, day, NOTHING_SAID, base).totals] as const,
    ),
  ]);
}
