import { describe, expect, test } from 'vitest';
import { hoursOfFinding, operationsOfDay } from '../../shared/advance.ts';
import { EMPTY_LEDGER } from '../../shared/ledger.ts';
import { HOURS_PER_DAY } from '../../shared/profile/active.ts';
import type { Base } from '../../shared/profile/base.ts';
import { encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import {
  assignHours,
  EMPTY_PROFILE,
  foldThrough,
  isHistorical,
  type Mark,
  newestDay,
  OPEN_DAYS,
  type Open,
  type Profile,
  type TouchedHour,
} from '../../shared/profile/profile.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { DAY_MS } from '../../shared/time.ts';
import { at, FIRST_DAY, live, reading, uid } from '../fixtures/readings.ts';

/** A withdrawn finding depends on what was seen in between, so `recorded` alone may differ. */
const bytesOf = ({ open, base }: Profile) => [
  encodeOpen({
    ...open,
    marks: new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }])),
  }),
  base.days.length > 0 && encodeBase(base),
];
const expectSame = (late: readonly Reading[][], inTime: readonly Reading[][]) =>
  expect(bytesOf(live(late).profile)).toEqual(bytesOf(live(inTime).profile));
const history = Array.from({ length: 20 }, (_, day) => [reading({ time: at(day) })]);

describe('at the edge of the horizon, a profile', () => {
  test('takes an event into a day that is six days back', () => {
    const late = [reading({ time: at(20, 12), uid: uid('late') })];
    const there = [reading({ time: at(20, 11) })];
    const newest = [reading({ time: at(26, 12), uid: uid('newest') })];
    expectSame([...history, there, newest, late], [...history, there, late, newest]);
  });

  test('tells an operation in the hour that holds it, also where its beginning came too late for the evening before', () => {
    const begun = [reading({ time: at(19, 23.9), uid: uid('long'), spans: true, records: 900 })];
    const ended = [reading({ time: at(20, 0.1), uid: uid('long'), spans: true, records: 900 })];
    const newest = [reading({ time: at(26, 0), uid: uid('newest') })];
    const { profile, ledgers } = live([...history, ended, newest, begun]);
    expect(profile.open.hours.get((FIRST_DAY + 20) * 24)?.records).toBe(900);
    const hours = hoursOfFinding(profile, FIRST_DAY + 20);
    const read = new Map(hours.map((hour) => [hour, ledgers.get(hour) ?? EMPTY_LEDGER]));
    const uids = operationsOfDay(read, FIRST_DAY + 20).map((one) => one.uid);
    expect(uids).toContain(uid('long'));
  });

  test('takes what comes too late into an hour that it holds, and nothing into one that it does not', () => {
    const there = [reading({ time: at(20, 11) })];
    const newest = [reading({ time: at(26, 12), uid: uid('newest') })];
    const late = [reading({ time: at(20, 11.5), uid: uid('late'), records: 900 })];
    expectSame([...history, there, newest, late], [...history, there, late, newest]);
    const other = [reading({ time: at(20, 10.5), uid: uid('late'), records: 900 })];
    expectSame([...history, there, newest, other], [...history, there, newest]);
  });

  test('takes the end of an operation that began the evening before', () => {
    const begun = [reading({ time: at(19, 23.9), uid: uid('long'), spans: true, records: 10 })];
    const ended = [reading({ time: at(20, 0.1), uid: uid('long'), spans: true, records: 900 })];
    const newest = [reading({ time: at(26, 0), uid: uid('newest') })];
    expectSame([...history, begun, newest, ended], [...history, begun, ended, newest]);
    const { hours } = live([...history, begun, newest, ended]).profile.open;
    expect(hours.get((FIRST_DAY + 19) * 24 + 23)?.records).toBe(900);
    expect(hours.get((FIRST_DAY + 20) * 24)?.records).toBe(0);
  });

  test('leaves an operation to the evening in which it began, also where that day is final', () => {
    const begun = [reading({ time: at(19, 23.9), uid: uid('long'), spans: true, records: 900 })];
    const ended = [reading({ time: at(20, 0.1), uid: uid('long'), spans: true, records: 900 })];
    for (const newestDay of [20, 26, 19 + OPEN_DAYS]) {
      const newest = [reading({ time: at(newestDay), uid: uid('newest') })];
      const { profile, ledgers } = live([...history, begun, ended, newest]);
      const hours = hoursOfFinding(profile, FIRST_DAY + 20);
      const read = new Map(hours.map((hour) => [hour, ledgers.get(hour) ?? EMPTY_LEDGER]));
      const uids = operationsOfDay(read, FIRST_DAY + 20).map((one) => one.uid);
      expect(uids, `${newestDay}`).not.toContain(uid('long'));
    }
  });

  test('leaves the first hour of a day as it is once the day before is final, whatever comes again', () => {
    const begun = [reading({ time: at(19, 23.9), uid: uid('long'), spans: true, records: 900 })];
    const ended = [reading({ time: at(20, 0.1), uid: uid('long'), spans: true, records: 900 })];
    const newest = [reading({ time: at(19 + OPEN_DAYS), uid: uid('newest') })];
    expectSame([...history, begun, ended, newest, ended], [...history, begun, ended, newest]);
  });

  test('holds nothing of the last hour in time against one before it that came too late, in whatever batches', () => {
    const before = [reading({ time: at(20, 11.9), uid: uid('long'), spans: true, records: 900 })];
    const after = [reading({ time: at(20, 12.1), uid: uid('long'), spans: true, records: 900 })];
    const newest = [reading({ time: at(26, 12), uid: uid('newest') })];
    expectSame([...history, newest, [...before, ...after]], [...history, newest, before, after]);
    const { hours } = live([...history, newest, [...before, ...after]]).profile.open;
    expect(hours.get((FIRST_DAY + 20) * 24 + 12)?.records).toBe(900);
  });

  test('holds nothing against it either of what had come too late before, and comes again with it', () => {
    const before = [reading({ time: at(20, 11.9), uid: uid('long'), spans: true, records: 900 })];
    const after = [reading({ time: at(20, 12.1), uid: uid('long'), spans: true, records: 900 })];
    const newest = [reading({ time: at(26, 12), uid: uid('newest') })];
    const again = [...before, ...after];
    expectSame([...history, newest, before, again], [...history, newest, before, after]);
    const { hours } = live([...history, newest, before, again]).profile.open;
    expect(hours.get((FIRST_DAY + 20) * 24 + 12)?.records).toBe(900);
  });

  test('takes an hour whole of which only a part came in time', () => {
    const early = reading({ time: at(20, 12.1), uid: uid('early'), records: 30 });
    const late = reading({ time: at(20, 12.9), uid: uid('late'), records: 4 });
    const newest = [reading({ time: at(26, 12.5), uid: uid('newest') })];
    for (const batches of [[[early, late]], [[late], [early]], [[early], [late]]])
      expect(
        live([...history, newest, ...batches]).profile.open.hours.get((FIRST_DAY + 20) * 24 + 12)?.records,
      ).toBe(34);
  });

  test('takes the beginning of an operation that is known to have gone on', () => {
    const begun = [reading({ time: at(19, 23.9), uid: uid('long'), spans: true })];
    const ended = [reading({ time: at(20, 0.1), uid: uid('long'), spans: true, records: 900 })];
    const newest = [reading({ time: at(25, 23.8), uid: uid('newest') })];
    expectSame([...history, ended, newest, begun], [...history, begun, ended, newest]);
  });
});

