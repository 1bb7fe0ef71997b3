import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../cli/corpus/random.ts';
import { EMPTY_HOUR, enterFacts, type FeedFact } from '../../shared/feeds/hour.ts';
import { JUDGED_DAYS, mattersOf } from '../../shared/feeds/matters.ts';
import { decodePast, EMPTY_PAST, encodePast, fold, type Past, type Told } from '../../shared/feeds/past.ts';
import { stoppedIn } from '../../shared/feeds/stopped.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '../../shared/time.ts';
import { START_MS } from './rhythms.ts';

const LEARNT_DAYS = 56;
const START_DAY = dayOf(START_MS);
const MONDAY = START_DAY + LEARNT_DAYS;
const at = (day: number, hour = 0) => day * DAY_MS + hour * HOUR_MS;

type Event = readonly [time: number, operation: string];

/** What people do on working days, more or less often, and what programs do every hour or night. */
const PEOPLE = { login: 40, 'file.view': 80, 'file.download': 15, 'report.export': 8 };
const PROGRAMS = ['sync.read', 'sync.list', 'token.issue'];

function lifeOf(days: number, seed: string): Event[] {
  const random = seededRandom(`kinds ${seed}`);
  return Array.from({ length: days }, (_, of): Event[] => {
    const day = START_DAY + of;
    const isOff = of % 7 >= 5 || random.chance(1 / 40);
    const people = Object.entries(PEOPLE).flatMap(([operation, mean]) =>
      Array.from(
        { length: isOff ? 0 : random.poisson(mean) },
        (): Event => [at(day, random.between(7, 18)), operation],
      ),
    );
    const programs = Array.from({ length: 24 }, (_, hour) => hour).flatMap((hour) =>
      PROGRAMS.filter(() => !random.chance(0.02)).map((operation): Event => [at(day, hour), operation]),
    );
    return [...people, ...programs, ...(random.chance(0.99) ? [[at(day, 2), 'backup'] as Event] : [])];
  }).flat();
}

function pastOf(events: readonly Event[], told: readonly Told[] = []): Past {
  const byHour = Map.groupBy(events, ([time]) => hourOf(time));
  const facts = (all: readonly Event[]) =>
    all.map(
      ([arrivedMs, operation], n): FeedFact => ({
        kind: 'event',
        arrivedMs,
        hash: (arrivedMs + n) % 2 ** 32,
        time: arrivedMs,
        names: [`operation ${operation}`, 'field id'],
      }),
    );
  const past = fold(
    EMPTY_PAST,
    new Map([...byHour].map(([hour, all]) => [hour, enterFacts(EMPTY_HOUR, facts(all))])),
  );
  return { ...decodePast(encodePast(past)), told };
}

const life = lifeOf(LEARNT_DAYS + 35, 'one');
const without = (kinds: readonly string[], from: number, until = Number.POSITIVE_INFINITY) =>
  life.filter(([time, kind]) => !kinds.includes(kind) || time < at(from) || time >= at(until));
const foundOn = (events: readonly Event[], today: number, told: readonly Told[] = []) =>
  mattersOf({
    past: pastOf(
      events.filter(([time]) => time < at(today, 1)),
      told,
    ),
    nowMs: at(today, 1),
  }).filter(({ matter }) => matter === 'stopped');

