import { describe, expect, test } from 'vitest';
import { looksLikeTime, timeOf } from '../../cli/times.ts';

const NOW = Date.parse('2026-06-30T12:00:00Z');

describe('a time on the command line', () => {
  test.each([
    ['2026-06-30', '2026-06-30T00:00:00.000Z'],
    ['2026-06-30T13:00Z', '2026-06-30T13:00:00.000Z'],
    ['2026-06-30T13:00+02:00', '2026-06-30T11:00:00.000Z'],
    ['24h', '2026-06-29T12:00:00.000Z'],
    ['7d', '2026-06-23T12:00:00.000Z'],
  ])('is read from %s', (text, time) => {
    expect(new Date(timeOf(text, '--since', NOW)).toISOString()).toBe(time);
  });

  test('at the end of a span is the end of its day', () => {
    expect(new Date(timeOf('2026-06-30', '--until', NOW, true)).toISOString()).toBe(
      '2026-06-30T23:59:59.999Z',
    );
  });

  test.each(['', 'yesterday', '2026-13-01', '2026-02-30', '30.6.2026', '7w'])(
    'is refused with the option and the remedy: %j',
    (text) => {
      expect(() => timeOf(text, '--since', NOW)).toThrow(/--since .*is not a time: give a day such as/);
    },
  );

  test('is told from the name of a run', () => {
    expect(['2026-06-30', '7d', '2026-06-30T13:00Z'].map(looksLikeTime)).toEqual([true, true, true]);
    expect(['demo', 'backtest', './2026/findings.ndjson', '-'].map(looksLikeTime)).toEqual(
      Array(4).fill(false),
    );
  });
});
