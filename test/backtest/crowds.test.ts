import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../cli/backtest/pages.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY, FINDING, findingOf } from '../fixtures/findings.ts';

const feed = { vendor: 'box', tenant: 'default' };
const [volume] = FINDING.signals;
const partsOn = (day: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    findingOf({
      ...feed,
      id: `OF-PART-${day}-${n}`,
      entity: `actor/box/default/11${n}`,
      day,
      severity: 'informational',
      score: 3.4,
      signals: volume === undefined ? [] : [{ ...volume, score: 3.4 }],
    }),
  );
const parts = partsOn(DAY, 12);
const pagesBy = (...rates: readonly (readonly [day: number, perDay: number])[]) =>
  verdictOf(
    { findings: parts, causes: [], rates: rates.map(([day, perDay]) => ({ feed, day, perDay })) },
    DEFAULT_SETTINGS,
  ).pages.map(({ finding }) => finding.entity);

describe('a theft in parts', () => {
  test('is one page of a backtest, by what was usual when that was looked at last', () => {
    expect(pagesBy([DAY - 3, 0.1])).toEqual(['feed/box/default/crowd']);
    expect(pagesBy([DAY - 10, 8], [DAY - 3, 0.1], [DAY + 4, 8])).toEqual(['feed/box/default/crowd']);
    expect(pagesBy([DAY - 3, 8])).toEqual([]);
  });

  test('is none where it is not known yet what is usual', () => {
    expect(pagesBy()).toEqual([]);
    expect(pagesBy([DAY + 4, 0.1])).toEqual([]);
  });

  test.each([
    [23, ['opened']],
    [24, ['opened', 'escalated']],
  ])(
    'of twelve accounts keeps one of %i within the week quiet, unless they are twice as many',
    (more, told) => {
      const findings = [...parts, ...partsOn(DAY + 3, more)];
      const rates = [{ feed, day: DAY - 3, perDay: 0.1 }];
      const { pages } = verdictOf({ findings, causes: [], rates }, DEFAULT_SETTINGS);
      expect(pages.map(({ telling }) => telling.kind).sort()).toEqual(told.sort());
    },
  );
});
