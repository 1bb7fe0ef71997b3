import { describe, expect, test } from 'vitest';
import { EMPTY_HOUR, enterFacts, type FeedFact, SLOT_MS } from '../../shared/feeds/hour.ts';
import { JUDGED_DAYS, mattersOf } from '../../shared/feeds/matters.ts';
import { EMPTY_PAST, fold, type Past, type Told } from '../../shared/feeds/past.ts';
import { silencesOf } from '../../shared/feeds/pauses.ts';
import { tricklesOf } from '../../shared/feeds/trickle.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '../../shared/time.ts';
import { lifeOf, RHYTHMS, START_MS } from './rhythms.ts';

const LEARNT_DAYS = 56;
const START_DAY = dayOf(START_MS);
const MONDAY = START_DAY + LEARNT_DAYS;
const at = (day: number, hour = 0) => day * DAY_MS + hour * HOUR_MS;
const people = lifeOf('business hours', LEARNT_DAYS, 'two');
/** From then on one event a day, at three in the morning: a sign-in that was refused. */
const strangled = (days: number, from = MONDAY) => [
  ...people.filter((time) => time < at(from)),
  ...Array.from({ length: days }, (_, day) => at(from + day, 3)),
];
const foundOn = (times: readonly number[], today: number) => tricklesOf(times, today, today - 8);

function pastOf(times: readonly number[]): Past {
  const byHour = Map.groupBy(times, (time) => hourOf(time));
  const facts = (all: readonly number[]) =>
    all.map((time): FeedFact => ({ kind: 'event', arrivedMs: time, hash: time % 2 ** 32, time, names: [] }));
  return fold(
    EMPTY_PAST,
    new Map([...byHour].map(([hour, all]) => [hour, enterFacts(EMPTY_HOUR, facts(all))])),
  );
}

