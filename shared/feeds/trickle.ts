import { DAY_MS, dayOf, dayText } from '../time.ts';
import { grouped, plural } from '../words.ts';
import { trickle } from './detectors.ts';
import { SLOT_MS } from './hour.ts';
import type { Matter } from './matter.ts';

/** Days on which a feed brought hardly anything: what still comes shows that something lives, and not that it does. */
export interface Trickle {
  /** Since the epoch. */
  readonly fromDay: number;
  /** The last day of it, of those that are usually busy. */
  readonly throughDay: number;
  /** It is the last such day that has passed. */
  readonly lasts: boolean;
  /** Five minutes in which anything came, of its first days, and in how many there mostly are. */
  readonly slots: number;
  readonly usualSlots: number;
}

/** A holiday of two days is none, and a third is one day off more. */
const TRICKLE_DAYS = 3;
/** At most such a share of what such a day of the week mostly has. */
const SHARE = 0.1;
/** Of a feed that comes in a few files a day less tells nothing. */
const LEAST_SLOTS = 20;
/**
 * For so long it is news: then it is how the feed lives. What it is held against, and the days in which it is told, are
 * together no more than is remembered, so that nothing found of it changes because that is forgotten.
 */
const MOST_DAYS = 20;
const WEEKS = 4;

/**
 * Those that began on or after `fromDay`, each held against the four weeks before it. `times`: when something came, to five
 * minutes. A silence is told by itself; a day without anything between two events need not be one.
 */
export function tricklesOf(
  times: readonly number[],
  today: number,
  fromDay: number,
  isSilent: (day: number) => boolean = () => false,
): Trickle[] {
  const slots = new Map<number, number>();
  for (const time of times) slots.set(dayOf(time), (slots.get(dayOf(time)) ?? 0) + 1);
  const found: Trickle[] = [];
  for (let day = fromDay; day < today; day++) {
    const one = trickleFrom(day, slots, today, isSilent);
    if (one === undefined) continue;
    found.push(one);
    day = one.throughDay;
  }
  return found;
}

function trickleFrom(
  first: number,
  slots: ReadonlyMap<number, number>,
  today: number,
  isSilent: (day: number) => boolean,
): Trickle | undefined {
  const usual = usualBefore(first, slots);
  const came = (day: number) => slots.get(day) ?? 0;
  const days: number[] = [];
  let day = first;
  for (; day < today && day < first + MOST_DAYS; day++) {
    const least = usual(day);
    if (least < LEAST_SLOTS) {
      if (day === first) return undefined;
      continue;
    }
    if (came(day) > SHARE * least) break;
    days.push(day);
  }
  const judged = days.slice(0, TRICKLE_DAYS);
  if (judged.length < TRICKLE_DAYS || judged.some(isSilent)) return undefined;
  // Of one that still lasts it is not known yet whether it is a silence.
  if (came(first) === 0 || came(judged.at(-1) ?? first) === 0) return undefined;
  return {
    fromDay: first,
    throughDay: days.at(-1) ?? first,
    lasts: day >= today,
    slots: judged.reduce((sum, one) => sum + came(one), 0),
    usualSlots: judged.reduce((sum, one) => sum + usual(one), 0),
  };
}

/** What such a day of the week has, or more, in three of the four weeks before: days off are no habit. */
function usualBefore(first: number, slots: ReadonlyMap<number, number>): (day: number) => number {
  return (day) => {
    const such = first + ((day - first) % 7);
    const came = Array.from({ length: WEEKS }, (_, week) => slots.get(such - 7 * (week + 1)) ?? 0);
    return came.sort((a, b) => a - b)[1] ?? 0;
  };
}

/** As a feed that is silent for about as long. */
const DECADES = 2.7;

/**
 * Whoever lets an event through now and then keeps a feed from being silent, and so does whoever is refused from outside. Of the
 * first days alone, so that it says the same for long.
 */
export function trickleMatter({ fromDay, throughDay, lasts, slots, usualSlots }: Trickle): Matter {
  return {
    matter: 'trickle',
    detector: trickle,
    day: fromDay,
    severity: 'medium',
    surprise: {
      decades: DECADES,
      observed: `events in ${plural(slots, 'stretch', 'stretches')} of five minutes, on ${TRICKLE_DAYS} usually busy days from ${dayText(fromDay)} on`,
      expected: `events in ${grouped(usualSlots)} of them, mostly`,
      quietIf: 'more than a tenth of that on one of these days',
      facts: { fromDay: dayText(fromDay), slots, usualSlots },
    },
    firstTime: fromDay * DAY_MS,
    lastTime: (throughDay + 1) * DAY_MS - SLOT_MS,
    ...(lasts ? { lasts: true } : {}),
  };
}
