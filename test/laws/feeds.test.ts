import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_HOUR, enterFacts, eventsIn, type FeedFact, feedHour } from '../../shared/feeds/hour.ts';
import { decodePast, EMPTY_PAST, encodePast, fold } from '../../shared/feeds/past.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import { mergeableLaws } from './mergeable.ts';

const HOUR = 500_000;
const arrivedMs = fc.nat(HOUR_MS - 1).map((ms) => HOUR * HOUR_MS + ms);
const named = (most: number) =>
  fc.array(
    fc.nat(most).map((n) => `operation ${hashOf(String(n))}`),
    { maxLength: 4 },
  );

const fact = (events: number, names: number): fc.Arbitrary<FeedFact> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('event' as const),
      arrivedMs,
      hash: fc.nat(events).map((n) => hashOf(`event ${n}`)),
      time: fc.integer({ min: -600, max: 10 * 24 * 60 }).map((late) => HOUR * HOUR_MS - late * MINUTE_MS),
      names: named(names),
    }),
    fc.record({
      kind: fc.constant('unreadable' as const),
      arrivedMs,
      hash: fc.nat(events).map((n) => hashOf(`bad ${n}`)),
    }),
    fc.record({ kind: fc.constant('ignored' as const), arrivedMs }),
  );

mergeableLaws('an hour of a feed', feedHour, fact(40, 20), { maxLength: 40 });
mergeableLaws('an hour with more than it keeps', feedHour, fact(2000, 2000), {
  minLength: 200,
  maxLength: 500,
  numRuns: 20,
});

describe('an hour of a feed', () => {
  test('stays within its size, however long the names of a hostile vendor', () => {
    const facts = Array.from(
      { length: 2000 },
      (_, n): FeedFact => ({
        kind: 'event',
        arrivedMs: HOUR * HOUR_MS,
        time: HOUR * HOUR_MS - n * HOUR_MS,
        hash: hashOf(String(n)),
        names: [
          `operation ${Array.from({ length: 20 }, (_, i) => hashOf(`${n} ${i}`).toString(36)).join('')}`,
        ],
      }),
    );
    const bytes = feedHour.encode(enterFacts(EMPTY_HOUR, facts)).byteLength;
    console.log(`the largest hour of a feed: ${bytes} bytes`);
    expect(bytes).toBeLessThanOrEqual(feedHour.maxBytes);
  });

  test('is the same object as long as nothing new is entered, so that nothing is written', () => {
    fc.assert(
      fc.property(fc.array(fact(500, 50), { maxLength: 200, size: 'max' }), (facts) => {
        const entered = enterFacts(EMPTY_HOUR, facts);
        expect(enterFacts(entered, facts.toReversed())).toBe(entered);
      }),
      { numRuns: 50 },
    );
  });

  test.each([3, 15, 1000, 100_000])('tells that %d events came, exactly while they are few', (count) => {
    const facts = Array.from(
      { length: count },
      (_, n): FeedFact => ({
        kind: 'event',
        arrivedMs: HOUR * HOUR_MS,
        time: HOUR * HOUR_MS,
        hash: hashOf(`one ${n}`),
        names: [],
      }),
    );
    const estimate = eventsIn(enterFacts(EMPTY_HOUR, facts));
    if (count < 16) expect(estimate).toBe(count);
    else expect(Math.abs(estimate / count - 1)).toBeLessThan(0.7);
  });
});

describe('the past of a feed', () => {
  const hours = fc.array(
    fc.record({ hour: fc.nat(80 * 24), facts: fc.array(fact(50, 30), { minLength: 1, maxLength: 6 }) }),
    { maxLength: 30 },
  );
  const hoursOf = (all: readonly { readonly hour: number; readonly facts: readonly FeedFact[] }[]) =>
    new Map(all.map(({ hour, facts }) => [HOUR + hour, enterFacts(EMPTY_HOUR, facts)] as const));

  test('is the same however its hours are folded in, again and again, and survives being written', () => {
    fc.assert(
      fc.property(hours, fc.nat(30), (all, cut) => {
        const whole = hoursOf(all);
        const sorted = [...whole].sort(([a], [b]) => a - b);
        const begun = fold(EMPTY_PAST, new Map(sorted.slice(0, cut)));
        const again = fold(
          fold(begun, new Map(sorted.slice(Math.max(0, cut - 5)))),
          new Map(sorted.slice(-3)),
        );
        const once = fold(EMPTY_PAST, whole);
        expect(encodePast(again)).toEqual(encodePast(once));
        expect(encodePast(decodePast(encodePast(once)))).toEqual(encodePast(once));
      }),
      { numRuns: 100 },
    );
  });

  test('takes an hour as it is at last, whatever it kept while less of it had come, and forgets days as hours', () => {
    const event = (n: number): FeedFact => ({
      kind: 'event',
      arrivedMs: HOUR * HOUR_MS,
      hash: n,
      time: HOUR * HOUR_MS,
      names: [`operation ${n}`],
    });
    const few = Array.from({ length: 40 }, (_, n) => event(n));
    const many = Array.from({ length: 400 }, (_, n) => event(n));
    const of = (hour: number, facts: readonly FeedFact[]) => new Map([[hour, enterFacts(EMPTY_HOUR, facts)]]);
    const known = fold(EMPTY_PAST, of(HOUR, few));
    const full = fold(known, of(HOUR, many));
    expect(full.kinds).toEqual(fold(EMPTY_PAST, of(HOUR, many)).kinds);
    expect([...known.kinds.keys()].some((name) => !full.kinds.has(name))).toBe(true);
    const later = fold(full, of(HOUR + 60 * 24, few));
    const days = [...later.kinds.values()].flatMap((kind) => [...kind.keys()]);
    expect(new Set(days)).toEqual(new Set([Math.floor(HOUR / 24) + 60]));
  });

  test('remembers what was told, and what told it as well', () => {
    const matter = fc.string({ maxLength: 40 });
    const named = fc.record({ matter, day: fc.nat(30_000) });
    const told = fc.record(
      { matter, day: fc.nat(30_000), under: named },
      { requiredKeys: ['matter', 'day'] },
    );
    fc.assert(
      fc.property(fc.array(told, { maxLength: 8 }), (all) => {
        expect(decodePast(encodePast({ ...EMPTY_PAST, told: all })).told).toEqual(all);
      }),
    );
  });
});
