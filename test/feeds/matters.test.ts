import { describe, expect, test } from 'vitest';
import { EMPTY_HOUR, enterFacts, type FeedFact } from '../../shared/feeds/hour.ts';
import { mattersOf } from '../../shared/feeds/matters.ts';
import { EMPTY_PAST, fold, type Past } from '../../shared/feeds/past.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { DAY_MS, HOUR_MS, hourOf, MINUTE_MS } from '../../shared/time.ts';

const START_MS = Date.parse('2026-01-05T00:00:00Z');
const at = (day: number, hour = 0) => START_MS + day * DAY_MS + hour * HOUR_MS;
const DAYS = 40;
const NAMES = ['operation login', 'operation export', 'field actor', 'field actor.id'];

interface Hour {
  readonly events?: number;
  readonly unreadable?: number;
  readonly lateMinutes?: number;
  readonly names?: readonly string[];
}

/** A feed with ten events in every hour, each ten minutes after it happened, but where it is told otherwise. */
function pastOf(otherwise: (day: number, hour: number) => Hour | undefined = () => undefined): Past {
  const facts = Array.from({ length: DAYS * 24 }, (_, n): FeedFact[] => {
    const [day, hour] = [Math.floor(n / 24), n % 24];
    const one = otherwise(day, hour) ?? {};
    const { events = 10, unreadable = 0, lateMinutes = 10, names = NAMES } = one;
    const arrivedMs = at(day, hour);
    return [
      ...Array.from(
        { length: events },
        (_, i): FeedFact => ({
          kind: 'event',
          arrivedMs,
          hash: hashOf(`${n} ${i}`),
          time: arrivedMs - lateMinutes * MINUTE_MS,
          names,
        }),
      ),
      ...Array.from(
        { length: unreadable },
        (_, i): FeedFact => ({ kind: 'unreadable', arrivedMs, hash: hashOf(`bad ${n} ${i}`) }),
      ),
    ];
  });
  const hours = facts.flatMap((of, n) =>
    of.length === 0 ? [] : [[hourOf(at(0)) + n, enterFacts(EMPTY_HOUR, of)] as const],
  );
  return fold(EMPTY_PAST, new Map(hours));
}

const found = (past: Past, nowMs = at(DAYS - 1, 23.5)) =>
  mattersOf({ past, nowMs }).map(({ matter, severity, surprise }) => ({
    matter,
    severity,
    observed: surprise.observed,
  }));
const LAST = DAYS - 1;

test('nothing is wrong with a feed that comes as ever', () => {
  expect(found(pastOf())).toEqual([]);
});

describe('lateness', () => {
  test('is told of a day whose events come much later than on any other, for review', () => {
    expect(found(pastOf((day) => (day === LAST ? { lateMinutes: 300 } : undefined)))).toMatchObject([
      { matter: 'lateness', severity: 'informational', observed: expect.stringContaining('5 h after') },
    ]);
  });

  test('pages where events come too late to be judged in time', () => {
    const past = pastOf((day) => (day === LAST ? { lateMinutes: 6 * 24 * 60 } : undefined));
    expect(found(past)).toContainEqual(expect.objectContaining({ matter: 'lateness', severity: 'medium' }));
  });

  test('is none within an hour of what is usual, nor where two days were as late before', () => {
    expect(found(pastOf((day) => (day === LAST ? { lateMinutes: 60 } : undefined)))).toEqual([]);
    const before = pastOf((day) => ([LAST, 25, 26].includes(day) ? { lateMinutes: 300 } : undefined));
    expect(found(before).filter(({ matter }) => matter === 'lateness')).toEqual([]);
  });
});

describe('what cannot be read', () => {
  const unreadable = (each: number) => pastOf((day) => (day === LAST ? { unreadable: each } : undefined));

  test('pages when it is a fifth of the day, is for review when less, and is nothing when it is little', () => {
    expect(found(unreadable(3))).toMatchObject([{ matter: 'unreadable', severity: 'medium' }]);
    expect(found(unreadable(1))).toMatchObject([{ matter: 'unreadable', severity: 'informational' }]);
    const one = pastOf((day, hour) => (day === LAST && hour < 4 ? { unreadable: 1 } : undefined));
    expect(found(one)).toEqual([]);
  });

  test('is held against a feed that always brings some', () => {
    expect(found(pastOf(() => ({ unreadable: 2 })))).toEqual([]);
  });
});

describe('drift', () => {
  const adding = (...names: string[]) =>
    pastOf((day) => (day === LAST ? { names: [...NAMES, ...names] } : undefined));

  test('names operations and fields that the feed never had', () => {
    expect(found(adding('operation purge', 'field region'))).toMatchObject([
      {
        matter: 'drift',
        severity: 'informational',
        observed: 'never seen before: field region, operation purge',
      },
    ]);
  });

  test('is nothing new in a feed that has a new operation every other day', () => {
    const restless = (last: readonly string[]) =>
      pastOf((day) => ({
        names: [...NAMES, `operation ${Math.floor(day / 2)}`, ...(day === LAST ? last : [])],
      }));
    expect(found(restless([]))).toEqual([]);
    expect(found(restless(['a', 'b', 'c', 'd', 'e']))).toMatchObject([{ matter: 'drift' }]);
  });
});

describe('a gap', () => {
  /** Nothing arrives from 00:00 to 10:00 of a day; `caughtUp`: it comes with the next hour. */
  const hole = (caughtUp: boolean) => {
    const past = pastOf((day, hour) => (day === LAST - 3 && hour < 10 ? { events: 0 } : undefined));
    if (!caughtUp) return past;
    const arrivedMs = at(LAST - 3, 12);
    const facts = Array.from(
      { length: 10 },
      (_, hour): FeedFact => ({
        kind: 'event',
        arrivedMs,
        hash: hashOf(`late ${hour}`),
        time: at(LAST - 3, hour - 1),
        names: NAMES,
      }),
    );
    return fold(past, new Map([[hourOf(arrivedMs), enterFacts(EMPTY_HOUR, facts)]]));
  };

  test('is told once nothing of that time is to be expected any more', () => {
    const matters = found(hole(false));
    expect(matters.map(({ matter }) => matter).sort()).toEqual(['gap', 'silence']);
    expect(found(hole(false), at(LAST - 3, 20)).map(({ matter }) => matter)).not.toContain('gap');
  });

  test('is none where the events came after all: the feed was silent, and nothing is missing', () => {
    expect(found(hole(true)).map(({ matter }) => matter)).toEqual(['silence']);
  });
});
