import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actorWeeks,
  type CountedDay,
  countedWith,
  falseIncidents,
  lineFor,
  pagedDays,
  silencedDays,
  withLines,
} from '../../shared/calibration/lines.ts';
import { rateInterval } from '../../shared/calibration/rate.ts';
import { DEFAULT_SETTINGS, type Size } from '../../shared/settings.ts';
import { ROUND_SETTINGS } from '../fixtures/settings.ts';

const day = (entity: number, at: number, score: number, size: Size = 'ordinary', amount = 0): CountedDay => ({
  entity: `actor/okta/default/${entity}`,
  actor: 'person',
  day: at,
  score,
  size,
  amount,
});

/** So many accounts of one day each: as many actor-weeks. */
const accounts = (count: number, scoreOf: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => day(i, 7, scoreOf(i)));

/** A tenth as many accounts with every further decade. */
const exponential = (count: number) => accounts(count, (i) => Math.log10(count / (i + 0.5)));

describe('days that a line silences', () => {
  test('are those too that a young account or a quiet organisation had paged from a lower score on', () => {
    const now = { ...ROUND_SETTINGS, pageScore: 6, quietHeadStart: 1.5 };
    const days = [0, 1, 1.5].map((headStart, entity) => ({ ...day(entity, 12, 4.9), headStart }));
    const paged = pagedDays(days, now);
    expect(paged.map(({ entity, line }) => [entity.at(-1), line])).toEqual([['2', 4.5]]);
    const drawn = pagedDays(days, { ...now, quietHeadStart: 0 });
    expect(drawn).toEqual([]);
    expect(silencedDays(paged, drawn)).toEqual(paged);
  });

  test('are those that paged before and of whose incident nothing does any more, worst first', () => {
    const days = [day(1, 0, 6.5), day(2, 0, 7), day(3, 0, 12), day(4, 0, 6.5), day(4, 3, 12), day(4, 30, 8)];
    const raised = withLines(ROUND_SETTINGS, { person: 10 });
    const silenced = silencedDays(pagedDays(days, ROUND_SETTINGS), pagedDays(days, raised));
    expect(silenced.map(({ entity, day: at, line }) => [entity.at(-1), at, line])).toEqual([
      ['4', 30, ROUND_SETTINGS.pageScore],
      ['2', 0, ROUND_SETTINGS.pageScore],
      ['1', 0, ROUND_SETTINGS.pageScore],
    ]);
    expect(silencedDays(pagedDays(days, raised), pagedDays(days, ROUND_SETTINGS))).toEqual([]);
  });

  test.each([
    [3, true],
    [4, false],
    [16, false],
    [17, true],
  ])(
    'belong to the incident of a page within a week of them: one of the 10th and day %i',
    (other, isSilenced) => {
      const paged = pagedDays([day(1, 10, 12)], ROUND_SETTINGS);
      expect(silencedDays(paged, [day(1, other, 12), day(2, 10, 12)])).toHaveLength(isSilenced ? 1 : 0);
    },
  );
});

describe('false incidents', () => {
  test('are counted as production pages: once a week, and again when clearly worse', () => {
    const scores = [6.5, 6.9, 7, 9.6, 6.5];
    const week = scores.map((score, i) => day(1, i, score));
    expect(falseIncidents(week, ROUND_SETTINGS)).toBe(2);
    expect(falseIncidents([...week, day(1, 12, 6.5)], ROUND_SETTINGS)).toBe(3);
    expect(falseIncidents([...week, day(2, 3, 6.5)], ROUND_SETTINGS)).toBe(3);
  });

  test('are counted again of far more than was told of an incident', () => {
    const week = [40, 999, 1000, 9999, 10_000].map((amount, i) => day(1, i, 6.5, 'ordinary', amount));
    expect(falseIncidents(week.slice(0, 2), ROUND_SETTINGS)).toBe(1);
    expect(falseIncidents(week, ROUND_SETTINGS)).toBe(3);
  });

  test('come from a lower line on where the amount is large, or may be', () => {
    expect(falseIncidents([day(1, 1, 4.1)], ROUND_SETTINGS)).toBe(0);
    for (const size of ['large', 'unknown'] as const) {
      expect(falseIncidents([day(1, 1, 4.1, size)], ROUND_SETTINGS)).toBe(1);
      expect(falseIncidents([day(1, 1, 3.9, size)], ROUND_SETTINGS)).toBe(0);
    }
  });
});

