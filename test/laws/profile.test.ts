import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, neighbourHours, recordedDays } from '../../shared/advance.ts';
import { assess, judgeBy } from '../../shared/assess.ts';
import { NO_CONTEXT } from '../../shared/context.ts';
import type { Ledger } from '../../shared/ledger-sample.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { EMPTY_PROFILE, HORIZON_DAYS, type Profile } from '../../shared/profile/profile.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS } from '../../shared/time.ts';
import { cut, readings } from '../arbitraries.ts';

const settings = { ...DEFAULT_SETTINGS, reviewScore: 1, pageScore: 2 };

/** One actor's life: batches in, profile out, with every ledger kept. */
function live(batches: readonly (readonly Reading[])[], judge = judgeBy(settings)) {
  const ledgers = new Map<number, Ledger>();
  const recorded = new Set<number>();
  let profile: Profile = EMPTY_PROFILE;
  let historical = 0;
  for (const batch of batches) {
    const hours = new Set(neighbourHours(batch, profile.open));
    const stored = new Map([...ledgers].filter(([hour]) => hours.has(hour) || touches(batch, hour)));
    const next = advance(batch, profile, stored, judge);
    for (const [hour, ledger] of next.changed) ledgers.set(hour, ledger);
    profile = next.profile;
    historical += next.historical;
    if (next.fromDay !== undefined) for (const day of recordedDays(profile, next.fromDay)) recorded.add(day);
  }
  return { profile, ledgers, recorded, historical };
}

const touches = (batch: readonly Reading[], hour: number) =>
  batch.some(({ time }) => Math.floor(time / 3_600_000) === hour);

/** Everything that a finding could be made of, in canonical form. */
function state({ profile }: { profile: Profile }) {
  const { open, base } = profile;
  return {
    open: text(encodeOpen({ ...open, marks: unrecorded(profile) })),
    base: base.through === Number.NEGATIVE_INFINITY ? '' : text(encodeBase(base)),
  };
}

const text = (bytes: Uint8Array) => inflateRawSync(bytes).toString();

/** A withdrawn finding depends on what was seen in between, so `recorded` alone may differ. */
function unrecorded({ open }: Profile) {
  return new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }]));
}

/** Shuffles so that nothing is overtaken by more than the horizon: what "up to 6 days late" means. */
function delay(all: readonly Reading[], delays: readonly number[]): Reading[] {
  return all
    .map((reading, i) => ({ reading, at: reading.time + (delays[i % delays.length] ?? 0) }))
    .sort((a, b) => a.at - b.at)
    .map(({ reading }) => reading);
}

/** By default fast-check makes lists of about ten: lives in which hardly a day is told. */
const life = fc.array(readings({ days: 40, operations: 4000 }), {
  minLength: 1,
  maxLength: 120,
  size: 'max',
});
/** Few operations in few hours, so that chunks of one operation fall into neighbouring hours. */
const chunky = fc.array(readings({ days: 0.3, operations: 5 }), { minLength: 1, maxLength: 30, size: 'max' });
/** Months and years, in which it is away for days or for weeks. */
const absences = fc
  .array(
    fc.tuple(
      readings({ days: 1, operations: 4000 }),
      fc.oneof(fc.nat(3), fc.integer({ min: 12, max: 16 }), fc.nat(90)),
    ),
    { minLength: 1, maxLength: 60, size: 'max' },
  )
  .map((all) => {
    let day = 0;
    return all.map(([reading, gap]) => {
      day += gap;
      return { ...reading, time: reading.time + day * DAY_MS };
    });
  });
/** Of each fifth day people know that a thief was there. */
const judgeThieves = judgeBy(settings, (day) =>
  day % 5 === 0 ? { ...NO_CONTEXT, verdict: 'malicious' } : NO_CONTEXT,
);
const delays = fc.array(fc.nat(HORIZON_DAYS * DAY_MS - 1), { minLength: 1, maxLength: 40, size: 'max' });
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });
const inOrder = (all: readonly Reading[]) => all.toSorted((a, b) => a.time - b.time);

