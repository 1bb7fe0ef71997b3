import { MONTHS, parseTime, ZONE_HOURS } from '../time.ts';

/** Which of two numbers of a date comes first. */
export type DateOrder = 'day' | 'month';

/** ISO 8601 for what is dated, as it stands in tables that people download; a reason where that would be a guess. */
export type ConsoleTime =
  | { readonly kind: 'time'; readonly iso: string }
  | { readonly kind: 'unclear'; readonly reason: string };

const CLOCK = String.raw`,? (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?:[ \u202f]?([AaPp])\.?[Mm]\.?)?(?:,? (\S.{0,40}))?$`;
/** `6/14/2026, 9:00:00 AM PDT`, `14.06.2026 09:00`. */
const NUMBERS = new RegExp(String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})${CLOCK}`);
/** `2026-06-14 09:00:00 CEST`, `2026/6/14, 9:00 AM PDT`. */
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})${CLOCK}`);
/** `2026-06-14T09:00:00`: in logs this is UTC, but pages show the time of whoever looks. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ][\d:.,]+(?: [AP]M)?$/;
/** `June 14, 2026, 09:00:00 (UTC+00:00)`, `Jun 14, 2026 09:00 AM`. */
const NAMED = new RegExp(String.raw`^([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2}), (\d{4})${CLOCK}`);

/** In which order a table has its dates, if this one tells: behind the twelfth number there is no month. */
export function orderOf(text: string): DateOrder | undefined {
  const [, first = '', sign, second = '', , , , , half, zone] = NUMBERS.exec(text) ?? [];
  if (sign === undefined) return undefined;
  if (Number(first) > 12) return 'day';
  if (Number(second) > 12) return 'month';
  if (sign === '.') return 'day';
  // Nobody else writes AM beside a zone of North America.
  return half !== undefined && /^[AP]$/.test(half) && /^(?:AK|[PMCE])[DS]T$|^HST$/.test(zone ?? '')
    ? 'month'
    : undefined;
}

/** Whether it takes another date of the table to read this one. */
export function needsOrder(text: string): boolean {
  return NUMBERS.test(text) && orderOf(text) === undefined;
}

/** Whether it is a time in a form that people read, and logs do not have. */
export function isWritten(text: string): boolean {
  const isDate = NUMBERS.test(text) || YEAR_FIRST.test(text) || NAMED.test(text);
  return isDate && parseTime(text) === undefined;
}

/** `isUtc`: the table says elsewhere, such as in the name of the column, that its times are UTC. */
export function consoleTime(text: string, order: DateOrder | undefined, isUtc: boolean): ConsoleTime {
  if (parseTime(text) !== undefined)
    return isUtc || !WITHOUT_ZONE.test(text) ? { kind: 'time', iso: text } : unclear(NO_ZONE);
  const [, first = '', , second = '', third = '', ...firstClock] = YEAR_FIRST.exec(text) ?? [];
  if (first !== '') return timeOf(first, second, third, firstClock, isUtc);
  const [, a = '', sign, b = '', year = '', ...clock] = NUMBERS.exec(text) ?? [];
  if (sign !== undefined) {
    const ordered = orderOf(text) ?? order;
    if (ordered === undefined)
      return unclear(
        'has a date that may begin with the day or the month, and no date of its column says which',
      );
    const [month, day] = ordered === 'month' ? [a, b] : [b, a];
    return timeOf(year, month, day, clock, isUtc);
  }
  const [, name = '', day = '', namedYear = '', ...namedClock] = NAMED.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  return month === 0
    ? unclear('has a time in a form that is not known')
    : timeOf(namedYear, String(month), day, namedClock, isUtc);
}

const NO_ZONE = 'has a time without a zone, or in one that is not known';

function timeOf(
  year: string,
  month: string,
  day: string,
  [hour = '', minutes = '', seconds = '00', half, zone]: readonly (string | undefined)[],
  isUtc: boolean,
): ConsoleTime {
  const offset = zone === undefined && isUtc ? 0 : minutesOf(zone?.replace(/^\((.*)\)$/, '$1') ?? '');
  if (offset === undefined) return unclear(NO_ZONE);
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  const two = (part: number | string) => String(part).padStart(2, '0');
  const local = parseTime(`${year}-${two(month)}-${two(day)}T${two(hours)}:${minutes}:${seconds}Z`);
  return local === undefined
    ? unclear('has a date that does not exist')
    : { kind: 'time', iso: new Date(local - offset * 60_000).toISOString() };
}

/** Of abbreviations those that one place alone uses, as it is written here; and CST, which is taken for America's, not China's. */
const ZONES = new Map([
  ...ZONE_HOURS,
  ...Object.entries({
    Z: 0,
    WET: 0,
    WEST: 1,
    CET: 1,
    CEST: 2,
    EET: 2,
    EEST: 3,
    JST: 9,
    AEST: 10,
    AEDT: 11,
    NZST: 12,
    NZDT: 13,
    HST: -10,
    AKST: -9,
    AKDT: -8,
  }),
]);
const OFFSET = /^(?:UTC|GMT)? ?([+-])(\d{1,2})(?::?(\d\d))?$/;

function minutesOf(zone: string): number | undefined {
  const hours = ZONES.get(zone);
  if (hours !== undefined) return hours * 60;
  const [, sign, whole, part = '0'] = OFFSET.exec(zone) ?? [];
  return whole === undefined ? undefined : (Number(whole) * 60 + Number(part)) * (sign === '-' ? -1 : 1);
}

function unclear(reason: string): ConsoleTime {
  return { kind: 'unclear', reason };
}