describe('a kind of event that stops while others of its feed go on', () => {
  test('is told for review after three usual days', () => {
    const narrowed = without(['file.download'], MONDAY);
    expect(foundOn(narrowed, MONDAY + 2)).toEqual([]);
    expect(foundOn(narrowed, MONDAY + 3)).toMatchObject([
      {
        day: MONDAY,
        severity: 'informational',
        lasts: true,
        surprise: {
          observed: 'nothing of file[.]download on 3 usual days from 2026-03-02 on, while other events came',
          expected: 'it on every usual day, as of 7 operations in four weeks',
          facts: { operations: ['file.download'] },
        },
      },
    ]);
  });

  test('pages where they are three, and a third of all', () => {
    const narrowed = without(['file.download', 'file.view', 'report.export'], MONDAY);
    expect(foundOn(narrowed, MONDAY + 3)).toMatchObject([
      { day: MONDAY, severity: 'medium', surprise: { facts: { regular: 7 } } },
    ]);
  });

  test('is told of programs where a weekend is as any day, of people after one, and of a feed that comes once a night', () => {
    expect(foundOn(without(['backup'], MONDAY - 2), MONDAY + 1)).toEqual([]);
    expect(foundOn(without(['sync.list'], MONDAY - 2), MONDAY + 1)).toMatchObject([{ day: MONDAY - 2 }]);
    const friday = without(['login'], MONDAY - 3);
    expect(foundOn(friday, MONDAY + 1)).toEqual([]);
    expect(foundOn(friday, MONDAY + 2)).toMatchObject([{ day: MONDAY - 3 }]);
    const nightly = life.filter(([time]) => hourOf(time) % 24 === 2);
    const files = nightly.map(([time], n): Event => [time, n % 2 === 0 ? 'even' : 'odd']);
    const stopped = files.filter(([time, kind]) => kind !== 'odd' || time < at(MONDAY));
    expect(foundOn(stopped, MONDAY + 3)).toMatchObject([{ surprise: { facts: { operations: ['odd'] } } }]);
  });

  test('is told once, in the same words, until it comes again or is how the feed lives', () => {
    const lives = [without(['login'], MONDAY), without(['login'], MONDAY, MONDAY + 9)];
    for (const [nth, events] of lives.entries()) {
      let told: Told[] = [];
      const said = new Set<string>();
      for (let days = 3; days < 34; days++) {
        const today = MONDAY + days;
        const found = foundOn(events, today, told);
        for (const { day } of told) expect(found.map((one) => one.day)).toContain(day);
        expect(
          found.some(({ lasts }) => lasts === true),
          `${nth} ${days}`,
        ).toBe(days <= (nth === 0 ? 20 : 9));
        for (const { day, surprise } of found) said.add(JSON.stringify([day, surprise]));
        const kept = found.filter(({ lasts, lastTime }) => lasts || dayOf(lastTime) >= today - JUDGED_DAYS);
        told = kept.map(({ matter, day }) => ({ matter, day }));
      }
      expect(said.size).toBe(1);
    }
  });

  test('is none where the company is closed, the feed silent or young, or the owner lets it pause', () => {
    const programs = new Set<string>([...PROGRAMS, 'backup']);
    const mostly = life.filter(([, kind]) => !programs.has(kind) || kind === 'backup');
    expect(
      foundOn(
        mostly.filter(([time, kind]) => kind === 'backup' || time < at(MONDAY)),
        MONDAY + 4,
      ),
    ).toEqual([]);
    expect(
      foundOn(
        life.filter(([time]) => time < at(MONDAY)),
        MONDAY + 4,
      ),
    ).toEqual([]);
    const young = without(['login'], MONDAY).filter(([time]) => time >= at(MONDAY - 21));
    expect(foundOn(young, MONDAY + 4)).toEqual([]);
    const past = pastOf(without(['login'], MONDAY).filter(([time]) => time < at(MONDAY + 4)));
    const stated = (silentHours: number) =>
      mattersOf({ past, nowMs: at(MONDAY + 4, 1), silentHours }).filter(({ matter }) => matter === 'stopped');
    expect(stated(72)).toHaveLength(1);
    expect(stated(96)).toEqual([]);
  });

  test('pages nobody where a company is closed and its programs go on, until people are back', () => {
    const people = Object.keys(PEOPLE);
    const severities = (events: readonly Event[], days: number) =>
      foundOn(events, MONDAY + days, [{ matter: 'stopped', day: MONDAY }]).map(({ severity }) => severity);
    const closed = without(people, MONDAY, MONDAY + 14);
    for (const days of [3, 5, 9, 14, 17])
      expect(severities(closed, days), `${days}`).toEqual(['informational']);
    const views = ['file.view', 'file.download', 'report.export'];
    const narrowed = closed.filter(([time, kind]) => !views.includes(kind) || time < at(MONDAY));
    expect(severities(narrowed, 16)).toEqual(['informational']);
    expect(severities(narrowed, 17)).toEqual(['medium']);
    expect(severities(without(PROGRAMS, MONDAY), 4)).toEqual(['medium']);
  });

  test('is told of people after days off, which are no days without it, and not where there were too many', () => {
    const people = Object.keys(PEOPLE);
    const found = (...off: readonly number[]) => {
      const closed = (time: number) => off.some((day) => dayOf(time) === MONDAY - day);
      const events = without(['file.download'], MONDAY);
      return foundOn(
        events.filter(([time, kind]) => !people.includes(kind) || !closed(time)),
        MONDAY + 3,
      ).length;
    };
    expect([found(), found(10), found(10, 7), found(14, 7), found(20, 19, 18, 17), found(3)]).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
    expect(found(21, 20, 19, 18, 17, 14, 13, 12, 11, 10)).toBe(0);
  });

  test('is nothing that is known of what somebody does a few times a day, or not every day', () => {
    const rare = (hours: readonly number[], days: (day: number) => boolean) =>
      Array.from({ length: LEARNT_DAYS }, (_, day) => START_DAY + day)
        .filter((day) => (day - START_DAY) % 7 < 5 && days(day))
        .flatMap((day) => hours.map((hour): Event => [at(day, hour), 'audit.read']));
    const found = (events: readonly Event[]) => foundOn([...life, ...events], MONDAY + 4);
    expect(found(rare([9, 13, 16], () => true))).toEqual([]);
    expect(found(rare([9, 10, 13, 16], () => true))).toHaveLength(1);
    expect(found(rare([9, 10, 13, 16], (day) => day % 7 !== 5 || day < MONDAY - 10))).toHaveLength(1);
    expect(found(rare([9, 10, 13, 16], (day) => day % 4 !== 0))).toEqual([]);
  });

  test('is not said of what an hour with too many operations may have left out', () => {
    const crowd = (hour: number, size: number) =>
      Array.from(
        { length: 4 * size },
        (_, n): Event => [at(MONDAY + Math.floor(n / size), hour), `flood ${n % size}`],
      );
    const kinds = [...Object.keys(PEOPLE), ...PROGRAMS];
    const untold = (events: readonly Event[]) =>
      kinds.filter((kind) => foundOn([...without([kind], MONDAY), ...events], MONDAY + 4).length === 0);
    const least = untold(crowd(12, 120));
    const most = untold(crowd(12, 300));
    expect(most.length).toBeGreaterThan(least.length);
    // Of several such hours the fullest tells least.
    for (const [one, other] of [
      [11, 13],
      [13, 11],
    ] as const)
      expect(untold([...crowd(one, 300), ...crowd(other, 120)])).toEqual(most);
    // By hash some were kept, and of these it is known.
    expect(least.length).toBeGreaterThan(0);
    expect(least.length).toBeLessThan(kinds.length);
    expect(kinds.filter((kind) => foundOn(without([kind], MONDAY), MONDAY + 4).length === 0)).toEqual([]);
  });

  test('is said by mistake of hardly any feed that lives as it does', () => {
    const months = 30;
    const found = Array.from({ length: months }, (_, seed) => {
      const events = lifeOf(LEARNT_DAYS + 30, `mistake ${seed}`);
      return stoppedIn(pastOf(events), MONDAY + 30, MONDAY);
    }).flat();
    console.log(`kinds that stopped by mistake: ${found.length} in ${months} months of 8 kinds each`);
    expect(found.length).toBeLessThanOrEqual(1);
  });
});
