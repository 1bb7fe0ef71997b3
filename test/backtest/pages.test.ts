import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../cli/backtest/compare.ts';
import {
  LINES,
  linesOf,
  pagesOf,
  pagesPerWeekLater,
  reasonsOf,
  verdictOf,
  withPageLine,
} from '../../cli/backtest/pages.ts';
import { comparisonLines, recordedText } from '../../cli/backtest/report.ts';
import type { SeenCause } from '../../shared/feeds/common-cause.ts';
import { type Finding, severityOf } from '../../shared/finding.ts';
import { DAY_MS } from '../../shared/time.ts';
import { FINDING } from '../fixtures/findings.ts';
import { ROUND_SETTINGS } from '../fixtures/settings.ts';

/** Of one account and day, as it would be judged by the default settings. */
function finding(entity: number, day: number, score: number, records = 10): Finding {
  const exposure = { ...FINDING.exposure, records: { ...FINDING.exposure.records, lower: records } };
  return {
    ...FINDING,
    id: `OF-${entity}-${day}`,
    entity: `actor/okta/default/${entity}`,
    day,
    score,
    exposure,
    severity: severityOf({ score }, exposure, ROUND_SETTINGS),
    signals: [
      { ...(FINDING.signals[0] as Finding['signals'][number]), detector: 'volume', score: score - 1 },
      { ...(FINDING.signals[1] as Finding['signals'][number]), detector: 'activity', score: 1 },
    ],
    lastTime: day * DAY_MS,
  };
}

const verdict = (findings: readonly Finding[], causes: readonly SeenCause[] = []) =>
  verdictOf({ findings, causes }, ROUND_SETTINGS);

const lives = fc
  .uniqueArray(
    fc.record({ entity: fc.nat(5), day: fc.nat(40), score: fc.integer({ min: 250, max: 1500 }) }),
    { maxLength: 40, size: 'max', selector: ({ entity, day }) => `${entity} ${day}` },
  )
  .map((all) => all.map(({ entity, day, score }) => finding(entity, day, score / 100)));

describe('the number of findings', () => {
  test('is of all that were recorded, and says how many of them paged', () => {
    const quiet = [finding(1, 1, 4), finding(2, 1, 4)];
    const loud = [finding(3, 1, 8), finding(4, 1, 9)];
    const text = (findings: readonly Finding[]) => recordedText({ findings, pages: pagesOf(findings) });
    expect(text(quiet)).toBe('2 findings recorded in all, for review');
    expect(text([...quiet, ...loud])).toBe('4 findings recorded in all, the 2 that paged among them');
    expect(text([...quiet, ...loud.slice(1)])).toBe(
      '3 findings recorded in all, the one that paged among them',
    );
    // A finding that pages again is one finding.
    expect(recordedText({ findings: loud, pages: [...pagesOf(loud), ...pagesOf(loud)] })).toMatch(
      /the 2 that/,
    );
  });
});

describe('the table of page lines', () => {
  test('says at 100 % what was paged', () => {
    fc.assert(
      fc.property(lives, (findings) => {
        const [asSet] = linesOf({ findings, causes: [] }, ROUND_SETTINGS, 4).filter(
          ({ percent }) => percent === 100,
        );
        expect(asSet?.pages).toBe(pagesOf(findings).length);
        expect(asSet?.pagesPerWeek).toBe(pagesOf(findings).length / 4);
      }),
    );
  });

  test('counts a finding at every line that its score reaches', () => {
    const lines = linesOf(
      { findings: [finding(1, 1, 5.1), finding(2, 1, 7.5)], causes: [] },
      ROUND_SETTINGS,
      1,
    );
    expect(lines.map(({ percent, pageScore, pages }) => [percent, pageScore, pages])).toEqual([
      [70, 4.2, 2],
      [85, 5.1, 2],
      [100, 6, 1],
      [125, 7.5, 1],
      [150, 9, 0],
    ]);
  });

  test('moves the line of large amounts along', () => {
    const pages = linesOf({ findings: [finding(1, 1, 4.5, 200_000)], causes: [] }, ROUND_SETTINGS, 1).map(
      (line) => line.pages,
    );
    expect(pages).toEqual([1, 1, 1, 0, 0]);
  });

  test('never asks for less than is recorded', () => {
    for (const percent of LINES) {
      const { pageScore, reviewScore, highScore } = withPageLine(
        { ...ROUND_SETTINGS, reviewScore: 5 },
        percent / 100,
      );
      expect(pageScore).toBeGreaterThanOrEqual(reviewScore);
      expect(highScore).toBeGreaterThanOrEqual(pageScore);
    }
  });
});

