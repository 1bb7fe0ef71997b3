import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../cli/backtest/pages.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY, FINDING, findingOf } from '../fixtures/findings.ts';

const feed = { vendor: 'box', tenant: 'default' };
const [volume] = FINDING.signals;
const parts = Array.from({ length: 12 }, (_, n) =>
  findingOf({
    ...feed,
    id: `OF-PART-${n}`,
    entity: `actor/box/default/11${n}`,
    severity: 'informational',
    score: 3.4,
    signals: volume === undefined ? [] : [{ ...volume, score: 3.4 }],
  }),
);
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
});
