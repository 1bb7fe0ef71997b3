import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, dayText, hourOf, parseTime } from '../shared/time.ts';

const TIME_MS = Date.UTC(2024, 2, 11, 16, 0, 0);

describe('parseTime', () => {
  test.each([
    [1710172800],
    [1710172800.0],
    [1710172800000],
    [1710172800000000],
    [1710172800000000000],
    ['1710172800'],
    ['1710172800000'],
    ['1710172800000000'],
    ['1710172800.000'],
    ['/Date(1710172800000)/'],
    ['/Date(1710172800000+0100)/'],
    [{ value: '/Date(1710172800000)/', DisplayHint: 2, DateTime: 'Monday, March 11, 2024 5:00:00 PM' }],
    [{ $date: '2024-03-11T16:00:00Z' }],
    [{ $date: 1710172800000 }],
    [{ $date: { $numberLong: '1710172800000' } }],
    ['2024-03-11T16:00:00Z'],
    ['2024-03-11T16:00:00.000Z'],
    ['2024-03-11T16:00:00.000000000Z'],
    ['2024-03-11T16:00:00.000+0000'],
    ['2024-03-11T16:00:00+00:00'],
    ['2024-03-11T17:30:00+01:30'],
    ['2024-03-11T08:00:00-0800'],
    ['2024-03-11T16:00:00'],
    ['2024-03-11 16:00:00.000'],
    ['2024-03-11T16:00Z'],
    ['2024-03-11 16:00:00 UTC'],
    ['20240311160000.000'],
    ['20240311160000'],
    ['20240311T160000Z'],
    ['20240311T160000'],
    ['20240311T180000.000+0200'],
    ['Mon, 11 Mar 2024 16:00:00 GMT'],
    ['Mon, 11 Mar 2024 09:00:00.000 -0700'],
    ['11 Mar 2024 16:00:00 +0000'],
    ['2024-03-11 09:00:00 AM PDT'],
    ['2024-03-11 04:00:00 PM'],
  ])('reads %j', (value) => {
    expect(parseTime(value)).toBe(TIME_MS);
  });

  test('reads the plain form in place as it reads it taken apart, also where no such time exists', () => {
    const digits = (most: number) => fc.nat(most).map((value) => String(value).padStart(2, '0'));
    const parts = fc.tuple(digits(99), digits(13), digits(32), digits(24), digits(60), digits(61));
    fc.assert(
      fc.property(parts, fc.option(fc.nat(999)), ([year, month, day, hour, minute, second], ms) => {
        const fraction = ms === null ? '' : `.${String(ms).padStart(3, '0')}`;
        const text = `20${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}`;
        expect(parseTime(`${text}Z`)).toBe(parseTime(`${text}+00:00`));
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps milliseconds', () => {
    expect(parseTime('2024-03-11T16:00:00.123456Z')).toBe(TIME_MS + 123);
    expect(parseTime('20240311160000.5')).toBe(TIME_MS + 500);
    expect(parseTime(1710172800.123)).toBe(TIME_MS + 123);
  });

  test('reads noon and midnight of a twelve-hour clock', () => {
    expect(parseTime('2024-03-11 12:00:00 AM UTC')).toBe(Date.UTC(2024, 2, 11, 0));
    expect(parseTime('2024-03-11 12:00:00 PM UTC')).toBe(Date.UTC(2024, 2, 11, 12));
  });

  test.each([
    null,
    [],
    {},
    { $date: null },
    { $date: {} },
    { $date: { $date: [] } },
    { $date: { $numberLong: { toString: 1, valueOf: 1 } } },
    '99999-01-01T00:00:00Z',
    '+099999-01-01T00:00:00Z',
    '1999-12-31T23:59:59Z',
    '2100-01-01T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-03-11T24:00:00Z',
    '2024-03-11T16:00:00+99:00',
    '2024-03-11 04:00:00 PM XYZ',
    '2024-03-11 13:00:00 PM UTC',
    '2024-03-11',
    'yesterday at noon',
    '0x65F0000000',
    '1e12',
    '',
    'Infinity',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    0,
    1e300,
    null,
    undefined,
    true,
    {},
    [1710172800],
  ])('refuses %j', (value) => {
    expect(parseTime(value)).toBeUndefined();
  });

  test('reads back every time it can be given, in every unit and spelling', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2000, 0, 2), max: Date.UTC(2099, 11, 31) }), (timeMs) => {
        const iso = new Date(timeMs).toISOString();
        for (const spelling of [
          timeMs,
          String(timeMs),
          timeMs * 1000,
          iso,
          iso.replace('Z', '+0000'),
          iso.replace('Z', ''),
        ])
          expect(parseTime(spelling)).toBe(timeMs);
        expect(parseTime(iso.replace(/[-:TZ]/g, ''))).toBe(timeMs);
      }),
    );
  });

  test('gives a whole number in range or nothing, for any value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const time = parseTime(value);
        expect(time === undefined || (Number.isInteger(time) && new Date(time).getUTCFullYear() < 2100)).toBe(
          true,
        );
      }),
    );
  });
});

test('days and hours are counted in UTC', () => {
  expect(dayOf(TIME_MS)).toBe(19793);
  expect(dayText(19793)).toBe('2024-03-11');
  expect(hourOf(TIME_MS)).toBe(19793 * 24 + 16);
  expect(dayOf(Date.UTC(2024, 2, 12) - 1)).toBe(19793);
});
