import { describe, expect, test } from 'vitest';
import { apartOf } from '../shared/apart.ts';
import { assess } from '../shared/assess.ts';
import { NO_CONTEXT } from '../shared/context.ts';
import { subjectOf } from '../shared/profile/subject.ts';
import type { Reading } from '../shared/reading.ts';
import { nounsOf } from '../shared/vendors/nouns.ts';
import { at, FIRST_DAY, lifeOf, reading } from './fixtures/readings.ts';

const DAYS = 45;
const FILES = { ...NO_CONTEXT, counts: 'objects', nouns: nounsOf('google-workspace') } as const;
const exported = (day: number, hour: number, parts: Partial<Reading>): Reading =>
  reading({ time: at(day, hour), eventId: `${day} ${hour} ${JSON.stringify(parts)}`, ...parts });
/** A hundred records of every day at ten, and what else there is; judged when so many more days are known. */
const judged = (others: readonly Reading[], context = NO_CONTEXT, later = 0) => {
  const profile = lifeOf(
    Array.from({ length: DAYS + 1 + later }, (_, day) => [
      exported(day, 10, { records: 100 }),
      ...others.filter(({ time }) => Math.floor((time - at(0, 0)) / 86_400_000) === day),
    ]),
  );
  const subject = subjectOf(profile, FIRST_DAY + DAYS, context);
  return { score: assess(subject).score, apart: apartOf(profile, subject) };
};
const copied = (day: number, records = 60_000) => exported(day, 1, { app: 'Backup', records });

