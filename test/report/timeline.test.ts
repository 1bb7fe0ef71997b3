import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../cli/report/html.ts';
import { reportMarkdown } from '../../cli/report/markdown.ts';
import { reportText } from '../../cli/report/text.ts';
import type { Finding } from '../../shared/finding.ts';
import { clockOf, REGIMES } from '../../shared/report/clock.ts';
import { ledgerRows } from '../../shared/report/ledger-rows.ts';
import { requestsOf } from '../../shared/report/requests.ts';
import { daysOf, hasAmount, hoursOf, measureOf, timelineText } from '../../shared/report/timeline.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { DAY, FINDING, findingOf, NOTHING_TAKEN } from '../fixtures/findings.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';
import { reportFrom } from './hostile.ts';

const [volume] = FINDING.signals;
const withLimits = findingOf({
  signals: volume
    ? [{ ...volume, facts: { ...volume.facts, 'limit records 2 h': 2190, 'limit records 24 h': 3481 } }]
    : [],
});

describe('a timeline', () => {
  test('has the 24 hours of the day, and what the evidence states in each', () => {
    const hours = hoursOf(FINDING, ledgerRows([FINDING]), undefined);
    expect(hours.slots).toHaveLength(24);
    expect(hours.slots[0]?.startMs).toBe(DAY * DAY_MS);
    expect(hours.slots[11]).toMatchObject({
      startMs: DAY * DAY_MS + 11 * HOUR_MS,
      amount: 120_000,
      fresh: 120_000,
    });
    expect(hours).toMatchObject({ measure: 'records', source: 'evidence', usual: 412, limit: null });
    expect(daysOf(FINDING, undefined)).toBeUndefined();
  });

  test('has as its band what would have been quiet in the same window', () => {
    expect(hoursOf(withLimits, [], undefined)).toMatchObject({ window: '2 h', limit: 2190 });
    expect(timelineText(hoursOf(withLimits, ledgerRows([FINDING]), undefined))).toBe(
      'The busiest hour began at 11:00 UTC with 120,000 records, of 120,000 records that day. Usual for this account: about 412 records in 2 h. Up to 2,190 records in 2 h would have been quiet. Counted from the events that the finding keeps.',
    );
  });

  test('knows all hours and the weeks before from the profile', () => {
    const days = Array.from({ length: 20 }, (_, day) =>
      reading({ time: at(day, 9), eventId: `d${day}`, records: 100 + day }),
    );
    const profile = lifeOf(
      [...days, reading({ time: at(20, 14), eventId: 'big', records: 9000 })].map((one) => [one]),
    );
    const finding = findingOf({ day: FIRST_DAY + 20, signals: [] });
    const hours = hoursOf(finding, [], profile);
    expect(hours.source).toBe('profile');
    expect(hours.slots[14]?.amount).toBe(9000);
    const weeks = daysOf(finding, profile);
    expect(weeks?.slots.at(-1)).toMatchObject({ amount: 9000, fresh: 9000 });
    expect(weeks?.slots.filter(({ amount }) => amount > 0)).toHaveLength(21);
    // The median of the days that may define normal: the last week is none of them.
    expect(weeks?.usual).toBe(106);
  });

  test('measures what the loudest signal measured, else what is known to have left', () => {
    const unsized = volume ? [{ ...volume, facts: { measure: 'unsized' } }] : [];
    expect(measureOf(findingOf({ signals: unsized }))).toBe('unsized');
    expect(measureOf(findingOf({ signals: [] }))).toBe('records');
    const none = findingOf({ signals: [], exposure: NOTHING_TAKEN, evidence: [] });
    expect(measureOf(none)).toBe('unsized');
    expect(hasAmount(hoursOf(none, [], undefined))).toBe(false);
    expect(timelineText(hoursOf(none, [], undefined))).toMatch(
      /^No event of this time states that data left/,
    );
  });
});

describe('what to ask a vendor for', () => {
  test('names the day on which its log forgets the first event, the soonest first', () => {
    const okta = findingOf({ vendor: 'okta' });
    const [first, second] = requestsOf([okta, FINDING]);
    expect(first).toMatchObject({ vendor: 'Salesforce', goneOn: FINDING.firstTime + 30 * DAY_MS });
    expect(second).toMatchObject({ vendor: 'Okta', goneOn: FINDING.firstTime + 90 * DAY_MS });
    expect(first?.asks.join('\n')).toMatch(/size of 1 export of which the log states none/);
  });

  test('names the accounts as the vendor knows them, and counts what are addresses or many', () => {
    const asked = (...findings: readonly Partial<Finding>[]) =>
      requestsOf(findings.map(findingOf))[0]?.asks[0]?.replace(/ on 2026.*/, '');
    const of = (uid: string) => ({ actor: { ...FINDING.actor, uid } });
    expect(asked(of('005A'))).toMatch(/clients of the account 005A$/);
    expect(asked(of('005A'), of('005B'), of('005A'))).toMatch(/clients of the accounts 005A, 005B$/);
    expect(asked(...['a', 'b', 'c', 'd'].map(of))).toMatch(/clients of 4 accounts$/);
    expect(asked({ ...of('192.0.2.7'), entity: 'source/okta/example/192.0.2.7' })).toMatch(/of 1 account$/);
  });

  test('refers to event ids only of what has no size, and not of a sign-in beside it', () => {
    const [event] = FINDING.evidence;
    if (event === undefined) throw new Error('the finding has events');
    const unsized = { ...event, records: null, bytes: null };
    const asks = (...evidence: Finding['evidence']) =>
      requestsOf([findingOf({ evidence })])[0]?.asks.join('\n');
    expect(asks(unsized)).toMatch(/states none \(their event ids/);
    expect(asks({ ...unsized, eventId: '' }, { ...unsized, sha256: '' })).toMatch(/states none: rows/);
  });

  test('is still asked for when the vendor may have forgotten it, and what is overdue is said to be past', () => {
    const made = (madeAt: number, due: number) => {
      const aware = { kind: 'aware', by: 'Ada Example', at: due - 72 * HOUR_MS } as const;
      const report = { ...reportFrom([FINDING]), clock: clockOf(null, [aware], REGIMES.slice(0, 1)) };
      const late = { ...report, provenance: { ...report.provenance, madeAt } };
      return [reportText(late), reportMarkdown(late), reportHtml(late)].map((text) =>
        text.replace(/\s+/g, ' '),
      );
    };
    const gone = FINDING.firstTime + 30 * DAY_MS;
    for (const text of made(gone - 1, gone)) {
      expect(text).toMatch(/can be gone on 2026-12-08/);
      expect(text).not.toMatch(/UTC \(past\)/);
    }
    for (const text of made(gone + 1, gone)) {
      expect(text).toMatch(/may be gone since 2026-12-08: ask all the same/);
      expect(text).toMatch(/UTC \(past\)/);
    }
  });

  test('asks who fetched what was shared, where anything was', () => {
    const asks = (destinations: readonly string[]) =>
      requestsOf([findingOf({ exposure: { ...NOTHING_TAKEN, destinations } })])[0]?.asks.join('\n');
    expect(asks(['repository:p0'])).toMatch(/Who has opened or fetched what was shared/);
    expect(asks([])).not.toMatch(/Who has opened/);
  });

  test('says where the retention is not known, instead of guessing', () => {
    expect(requestsOf([findingOf({ vendor: 'stripe' })])).toMatchObject([
      { vendor: 'Stripe', goneOn: null, retention: 'not known to Outflow: ask for it first' },
    ]);
  });
});
