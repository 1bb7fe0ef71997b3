import { describe, expect, test } from 'vitest';
import { addHundredths, assess, type Judged, type Judging, judgeBy } from '../shared/assess.ts';
import { type Detector, inWords } from '../shared/detectors/detector.ts';
import { sizeOfDay } from '../shared/page-line.ts';
import { type Subject, subjectOf } from '../shared/profile/subject.ts';
import { DEFAULT_SETTINGS } from '../shared/settings.ts';
import { dayText } from '../shared/time.ts';
import { at, FIRST_DAY, lifeOf, reading } from './fixtures/readings.ts';

const day = FIRST_DAY + 30;
const loot = reading({ time: at(30), records: 90_000, network: 'AS64511' });
const profile = lifeOf([...Array.from({ length: 30 }, (_, i) => [reading({ time: at(i) })]), [loot]]);
const subject = subjectOf(profile, day);

const detector = (uid: string, decades: number): Detector => ({
  uid,
  title: uid,
  technique: { uid: 'T1213', name: '', tactic: { uid: 'TA0009', name: '' } },
  runbook: [],
  entity: 'actor',
  assess: () =>
    decades === 0 ? [] : [{ decades, observed: 'much', expected: 'little', quietIf: 'less', facts: {} }],
  quieted: (one) => one,
});
const judging = (...detectors: readonly Detector[]): Judging => ({
  detectors,
  tails: { person: {}, service: {} },
});

describe('an assessment', () => {
  test('adds what each signal has above one decade, in whole hundredths, largest first', () => {
    const { score, signals, loud } = assess(
      subject,
      judging(
        detector('b', 2.004),
        detector('a', 2.004),
        detector('d', 1),
        detector('e', 1.004),
        detector('f', 0),
        detector('c', 9.999),
      ),
    );
    expect(signals.map(({ detector: uid, decades, score: one }) => [uid, decades, one])).toEqual([
      ['c', 10, 9],
      ['a', 2, 1],
      ['b', 2, 1],
    ]);
    expect(score).toBe(11);
    expect(loud).toEqual({ a: 2, b: 2, c: 10, d: 1, e: 1 });
  });

  test('puts a signal into words once, and only where somebody reads them', () => {
    let times = 0;
    const worded: Detector = {
      ...detector('a', 3),
      assess: () => [
        inWords(3, () => {
          times++;
          return { observed: 'much', expected: 'little', quietIf: 'less', facts: {} };
        }),
      ],
    };
    const { score, loud, signals } = { ...assess(subject, judging(worded)) };
    expect(signals).toMatchObject([{ observed: 'much', expected: 'little', quietIf: 'less', facts: {} }]);
    expect({ score, loud, times }).toEqual({ score: 2, loud: { a: 3 }, times: 1 });
    expect(assess(subject, judging(worded)).score).toBe(2);
    expect(times).toBe(1);
  });

  test('of a day without signals is zero', () => {
    expect(assess(subject, judging(detector('quiet', 0)))).toEqual({
      day,
      score: 0,
      signals: [],
      notable: false,
      loud: {},
    });
  });

  test('counts what was said of the day before by half, of the one before that by a quarter, where it is more', () => {
    const heldOf = (yesterday: number, before: number, own: number) =>
      assess({ ...subject, before: [{ a: yesterday }, { a: before }] }, judging(detector('a', own)));
    expect(heldOf(8, 0, 0)).toMatchObject({ score: 3, signals: [{ decades: 4, facts: { heldDays: 1 } }] });
    expect(heldOf(0, 8, 0)).toMatchObject({ score: 1, signals: [{ decades: 2, facts: { heldDays: 2 } }] });
    expect(heldOf(8, 8, 3.99)).toMatchObject({ score: 3, loud: { a: 3.99 } });
    expect(heldOf(8, 8, 4)).toMatchObject({ score: 3, signals: [{ observed: 'much' }] });
    expect(heldOf(8, 0, 0).signals[0]?.observed).toBe(
      `“a” of ${dayText(day - 1)}, 1 day before, at half its weight`,
    );
    expect(heldOf(0, 8, 0).signals[0]?.observed).toBe(
      `“a” of ${dayText(day - 2)}, 2 days before, at a quarter of its weight`,
    );
    // What is held is not said again: else one loud day would never end.
    expect(heldOf(8, 0, 0).loud).toEqual({});
    expect(assess({ ...subject, before: [{ b: 8 }, {}] }, judging(detector('a', 0))).score).toBe(0);
  });

  test('counts how many objects beside how much by half, and how many tables whole', () => {
    const of = (counts: 'rows' | 'objects') =>
      assess(
        { ...subject, context: { ...subject.context, counts } },
        judging({ ...detector('a', 4), family: 'amount' }, { ...detector('b', 3), family: 'breadth' }),
      ).score;
    expect(of('rows')).toBe(5);
    expect(of('objects')).toBe(4);
  });

  test('holds how much was taken before only while something unusual is taken', () => {
    const of = (uid: string, decades: number, family: Detector['family']): Detector => ({
      ...detector(uid, decades),
      ...(family === undefined ? {} : { family }),
    });
    const scoreOf = (...detectors: readonly Detector[]) =>
      assess({ ...subject, before: [{ a: 8, b: 6 }, {}] }, judging(...detectors)).score;
    expect(scoreOf(of('a', 0, 'amount'), of('c', 3, undefined))).toBe(2);
    expect(scoreOf(of('a', 0, 'breadth'), of('c', 3, 'context'))).toBe(2);
    // A few new things are looked at every day, and sums of weeks go on by themselves.
    expect(scoreOf(of('a', 0, 'amount'), of('c', 2, 'breadth'))).toBe(1);
    expect(scoreOf(of('a', 0, 'amount'), { ...of('c', 2, 'amount'), remembers: true })).toBe(1);
    expect(scoreOf(of('a', 0, 'breadth'), of('c', 2, 'amount'))).toBe(4);
    expect(scoreOf(of('a', 0, 'amount'), of('b', 2, 'amount'))).toBe(3.67);
    expect(scoreOf(of('a', 0, 'context'))).toBe(3);
    // Of the days before it they tell themselves.
    expect(scoreOf({ ...of('a', 0, 'amount'), remembers: true }, of('b', 2, 'amount'))).toBe(2);
    expect(scoreOf({ ...of('a', 0, 'context'), remembers: true })).toBe(0);
  });

  test('holds raw decades against the population of the actor’s kind', () => {
    const tail = { points: [[4, 2]] as const, slope: 0.25 };
    const tails = { person: { a: tail }, service: {} };
    const of = (type: 'user' | 'service') =>
      assess({ ...subject, type }, { detectors: [detector('a', 8)], tails });
    expect(of('user')).toMatchObject({ score: 2, signals: [{ decades: 3 }], loud: { a: 8 } });
    expect(of('service')).toMatchObject({ score: 7, signals: [{ decades: 8 }], loud: { a: 8 } });
  });

  test('adds without the dust of binary fractions', () => {
    expect(addHundredths([0.1, 0.2])).toBe(0.3);
    expect(addHundredths([1.1, 2.2, -1.5])).toBe(1.8);
  });
});

