import { describe, expect, test } from 'vitest';
import { BASE_DAYS, EMPTY_BASE, foldDay, RHYTHM_LENGTH } from '../../shared/profile/base.ts';
import { encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { features } from '../../shared/profile/day.ts';
import { eachFacet } from '../../shared/profile/hour.ts';
import { FULL, hashOf, type Known } from '../../shared/profile/resources.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, live, reading, uid } from '../fixtures/readings.ts';

/** Numbers as random as a life, and the same in every run. */
const roll = (seed: string, sides: number) => hashOf(seed) % sides;

/** An analyst: on four days of five some twenty events, three networks, two clients, thirty reports and tables. */
function analyst(days: number): Reading[][] {
  return Array.from({ length: days }, (_, day) => {
    if (day % 7 >= 5 || roll(`off ${day}`, 12) === 0) return [];
    const network = ['AS64500', 'AS64500', 'AS64500', 'AS64501', 'AS64502'][roll(`net ${day}`, 5)];
    return Array.from({ length: 20 }, (_, i) => {
      const seed = `${day} ${i}`;
      return reading({
        uid: uid(seed),
        eventId: seed,
        time: at(day, 8 + roll(seed, 10)),
        kind: (['export', 'read', 'read', 'read', 'logon'] as const)[roll(`kind ${seed}`, 5)] ?? 'read',
        records:
          roll(`size ${seed}`, 5) === 0 ? null : Math.round(Math.exp(roll(`records ${seed}`, 80) / 10)),
        datasets: [`report:${roll(`set ${seed}`, 6) * roll(`more ${seed}`, 6)}`],
        network: network ?? 'AS64500',
        client: roll(`client ${day}`, 4) === 0 ? 'Chrome on iPhone' : 'Chrome on Mac OS X',
        app: roll(`app ${seed}`, 3) === 0 ? 'Data Loader' : '',
      });
    });
  }).filter((one) => one.length > 0);
}

describe('the items of a profile', () => {
  test('are small for an analyst with twelve weeks of history', () => {
    const { profile } = live(analyst(84));
    const [open, base] = [encodeOpen(profile.open).byteLength, encodeBase(profile.base).byteLength];
    const active = profile.base.days.length;
    console.log(`an analyst: open ${open} bytes, base ${base} bytes with ${active} active days`);
    expect(active).toBeGreaterThan(40);
    expect(open).toBeLessThan(2048);
    expect(base).toBeLessThanOrEqual(4096);
  });

  test('are smaller for an integration that does the same every hour', () => {
    const days = Array.from({ length: 84 }, (_, day) =>
      Array.from({ length: 24 }, (_, hour) =>
        reading({ time: at(day, hour), uid: uid(`${day} ${hour}`), actorType: 'integration', records: 500 }),
      ),
    );
    const { profile } = live(days);
    const [open, base] = [encodeOpen(profile.open).byteLength, encodeBase(profile.base).byteLength];
    console.log(`an integration: open ${open} bytes, base ${base} bytes`);
    expect(open).toBeLessThan(2048);
    expect(base).toBeLessThanOrEqual(4096);
  });

  test('fit an item where everything in the base is as many, as long and as random as it can be', () => {
    let seed = 0;
    const number = () => hashOf(String(seed++)) * 100_003;
    const value = () =>
      Array.from({ length: 5 }, () => number().toString(36))
        .join('')
        .slice(0, 48);
    const most = { records: 0, bytes: 0, unsized: 0 };
    const amounts = () => ({ ...most, records: number(), bytes: number(), unsized: number() });
    const base = Array.from({ length: BASE_DAYS }, (_, i) => FIRST_DAY + i).reduce(
      (state, day) =>
        foldDay(
          state,
          {
            day,
            flagged: true,
            totals: amounts(),
            peaks: amounts(),
            features: features(number),
            steps: Array.from({ length: 24 }, (_, hour) => ({
              kind: 'mfa' as const,
              byOther: hour % 2 === 0,
              hour: day * 24 + hour,
            })),
            loud: Object.fromEntries(
              Array.from({ length: 20 }, (_, i) => [`detector-${i}`, (number() % 2000) / 100]),
            ),
          },
          {
            values: eachFacet(() => Array.from({ length: 8 }, value)),
            resources: {
              sample: Array.from({ length: 48 }, () => hashOf(String(seed++))).sort((a, b) => a - b),
              through: FULL,
              heavy: Array.from({ length: 12 }, () => [hashOf(String(seed++)), number()] as const),
            },
            hours: Array.from({ length: 24 }, (_, hour) => hour),
          },
        ),
      EMPTY_BASE,
    );
    const known: Known = base.known;
    const bytes = encodeBase(base).byteLength;
    console.log(`the largest base: ${bytes} bytes`);
    expect(known.sample.size).toBe(64);
    expect(base.rhythm).toHaveLength(RHYTHM_LENGTH);
    expect(bytes).toBeLessThan(60_000);
  });
});