describe('a page line', () => {
  test('is the lowest that keeps to the budget in a history that is long enough', () => {
    for (const budget of [0.5, 1, 2]) {
      const days = exponential(8000);
      const line = lineFor(days, 'person', budget, ROUND_SETTINGS);
      const at = (pageScore: number) =>
        falseIncidents(days, withLines(ROUND_SETTINGS, { person: pageScore }));
      expect(line.weeks).toBe(8000);
      expect(at(line.pageScore)).toBe(line.incidents.length);
      expect((line.incidents.length / 8000) * 1000).toBeLessThanOrEqual(budget);
      expect((at(line.pageScore - 0.1) / 8000) * 1000).toBeGreaterThan(budget);
      expect(line.rate).toEqual(rateInterval(line.incidents.length, 8000));
      expect(line.surePageScore).toBeGreaterThanOrEqual(line.pageScore);
    }
  });

  test('names the days that count above it, worst first', () => {
    const { incidents, pageScore } = lineFor(exponential(8000), 'person', 1, ROUND_SETTINGS);
    expect(incidents[0]).toMatchObject({ entity: 'actor/okta/default/0', day: 7 });
    const scores = incidents.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(pageScore);
  });

  test('names from which line on each of them counts: large and unknown amounts from a lower one', () => {
    const days = [
      ...exponential(8000),
      ...(['unknown', 'large'] as const).map((size, at) => day(9000 + at, 7, 5, size)),
    ];
    const { incidents, pageScore } = lineFor(days, 'person', 1.2, ROUND_SETTINGS);
    expect(pageScore).toBeGreaterThan(2.5);
    const lines = Map.groupBy(incidents, ({ size }) => size);
    const gap = ROUND_SETTINGS.pageScore - ROUND_SETTINGS.largeExposurePageScore;
    for (const [size, own] of lines)
      for (const { line, score } of own) {
        expect(line).toBeCloseTo(Math.max(2.5, size === 'ordinary' ? pageScore : pageScore - gap), 9);
        expect(score).toBeGreaterThanOrEqual(line);
      }
    expect([...lines.keys()].sort()).toEqual(['large', 'ordinary', 'unknown']);
  });

  test('counts what is told by the lines of both kinds: large amounts have one in common', () => {
    const days = [...exponential(8000), day(9000, 7, 2.8, 'large')];
    const own = lineFor(days, 'person', 1.2, ROUND_SETTINGS);
    const joint = withLines(ROUND_SETTINGS, { person: own.pageScore, service: 30 });
    const counted = countedWith(joint, days, own);
    const large = (line: typeof own) => line.incidents.filter(({ size }) => size === 'large');
    expect(large(own)).toHaveLength(1);
    expect(large(counted)).toEqual([]);
    expect(counted.rate.rate).toBeLessThan(own.rate.rate);
    expect({ ...counted, incidents: [], rate: 0 }).toEqual({ ...own, incidents: [], rate: 0 });
  });

  test('is never below what is recorded at all', () => {
    const line = lineFor(exponential(8000), 'person', 100, ROUND_SETTINGS);
    expect(line.pageScore).toBe(ROUND_SETTINGS.reviewScore);
  });

  test('is the shipped one without any history, and a decade lower for ten times the budget', () => {
    const shipped = DEFAULT_SETTINGS.pageScore;
    expect(lineFor([], 'person', 1, DEFAULT_SETTINGS)).toMatchObject({ pageScore: shipped, weeks: 0 });
    expect(lineFor([], 'person', 10, DEFAULT_SETTINGS).pageScore).toBeCloseTo(shipped - 1);
    expect(lineFor([], 'service', 0.1, DEFAULT_SETTINGS).pageScore).toBeCloseTo(
      DEFAULT_SETTINGS.service.pageScore + 1,
    );
  });

  test('is sure of nothing where even no incident would prove nothing', () => {
    expect(
      lineFor(
        accounts(500, () => 0),
        'person',
        1,
        ROUND_SETTINGS,
      ).surePageScore,
    ).toBeUndefined();
    expect(
      lineFor(
        accounts(4000, () => 0),
        'person',
        1,
        ROUND_SETTINGS,
      ).surePageScore,
    ).toBeDefined();
  });

  test('never falls as the history gets louder or the budget smaller', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(40), fc.nat(60), fc.double({ min: 0, max: 12, noNaN: true })), {
          maxLength: 80,
        }),
        fc.double({ min: 0.2, max: 20, noNaN: true }),
        (drafts, budget) => {
          const days = drafts.map(([entity, at, score]) => day(entity, at, score));
          const extra = Array.from({ length: 60 }, (_, i) => day(1000 + i, 3, 11));
          const line = (some: readonly CountedDay[], of: number) =>
            lineFor(some, 'person', of, ROUND_SETTINGS).pageScore;
          expect(line([...days, ...extra], budget)).toBeGreaterThanOrEqual(line(days, budget));
          expect(line(days, budget / 2)).toBeGreaterThanOrEqual(line(days, budget));
        },
      ),
      { numRuns: 15 },
    );
  });

  test('moves the lines above it along, and that of large amounts', () => {
    const moved = withLines(ROUND_SETTINGS, { person: 5, service: 7 });
    const { pageScore, highScore, criticalScore } = ROUND_SETTINGS;
    expect(moved.highScore - moved.pageScore).toBeCloseTo(highScore - pageScore);
    expect(moved.service.criticalScore).toBeCloseTo(7 + criticalScore - pageScore);
    expect(moved.largeExposurePageScore).toBe(5);
  });

  test('keeps the decades between it and the line of large amounts, which stays over the review line', () => {
    const largeAt = (lines: Parameters<typeof withLines>[1], settings = DEFAULT_SETTINGS) =>
      withLines(settings, lines).largeExposurePageScore;
    expect(largeAt({ person: 9 })).toBe(8);
    expect(largeAt({ service: 4.5 })).toBe(3.5);
    expect(largeAt({ person: 4, service: 9 })).toBe(8);
    expect(largeAt({ person: 3.5 })).toBe(DEFAULT_SETTINGS.reviewScore);
    expect(largeAt({ person: 2 })).toBe(2);
    expect(
      largeAt({ service: 8 }, { ...DEFAULT_SETTINGS, pageScore: 5.5, largeExposurePageScore: 4.5 }),
    ).toBe(6.5);
    // Switched off it stays off: nothing pages below the page line.
    expect(largeAt({ person: 9 }, { ...DEFAULT_SETTINGS, largeExposurePageScore: 99 })).toBe(9);
  });

  test('leaves lines that rise, whatever it is set to', () => {
    const line = fc.integer({ min: 1, max: 400 }).map((n) => n / 10);
    fc.assert(
      fc.property(line, line, fc.integer({ min: 0, max: 990 }), (person, service, large) => {
        const settings = { ...DEFAULT_SETTINGS, largeExposurePageScore: large / 10 };
        const moved = withLines(settings, { person, service });
        for (const { reviewScore, pageScore, highScore, criticalScore } of [moved, moved.service]) {
          const rising = [reviewScore, pageScore, highScore, criticalScore];
          expect(rising).toEqual(rising.toSorted((a, b) => a - b));
          expect(moved.largeExposurePageScore).toBeGreaterThanOrEqual(reviewScore);
        }
        expect(moved.largeExposurePageScore).toBeLessThanOrEqual(Math.max(person, service));
      }),
    );
  });

  test('leaves no head start: lines that are fitted to a history know how quiet it is', () => {
    expect(withLines(DEFAULT_SETTINGS, { person: 5 }).quietHeadStart).toBe(0);
  });
});

test('weeks are of accounts, each as often as it did anything in seven days, and none of addresses', () => {
  const [week, next] = [7 * 2900, 7 * 2901];
  const on = (entity: string, ...days: readonly number[]) => days.map((day) => ({ entity, day }));
  expect(actorWeeks([])).toBe(0);
  expect(actorWeeks(on('actor/okta/default/00u1', week, week + 6))).toBe(1);
  expect(actorWeeks(on('actor/okta/default/00u1', week + 6, next))).toBe(2);
  const both = [...on('actor/okta/default/00u1', week), ...on('actor/okta/default/00u2', week)];
  expect(actorWeeks([...both, ...both, ...on('address/okta/default/192.0.2.7', week)])).toBe(2);
});