describe('causes', () => {
  test('share out all of the score of what was paged', () => {
    fc.assert(
      fc.property(lives, (findings) => {
        const causes = reasonsOf(pagesOf(findings), findings);
        const total = causes.reduce((sum, { share }) => sum + share, 0);
        expect(total).toBeCloseTo(findings.length === 0 ? 0 : 1);
      }),
    );
  });

  test('name the detector that says the most first', () => {
    const findings = [finding(1, 1, 7), finding(2, 1, 3)];
    expect(reasonsOf(pagesOf(findings), findings)).toMatchObject([
      { detector: 'volume', pages: 1, findings: 2 },
      { detector: 'activity', pages: 0, findings: 2 },
    ]);
  });
});

describe('the pace of pages', () => {
  test('is told without the four weeks that teach what is usual, of logs that reach beyond them', () => {
    const pages = [3, 27, 28, 40].map((day) => ({ finding: { day: 100 + day } }));
    expect(pagesPerWeekLater(pages, { first: 100, weeks: 8 })).toBe(0.5);
    expect(pagesPerWeekLater(pages, { first: 100, weeks: 5 })).toBe(2);
    expect(pagesPerWeekLater(pages, { first: 100, weeks: 4.9 })).toBeUndefined();
  });
});

describe('a comparison', () => {
  const before = [finding(1, 1, 7), finding(2, 1, 3), finding(3, 1, 6.5)];
  const after = [finding(1, 1, 5), finding(3, 1, 9), finding(4, 1, 7)];

  test('tells what is gained, lost and graded anew', () => {
    const told = compare(verdict(before), verdict(after), 2);
    expect(told.findings).toMatchObject({ before: 3, after: 3, gained: [after[2]], lost: [before[1]] });
    expect(told.pages).toMatchObject({ before: 2, after: 2, gained: [after[2]], lost: [before[0]] });
    expect(told.pagesPerWeek).toEqual({ before: 1, after: 1 });
    expect(told.regraded.map(({ finding: { id }, before: was }) => [id, was])).toEqual([
      ['OF-3-1', 'medium'],
      ['OF-1-1', 'medium'],
    ]);
    expect(comparisonLines(told).join('\n')).toMatch(/pages a week +1\.00 +1\.00/);
  });

  test('does not count what was withdrawn', () => {
    const withdrawn = { ...finding(5, 1, 1), state: 'withdrawn' as const };
    const told = compare(verdict([]), verdict([withdrawn]), 1);
    expect(told.findings).toMatchObject({ after: 0, gained: [] });
  });

  test('does not count what nothing speaks of but a rule in staging, and counts it once the rule is live', () => {
    const live = finding(5, 1, 6);
    const [signal] = live.signals;
    if (signal === undefined) throw new Error('no signal');
    const staged = { ...live, score: 0, signals: [{ ...signal, score: 0, notable: true as const }] };
    expect(compare(verdict([]), verdict([staged]), 1).findings).toMatchObject({ after: 0, gained: [] });
    expect(compare(verdict([staged]), verdict([live]), 1).findings).toMatchObject({ gained: [live] });
  });

  test('with itself finds no difference', () => {
    fc.assert(
      fc.property(lives, (findings) => {
        const told = compare(verdict(findings), verdict(findings), 1);
        expect([told.findings.gained, told.findings.lost, told.pages.gained, told.regraded].flat()).toEqual(
          [],
        );
      }),
    );
  });
});
