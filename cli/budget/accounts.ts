import { type ActorClass, classOf } from '../../shared/activity.ts';
import { parseEntity } from '../../shared/entity.ts';
import { type Life, lifeOf } from '../../shared/evasion/life.ts';
import { HOURS_PER_DAY } from '../../shared/profile/active.ts';
import type { Hour } from '../../shared/profile/hour.ts';
import { dayOfHour } from '../../shared/profile/profile.ts';
import type { Seen } from '../evaluate/play.ts';

/** An account whose evasion budget can be searched. */
export interface Account {
  readonly entity: string;
  readonly vendor: string;
  readonly uid: string;
  readonly emails: readonly string[];
  readonly actor: ActorClass;
  /** Between the first day and the last. */
  readonly knownDays: number;
  readonly life: Life;
}

/** Whoever is known for less has no four weeks to be held against. */
export const MIN_KNOWN_DAYS = 42;
const REPLAYED_DAYS = 28;

/** Watches a past go by, and keeps what the search needs of each account. */
export interface Register {
  see(seen: readonly Seen[], day: number): void;
  /** Accounts that move records of known size, as they stand after the last day. */
  accounts(lastDay: number): Account[];
  /** Every account, whether or not it moves any. */
  seen(): Pick<Account, 'entity' | 'uid' | 'vendor' | 'emails'>[];
}

export function newRegister(): Register {
  const latest = new Map<string, Seen>();
  const hours = new Map<string, Map<number, Hour>>();
  return {
    see: (seen, day) => {
      for (const one of seen) {
        const { entity, subject, profile } = one;
        if (parseEntity(entity).kind !== 'actor' || subject.day !== day) continue;
        latest.set(entity, one);
        hours.set(entity, withDay(hours.get(entity), profile.open.hours, day));
      }
    },
    accounts: (lastDay) =>
      [...latest.values()].flatMap(
        (one) => accountOf(one, hours.get(one.entity) ?? new Map(), lastDay) ?? [],
      ),
    seen: () =>
      [...latest.values()].flatMap(({ entity, profile }) => {
        const named = parseEntity(entity);
        return named.kind === 'actor' ? [{ ...named, entity, emails: profile.open.emails }] : [];
      }),
  };
}

/** Of the last four weeks before the day, with the day. */
function withDay(
  kept: ReadonlyMap<number, Hour> = new Map(),
  open: ReadonlyMap<number, Hour>,
  day: number,
): Map<number, Hour> {
  const next = new Map([...kept].filter(([hour]) => hour >= (day - REPLAYED_DAYS) * HOURS_PER_DAY));
  for (const [hour, summary] of open) if (dayOfHour(hour) === day) next.set(hour, summary);
  return next;
}

function accountOf({ entity, profile, subject }: Seen, hours: Map<number, Hour>, lastDay: number) {
  const named = parseEntity(entity);
  // Popularity is what it was on the last day; what was done to the person then is over.
  const context = { ...subject.context, personSteps: [] };
  const recent = new Map([...hours].filter(([hour]) => dayOfHour(hour) > lastDay - REPLAYED_DAYS));
  if (named.kind !== 'actor' || recent.size === 0) return undefined;
  const life = lifeOf(profile, recent, lastDay + 1, () => context);
  if (life === undefined) return undefined;
  return {
    entity,
    vendor: named.vendor,
    uid: named.uid,
    emails: profile.open.emails,
    actor: classOf(subject.type),
    knownDays: lastDay + 1 - subject.firstDay,
    life,
  };
}
