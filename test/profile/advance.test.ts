import { describe, expect, test } from 'vitest';
import {
  advance,
  hoursOfChanges,
  hoursOfFinding,
  neighbourHours,
  operationsOfDay,
  recordedDays,
  summaryOfHour,
  touchedHours,
} from '../../shared/advance.ts';
import { addReadings, EMPTY_LEDGER } from '../../shared/ledger.ts';
import { HOURS_PER_DAY } from '../../shared/profile/active.ts';
import { EMPTY_BASE } from '../../shared/profile/base.ts';
import { type Hour, summarise } from '../../shared/profile/hour.ts';
import {
  EMPTY_PROFILE,
  type Judge,
  type Mark,
  type Profile,
  stillRecorded,
} from '../../shared/profile/profile.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, live, reading, uid } from '../fixtures/readings.ts';

const FIRST_HOUR = FIRST_DAY * HOURS_PER_DAY;
const one = (hour: number, parts: Partial<Reading> = {}) =>
  reading({ time: at(0, hour), eventId: `${hour}`, ...parts });
const QUIET: Mark = { recorded: false, flagged: false, loud: {} };

/** A profile that holds hours, by their place after the first, some with operations that go on. */
function holding(hours: Readonly<Record<number, boolean>>, through = Number.NEGATIVE_INFINITY): Profile {
  const held = Object.entries(hours).map(([hour, spans]): [number, Hour] => {
    const summary = summarise([], true, 0);
    if (summary === undefined) throw new Error('an hour that spans is none');
    return [FIRST_HOUR + Number(hour), { ...summary, spans }];
  });
  return {
    open: { ...EMPTY_PROFILE.open, newestTime: at(0, 20), hours: new Map(held) },
    base: { ...EMPTY_BASE, through },
  };
}
const placesOf = (hours: readonly number[]) => hours.map((hour) => hour - FIRST_HOUR);

describe('the hours that a batch needs', () => {
  test('are those that it falls into, each once, in order', () => {
    const batch = [one(11), one(9.5), one(9, { eventId: 'b' }), one(35)];
    expect(placesOf(touchedHours(batch))).toEqual([9, 11, 35]);
  });

  const all = Object.fromEntries(Array.from({ length: 20 }, (_, hour) => [hour, true]));
  const near = (batch: readonly Reading[], hours: Readonly<Record<number, boolean>>) =>
    placesOf(neighbourHours(batch, holding(hours).open));

  test('are two more on either side of one that goes on, in the batch or in the profile', () => {
    expect(near([one(10, { spans: true })], all)).toEqual([8, 9, 11, 12]);
    expect(near([one(10)], all)).toEqual([8, 9, 11, 12]);
    expect(near([one(10)], { ...all, 10: false })).toEqual([]);
    expect(near([one(10, { spans: true })], { ...all, 10: false })).toEqual([8, 9, 11, 12]);
  });

  test('are only those that are held and go on, each once, in order', () => {
    expect(near([one(10)], { ...all, 9: false })).toEqual([8, 11, 12]);
    expect(near([one(10)], { 10: true, 12: true })).toEqual([12]);
    expect(near([one(12), one(10)], all)).toEqual([8, 9, 11, 13, 14]);
  });
});

