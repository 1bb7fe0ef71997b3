import { describe, expect, test } from 'vitest';
import { afterLeaving } from '../../shared/detectors/after-leaving.ts';
import type { Closure } from '../../shared/person.ts';
import type { Subject } from '../../shared/profile/subject.ts';
import { idleDay, NOBODY, NONE, pastDay, TODAY, withToday } from '../fixtures/subjects.ts';

const AT = 10;
const minuteOf = (daysAgo: number, hour = 9, minute = 0) => (TODAY - daysAgo) * 1440 + hour * 60 + minute;
const closed = (minute: number, vendor = 'okta'): Closure => ({ minute, closed: true, vendor });
const given = (minute: number, vendor = 'okta'): Closure => ({ minute, closed: false, vendor });

const usual = (value: string, days = 30) => ({ value, days, seenDays: days, carried: 100 });

/** A job of sixty days that reads a hundred records at ten o'clock, and the same today. */
const job = (personClosures: readonly Closure[], change: Partial<Subject> = {}): Subject => {
  const past = Array.from({ length: 60 }, (_, i) => ({
    ...pastDay(100, { features: { exports: 1 } }),
    day: TODAY - 60 + i,
  }));
  const rhythm = Array.from({ length: 48 }, (_, hour) => (hour % 24 === AT ? 20 : 0));
  return {
    ...withToday(NOBODY, { exports: 1 }, { ...NONE, records: 100 }),
    past,
    rhythm,
    hours: [AT],
    facets: { ...NOBODY.facets, network: [usual('AS64500')], client: [usual('aws-cli')] },
    context: { ...NOBODY.context, personClosures },
    ...change,
  };
};
const decades = (subject: Subject) => afterLeaving.assess(subject, 0)[0]?.decades ?? 0;
const from = (value: string, closures = [closed(minuteOf(5))]): Subject => {
  const one = job(closures);
  return { ...one, facets: { ...one.facets, network: [usual('AS64500'), usual(value, 0)] } };
};