describe('an operation in neighbouring hours', () => {
  const part = (hour: number, name: string, parts: Partial<Reading> = {}) =>
    reading({ time: at(20, hour), uid: uid(name), spans: true, eventId: `${hour}`, ...parts });

  test('goes back to the later hour once the earlier one, as a sample, has lost it', () => {
    const clicked = { kind: 'other', records: null, client: 'curl' } as const;
    const begun = [part(9, 'click', clicked)];
    const ended = [part(10, 'click', clicked)];
    const flood = Array.from({ length: 2500 }, (_, i) =>
      reading({ time: at(20, 9), uid: uid(`flood ${i}`), eventId: `${i}`, records: 1_000_000 }),
    );
    expectSame([...history, begun, ended, flood], [...history, flood, begun, ended]);
    const { hours } = live([...history, begun, ended, flood]).profile.open;
    expect(hours.get((FIRST_DAY + 20) * 24 + 10)?.facets.client).toEqual(['curl']);
  });

  test('stays where it began when its second hour is told anew', () => {
    const whole = [part(8, 'first', { records: 70 }), part(9, 'first', { records: 70 })];
    const next = [part(10, 'second')];
    expectSame([...history, whole, next], [...history, [...whole, ...next]]);
    const { hours } = live([...history, whole, next]).profile.open;
    expect([8, 9, 10].map((hour) => hours.get((FIRST_DAY + 20) * 24 + hour)?.records)).toEqual([70, 0, 100]);
  });
});

describe('a profile', () => {
  test('keeps its last eight days open and folds what is older, day by day', () => {
    const { open, base } = live(history).profile;
    const days = new Set([...open.hours.keys()].map((hour) => Math.floor(hour / 24) - FIRST_DAY));
    expect([...days]).toEqual(Array.from({ length: OPEN_DAYS }, (_, i) => 12 + i));
    expect(base.through).toBe(FIRST_DAY + 11);
    expect(base.days).toHaveLength(12);
  });

  test('folded before and after a day was flagged is not the same, although the base that it is folded onto is', () => {
    const { open, base } = live(history).profile;
    const day = FIRST_DAY + 15;
    const mark = open.marks.get(day);
    if (mark === undefined) throw new Error('no mark');
    const flagged = { ...open, marks: new Map(open.marks).set(day, { ...mark, flagged: !mark.flagged }) };
    const folded = (one: Open, onto: Base) =>
      encodeBase(foldThrough({ open: one, base: onto }, FIRST_DAY + 19));
    const before = folded(open, base);
    expect(folded(flagged, base)).not.toEqual(before);
    expect(folded(flagged, base)).toEqual(folded(flagged, { ...base }));
    expect(folded(open, base)).toEqual(before);
  });

  test('does not grow older by what failed', () => {
    const failed = [reading({ time: at(40), outcome: 'failure' })];
    expectSame([...history, failed], history);
    expect(live([failed]).profile.open.newestTime).toBeUndefined();
  });

  test('is that of one batch, also where it comes in one batch of many days', () => {
    expectSame([history.flat()], history);
    expectSame([history.flat().toReversed()], history);
    expect(live(history).profile.open.newestTime).toBe(at(0) + 19 * DAY_MS);
  });
});