describe('a step of a profile', () => {
  const judged: number[] = [];
  const judge: Judge = (_, day) => {
    judged.push(day - FIRST_DAY);
    return QUIET;
  };
  const judgedBy = (run: () => unknown) => {
    judged.length = 0;
    run();
    return [...judged];
  };

  test('tells from which day on findings may differ, of what came and of what is to be judged again', () => {
    const days = [[one(9)], [reading({ time: at(2) })], [reading({ time: at(3) })]];
    const { profile, ledgers } = live(days);
    const of = (batch: readonly Reading[], again: readonly number[] = []) => {
      const { fromDay } = advance(batch, profile, ledgers, judge, again);
      return fromDay === undefined ? undefined : fromDay - FIRST_DAY;
    };
    const came = reading({ time: at(2, 15), uid: uid('came') });
    expect(of([])).toBeUndefined();
    expect(of([came])).toBe(2);
    expect(of([came, reading({ time: at(3, 1), uid: uid('too') })])).toBe(2);
    expect(of([], [FIRST_DAY + 3])).toBe(3);
    expect(of([came], [FIRST_DAY + 3, FIRST_DAY])).toBe(0);
    expect(judgedBy(() => of([], [FIRST_DAY + 2]))).toEqual([2, 3]);
    expect(judgedBy(() => of([]))).toEqual([]);
  });

  test('changes only ledgers that hold something new, and says what came too late', () => {
    const { profile, ledgers } = live([[one(9)], [reading({ time: at(30) })]]);
    const [old, known] = [one(10, { uid: uid('old') }), reading({ time: at(30) })];
    const next = advance([known, old], profile, ledgers, judge);
    expect(placesOf([...next.changed.keys()])).toEqual([10]);
    const several = advance([one(12, { uid: uid('late') }), old], profile, ledgers, judge);
    expect(placesOf([...several.changed.keys()])).toEqual([10, 12]);
    expect(next).toMatchObject({ live: [known], historical: 1 });
    expect(advance([known], profile, ledgers, judge)).toMatchObject({ live: [known], historical: 0 });
    expect(advance([old], profile, ledgers, judge)).toMatchObject({ live: [], fromDay: undefined });
  });

  test('grows as old as the newest that did not fail, and an address also as old as what did', () => {
    const newest = (parts: Partial<Reading>) => {
      const batch = [one(9, { part: 'actor' }), one(10, parts), one(8)].map((each) => ({
        ...each,
        ...(parts.part === 'source' ? { part: 'source' as const } : {}),
      }));
      return advance(batch, EMPTY_PROFILE, new Map(), judge).profile.open.newestTime;
    };
    expect(newest({})).toBe(at(0, 10));
    expect(newest({ outcome: 'failure' })).toBe(at(0, 9));
    expect(newest({ outcome: 'failure', part: 'source' })).toBe(at(0, 10));
  });

  test('knows also what a ledger holds already, of a batch after which the profile was not written', () => {
    const stored = new Map([[FIRST_HOUR + 9, addReadings(EMPTY_LEDGER, [one(9.8, { records: 40 })])]]);
    const { open } = advance([one(9.1, { uid: uid('next') })], EMPTY_PROFILE, stored, judge).profile;
    expect(open.newestTime).toBe(at(0, 9.8));
    expect(open.hours.get(FIRST_HOUR + 9)?.records).toBe(140);
  });

  test('leaves a neighbour as it is whose ledger is gone', () => {
    const spanning = (hour: number, name: string) => one(hour, { spans: true, uid: uid(name) });
    const { profile, ledgers } = live([[spanning(9, 'a'), spanning(10, 'b')]]);
    const without = new Map([...ledgers].filter(([hour]) => hour !== FIRST_HOUR + 9));
    const { hours } = advance([spanning(10.5, 'c')], profile, without, judge).profile.open;
    expect([9, 10].map((hour) => hours.get(FIRST_HOUR + hour)?.records)).toEqual([100, 200]);
  });

  test('does not take an hour that is held for told where its ledger is gone', () => {
    const { profile, ledgers } = live([[one(9)], [one(11)]]);
    const came = one(9, { uid: uid('came'), records: 5 });
    const without = new Map([...ledgers].filter(([hour]) => hour !== FIRST_HOUR + 9));
    expect(advance([came], profile, without, judge)).toMatchObject({ historical: 1, fromDay: undefined });
    expect(advance([came], profile, ledgers, judge)).toMatchObject({ historical: 0, fromDay: FIRST_DAY });
  });
});

describe('a profile that was built anew', () => {
  const marked = (marks: readonly (readonly [number, Mark])[], through = 3): Profile => ({
    open: { ...EMPTY_PROFILE.open, marks: new Map(marks) },
    base: { ...EMPTY_BASE, through },
  });
  const RECORDED = { ...QUIET, recorded: true };
  const LOUD = { ...QUIET, loud: { volume: 2 } };

  test('keeps recorded what was, also where nothing is said of the day any more, and so it has no mark', () => {
    const { open: before } = marked([
      [4, RECORDED],
      [5, { ...RECORDED, flagged: true, loud: { volume: 9 } }],
      [6, QUIET],
    ]);
    expect([...stillRecorded(marked([[5, LOUD]]), before).marks]).toEqual([
      [5, { ...LOUD, recorded: true }],
      [4, RECORDED],
    ]);
    expect([...stillRecorded(marked([[6, RECORDED]]), before).marks].map(([day]) => day)).toEqual([6, 4, 5]);
  });

  test('has no mark of days that are final by now', () => {
    expect([...stillRecorded(marked([], 4), marked([[4, RECORDED]]).open).marks]).toEqual([]);
  });
});

