import { isClosingDay, isWeekday, weekdayOf } from '../corpus/calendar.ts';
import { type ClientKind, COMMON_CLIENTS, clientOn } from '../corpus/clients.ts';
import type { Random } from '../corpus/random.ts';
import type { Presence } from '../corpus/raw/presence.ts';
import type { Day } from './ordinary.ts';
import type { Person } from './people.ts';
import { HOTELS, mobileOf, type Place } from './places.ts';

/** What happens to a person over the weeks: away, on the road, a new computer. All from the person's own seed. */
export interface Life {
  isAway(day: number): boolean;
  tripOn(day: number): Place | undefined;
  clientOn(day: number): ClientKind;
}

/** The last day is an ordinary one for everybody: what is special about it is written down, not drawn. */
export function lifeOf(person: Person, firstDay: number, lastDay: number, random: Random): Life {
  const days = lastDay - firstDay;
  const vacation = random.chance(0.3)
    ? span(random.between(firstDay, lastDay - 15), random.between(4, 11))
    : undefined;
  const trip = random.chance((person.tripsPerYear * days) / 365)
    ? span(random.between(firstDay + 7, lastDay - 8), random.between(1, 3))
    : undefined;
  const hotel = random.pick(HOTELS);
  const newComputer = random.chance(0.06)
    ? { from: random.between(firstDay + 5, lastDay - 3), kind: random.pick(COMMON_CLIENTS) }
    : undefined;
  return {
    isAway: (day) => vacation?.(day) ?? false,
    tripOn: (day) => (trip?.(day) === true ? hotel : undefined),
    clientOn: (day) =>
      newComputer !== undefined && day >= newComputer.from ? newComputer.kind : person.client,
  };
}

function span(from: number, days: number): (day: number) => boolean {
  return (day) => day >= from && day < from + days;
}

export interface Special {
  readonly place?: Place;
  readonly client?: ClientKind;
  readonly hours?: number;
  readonly closingRows?: number;
}

/** Where and how a person works on a day, or undefined for not at all; a special day is never missed. */
export function planDay(
  person: Person,
  life: Life,
  day: number,
  random: Random,
  special?: Special,
): { readonly presence: Presence<Person>; readonly day: Day } | undefined {
  const weekend = !isWeekday(day);
  const absent = random.chance(weekend ? 0.93 : 0.03) || life.isAway(day);
  if (absent && special === undefined) return undefined;
  const place = special?.place ?? life.tripOn(day) ?? usualPlace(person, day, random);
  const client = clientOn(special?.client ?? life.clientOn(day), day);
  const hours = special?.hours ?? WORKING_HOURS;
  const closingRows = special?.closingRows ?? closingRowsOf(person, day, random);
  return {
    presence: { person, place, client, random },
    day: {
      day,
      share: (weekend ? 0.25 : isClosingDay(day) ? 1.2 : 1) * (hours / WORKING_HOURS),
      hours,
      ...(closingRows === undefined ? {} : { closingRows }),
    },
  };
}

const WORKING_HOURS = 8.5;

function usualPlace(person: Person, day: number, random: Random): Place {
  if (random.chance(0.03)) return mobileOf(person.site, random.between(0, 7));
  return person.officeDays.includes(weekdayOf(day)) ? person.site.office : person.home;
}

/** On the last working day of a month managers export the bookings. */
function closingRowsOf(person: Person, day: number, random: Random): number | undefined {
  if (person.role !== 'manager' || !isClosingDay(day)) return undefined;
  return random.logNormal(person.exportRows * CLOSING_FACTOR, 0.25);
}

export const CLOSING_FACTOR = 2;
