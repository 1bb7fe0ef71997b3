import { describe, expect, test } from 'vitest';
import { isProfile } from '../../cli/backtest/judge.ts';
import {
  isShort,
  lateNotes,
  mostTaken,
  mostTakenLines,
  shortNotes,
  WARM_DAYS,
} from '../../cli/backtest/short-log.ts';
import { replay } from '../../cli/history/replay.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { exportOn, historyOf } from '../history/activities.ts';

const judged = { hashKey: new Uint8Array(32).fill(3), settings: DEFAULT_SETTINGS, judging: JUDGING };

function takenBy(who: string, day: number, fields: Partial<Activity> = {}): Activity {
  const one = exportOn(day);
  return {
    ...one,
    uid: `${who}${day}`.padEnd(16, '0'),
    actor: { uid: who, type: 'user', email: `${who}@example.com` },
    ...fields,
  };
}

async function linesOf(activities: readonly Activity[]): Promise<readonly string[]> {
  const history = await historyOf(activities);
  const { items, findings } = await replay(history, judged);
  history.spool.remove();
  return mostTakenLines(mostTaken([...items.values()].filter(isProfile), findings));
}

describe('what a backtest says of a short log', () => {
  test('nothing once it knows three weeks', () => {
    expect(shortNotes(WARM_DAYS)).toEqual([]);
    expect([isShort(WARM_DAYS - 1), isShort(WARM_DAYS)]).toEqual([true, false]);
  });

  test.each([
    [1, /^1 day: no account has a past yet, so no network, country or client can be called new/],
    [2, /^2 days: a new network, country or client is told from the second day .* not known yet/],
    [8, /^8 days: .* not known yet/],
    [9, /^9 days: few accounts have enough days/],
    [20, /^20 days: few accounts/],
  ])('of %i days is what they cannot tell, and what helps', (days, lacking) => {
    const [thin, what, advice] = shortNotes(days);
    expect(thin).toBe('fewer than 21 days: baselines are thin, so little can be called unusual');
    expect(what).toMatch(lacking);
    expect(what).toMatch(/amounts are held against what accounts of their kind do anywhere$/);
    expect(advice).toMatch(/^that nothing is found tells little: give it all days/);
  });

  test('names the vendors that a long log knows for few days, the longest first', () => {
    const begun = new Map([
      ['okta', 100],
      ['slack', 188],
      ['salesforce', 169],
      ['hubspot', 170],
    ]);
    expect(lateNotes(begun, { first: 100, last: 189 })).toEqual([
      'fewer than 21 days of HubSpot (20 days), Slack (2 days): there little can be called unusual',
    ]);
    expect(lateNotes(new Map([['okta', 100]]), { first: 100, last: 189 })).toEqual([]);
    // It is said of all of it.
    expect(lateNotes(begun, { first: 180, last: 189 })).toEqual([]);
  });

  test('names who took most on one day, with what and from where', async () => {
    const lines = await linesOf([
      takenBy('ana', 0, { vendor: 'salesforce', volume: { records: 2000 } }),
      takenBy('ana', 1, { vendor: 'salesforce', volume: { records: 4000 }, source: { ip: '198.51.100.9' } }),
      takenBy('ben', 1, { vendor: 'mixpanel', volume: { records: 3000 } }),
      takenBy('eva', 1, { volume: { records: 900 } }),
    ]);
    expect(lines[0]).toMatch(/^Look yourself/);
    expect(lines.slice(2, -1)).toEqual([
      expect.stringMatching(/ana@example.com +Salesforce +2026-\d\d-\d\d +4,000 records +198.51.100.0\/24$/),
      expect.stringMatching(
        /ben@example.com +Mixpanel \(unverified\) +2026-\d\d-\d\d +3,000 records +192.0.2.0\/24$/,
      ),
    ]);
  });

  test('names nobody of whom there is a finding, and is silent where nobody took much', async () => {
    const much = takenBy('ana', 1, { volume: { records: 90_000_000 } });
    expect(await linesOf([much, takenBy('eva', 1, { volume: { records: 999 } })])).toEqual([]);
    expect(await linesOf([takenBy('eva', 1, { volume: { records: 1000 } })])).not.toEqual([]);
  });
});
