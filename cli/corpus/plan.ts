import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { isClosingDay, isWeekday, weekdayOf } from './calendar.ts';
import type { Changes } from './changes.ts';
import { type Client, COMMON_CLIENTS, clientOn } from './clients.ts';
import { contains, current, type Life } from './lives.ts';
import type { Role } from './model.ts';
import { networksOf, placeIn } from './networks.ts';
import type { Person } from './population.ts';
import type { Random } from './random.ts';
import { LIFE } from './rates.ts';
import type { Place } from './raw/presence.ts';

/** Where, when and how much a person works on a day. */
export interface Plan {
  readonly place: Place;
  readonly client: Client;
  readonly startMs: number;
  readonly hours: number;
  /** 1 on an ordinary working day. */
  readonly share: number;
  readonly closing: boolean;
  readonly role: Role;
}

/** Undefined on days off. `day` is the person's own: east and west of Greenwich it reaches into its neighbours. */
export function planDay(
  person: Person,
  life: Life,
  changes: Changes,
  day: number,
  random: Random,
): Plan | undefined {
  const weekend = !isWeekday(day);
  const works = random.chance(weekend ? LIFE.weekend / 100 : 1 - LIFE.absent / 100);
  if (!works || !contains(life.employed, day) || life.vacations.some((span) => contains(span, day)))
    return undefined;
  const { startMs, endMs } = hoursOf(person, day);
  return {
    place: placeOn(person, life, changes, day, random),
    client: clientOf(person, life, changes, day, random),
    startMs: startMs + random.between(0, HOUR_MS / 2),
    hours: (endMs - startMs) / HOUR_MS,
    share: weekend ? 0.25 : isClosingDay(day) ? 1.4 : isClosingDay(day + 1) ? 1.2 : 1,
    closing: isClosingDay(day),
    role: current(life.roles, day)?.role ?? person.worksLike,
  };
}

/** Nothing that a person does of a working day lies outside of these hours, besides what follows within two. */
export function hoursOf(person: Person, day: number): { startMs: number; endMs: number } {
  const startMs = day * DAY_MS + (person.startHour - person.site.utcOffsetHours) * HOUR_MS;
  return { startMs, endMs: startMs + person.hours * HOUR_MS };
}

function placeOn(person: Person, life: Life, changes: Changes, day: number, random: Random): Place {
  const gateway = current(changes.gateways, day);
  const trip = life.trips.find((span) => contains(span, day));
  const inOffice = trip === undefined && person.officeDays.includes(weekdayOf(day)) && isWeekday(day);
  if (inOffice && !random.chance(0.1)) return officeOf(person, changes, day);
  if (gateway !== undefined && random.chance(Math.max(gateway.share, person.vpnShare)))
    return placeIn(gateway.gateway, person.number);
  if (person.privateVpn !== undefined && random.chance(LIFE.privateVpnDays)) return person.privateVpn;
  if (random.chance(LIFE.hotSpot / 100)) {
    const mobile = networksOf('mobile', person.site.countryIso);
    return placeIn(random.pick(mobile), random.between(0, 253));
  }
  return trip?.place ?? current(life.moves, day)?.home ?? person.home;
}

/** Many people behind few addresses. */
function officeOf(person: Person, changes: Changes, day: number): Place {
  const moved = changes.offices.findLast(({ from, site }) => site === person.site && from <= day);
  return placeIn(moved?.office ?? person.site.office, person.number % 3);
}

function clientOf(person: Person, life: Life, changes: Changes, day: number, random: Random): Client {
  if (random.chance(LIFE.otherBrowser / 100)) return clientOn(random.pick(COMMON_CLIENTS), day);
  // Computers are done one after the other, by number; which ones are left out differs between roll-outs.
  const rolled = changes.rollouts.findLast(
    ({ from, share, days }) =>
      ((person.number * 7 + from) % 100) / 100 < share && from + (person.number % days) <= day,
  );
  const own = current(life.clients, day);
  const isOwn = own !== undefined && own.from >= (rolled?.from ?? 0);
  return clientOn(isOwn ? own.client : (rolled?.client ?? person.client), day);
}