describe('what is said of a day', () => {
  const loud: Mark = { recorded: true, flagged: true, loud: { volume: 3 } };
  const silent: Mark = { recorded: false, flagged: false, loud: {} };
  const hourOf = (day: number) => (FIRST_DAY + day) * HOURS_PER_DAY + 9;
  const touching = (day: number, isThere = true): TouchedHour => {
    const summary = live([[reading({ time: at(day) })]]).profile.open.hours.get(hourOf(day));
    return { hour: hourOf(day), summary: isThere ? summary : undefined, newestTime: at(day) };
  };
  const marksOf = ({ open }: Profile) => [...open.marks].map(([day, mark]) => [day - FIRST_DAY, mark]);

  test('is said again of it and of every open day after it, in order, and of none before it', () => {
    const said: number[] = [];
    const judge = (profile: Profile, day: number): Mark => {
      expect(profile.open.hours.has(hourOf(2))).toBe(true);
      said.push(day - FIRST_DAY);
      return silent;
    };
    const before = assignHours(EMPTY_PROFILE, [touching(3), touching(1), touching(2)], () => silent);
    assignHours(before, [touching(2)], judge);
    expect(said).toEqual([2, 3]);
    assignHours(before, [], judge, [FIRST_DAY + 3]);
    expect(said).toEqual([2, 3, 3]);
    expect(assignHours(before, [], judge)).toBe(before);
  });

  test('stays recorded, and is nothing more of a day that is empty', () => {
    const said = assignHours(EMPTY_PROFILE, [touching(1), touching(2)], () => loud);
    const again = assignHours(said, [touching(1)], () => silent);
    expect(marksOf(again)).toEqual([
      [1, { ...silent, recorded: true }],
      [2, { ...silent, recorded: true }],
    ]);
    const emptied = assignHours(said, [touching(1, false)], () => loud);
    expect(emptied.open.hours.has(hourOf(1))).toBe(false);
    expect(marksOf(emptied)).toEqual([
      [1, { ...silent, recorded: true }],
      [2, loud],
    ]);
    expect(marksOf(assignHours(EMPTY_PROFILE, [touching(1)], () => silent))).toEqual([[1, silent]]);
  });

  test('is gone with the day when that is final, and is part of what the day is remembered by', () => {
    const said = assignHours(EMPTY_PROFILE, [touching(1), touching(2)], () => loud);
    const later = assignHours(said, [touching(1 + OPEN_DAYS)], () => silent);
    expect([...later.open.hours.keys()]).toEqual([hourOf(2), hourOf(1 + OPEN_DAYS)]);
    expect(marksOf(later).map(([day]) => day)).toEqual([2, 1 + OPEN_DAYS]);
    expect(later.base.days).toMatchObject([{ day: FIRST_DAY + 1, flagged: true, loud: { volume: 3 } }]);
    // What comes for a final day changes nothing.
    expect(assignHours(later, [touching(1)], () => loud)).toBe(later);
    expect(assignHours(later, [], () => loud, [FIRST_DAY + 1])).toBe(later);
  });
});

test('what comes six days late is in time, and a moment more is not', () => {
  const { profile } = live([[reading({ time: at(20) })]]);
  expect(newestDay(profile)).toBe(FIRST_DAY + 20);
  expect(newestDay(EMPTY_PROFILE)).toBe(Number.NEGATIVE_INFINITY);
  expect([at(14), at(14) - 1, at(30)].map((time) => isHistorical(profile, time))).toEqual([
    false,
    true,
    false,
  ]);
  expect(isHistorical(EMPTY_PROFILE, 0)).toBe(false);
});

test('a change of access is known by its hour, so that the export after it is held against it', () => {
  const token = reading({ time: at(20, 9), uid: uid('token'), kind: 'credential', records: null });
  const { profile } = live([...history, [token, reading({ time: at(20, 11), uid: uid('export') })]]);
  const { steps } = subjectOf(profile, FIRST_DAY + 20);
  expect(steps).toEqual([{ kind: 'credential', byOther: false, hour: (FIRST_DAY + 20) * 24 + 9 }]);
});