describe('a feed that brings next to nothing', () => {
  test('is told after three usually busy days, where it is silent by none of its pauses', () => {
    const times = strangled(4);
    expect(silencesOf(times, at(MONDAY + 4), at(MONDAY))).toEqual([]);
    expect(foundOn(times, MONDAY + 2)).toEqual([]);
    expect(foundOn(times, MONDAY + 3)).toMatchObject([{ fromDay: MONDAY, lasts: true, slots: 3 }]);
  });

  test('pages, and says the same for as long as it lasts and after', () => {
    const [first] = mattersOf({ past: pastOf(strangled(3)), nowMs: at(MONDAY + 3, 1) });
    expect(first).toMatchObject({
      matter: 'trickle',
      day: MONDAY,
      detector: { title: 'A feed brings next to nothing' },
      severity: 'medium',
      lasts: true,
      surprise: {
        observed: 'events in 3 stretches of five minutes, on 3 usually busy days from 2026-03-02 on',
      },
    });
    const later = mattersOf({ past: pastOf(strangled(7)), nowMs: at(MONDAY + 7, 1) });
    expect(later).toMatchObject([{ day: MONDAY, surprise: first?.surprise ?? {} }]);
    const week = people.filter((time) => time < at(START_DAY + 7)).map((time) => time + LEARNT_DAYS * DAY_MS);
    const resumed = [...strangled(3), ...week.filter((time) => time >= at(MONDAY + 3))];
    expect(foundOn(resumed, MONDAY + 6)).toEqual([
      expect.objectContaining({ fromDay: MONDAY, throughDay: MONDAY + 2, lasts: false }),
    ]);
  });

  test('goes on over a weekend, which tells nothing', () => {
    const thursday = MONDAY - 4;
    expect(foundOn(strangled(4, thursday), thursday + 4)).toEqual([]);
    expect(foundOn(strangled(5, thursday), thursday + 5)).toMatchObject([{ fromDay: thursday, slots: 3 }]);
  });

  test('is a silence, and nothing besides, where a day of the first has nothing at all', () => {
    const found = (empty: number) => {
      const times = strangled(4).filter((time) => dayOf(time) !== MONDAY + empty);
      const matters = mattersOf({ past: pastOf(times), nowMs: at(MONDAY + 4, 1) });
      return matters.map(({ matter, day }) => `${matter} ${day - MONDAY}`);
    };
    expect(found(1)).toEqual(['silence 0', 'gap 0']);
    expect(found(0)).toEqual(['trickle 1']);
  });

  test('is told where every other day has nothing at all, between an evening and a morning', () => {
    const times = [...people, ...[0, 2, 4].flatMap((day) => [at(MONDAY + day, 8), at(MONDAY + day, 17)])];
    expect(silencesOf(times, at(MONDAY + 5), at(MONDAY))).toEqual([]);
    // On a day on which nothing has come yet it may still become a silence.
    expect(foundOn(times, MONDAY + 2)).toEqual([]);
    const matters = mattersOf({ past: pastOf(times), nowMs: at(MONDAY + 5, 1) });
    expect(matters.filter(({ matter }) => matter === 'trickle')).toMatchObject([{ day: MONDAY }]);
  });

  test('is told once, in the same words, and is how the feed lives after three weeks', () => {
    let told: Told[] = [];
    const said = new Set<string>();
    for (let days = 3; days < 60; days++) {
      const today = MONDAY + days;
      const situation = { past: { ...pastOf(strangled(days)), told }, nowMs: at(today, 1) };
      const found = mattersOf(situation).filter(({ matter }) => matter === 'trickle');
      // Who was told of it hears of no end before it is too old to be asked about.
      for (const { day } of told) expect(found.map((one) => one.day)).toContain(day);
      expect(
        found.some(({ lasts }) => lasts === true),
        `${days}`,
      ).toBe(days <= 20);
      for (const { day, surprise } of found) said.add(JSON.stringify([day, surprise]));
      const kept = found.filter(({ lasts, lastTime }) => lasts || dayOf(lastTime) >= today - JUDGED_DAYS);
      told = kept.map(({ matter, day }) => ({ matter, day })).filter(({ day }) => day >= MONDAY);
    }
    expect(said.size).toBe(1);
  });

  test('is none on a holiday of two days, with a tenth of what is usual, nor without anything at all', () => {
    expect(foundOn(strangled(2), MONDAY + 3).filter(({ slots }) => slots > 2)).toEqual([]);
    const tenth = strangled(0).concat(
      Array.from({ length: 5 * 6 }, (_, n) => at(MONDAY + Math.floor(n / 6), 9) + (n % 6) * SLOT_MS),
    );
    expect(foundOn(tenth, MONDAY + 5)).toEqual([]);
    expect(foundOn(people, MONDAY + 5)).toEqual([]);
  });

  test('begins on a busy day, and ends after weeks as after days', () => {
    const saturday = MONDAY - 2;
    expect(foundOn(strangled(5, saturday), MONDAY + 3)).toMatchObject([{ fromDay: MONDAY }]);
    const later = people.map((time) => time + LEARNT_DAYS * DAY_MS).filter((time) => time >= at(MONDAY + 16));
    const found = tricklesOf([...strangled(16), ...later], MONDAY + 18, MONDAY);
    expect(found).toEqual([expect.objectContaining({ fromDay: MONDAY, lasts: false })]);
  });

  test('is nothing that is known of a feed with fifteen stretches a day', () => {
    const thin = (least: number) =>
      people.filter((time, at) => dayOf(time) !== dayOf(people[at - least] ?? 0));
    const after = [0, 1, 2, 3].map((day) => at(MONDAY + day, 3));
    expect(foundOn([...thin(15), ...after], MONDAY + 4)).toEqual([]);
    expect(foundOn([...thin(25), ...after], MONDAY + 4)).toHaveLength(1);
  });

  test('is nothing that is known of a young feed, or of one that comes in a few files a day', () => {
    const young = strangled(5).filter((time) => time >= at(MONDAY - 14));
    expect(foundOn(young, MONDAY + 5)).toEqual([]);
    const nightly = lifeOf('nightly', LEARNT_DAYS, 'one');
    expect(foundOn([...nightly, at(MONDAY, 3)], MONDAY + 5)).toEqual([]);
  });

  test('is told after as many days more where the owner has said what pauses the feed may have', () => {
    const found = (days: number, silentHours: number) =>
      mattersOf({ past: pastOf(strangled(days)), nowMs: at(MONDAY + days, 1), silentHours });
    expect(found(3, 71)).toHaveLength(1);
    expect(found(3, 72)).toEqual([]);
    expect(found(3, 80)).toEqual([]);
    expect(found(4, 80)).toMatchObject([{ matter: 'trickle', day: MONDAY }]);
  });

  test('is never told by mistake of feeds that live as they do', () => {
    for (const rhythm of RHYTHMS)
      for (let seed = 0; seed < 20; seed++) {
        const times = lifeOf(rhythm, 146, String(seed));
        expect(tricklesOf(times, START_DAY + 146, MONDAY), `${rhythm} ${seed}`).toEqual([]);
      }
  });
});