describe('a profile is a pure function of the set of its readings', () => {
  test('arriving up to 6 days late, twice, and in other batches changes nothing', () => {
    fc.assert(
      fc.property(life, delays, sizes, fc.array(fc.nat(119)), (all, late, cuts, again) => {
        const expected = live([...inOrder(all)].map((reading) => [reading]));
        const arrived = delay(all, late);
        const repeated = delay([...arrived, ...again.flatMap((i) => all[i] ?? [])], late);
        const actual = live(cut(repeated, cuts));
        expect(state(actual)).toEqual(state(expected));
      }),
      { numRuns: 150 },
    );
  });

  test('nor where it was away for weeks between them, and thieves were there on some days', () => {
    fc.assert(
      fc.property(absences, delays, sizes, (all, late, cuts) => {
        const expected = live(
          inOrder(all).map((reading) => [reading]),
          judgeThieves,
        );
        const actual = live(cut(delay([...all, ...all.slice(0, 20)], late), cuts), judgeThieves);
        expect(state(actual)).toEqual(state(expected));
      }),
      { numRuns: 60 },
    );
  });

  test('chunks of one operation in neighbouring hours, in any order, end in the same profile', () => {
    fc.assert(
      fc.property(chunky, delays, sizes, (all, late, cuts) => {
        const expected = live([inOrder(all)]);
        expect(state(live(cut(delay(all, late), cuts)))).toEqual(state(expected));
      }),
      { numRuns: 300 },
    );
  });

  test('delivering a batch again changes nothing, whatever came in between', () => {
    fc.assert(
      fc.property(life, sizes, (all, cuts) => {
        const batches = cut(inOrder(all), cuts);
        const once = live(batches);
        const again = live([...batches, ...batches.slice(-3)]);
        expect(state(again)).toEqual(state(once));
      }),
      { numRuns: 60 },
    );
  });

  test('a day judged six days later is judged the same', () => {
    fc.assert(
      fc.property(life, (all) => {
        const ordered = inOrder(all);
        const whole = live([ordered]).profile;
        for (const day of whole.open.marks.keys()) {
          const until = live([ordered.filter(({ time }) => time < (day + 1) * DAY_MS)]).profile;
          expect(subjectOf(whole, day)).toEqual(subjectOf(until, day));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('readings older than the horizon are counted and do not touch the profile', () => {
    fc.assert(
      fc.property(life, readings({ days: 1, operations: 10 }), (all, old) => {
        const moved = all.map((reading) => ({ ...reading, time: reading.time + 60 * DAY_MS }));
        const without = live([moved]);
        if (without.profile.open.newestTime === undefined) return;
        const withOld = live([moved, [old]]);
        expect(state(withOld)).toEqual(state(without));
        expect(withOld.historical).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  test('parts are decoded to what was encoded, and are small', () => {
    fc.assert(
      fc.property(life, (all) => {
        const { open, base } = live([inOrder(all)]).profile;
        expect(encodeOpen(decodeOpen(encodeOpen(open)))).toEqual(encodeOpen(open));
        expect(decodeOpen(encodeOpen(open)).hours).toEqual(open.hours);
        expect(encodeOpen(open).byteLength).toBeLessThan(4096);
        if (base.through === Number.NEGATIVE_INFINITY) return;
        expect(decodeBase(encodeBase(base))).toEqual(base);
        expect(encodeBase(base).byteLength).toBeLessThanOrEqual(4096);
      }),
      { numRuns: 60 },
    );
  });

  test('a score is the exact sum of its signals', () => {
    fc.assert(
      fc.property(life, (all) => {
        const { profile } = live([inOrder(all)]);
        for (const day of profile.open.marks.keys()) {
          const { score, signals } = assess(subjectOf(profile, day));
          const hundredths = signals.reduce((sum, signal) => sum + Math.round(signal.score * 100), 0);
          expect(Math.round(score * 100)).toBe(hundredths);
        }
      }),
      { numRuns: 60 },
    );
  });
});
