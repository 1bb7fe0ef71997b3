import { describe, expect, test } from 'vitest';
import { readCalibration, SHIPPED } from '../../shared/calibration/file.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DEFAULT_TAILS } from '../../shared/tails.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { ROUND_SETTINGS } from '../fixtures/settings.ts';

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json;

describe('a settings file', () => {
  test('may leave everything as shipped', () => {
    expect(readCalibration({})).toEqual({ kind: 'calibration', ...SHIPPED });
  });

  test('is read back as it was written', () => {
    const settings = { ...ROUND_SETTINGS, pageScore: 6.5 };
    const file = asJson({ thresholds: settings, tails: DEFAULT_TAILS, about: { budget: 1 } });
    expect(readCalibration(file)).toEqual({ kind: 'calibration', settings, tails: DEFAULT_TAILS });
  });

  test('changes only what it names', () => {
    const read = readCalibration({ thresholds: { service: { reviewScore: 1 } }, tails: { service: {} } });
    expect(read).toMatchObject({
      settings: { pageScore: DEFAULT_SETTINGS.pageScore, service: { reviewScore: 1 } },
      tails: { person: DEFAULT_TAILS.person, service: {} },
    });
  });

  test.each([
    ['a field that is none', { thresholds: { pagescore: 3 } }, 'thresholds.pagescore', /no field/],
    ['text for a number', { thresholds: { pageScore: '6' } }, 'thresholds.pageScore', /not a number/],
    ['lines out of order', { thresholds: { pageScore: 9 } }, 'thresholds.highScore', /below pageScore/],
    [
      'an unknown detector',
      { tails: { person: { volumes: { points: [], slope: 1 } } } },
      undefined,
      /volume/,
    ],
    [
      'a tail for rules',
      { tails: { person: { 'rule-match': { points: [], slope: 1 } } } },
      undefined,
      /detector/,
    ],
    [
      'points that fall',
      {
        tails: {
          person: {
            volume: {
              points: [
                [2, 2],
                [1, 3],
              ],
              slope: 1,
            },
          },
        },
      },
      'tails.person.volume.points[1]',
      /does not rise/,
    ],
    ['a slope of nothing', { tails: { service: { volume: { points: [], slope: 0 } } } }, undefined, /0.01/],
    ['a list', [], '', /not an object/],
  ])('is refused for %s, and says where', (_, file, path, reason) => {
    const read = readCalibration(file as Json);
    if (read.kind !== 'invalid') throw new Error('was read');
    expect(read.problems[0]?.reason).toMatch(reason);
    if (path !== undefined) expect(read.problems[0]?.path).toBe(path);
  });
});