describe('data by somebody whose access was taken away', () => {
  test('fires from a new network with when and where it was taken away', () => {
    expect(afterLeaving.assess(from('AS64577'))).toEqual([
      {
        decades: 4.3,
        observed: 'data left 5 days after the owner was deactivated at Okta on 2026-06-05: another network',
        expected: 'no data by an account of somebody who is gone',
        quietIf: 'no data after 2026-06-05, or the account at Okta had been given back',
        facts: {
          vendor: 'okta',
          closed: '2026-06-05T09:00:00.000Z',
          days: 5,
          habit: 'otherwise',
          strange: ['another network'],
          vendors: ['okta'],
        },
      },
    ]);
    expect(afterLeaving.quieted(from('AS64577')).context.personClosures).toEqual([]);
  });

  test('fires on another client, operation, hour or more than twice as much, each by itself', () => {
    const gone = [closed(minuteOf(5))];
    const { facets } = job(gone);
    for (const [strange, change] of [
      ['another client', { facets: { ...facets, client: [usual('rclone', 0)] } }],
      ['another operation', { facets: { ...facets, operation: [usual('ListBuckets', 2)] } }],
      ['another hour', { hours: [AT, 3] }],
      ['more than twice what any day had', { today: { ...pastDay(201), day: TODAY } }],
    ] as const) {
      const [found] = afterLeaving.assess(job(gone, change));
      expect([found?.decades, found?.facts['strange']], strange).toEqual([4.3, [strange]]);
    }
    for (const near of [AT - 1, AT + 1]) expect(decades(job(gone, { hours: [near] }))).toBeLessThan(4.3);
    const client = [usual('aws-cli'), usual('rclone', 0)];
    expect(decades(job(gone, { facets: { ...facets, client } }))).toBe(4.3);
    expect(
      decades(job(gone, { today: { ...pastDay(200, { features: { exports: 2 } }), day: TODAY } })),
    ).toBeLessThan(4.3);
  });

  test('holds the day against the most of those on which he was here, and of those that have been told for a week', () => {
    const strange = (closedAgo: number, ...more: readonly (readonly [number, number])[]) => {
      const one = job([closed(minuteOf(closedAgo))], { today: { ...pastDay(300), day: TODAY } });
      const records = new Map(more);
      const past = one.past.map((day) => ({
        ...day,
        totals: { ...day.totals, records: records.get(TODAY - day.day) ?? day.totals.records },
      }));
      return afterLeaving.assess({ ...one, past }, 0)[0]?.facts['strange'] ?? [];
    };
    const more = ['more than twice what any day had'];
    expect(strange(5)).toEqual(more);
    expect(strange(5, [5, 200], [30, 1])).toEqual([]);
    expect(strange(5, [4, 200])).toEqual(more);
    expect(strange(20, [8, 200])).toEqual([]);
    expect(strange(20, [7, 200])).toEqual(more);
  });

  test('is a matter for review, and for that on its first days alone, where the account goes on as every day before', () => {
    expect(afterLeaving.assess(job([closed(minuteOf(1))]))[0]).toMatchObject({
      decades: 4.3,
      observed:
        'data left 1 day after the owner was deactivated at Okta on 2026-06-09: the account goes on as before',
    });
    expect(decades(job([closed(minuteOf(2))]))).toBe(4.3);
    expect(decades(job([closed(minuteOf(5))]))).toBeCloseTo(2.15);
    expect(afterLeaving.assess(job([closed(minuteOf(30))]))).toEqual([]);
  });

  test('says a decade less of the first day, on which other vendors have not followed yet', () => {
    expect(decades(job([closed(minuteOf(0, 8))]))).toBeCloseTo(3.3);
    expect(decades(job([closed(minuteOf(1, AT, 1))]))).toBeCloseTo(3.3);
    expect(decades(job([closed(minuteOf(1, AT))]))).toBe(4.3);
    // By the last hour in which data left.
    expect(decades(job([closed(minuteOf(1, AT))], { hours: [3, AT] }))).toBe(4.3);
    const [found] = afterLeaving.assess(from('AS64577', [closed(minuteOf(0, 8))]));
    expect(found).toMatchObject({
      decades: 3.3,
      observed: 'data left hours after the owner was deactivated at Okta on 2026-06-10: another network',
    });
  });

  test('says as much of an account that was not seen before', () => {
    const past = [idleDay(TODAY - 1), idleDay(TODAY - 2)];
    expect(afterLeaving.assess(job([closed(minuteOf(5))], { past }))[0]).toMatchObject({
      decades: 4.3,
      observed: expect.stringMatching(/: little is known of what the account did before$/),
    });
    const told = job([closed(minuteOf(5))]).past.map((one) => ({ ...one, flagged: true }));
    expect(decades(job([closed(minuteOf(5))], { past: told }))).toBe(4.3);
  });

  test('nearly fires on whoever was given back, at the directory or where it was taken away', () => {
    const gone = closed(minuteOf(5));
    expect(decades(from('AS64577', [gone, given(minuteOf(2))]))).toBe(0);
    expect(decades(from('AS64577', [given(minuteOf(2)), gone]))).toBe(0);
    expect(decades(from('AS64577', [gone, given(minuteOf(5))]))).toBe(0);
    expect(decades(from('AS64577', [gone, given(minuteOf(2), 'm365')]))).toBe(0);
    expect(decades(from('AS64577', [gone, given(minuteOf(0, AT, 59))]))).toBe(0);
    expect(decades(from('AS64577', [gone, given(minuteOf(0, AT + 1))]))).toBe(4.3);
    expect(decades(from('AS64577', [gone, given(minuteOf(6))]))).toBe(4.3);
    expect(decades(from('AS64577', [gone, given(minuteOf(2)), closed(minuteOf(1))]))).toBe(4.3);
    expect(decades(from('AS64577', [closed(minuteOf(5), 'zoom'), given(minuteOf(2), 'zoom')]))).toBe(0);
    // Whoever has stolen the key may let the account in where he can.
    expect(decades(from('AS64577', [gone, given(minuteOf(2), 'slack')]))).toBe(4.3);
  });

  test('counts from the hour after, for ninety days, and not for what was done before on the day', () => {
    expect(decades(from('AS64577', [closed(minuteOf(0, AT - 1))]))).toBeCloseTo(3.3);
    expect(decades(from('AS64577', [closed(minuteOf(0, AT - 1, 1))]))).toBe(0);
    expect(decades(from('AS64577', [closed(minuteOf(0, AT + 3))]))).toBe(0);
    expect(decades(from('AS64577', [closed(minuteOf(90, AT))]))).toBe(4.3);
    expect(decades(from('AS64577', [closed(minuteOf(90, AT - 1, 59))]))).toBe(0);
    expect(decades({ ...from('AS64577'), hours: [] })).toBe(0);
  });

  test('is nothing of other people, and nothing of the vendor’s own staff', () => {
    expect(decades(from('AS64577', []))).toBe(0);
    const { personClosures: _, ...context } = from('AS64577').context;
    expect(decades({ ...from('AS64577'), context })).toBe(0);
    expect(decades({ ...from('AS64577'), type: 'vendor-staff' })).toBe(0);
    expect(decades({ ...from('AS64577'), type: 'service' })).toBe(4.3);
  });

  test('hardly believes an application, which may want its licence back, nor two of them', () => {
    expect(decades(from('AS64577', [closed(minuteOf(5), 'zoom')]))).toBe(2);
    expect(decades(job([closed(minuteOf(1), 'zoom')]))).toBe(0);
    expect(decades(from('AS64577', [closed(minuteOf(5), 'zoom'), closed(minuteOf(4), 'slack')]))).toBe(2);
    expect(decades(from('AS64577', [closed(minuteOf(5), 'zoom'), closed(minuteOf(4), 'zoom')]))).toBe(2);
  });

  test('names the directory before an application, and of several times the first', () => {
    const all = [closed(minuteOf(7), 'zoom'), closed(minuteOf(3)), closed(minuteOf(5))];
    for (const order of [all, all.toReversed()])
      expect(afterLeaving.assess(from('AS64577', order))[0]?.facts).toMatchObject({
        vendor: 'okta',
        closed: '2026-06-05T09:00:00.000Z',
        vendors: ['okta', 'zoom'],
      });
  });
});
