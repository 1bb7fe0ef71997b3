import { describe, expect, test } from 'vitest';
import { consoleTime, type DateOrder, needsOrder, orderOf } from '../../shared/decode/console-time.ts';
import { parseTime } from '../../shared/time.ts';

/** ISO 8601 in UTC, or the reason. */
function read(text: string, order?: DateOrder, isUtc = false): string {
  const found = consoleTime(text, order, isUtc);
  return found.kind === 'time' ? new Date(parseTime(found.iso) ?? Number.NaN).toISOString() : found.reason;
}

describe('A time in a table that people download', () => {
  test.each([
    ['2026-06-04T09:00:00Z', '2026-06-04T09:00:00.000Z'],
    ['6/14/2026, 9:00:00 AM PDT', '2026-06-14T16:00:00.000Z'],
    ['6/4/2026 12:30:00 AM PDT', '2026-06-04T07:30:00.000Z'],
    ['14/06/2026 09:00:00 CEST', '2026-06-14T07:00:00.000Z'],
    ['04.06.2026 21:00 CEST', '2026-06-04T19:00:00.000Z'],
    ['14-06-2026 09:00:00 UTC', '2026-06-14T09:00:00.000Z'],
    ['June 04, 2026, 09:00:00 (UTC+00:00)', '2026-06-04T09:00:00.000Z'],
    ['June 04, 2026, 09:00:00 (UTC-07:00)', '2026-06-04T16:00:00.000Z'],
    ['Jun 4, 2026 09:00 PM GMT+2', '2026-06-04T19:00:00.000Z'],
    ['2026-06-04 09:00:00 CEST', '2026-06-04T07:00:00.000Z'],
    ['14/06/2026 09:00:00 GMT+5:30', '2026-06-14T03:30:00.000Z'],
    ['6/14/2026, 9:00:00\u202fPM PDT', '2026-06-15T04:00:00.000Z'],
    ['2026/6/4, 9:00 PM PDT', '2026-06-05T04:00:00.000Z'],
  ])('%s says which it is', (text, time) => {
    expect(read(text)).toBe(time);
  });

  test('that could be of either day is read as the other dates of its table are', () => {
    expect(read('06/04/2026 09:00:00 UTC', 'month')).toBe('2026-06-04T09:00:00.000Z');
    expect(read('06/04/2026 09:00:00 UTC', 'day')).toBe('2026-04-06T09:00:00.000Z');
    expect(read('13/04/2026 09:00:00 UTC', 'month')).toBe('2026-04-13T09:00:00.000Z');
    expect(read('06/04/2026 09:00:00 UTC')).toMatch(/begin with the day or the month/);
    expect(['06/04/2026 09:00:00 UTC', '13/04/2026 09:00:00 UTC', '6 April'].map(needsOrder)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('tells the order of the dates where it has a number that is no month, or a language of its own', () => {
    const texts = ['13/04/2026 9:00', '04/13/2026 9:00', '04.06.2026 9:00', '6/4/2026, 9:00 AM EDT'];
    expect(texts.map(orderOf)).toEqual(['day', 'month', 'day', 'month']);
    expect(orderOf('04/12/2026 9:00')).toBeUndefined();
    const open = ['6/4/2026 9:00 AM', '6/4/2026 9:00 am EDT', '6/4/2026 9:00 EDT', '2026-06-04T09:00:00Z'];
    expect(open.map(orderOf)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test.each([
    ['without a zone', 'Jun 14, 2026 09:00 AM', /without a zone/],
    ['without a zone, though a log would mean UTC', '2026-06-14 09:00:00', /without a zone/],
    ['without a zone, with half of the day', '2026-06-14 09:00:00 AM', /without a zone/],
    ['in a zone of several places', '14/06/2026 09:00:00 IST', /without a zone/],
    ['that does not exist', '31/06/2026 09:00:00 UTC', /does not exist/],
    ['behind the twelfth month', '13/13/2026 09:00:00 UTC', /does not exist/],
    ['in other words', '14 juin 2026 à 09:00', /form that is not known/],
    ['of a month that is none', 'Foo 14, 2026 09:00:00 UTC', /form that is not known/],
  ])('%s is refused', (_, text, reason) => {
    expect(read(text)).toMatch(reason);
  });

  test('without a zone is UTC where its table says so', () => {
    expect(read('6/14/2026, 9:00:00 PM', undefined, true)).toBe('2026-06-14T21:00:00.000Z');
    expect(read('2026-06-14 09:00:00', undefined, true)).toBe('2026-06-14T09:00:00.000Z');
    expect(read('14/06/2026 09:00:00 CEST', undefined, true)).toBe('2026-06-14T07:00:00.000Z');
  });
});
