import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../cli/backtest/pages.ts';
import type { SeenCause } from '../../shared/feeds/common-cause.ts';
import type { Finding } from '../../shared/finding.ts';
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

  test('is left to a change of the whole organisation only where that pages', () => {
    const context = { ...FINDING.context, network: ['AS64666'] };
    const [novelty] = FINDING.signals.filter(({ detector }) => detector === 'context-novelty');
    const cause = {
      feed,
      facet: 'network',
      value: 'AS64666',
      day: DAY,
      members: 12,
      accounts: 40,
      lastDay: DAY,
    } as const;
    const causes: SeenCause[] = [cause];
    const through = parts.map((one) => ({ ...one, context }));
    const paging = (signals: Finding['signals']) =>
      findingOf({
        ...feed,
        id: 'OF-PAGING',
        entity: 'actor/box/default/12',
        severity: 'medium',
        score: 7.9,
        context,
        signals,
      });
    const pages = (findings: readonly Finding[]) =>
      verdictOf(
        { findings, causes, rates: [{ feed, day: DAY - 3, perDay: 0.1 }] },
        DEFAULT_SETTINGS,
      ).pages.map(({ finding }) => finding.entity);
    expect(pages(through)).toEqual(['feed/box/default/crowd']);
    const signals = [volume, novelty]
      .flatMap((one) => one ?? [])
      .map((one, at) => ({
        ...one,
        score: [3.4, 4.5][at] ?? 0,
        ...(at === 1 ? { facts: { network: 'AS64666' } } : {}),
      }));
    expect(pages([...through, paging(signals)])).toEqual(['feed/any/any/common-cause network AS64666']);
    // Told with the network, which more of them took up.
    causes.push({ ...cause, facet: 'client', value: 'sync', members: 10 });
    const synced = parts.map((one) => ({ ...one, context: { ...FINDING.context, client: ['sync'] } }));
    expect(pages([...synced, paging(signals)])).toEqual(['feed/any/any/common-cause network AS64666']);
  });
});