describe('a day', () => {
  const { score } = assess(subject);
  test.each([
    [0, true],
    [0.01, false],
  ])('%d below its threshold is recorded, and flagged: %s', (above, said) => {
    const threshold = addHundredths([score, above]);
    const mark = (settings: object) => judgeBy({ ...DEFAULT_SETTINGS, ...settings })(profile, day);
    expect(mark({ reviewScore: threshold }).recorded).toBe(said);
    expect(mark({ pageScore: threshold }).flagged).toBe(said);
  });

  test('may be large where it states no size, was opened to outsiders, is told in gigabytes or stands from now on', () => {
    const operation = [{ value: 'BatchExport.created', days: 0, seenDays: 0, carried: 0 }];
    const context = { ...subject.context, isStanding: (value: string) => value === 'BatchExport.created' };
    const small = { records: 1, bytes: 0, unsized: 0 };
    const of = (totals: object, outside = 0, parts: Partial<Subject> = {}) => {
      const features = { ...subject.today.features, outside };
      const today = { ...subject.today, totals: { ...small, ...totals }, features };
      return sizeOfDay({ ...subject, today, context, ...parts }, DEFAULT_SETTINGS);
    };
    const standing = { facets: { ...subject.facets, operation } };
    expect(of({})).toBe('ordinary');
    expect([of({ unsized: 1 }), of({}, 1), of({ bytes: 1e9 }), of({}, 0, standing)]).toEqual(
      Array(4).fill('unknown'),
    );
    expect(of({ bytes: 1e9 - 1 })).toBe('ordinary');
    // A file is a file, however large.
    expect(of({ unsized: 1 }, 1, { ...standing, context: { ...context, counts: 'objects' } })).toBe(
      'ordinary',
    );
    expect(of({ records: DEFAULT_SETTINGS.largeExposureRecords })).toBe('large');
  });

  test('is at hand as it was judged last: not at all once nothing of it is to be recorded', () => {
    const judged = new Map<number, Judged>();
    const judge = judgeBy(DEFAULT_SETTINGS, undefined, undefined, judged);
    const quiet = lifeOf(Array.from({ length: 31 }, (_, i) => [reading({ time: at(i) })]));
    expect(judge(profile, day).recorded).toBe(true);
    expect(judged.get(day)?.assessment).toEqual(assess(subject));
    expect(judge(quiet, day).recorded).toBe(false);
    expect(judged).toEqual(new Map());
    expect(judge(profile, day).recorded).toBe(true);
    expect(judged.get(day)?.assessment).toEqual(assess(subject));
  });
});
