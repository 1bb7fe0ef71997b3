import { describe, expect, test } from 'vitest';
import { countedAmong, countedLines, silencedLines } from '../../cli/calibrate/counted.ts';
import type { JudgedDay } from '../../cli/calibrate/days.ts';
import { readExclusions } from '../../cli/calibrate/exclusions.ts';
import type { PagedDay } from '../../shared/calibration/lines.ts';

const day = (
  entity: string,
  score: number,
  parts: Partial<PagedDay<JudgedDay>> = {},
): PagedDay<JudgedDay> => ({
  entity,
  day: 20_600,
  actor: 'person',
  score,
  size: 'ordinary',
  amount: 0,
  line: 6,
  raw: {},
  names: [],
  ...parts,
});
const DAYS = [
  day('actor/okta/default/00u1', 9.876, { names: ['alice@example.com', 'Alice'] }),
  day('actor/okta/acme/00u2', 8),
  day('source/okta/default/192.0.2.7', 7.1),
];

describe('what calibrate counts as false', () => {
  test('is named by account and day, with the id that its finding has after a backtest', () => {
    expect(countedAmong(DAYS)).toMatchObject([
      { account: 'okta/00u1', name: 'alice@example.com', day: '2026-05-27', score: 9.88 },
      { account: 'okta/acme/00u2', name: '' },
      { account: '192.0.2.7' },
    ]);
    expect(countedAmong(DAYS)[0]?.id).toMatch(/^OF-[0-9A-Z]{4}-[0-9A-Z]{8}$/);
  });

  test('is excluded by what stands beside it', () => {
    for (const [index, { exclude }] of countedAmong(DAYS).entries()) {
      const { entity = '', day: at = 0 } = DAYS[index] ?? {};
      const exclusions = readExclusions([exclude]);
      expect(exclusions.has(entity, [], at)).toBe(true);
      expect(exclusions.has(entity, [], at + 1)).toBe(false);
      expect(exclusions.has(`${entity}0`, [], at)).toBe(false);
    }
  });

  test('is listed worst first, the worst ten of many', () => {
    const many = Array.from({ length: 12 }, (_, at) => day(`actor/okta/default/${at}`, at));
    const lines = countedLines(many);
    expect(lines.find((line) => line.startsWith('11.00'))).toMatch(/okta\/11 +OF-\S+ +okta\/11@2026-05-27$/);
    expect(lines.filter((line) => /^\d+\.\d\d /.test(line))).toHaveLength(10);
    expect(lines).toContain('and 2 more');
    expect(countedLines([])).toEqual([]);
  });

  test('names by themselves those that the new lines would not tell, however many count', () => {
    const lines = silencedLines([day('actor/okta/default/low', 7), day('actor/okta/default/high', 9)]);
    expect(lines[1]).toMatch(/^Paged with the settings as they were, and no more, worst first: 2\./);
    expect(lines.filter((line) => /^\d+\.\d\d /.test(line)).map((line) => line.split(/ +/).at(-1))).toEqual([
      'okta/high@2026-05-27',
      'okta/low@2026-05-27',
    ]);
    expect(silencedLines([])).toEqual([]);
  });

  test('says from which line on it counted, and why from a lower one', () => {
    const days = [
      day('actor/okta/default/00u1', 9.3, { line: 9 }),
      day('actor/okta/default/00u2', 7.65, { line: 7.5, size: 'unknown' }),
      day('actor/okta/default/00u3', 7.6, { line: 7.5, size: 'large' }),
    ];
    const lines = countedLines(days).join('\n');
    expect(lines).toMatch(/^9\.30 +9\.00 +okta\/00u1/m);
    expect(lines).toMatch(/^7\.65 +7\.50, size unknown +okta\/00u2/m);
    expect(lines).toMatch(/^7\.60 +7\.50, large amount +okta\/00u3/m);
    expect(countedAmong(days)).toMatchObject([
      { line: 9, size: 'ordinary' },
      { line: 7.5, size: 'unknown' },
      { line: 7.5, size: 'large' },
    ]);
  });
});