describe('a day without what a new application took', () => {
  test('is as quiet as any, where that was all that was unusual', () => {
    const { score, apart } = judged([copied(DAYS)]);
    expect(score).toBeGreaterThan(3);
    expect(apart).toMatchObject({ app: 'Backup' });
    expect(apart?.score).toBeLessThan(1.5);
    expect(judged([]).apart).toBeUndefined();
    const unsized = Array.from({ length: 60 }, (_, i) =>
      exported(DAYS, 1, { app: 'Backup', records: null, client: `${i}` }),
    );
    const withSized = judged([copied(DAYS, 1), ...unsized]);
    expect(withSized.score).toBeGreaterThan(3);
    expect(withSized.apart?.score).toBeLessThan(1.5);
  });

  test('tells the networks of its own by which most of it left, also on later days of them', () => {
    const stolen = copied(DAYS, 60_000);
    const by = (network: string, parts: Partial<Reading> = {}) => ({ ...stolen, network, ...parts });
    const networks = (all: readonly Reading[], popularity = 0) =>
      judged(all, { ...NO_CONTEXT, popularity: () => popularity }).apart?.networks;
    const quiet = [6, 5, 4, 3, 2, 1].map((ago) =>
      exported(DAYS - ago, 9, { kind: 'logon', records: null, network: 'AS64999' }),
    );
    expect(networks([by('AS64999')])).toEqual(['AS64999']);
    expect(networks([...quiet, by('AS64999')])).toEqual(['AS64999']);
    expect(networks([by('AS64999')], 0.04)).toEqual(['AS64999']);
    expect(networks([by('AS64999')], 0.05)).toBeUndefined();
    expect(networks([stolen])).toBeUndefined();
    const used = [20, 19, 18].map((ago) => exported(DAYS - ago, 9, { records: 1, network: 'AS64999' }));
    expect(networks([...used.slice(1), by('AS64999')])).toEqual(['AS64999']);
    expect(networks([...used, by('AS64999')])).toBeUndefined();
    // Nor one that was beside it, in other hours or by little.
    expect(networks([stolen, exported(DAYS, 14, { records: 500, network: 'AS64999' })])).toBeUndefined();
    expect(networks([stolen, exported(DAYS, 1, { records: 100, network: 'AS64999' })])).toBeUndefined();
    const some = Array.from({ length: 20 }, (_, i) =>
      exported(DAYS, 1 + (i % 5), { app: 'Backup', records: 50 + i, network: `AS${64_900 + i}` }),
    );
    expect(networks(some)).toHaveLength(8);
    expect(networks(some)?.[0]).toBe('AS64919');
  });

  test('knows nothing of the things that it went through', () => {
    const crawled = Array.from({ length: 400 }, (_, i) =>
      exported(DAYS, 1, { app: 'Backup', kind: 'read', records: 3, datasets: [`report:${i}`] }),
    );
    const { score, apart } = judged(crawled);
    expect(score).toBeGreaterThan(3);
    expect(apart?.score).toBeLessThan(1.5);
  });

  test('is as loud as a theft beside it, in another hour or in the same one', () => {
    const stolen = { records: 6500, network: 'AS64999', client: 'curl' };
    const alone = judged([exported(DAYS, 3, stolen)]).score;
    expect(alone).toBeGreaterThan(4);
    expect(judged([copied(DAYS), exported(DAYS, 3, stolen)]).apart?.score).toBeGreaterThan(4);
    expect(judged([copied(DAYS), exported(DAYS, 1, stolen)]).apart?.score).toBeGreaterThan(4);
  });

  test('hides no more than ten files of a day in all of its hours', () => {
    const backup = [1, 2].map((hour) =>
      exported(DAYS, hour, { app: 'Backup', records: null, bytes: 90_000_000 }),
    );
    const files = (count: number) =>
      [1, 2].flatMap((hour) =>
        Array.from({ length: count }, (_, i) =>
          exported(DAYS, hour, { records: 1, datasets: [`document:${i}`], network: 'AS64999' }),
        ),
      );
    expect(judged([...backup, ...files(5)], FILES).apart).toBeDefined();
    expect(judged([...backup, ...files(6)], FILES).apart).toBeUndefined();
    const loud = judged([...backup, ...files(90)], FILES);
    expect(loud.apart?.score ?? loud.score).toBeGreaterThan(loud.score - 4);
  });

  test('hides no files without a size behind one with a size', () => {
    const backup = exported(DAYS, 1, { app: 'Backup', records: null, bytes: 200_000_000 });
    const files = Array.from({ length: 3000 }, (_, i) =>
      exported(DAYS, 1, { records: 1, datasets: [`document:${i}`], network: 'AS64999' }),
    );
    const { score, apart } = judged([backup, ...files], FILES);
    expect(apart?.score).toBeGreaterThan(score - 4);
    expect(judged([backup], FILES).apart?.score).toBeLessThan(1.5);
  });

  test('hides no shares with outsiders, which carry nothing', () => {
    const shared = (hour: number) =>
      Array.from({ length: 100 }, (_, i) =>
        exported(DAYS, hour, { kind: 'share', records: null, outside: true, datasets: [`report:${i}`] }),
      );
    expect(judged([copied(DAYS), ...shared(1)]).apart?.score).toBeGreaterThan(4);
    expect(judged([copied(DAYS), ...shared(3)]).apart?.score).toBeGreaterThan(4);
  });

  test('still remembers what was stolen the day before without it', () => {
    const { apart } = judged([exported(DAYS - 1, 3, { records: 600_000, network: 'AS64999' }), copied(DAYS)]);
    const quiet = judged([copied(DAYS)]).apart;
    expect(apart?.score).toBeGreaterThan((quiet?.score ?? 0) + 0.5);
  });

  test('still counts what was taken on the days of the week before on which the application was not there', () => {
    const drip = [1, 2, 3, 4, 5, 6].map((ago) => exported(DAYS - ago, 10, { records: 900 }));
    const dripping = judged([...drip, exported(DAYS, 11, { records: 800 })]).score;
    expect(dripping).toBeGreaterThan(1);
    const beside = judged([...drip, exported(DAYS, 11, { records: 800 }), copied(DAYS)]).apart;
    expect(beside?.score).toBeCloseTo(dripping, 1);
  });

  test('leaves out the application that took most, and none that only signed in', () => {
    const of = (hour: number, app: string, records: number) => exported(DAYS, hour, { app, records });
    const apps = (...taken: readonly [string, number][]) =>
      judged(taken.map(([app, records], i) => of(i + 1, app, records))).apart?.app;
    expect(apps(['Backup', 9000], ['Notes', 60_000], ['Mail', 8000])).toBe('Notes');
    expect(apps(['Backup', 60_000], ['Notes', 9000])).toBe('Backup');
    const signedIn = exported(DAYS, 1, { app: 'Backup', kind: 'logon', records: null });
    expect(judged([signedIn, exported(DAYS, 3, { records: 6500 })]).apart).toBeUndefined();
  });

  test('counts what others took only in the hours of the application, up to a hundred records', () => {
    const beside = (hour: number, records: number) => exported(DAYS, hour, { records });
    expect(judged([copied(DAYS), beside(1, 100)]).apart?.score).toBeLessThan(1.5);
    expect(judged([copied(DAYS), beside(3, 60), beside(4, 60)]).apart).toBeDefined();
    const { apart } = judged([copied(DAYS), beside(1, 101)]);
    // The hour is not its own, so nothing of it is left out.
    expect(apart?.score).toBeGreaterThan(3);
  });

  test('is the same whether the days before it can still change or not', () => {
    const life = [copied(DAYS), ...[1, 2, 3, 4, 5, 6].map((ago) => copied(DAYS - ago, 600))];
    const { apart } = judged(life);
    // What was said of the day before, and nothing of what was copied on it or on any other.
    expect(apart?.score).toBeLessThan(0.3);
    for (const later of [1, 4, 7]) expect(judged(life, NO_CONTEXT, later).apart).toEqual(apart);
  });

  test('is as quiet where the application has copied for days', () => {
    for (const ago of [1, 3, 6]) {
      const days = Array.from({ length: ago }, (_, i) => copied(DAYS - 1 - i));
      expect(judged([...days, copied(DAYS)]).apart?.score).toBeLessThan(1.5);
    }
  });

  test('knows no application that the account has long used', () => {
    const used = Array.from({ length: 20 }, (_, day) => copied(day + 10, 10));
    expect(judged([...used, copied(DAYS)]).apart).toBeUndefined();
    expect(judged([...used.slice(0, 7), copied(DAYS)]).apart).toBeUndefined();
    expect(judged([...used.slice(0, 6), copied(DAYS)]).apart).toBeDefined();
  });
});