describe('what a finding is told from', () => {
  test('are the recorded days from the first that may differ, in order', () => {
    const marks = new Map([
      [7, { ...QUIET, recorded: true }],
      [5, { ...QUIET, recorded: true }],
      [6, QUIET],
      [4, { ...QUIET, recorded: true }],
    ]);
    const profile = { ...EMPTY_PROFILE, open: { ...EMPTY_PROFILE.open, marks } };
    expect(recordedDays(profile, 5)).toEqual([5, 7]);
    expect(recordedDays(profile, 8)).toEqual([]);
  });

  test('are the hours of the day that are held, and the ones beside it', () => {
    const hours = (held: Readonly<Record<number, boolean>>, through?: number) =>
      placesOf(hoursOfFinding(holding(held, through), FIRST_DAY));
    const around = { [-2]: false, [-1]: false, 0: false, 7: false, 23: false, 24: false, 25: false };
    expect(hours(around)).toEqual([-1, 0, 7, 23, 24]);
    expect(hours({ 3: false })).toEqual([3]);
  });

  test('are also the hour before where that day is final and something may have begun in it', () => {
    const hours = (spans: boolean, through: number) =>
      placesOf(hoursOfFinding(holding({ 0: spans }, through), FIRST_DAY));
    expect(hours(true, FIRST_DAY - 1)).toEqual([-1, 0]);
    expect(hours(true, FIRST_DAY - 2)).toEqual([0]);
    expect(hours(false, FIRST_DAY - 1)).toEqual([0]);
    expect(placesOf(hoursOfFinding(holding({ 3: true }, FIRST_DAY - 1), FIRST_DAY))).toEqual([3]);
  });

  test('are the hours of the two days before in which somebody else changed its access, the newest eight', () => {
    const reset = (hour: number, parts: Partial<Reading> = {}) =>
      one(hour, {
        uid: uid(`reset ${hour}`),
        kind: 'mfa',
        records: null,
        part: 'target',
        counterpart: 'x',
        ...parts,
      });
    const hours = (readings: readonly Reading[], day = FIRST_DAY) =>
      placesOf(hoursOfChanges(live([readings]).profile, day));
    expect(hours([reset(-49), reset(-48), reset(-1), reset(0), reset(23)])).toEqual([-48, -1]);
    expect(hours([one(-3), reset(-2, { part: 'actor', counterpart: '' })])).toEqual([]);
    // Of days that are final the profile knows the hours as well.
    expect(hours([reset(-25), one(24 * 20)])).toEqual([-25]);
    const many = Array.from({ length: 12 }, (_, n) => reset(-20 + n));
    expect(hours(many)).toEqual([-16, -15, -14, -13, -12, -11, -10, -9]);
  });

  test('are the operations of its own hours, of which those before and after only tell more', () => {
    const ledgers = new Map(
      [
        one(-1, { uid: uid('before'), spans: true }),
        one(0, { uid: uid('before'), spans: true }),
        one(0, { uid: uid('first') }),
        one(23, { uid: uid('last'), spans: true }),
        one(24, { uid: uid('last'), spans: true, records: 700 }),
        one(24, { uid: uid('after') }),
      ].reduce((all, each) => {
        const hour = Math.floor(each.time / 3_600_000);
        return all.set(hour, addReadings(all.get(hour) ?? EMPTY_LEDGER, [each]));
      }, new Map()),
    );
    expect(operationsOfDay(ledgers, FIRST_DAY)).toMatchObject([
      { uid: uid('first'), records: 100 },
      { uid: uid('last'), records: 700 },
    ]);
    expect(summaryOfHour(ledgers, FIRST_HOUR + 23)).toMatchObject({ records: 700, spans: true });
    expect(summaryOfHour(ledgers, FIRST_HOUR)).toMatchObject({ records: 100, spans: true });
    expect(summaryOfHour(ledgers, FIRST_HOUR + 5)).toBeUndefined();
  });
});
