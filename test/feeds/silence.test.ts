import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../cli/corpus/random.ts';
import { SLOT_MS } from '../../shared/feeds/hour.ts';
import { silencesOf } from '../../shared/feeds/pauses.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { lifeOf, RHYTHMS, type Rhythm, START_MS } from './rhythms.ts';

const SEEDS = 30;
const LEARNT_DAYS = 56;
const MONTHS = 3;
const DAYS = LEARNT_DAYS + MONTHS * 30;
/** How often `watch` looks. */
const LOOK_MS = 5 * 60_000;
/** How far behind it may know what was read: a heartbeat, and the slot that it fell into. */
const READ_LATE_MS = 2 * SLOT_MS;

function longestPause(times: readonly number[], fromMs: number, toMs: number): number {
  const window = times.filter((time) => time > fromMs && time <= toMs);
  return Math.max(...window.slice(1).map((time, at) => time - (window[at] ?? time)));
}

/** How long after its last arrival a feed that stops is found. */
function foundAfter(times: readonly number[], stopMs: number): { found: number; longest: number } {
  const before = times.filter((time) => time < stopMs);
  const last = before.at(-1) ?? 0;
  const longest = Math.max(HOUR_MS, longestPause(before, last - 56 * DAY_MS, last));
  // Once silent, it stays so: the first look that finds it is searched by halves.
  const isSilent = (look: number) =>
    silencesOf(before, last + look * LOOK_MS, last + look * LOOK_MS).length > 0;
  let [low, high] = [0, Math.ceil((3 * longest) / LOOK_MS)];
  if (!isSilent(high)) return { found: Number.POSITIVE_INFINITY, longest };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isSilent(middle)) high = middle;
    else low = middle;
  }
  return { found: high * LOOK_MS + READ_LATE_MS, longest };
}

describe.each(RHYTHMS)('a feed with the rhythm %s', (rhythm: Rhythm) => {
  test('is called silent by mistake less than once a month', () => {
    let mistakes = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const times = lifeOf(rhythm, DAYS, String(seed));
      mistakes += silencesOf(times, (times.at(-1) ?? 0) + SLOT_MS, START_MS + LEARNT_DAYS * DAY_MS).length;
    }
    const perMonth = mistakes / (SEEDS * MONTHS);
    console.log(
      `${rhythm}: ${mistakes} mistakes in ${SEEDS * MONTHS} months, ${perMonth.toFixed(3)} a month`,
    );
    expect(perMonth).toBeLessThan(1);
  });

  test('is found within twice its longest pause when it stops, whenever that is', () => {
    const random = seededRandom(`stops of ${rhythm}`);
    const ratios: number[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const times = lifeOf(rhythm, DAYS, String(seed));
      for (let stop = 0; stop < 5; stop++) {
        const stopMs = START_MS + random.between(LEARNT_DAYS * 24, DAYS * 24) * HOUR_MS;
        const { found, longest } = foundAfter(times, stopMs);
        ratios.push(found / longest);
      }
    }
    ratios.sort((a, b) => a - b);
    const at = (share: number) => (ratios[Math.floor(share * (ratios.length - 1))] ?? 0).toFixed(2);
    console.log(`${rhythm}: found after ${at(0.5)} of its longest pause (median), at most ${at(1)}`);
    expect(ratios.at(-1)).toBeLessThanOrEqual(2);
  });
});

describe('silence', () => {
  const nightly = lifeOf('nightly', LEARNT_DAYS, 'one');
  const last = nightly.at(-1) ?? 0;

  test('is nothing in a feed that is younger than two weeks, however long it is quiet', () => {
    const young = nightly.filter((time) => time < START_MS + 13 * DAY_MS);
    expect(silencesOf(young, last + 20 * DAY_MS, START_MS)).toEqual([]);
  });

  test('is held against what was usual before it, so that it stays the same when more is known', () => {
    const stopped = nightly.filter((time) => time < START_MS + 40 * DAY_MS);
    const from = stopped.at(-1) ?? 0;
    const resumed = from + 5 * DAY_MS;
    const [lasting] = silencesOf(stopped, resumed, resumed);
    expect(lasting).toMatchObject({ fromMs: from });
    expect(lasting?.toMs).toBeUndefined();
    const after = [...stopped, resumed, ...Array.from({ length: 60 }, (_, n) => resumed + n * HOUR_MS)];
    const [ended] = silencesOf(after, resumed + 60 * HOUR_MS, from - DAY_MS);
    expect(ended).toEqual({ ...lasting, toMs: resumed });
  });

  test('a long one does not make the next one usual', () => {
    const twice = [...nightly, ...nightly.map((time) => time + LEARNT_DAYS * DAY_MS + 20 * DAY_MS)];
    const [, second] = silencesOf(twice, (twice.at(-1) ?? 0) + 4 * DAY_MS, last - DAY_MS);
    expect(second?.limitMs).toBeLessThan(3 * DAY_MS);
  });

  test('one day off is none for people, a second one is found before its evening', () => {
    const people = lifeOf('business hours', LEARNT_DAYS, 'two');
    const monday = START_MS + LEARNT_DAYS * DAY_MS;
    const friday = people.filter((time) => time < monday);
    const at = (hours: number) => silencesOf(friday, monday + hours * HOUR_MS, monday).length;
    expect([at(24), at(24 + 18)]).toEqual([0, 1]);
  });
});
