import { describe, expect, test } from 'vitest';
import { linesOf, verdictOf } from '../../cli/backtest/pages.ts';
import type { Signal } from '../../shared/detectors/detector.ts';
import type { SeenCause } from '../../shared/feeds/common-cause.ts';
import { explainedBy, type News, newsToExplain } from '../../shared/feeds/explained.ts';
import { type Finding, severityOf } from '../../shared/finding.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { ROUND_SETTINGS } from '../fixtures/settings.ts';

const [volume, novelty] = FINDING.signals;
if (volume === undefined || novelty === undefined) throw new Error('the fixture has two signals');
const exposure = { ...FINDING.exposure, records: { ...FINDING.exposure.records, lower: 10, known: 10 } };
/** Of what was taken, and of a network that is new. */
const finding = (taken: number, news: number) =>
  findingOf({
    exposure,
    score: taken + news,
    severity: severityOf({ score: taken + news }, exposure, ROUND_SETTINGS),
    signals: [
      { ...volume, score: taken },
      { ...novelty, score: news, facts: { network: 'AS64510' } },
    ],
  });
const { pageScore } = ROUND_SETTINGS;

describe('what a common cause has to explain', () => {
  test('is what a finding calls new, where it would not page by the rest', () => {
    const [network] = newsToExplain(finding(pageScore - 1, 2), ROUND_SETTINGS);
    expect(network).toEqual({ facet: 'network', value: 'AS64510', detector: novelty.detector });
    expect(newsToExplain(finding(pageScore, 2), ROUND_SETTINGS)).toEqual([]);
  });

  test('is held against the page line of the organisation', () => {
    const quiet = {
      headStart: 1.2,
      pageScore: pageScore - 1.2,
      elsewhere: pageScore,
      accountWeeks: 90,
      found: 0,
    };
    expect(newsToExplain({ ...finding(pageScore - 1, 2), quiet }, ROUND_SETTINGS)).toEqual([]);
    expect(newsToExplain({ ...finding(pageScore - 1.3, 2), quiet }, ROUND_SETTINGS)).toHaveLength(1);
  });

  test('is also what an administrator did through a network that is new to all', () => {
    const [, told] = finding(pageScore - 1, 1).signals;
    const granted = {
      ...(told as Signal),
      detector: 'granting',
      facts: { acts: 3, network: ['AS64510', 'AS64511'] },
    };
    const one = { ...finding(1, pageScore), signals: [granted] };
    expect(newsToExplain(one, ROUND_SETTINGS).map(({ value }) => value)).toEqual(['AS64510', 'AS64511']);
    expect(explainedBy(one, ROUND_SETTINGS, () => 'OF-CAUSE')).toBe('OF-CAUSE');
    const of = ({ value }: { readonly value: string }) => (value === 'AS64510' ? 'OF-CAUSE' : undefined);
    expect(explainedBy(one, ROUND_SETTINGS, of)).toBeUndefined();
  });

  test('is also a new application, where the day would not page without what it took', () => {
    const apart = (score: number, more: Partial<Finding> = {}) => ({
      ...finding(pageScore + 2, 0),
      apart: { app: 'Backup', score },
      ...more,
    });
    const of = ({ facet, value }: News) => (facet === 'app' && value === 'Backup' ? 'OF-CAUSE' : undefined);
    expect(newsToExplain(apart(1), ROUND_SETTINGS)).toEqual([{ facet: 'app', value: 'Backup' }]);
    expect(explainedBy(apart(1), ROUND_SETTINGS, of)).toBe('OF-CAUSE');
    expect(explainedBy(apart(1), ROUND_SETTINGS, () => undefined)).toBeUndefined();
    // Somebody stole beside it.
    expect(explainedBy(apart(pageScore), ROUND_SETTINGS, of)).toBeUndefined();
    expect(newsToExplain(apart(1, { state: 'withdrawn' }), ROUND_SETTINGS)).toEqual([]);
    const [taken] = FINDING.signals;
    const left = { ...(taken as Signal), detector: 'tripwire' };
    expect(newsToExplain(apart(1, { signals: [left] }), ROUND_SETTINGS)).toEqual([]);
  });

  test('is beside the application the network, where nobody else comes from there: a thief who comes through it is no program', () => {
    const from = (networks?: readonly string[]) => ({
      ...finding(pageScore + 2, 1),
      apart: { app: 'Backup', score: 1, ...(networks && { networks }) },
    });
    const ofApp = ({ facet }: News) => (facet === 'app' ? 'OF-CAUSE' : undefined);
    expect(explainedBy(from(['AS64510']), ROUND_SETTINGS, ofApp)).toBeUndefined();
    expect(newsToExplain(from(['AS64510']), ROUND_SETTINGS)).toEqual([
      { facet: 'app', value: 'Backup' },
      { facet: 'network', value: 'AS64510' },
    ]);
    // All of whom it copies are reached from the network of the program, or many were before.
    expect(explainedBy(from(['AS64510']), ROUND_SETTINGS, () => 'OF-CAUSE')).toBe('OF-CAUSE');
    expect(explainedBy(from(), ROUND_SETTINGS, ofApp)).toBe('OF-CAUSE');
    // Each of several.
    const ofOne = ({ facet, value }: News) =>
      facet === 'app' || value === 'AS64510' ? 'OF-CAUSE' : undefined;
    expect(explainedBy(from(['AS64510', 'AS64511']), ROUND_SETTINGS, ofOne)).toBeUndefined();
  });

  test('is not that many were refused before they came in through it: accounts are tried together as well', () => {
    const [, told] = finding(pageScore - 1, 1).signals;
    const letIn = { ...(told as Signal), detector: 'let-in', facts: { refused: 5, network: ['AS64510'] } };
    const one = { ...finding(1, pageScore), signals: [letIn] };
    expect(newsToExplain(one, ROUND_SETTINGS)).toEqual([]);
  });

  test('is nothing of a finding that was taken back', () => {
    const back = { ...finding(pageScore - 1, 2), state: 'withdrawn' } as const;
    expect(newsToExplain(back, ROUND_SETTINGS)).toEqual([]);
    expect(explainedBy(back, ROUND_SETTINGS, () => 'OF-CAUSE')).toBeUndefined();
    expect(explainedBy(finding(pageScore - 1, 2), ROUND_SETTINGS, () => 'OF-CAUSE')).toBe('OF-CAUSE');
  });

  test('is decided anew for every page line of a backtest', () => {
    const one = finding(0.9 * pageScore, 0.2 * pageScore);
    const cause: SeenCause = {
      facet: 'network',
      value: 'AS64510',
      day: one.day,
      members: 9,
      accounts: 60,
      lastDay: one.day,
      feed: { vendor: one.vendor, tenant: one.tenant },
    };
    const found = { findings: [one], causes: [cause] };
    const paged = verdictOf(found, ROUND_SETTINGS).pages.map((page) => page.finding.entity);
    expect(paged).toEqual(['feed/any/any/common-cause network AS64510']);
    // At 70 and 85 % the account pages by what was taken and nothing is left to the cause; beyond its score nothing pages.
    expect(linesOf(found, ROUND_SETTINGS, 1).map(({ pages }) => pages)).toEqual([1, 1, 1, 0, 0]);
  });
});
