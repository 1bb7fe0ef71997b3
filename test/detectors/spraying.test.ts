import { describe, expect, test } from 'vitest';
import { spraying } from '../../shared/detectors/spraying.ts';
import { NOBODY, pastDay, withToday } from '../fixtures/subjects.ts';

const address = (failedPeak: number, succeededPeak: number, entered: readonly string[] = []) => ({
  ...withToday(NOBODY, { failedPeak, succeededPeak }),
  entered,
});

describe('spraying', () => {
  test('fires when twenty accounts fail and one gets in', () => {
    expect(spraying.assess(address(20, 1, ['mara']))[0]).toMatchObject({
      observed: '20 accounts failed to sign in within 2 h, and 1 account got in: mara',
      facts: { failed: 20, entered: ['mara'] },
    });
  });

  test('says how many may fail, and one more is heard', () => {
    const noisy = {
      ...address(60, 0),
      history: Array.from({ length: 20 }, () => pastDay(0, { features: { failedPeak: 18 } })),
    };
    for (const one of [address(20, 1, ['mara']), address(400, 0), noisy, address(60, 200)]) {
      const [signal] = spraying.assess(one);
      const limit = Number(signal?.facts['limit failed 2 h']);
      expect(signal?.quietIf).toMatch(
        new RegExp(`^at most ${limit} accounts? fails? to sign in from here in 2 h$`),
      );
      const quiet = spraying.quieted(one);
      expect(quiet.today.features.failedPeak).toBe(limit);
      expect(spraying.assess(quiet)).toEqual([]);
      const { features } = quiet.today;
      const louder = { ...quiet.today, features: { ...features, failedPeak: limit + 1 } };
      expect(spraying.assess({ ...quiet, today: louder })).toHaveLength(1);
      expect(spraying.quieted(quiet)).toBe(quiet);
    }
    expect(spraying.assess(address(20, 1, ['mara']), 0.1)[0]?.quietIf).toBe(
      'no account fails to sign in from here',
    );
  });

  test('is for review at most where none got in', () => {
    const [none] = spraying.assess(address(20, 0));
    const [one] = spraying.assess(address(20, 1, ['mara']));
    expect(none?.observed).toContain('none got in');
    expect(none?.decades).toBeLessThan(one?.decades ?? 0);
    expect(spraying.assess(address(900, 0))[0]?.decades).toBe(none?.decades);
  });

  test('nearly fires on an office where ten of two hundred mistype', () => {
    expect(spraying.assess(address(10, 200, ['mara']))).toEqual([]);
    expect(spraying.assess(address(1, 0))).toEqual([]);
    // Whoever signs in there in the hours after a failure has not guessed.
    const many = Array.from({ length: 16 }, (_, n) => `colleague-${n}`);
    const among = (entered: readonly string[]) => spraying.assess(address(4, 20, entered), 0)[0]?.decades;
    expect(among(many)).toBe(among(many.slice(0, 4)));
    expect(among(many.slice(0, 4))).toBeGreaterThan(among(many.slice(0, 1)) ?? 0);
  });

  test('knows an address that is always noisy', () => {
    const noisy = {
      ...address(20, 0),
      history: Array.from({ length: 20 }, () => pastDay(0, { features: { failedPeak: 18 } })),
    };
    expect(spraying.assess(noisy)).toEqual([]);
  });

  test('of which most got in that failed is not excused by their number', () => {
    const entered = ['a', 'b', 'c', 'd'];
    expect(spraying.assess(address(40, 4, entered))[0]?.decades).toBeGreaterThan(6);
  });

  test('expects of a busy address that as many fail as ever, and never less than one now and then', () => {
    const usual = (one: ReturnType<typeof address>) => spraying.assess(one, 0)[0]?.facts['usual'];
    expect(usual(address(60, 200))).toBe(16);
    expect(usual(address(60, 200, ['mara', 'ana']))).toBeCloseTo(15.84, 9);
    expect(usual(address(60, 0))).toBe(0.7);
  });

  test('takes the upper quartile of the days of an address for usual, not the worst of them', () => {
    const days = [1, 2, 3, 4, 5, 6, 9, 40].map((failedPeak) => pastDay(0, { features: { failedPeak } }));
    const [signal] = spraying.assess({ ...address(60, 0), history: days.toReversed() });
    expect(signal).toMatchObject({
      observed: '60 accounts failed to sign in within 2 h; none got in',
      expected: 'about 9 that fail from here in 2 h',
      facts: { failed: 60, usual: 9, entered: [] },
    });
  });

  test('is never surer than twelve decades', () => {
    expect(spraying.assess(address(100_000, 1, ['mara']))[0]?.decades).toBe(12);
  });
});
