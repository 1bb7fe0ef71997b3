import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacity } from '../../shared/detectors/capacity.ts';
import { peersOf } from '../../shared/detectors/peers.ts';
import type { Day } from '../../shared/profile/day.ts';
import type { Step } from '../../shared/profile/steps.ts';
import { type Subject, subjectOf } from '../../shared/profile/subject.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { idleDay, NOBODY, NONE, TODAY } from '../fixtures/subjects.ts';
import { drip, life, usual } from './drips.ts';

const assessed = (days: number, records: (day: number) => number) =>
  capacity.assess(subjectOf(life(days, records), FIRST_DAY + days - 1));

describe('four weeks of capacity', () => {
  test('fires when four weeks hold several times the four before', () => {
    const [signal] = assessed(80, drip(52, 8));
    expect(signal).toMatchObject({
      observed: expect.stringMatching(/^[\d,]+ records in 28 d, not counting \d+ days that paged$/),
      expected: expect.stringMatching(/^about [\d,]+ in 28 d, by the six weeks before them$/),
    });
  });

  test('asks first on which days it was taken: a single one may hold it all', () => {
    expect(capacity.runbook[0]).toContain('on this one alone');
  });

  test('nearly fires on half as much again', () => {
    expect(assessed(80, drip(52, 1.5))).toEqual([]);
  });

  test('knows nothing of an account younger than six weeks', () => {
    expect(assessed(40, drip(20, 8))).toEqual([]);
  });

  test('gives an account with a new role the capacity of a busy peer, and no more', () => {
    const role = reading({
      time: at(55, 6),
      kind: 'privilege',
      records: null,
      part: 'target',
      counterpart: 'x',
    });
    const promoted = (times: number, said: Partial<Day> = {}) => {
      const days = Array.from({ length: 80 }, (_, day) => [
        ...(day === 55 ? [role] : []),
        reading({ time: at(day), records: drip(56, times)(day) }),
      ]);
      const subject = subjectOf(lifeOf(days), FIRST_DAY + 79);
      const past = subject.past.map((one) => (one.day === FIRST_DAY + 55 ? { ...one, ...said } : one));
      return capacity.assess({ ...subject, past });
    };
    expect(assessed(80, drip(56, 4))).toHaveLength(1);
    expect(promoted(4)).toEqual([]);
    expect(promoted(300)).toHaveLength(1);
    // Not where it was a thief who gave it.
    expect(promoted(4, { flagged: true, excluded: true })).toHaveLength(1);
  });

  test('does not tell one day that was taken before weeks could be held against weeks', () => {
    const unpaged = (...taken: readonly number[]) => {
      const subject = subjectOf(
        life(48, (day) => (taken.includes(day) ? 100_000 : usual(day))),
        FIRST_DAY + 47,
      );
      return capacity.assess({ ...subject, past: subject.past.map((one) => ({ ...one, flagged: false })) });
    };
    expect(unpaged(25)).toEqual([]);
    // By then it could be asked, and was.
    expect(unpaged(43)[0]?.observed).toMatch(/ in 28 d$/);
    const [two] = unpaged(25, 30);
    expect(two?.observed).toMatch(/, and of the largest day of its first six weeks no more than was usual$/);
    expect(two?.facts['observed']).toBeLessThan(110_000);
  });

  test('does not tell a theft again that was told, and sees the next one behind it', () => {
    const robbed = (day: number) => (day === 60 ? 100_000 : usual(day));
    const later = (records: (day: number) => number, isTold: boolean) => {
      const subject = subjectOf(life(80, records), FIRST_DAY + 79);
      const past = subject.past.map((one) => ({
        ...one,
        flagged: isTold && [50, 60].includes(one.day - FIRST_DAY),
      }));
      return capacity.assess({ ...subject, past });
    };
    expect(later(robbed, false)).toMatchObject([{ observed: expect.stringMatching(/ records in 28 d$/) }]);
    expect(later(robbed, true)).toEqual([]);
    const taken = (before: (day: number) => number) => (day: number) => (day === 79 ? 30_000 : before(day));
    const [next] = later(taken(robbed), true);
    const [only] = later(taken(usual), false);
    expect(next?.observed).toMatch(/ records in 28 d, not counting 1 day that paged$/);
    expect(next?.decades).toBeCloseTo(only?.decades ?? 0, 0);
  });

  test('knows less of whoever was active on few days: his months are wild', () => {
    const decades = (every: number, times: number) => {
      const days = Array.from({ length: 80 }, (_, day) =>
        (79 - day) % every === 0 ? [reading({ time: at(day), records: drip(52, times)(day) })] : [],
      );
      const [signal] = capacity.assess(subjectOf(lifeOf(days), FIRST_DAY + 79), 0);
      return signal?.decades ?? 0;
    };
    // Eight days of the past, then four weeks of as few, each a thousand times as large.
    expect(decades(5, 1000)).toBeLessThan(6);
    expect(decades(5, 1000)).toBeGreaterThan(3);
    expect(decades(1, 1000)).toBeGreaterThan(9);
    expect(decades(1, 8)).toBeGreaterThan(decades(5, 8));
    // What would be so for any account of its kind is no less so for one of few days.
    expect(decades(5, 1e9)).toBeGreaterThan(12);
  });

  test('is not widened by one huge day before', () => {
    const ahead = (day: number) => (day === 40 ? 1_000_000 : drip(52, 8)(day));
    expect(assessed(80, ahead)).toHaveLength(1);
  });
});

