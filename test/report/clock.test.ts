import { describe, expect, test } from 'vitest';
import { clockLines } from '../../cli/report/words.ts';
import { clockOf, REGIMES, regimesOf, type Start } from '../../shared/report/clock.ts';

const ALERT = Date.parse('2026-06-30T13:30Z');
const aware = (at: string): Start => ({ kind: 'aware', by: 'Ada Example', at: Date.parse(at) });
const notice = (at: string): Start => ({ kind: 'notice', by: 'Mixpanel', at: Date.parse(at) });
const gdpr = REGIMES.filter(({ uid }) => uid === 'gdpr');

describe('the notification clock', () => {
  test('does not start with the alert', () => {
    const clock = clockOf(ALERT, [], REGIMES);
    expect(clock.deadlines).toEqual([]);
    expect(clockLines(clock).join('\n')).toMatch(/starts no deadline\.\n.*nobody has recorded/);
  });

  test('runs 72 hours under the GDPR from when a named person records awareness', () => {
    const clock = clockOf(ALERT, [aware('2026-06-30T15:10Z')], gdpr);
    expect(clock.deadlines).toMatchObject([{ due: Date.parse('2026-07-03T15:10Z') }]);
    expect(clockLines(clock).join('\n')).toContain('Ada Example recorded');
  });

  test('runs from the first of awareness and notice, whichever is given first', () => {
    const starts = [aware('2026-07-02T09:00Z'), notice('2026-07-01T09:00Z')];
    for (const given of [starts, starts.toReversed()])
      expect(clockOf(ALERT, given, gdpr).deadlines).toMatchObject([{ due: Date.parse('2026-07-04T09:00Z') }]);
  });

  test('lists several duties, the soonest first', () => {
    const { deadlines } = clockOf(null, [aware('2026-06-30T15:10Z')], REGIMES);
    expect(deadlines.map(({ due }) => due)).toEqual(
      deadlines.map(({ due }) => due).toSorted((a, b) => a - b),
    );
    expect(deadlines[0]?.regime.uid).toBe('nis2');
  });

  test.each([
    ['GDPR', 72],
    ['contract=24h', 24],
    ['Kundenvertrag Süd=10d', 240],
  ])('knows the duty %s', (text, hours) => {
    expect(regimesOf(text)).toMatchObject([{ withinMs: hours * 3_600_000 }]);
  });

  test('knows every deadline of a duty that has several', () => {
    const hours = regimesOf('nis2').map(({ withinMs }) => withinMs / 3_600_000);
    expect(hours).toEqual([24, 72]);
  });

  test.each([
    '',
    'ccpa',
    'contract=',
    'contract=24',
    '=24h',
    'contract=0h',
    'contract=24h;drop',
    'x'.repeat(50),
  ])('does not guess what %j means', (text) => {
    expect(regimesOf(text)).toEqual([]);
  });
});