const NEW_ROLE: Step = { kind: 'privilege', byOther: true, hour: 0 };
/** As many records as told, so many days ago; a theft today. */
const aged = (age: number, records: (ago: number) => number, today = 100_000, role = -1): Subject => {
  const days = Array.from({ length: age + 1 }, (_, i) => age - i).map((ago) => ({
    ...idleDay(TODAY - ago),
    totals: { ...NONE, records: ago === 0 ? today : records(ago) },
    steps: ago === role ? [NEW_ROLE] : [],
  }));
  const [last = idleDay(TODAY)] = days.slice(-1);
  const past = days.slice(0, -1).filter(({ totals }) => totals.records > 0);
  return { ...NOBODY, firstDay: TODAY - age, past, today: last };
};
const factsOf = (subject: Subject) => capacity.assess(subject)[0]?.facts;
const steady = () => 100;

describe('what four weeks are held against', () => {
  test('is as many days of the six weeks that end a month ago', () => {
    const more = (when: number) => factsOf(aged(90, (ago) => (ago === when ? 130 : 100)));
    expect(factsOf(aged(90, steady))).toMatchObject({ observed: 102_700, usual: 2800 });
    for (const ago of [72, 30, 28])
      expect(more(ago), `${ago}`).toMatchObject({ observed: 102_700, usual: 2800 });
    for (const ago of [71, 31]) expect(more(ago)?.['usual'], `${ago}`).toBe(2820);
    expect(more(27)).toMatchObject({ observed: 102_730, usual: 2800 });
  });

  test('is reckoned from the first day of an account that is younger', () => {
    expect(factsOf(aged(50, steady))?.['usual']).toBe(2800);
  });

  test('is known after six weeks, from five days on', () => {
    expect(factsOf(aged(41, steady))).toBeUndefined();
    expect(factsOf(aged(42, steady))).toBeDefined();
    const every = (...days: number[]) => aged(90, (ago) => (days.includes(ago) ? 100 : 0));
    expect(factsOf(every(31, 41, 51, 61))).toBeUndefined();
    expect(factsOf(every(31, 41, 51, 61, 71))).toBeDefined();
  });

  test('is that of a busy peer for six weeks after somebody else gave the account a role', () => {
    const usual = (ago: number) => Number(factsOf(aged(90, steady, 1e6, ago))?.['usual']);
    const { mean, variance } = peersOf(NOBODY);
    expect(usual(44)).toBe(Math.round(14 * Math.expm1(mean + Math.sqrt(variance))));
    expect(usual(45)).toBe(2800);
  });

  test('is more surprising to exceed for an account whose days are all alike', () => {
    const decades = (records: (ago: number) => number) => capacity.assess(aged(90, records))[0]?.decades ?? 0;
    expect(decades(steady)).toBeGreaterThan(decades((ago) => (ago % 2 === 0 ? 5 : 195)) + 1);
  });
});

describe('what four weeks say would have been quiet', () => {
  test('is quiet of however wild an account, where a rounded expectation would be worth several records', () => {
    const wild = fc.array(fc.nat(100_000), { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(wild, fc.nat(100), (amounts, free) => {
        const past = amounts.map((records, i) => ({
          ...idleDay(TODAY - 70 + i),
          totals: { ...NONE, records },
        }));
        const today = { ...idleDay(TODAY), totals: { ...NONE, records: 1e9 } };
        const subject: Subject = { ...NOBODY, firstDay: TODAY - 90, past, today };
        const quiet = capacity.quieted(subject, free / 100);
        expect(capacity.assess(quiet, free / 100)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('is quiet, and a little more is not', () => {
    const [signal] = capacity.assess(aged(90, steady));
    const limit = Number(signal?.facts['limit records 24 h']);
    expect(limit).toBeGreaterThan(100);
    expect(signal?.quietIf).toBe(`at most ${limit.toLocaleString('en-US')} records on this day`);
    expect(capacity.assess(aged(90, steady, limit))).toEqual([]);
    expect(capacity.assess(aged(90, steady, limit + 3))).toHaveLength(1);
  });

  test('is nothing where the days before it are too much already', () => {
    const [signal] = capacity.assess(aged(90, (ago) => (ago < 28 ? 5000 : 100)));
    expect(signal?.quietIf).toBe('no data on this day');
  });

  test('of files is not excused by sizes that this day alone tells', () => {
    const files = aged(90, steady, 1000);
    const subject: Subject = {
      ...files,
      context: { ...files.context, counts: 'objects' },
      today: { ...files.today, totals: { records: 1000, bytes: 1e12, unsized: 0 } },
    };
    expect(capacity.assess(subject)).toHaveLength(1);
    expect(capacity.assess(capacity.quieted(subject))).toEqual([]);
  });

  test('holds for the day as it is changed', () => {
    const subject = aged(90, steady);
    expect(capacity.assess(capacity.quieted(subject))).toEqual([]);
    const quiet = aged(90, steady, 100);
    expect(capacity.quieted(quiet)).toBe(quiet);
  });
});
