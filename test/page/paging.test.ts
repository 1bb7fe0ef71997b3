import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Finding, rankOf, SEVERITIES } from '../../shared/finding.ts';
import { CONTINUE_AFTER_MS, decide, isDue, lookAgainMs } from '../../shared/page/paging.ts';
import { MAX_TOLD, orphansOf, THREAD_DAYS, tell } from '../../shared/page/thread.ts';
import type { Judged, Taken, Thread } from '../../shared/page/told.ts';
import { act, phaseOf, type Triage, UNTOUCHED } from '../../shared/triage.ts';
import { DAY, FINDING, findingOf, withdrawn } from '../fixtures/findings.ts';

const NOTHING_TOLD: Thread = { entity: FINDING.entity, told: [] };

/** The thread after findings were judged and told one after the other, and what each of them led to. */
function tellAll(findings: readonly Judged[], from: Thread = NOTHING_TOLD) {
  const kinds: string[] = [];
  const thread = findings.reduce((current, finding) => {
    const decision = decide(finding, current);
    kinds.push(decision.kind);
    return tell(current, finding, decision, 0);
  }, from);
  return { thread, kinds };
}

const kindsOf = (...findings: readonly Judged[]) => tellAll(findings).kinds;
const day = (offset: number, parts: Partial<Finding> = {}) =>
  findingOf({ id: `OF-${offset}`, day: DAY + offset, severity: 'medium', score: 6.5, ...parts });

describe('an incident that goes on', () => {
  const opened = (waysOut: number, more: Partial<Finding['exposure']> = {}) =>
    findingOf({ exposure: { ...FINDING.exposure, waysOut, ...more } });
  const later = { nowMs: CONTINUE_AFTER_MS };
  const told = (waysOut: number) => tellAll([opened(waysOut)]).thread;

  test('is told when twice as much was opened as at its page, and what that was', () => {
    expect(decide(opened(3), told(2), later)).toEqual({ kind: 'none' });
    expect(decide(opened(4), told(2), { nowMs: CONTINUE_AFTER_MS - 1 })).toEqual({ kind: 'none' });
    expect(decide(opened(4), told(2), later)).toMatchObject({ kind: 'continued', from: { waysOut: 2 } });
    expect(decide(opened(1), told(0), later)).toMatchObject({ kind: 'continued', from: { waysOut: 0 } });
  });

  test('is not told of what was opened where the page of an older version did not count it', () => {
    const { told: all, ...thread } = told(2);
    const older = all.map((one) => ({ ...one, taken: { records: 181_204, bytes: 0, unsized: 1 } }));
    expect(decide(opened(9), { ...thread, told: older }, later)).toEqual({ kind: 'none' });
  });
});

describe('a theft behind a harmless page', () => {
  const level = { severity: 'high', score: 8.5 } as const;
  const taking = (offset: number, records: number) =>
    day(offset, {
      ...level,
      exposure: {
        ...FINDING.exposure,
        bytes: boundsOf(0),
        unsized: 0,
        unsizedExports: 0,
        waysOut: 0,
        destinations: [],
        records: boundsOf(records),
      },
    });
  const boundsOf = (known: number) => ({
    known,
    operationsWithout: 0,
    lower: known,
    about: known,
    upper: known,
  });

  test('pages by itself, and on a day after a page on which next to nothing was taken', () => {
    expect(kindsOf(taking(1, 100_000))).toEqual(['opened']);
    expect(kindsOf(taking(0, 40), taking(1, 100_000))).toEqual(['opened', 'continued']);
    expect(kindsOf(taking(0, 40), taking(1, 999), taking(2, 390))).toEqual(['opened', 'none', 'none']);
  });

  test('is told once the much larger page that spoke for it is withdrawn, and another of little stands', () => {
    const [large, little] = [taking(0, 1_000_000), taking(1, 40)];
    const { thread } = tellAll([large]);
    const told = tell(thread, little, { kind: 'escalated', threadId: large.id, from: level }, 1);
    const tellTo = (one: Thread, finding: Judged) => tell(one, finding, decide(finding, one), 2);
    const quiet = tellTo(tellTo(told, taking(2, 0)), taking(2, 100_000));
    expect(orphansOf(quiet)).toEqual([]);
    // Not written again for every batch that takes a little more.
    expect(tellTo(quiet, taking(2, 110_000))).toBe(quiet);
    const after = tellTo(quiet, withdrawn({ id: large.id, day: large.day }));
    expect(orphansOf(after).map(({ findingId }) => findingId)).toEqual([taking(2, 0).id]);
    const said = tellTo(after, taking(2, 100_000));
    expect(said.told.at(-1)).toMatchObject({ continued: true, taken: { records: 100_000 } });
    expect(orphansOf(said)).toEqual([]);
    expect(
      orphansOf(tellTo(tellTo(told, taking(2, 900)), withdrawn({ id: large.id, day: large.day }))),
    ).toEqual([]);
  });

  test('is told whatever was taken in an incident of weeks before', () => {
    expect(kindsOf(taking(0, 1_000_000), taking(10, 40), taking(11, 100_000))).toEqual([
      'opened',
      'opened',
      'continued',
    ]);
  });

  test('is not told of by how much more it is where an older version did not write down how much it was', () => {
    const { thread } = tellAll([taking(0, 40)]);
    const older = {
      ...thread,
      told: thread.told.map((one) => ({ ...one, continued: true as const, taken: withoutAmount(one.taken) })),
    };
    const later = { nowMs: CONTINUE_AFTER_MS };
    expect(decide(taking(1, 100_000), older)).toEqual({ kind: 'none' });
    // Nor beside one of which it is known: it may have been more.
    const [first, second] = tellAll([taking(0, 5), taking(1, 2000)]).thread.told;
    if (first === undefined || second === undefined) throw new Error('both were told');
    const both = { ...thread, told: [{ ...second, taken: withoutAmount(second.taken) }, first] };
    expect(decide(taking(2, 100_000), both)).toEqual({ kind: 'none' });
    expect(decide(taking(0, 100_000), older, later)).toEqual({ kind: 'none' });
    expect(lookAgainMs(taking(0, 100_000), older.told[0])).toBeUndefined();
    const closed = { verdict: 'benign', rev: 1, ...level } as const;
    expect(phaseOf({ ...UNTOUCHED, status: 'closed', closed }, taking(0, 100_000))).toBe('closed');
  });

  const withoutAmount = ({ amount: _, ...taken }: Taken = { records: 0, bytes: 0, unsized: 0 }): Taken =>
    taken;

  test('is told of each tenfold, and not of every day', () => {
    expect(
      kindsOf(taking(0, 100), taking(1, 2000), taking(2, 19_000), taking(3, 20_000), taking(4, 100_000)),
    ).toEqual(['opened', 'continued', 'none', 'continued', 'none']);
  });

  test('is told again after it got worse, since that page says how much it was then', () => {
    const { thread } = tellAll([taking(0, 1000)]);
    const more = decide(taking(0, 2000), thread, { nowMs: CONTINUE_AFTER_MS });
    const said = tell(thread, taking(0, 2000), more, CONTINUE_AFTER_MS);
    const worse: Finding = { ...taking(0, 2500), severity: 'critical' };
    const raised = tell(said, worse, decide(worse, said), CONTINUE_AFTER_MS);
    expect(raised.told.at(-1)?.severity).toBe('critical');
    const twice: Finding = { ...taking(0, 5000), severity: 'critical' };
    const nowMs = 3 * CONTINUE_AFTER_MS;
    expect(decide(twice, raised, { nowMs })).toMatchObject({ kind: 'continued', from: { records: 2500 } });
  });

  test('is told on the day of the page, however little more was told before', () => {
    const later = { nowMs: CONTINUE_AFTER_MS };
    const { thread } = tellAll([taking(0, 10)]);
    const more = decide(taking(0, 20), thread, later);
    expect(more).toMatchObject({ kind: 'continued', from: { records: 10 } });
    const told = tell(thread, taking(0, 20), more, 1);
    expect(decide(taking(0, 900), told, later)).toEqual({ kind: 'none' });
    const most = decide(taking(0, 100_000), told, { nowMs: CONTINUE_AFTER_MS + 1 });
    expect(most).toMatchObject({ kind: 'continued', from: { records: 20 } });
    const all = tell(told, taking(0, 100_000), most, 2);
    expect(decide(taking(0, 100_000), all, { nowMs: 2 * CONTINUE_AFTER_MS })).toEqual({ kind: 'none' });
  });

  test('reopens the day that people closed as benign before it', () => {
    const closing = { kind: 'close', verdict: 'benign' } as const;
    const closed = act(UNTOUCHED, closing, { ...taking(0, 40), rev: 1 }, { by: 'mara', atMs: 1 });
    if (closed.kind === 'refused') throw new Error(closed.reason);
    const { triage } = closed;
    const { thread } = tellAll([taking(0, 40)]);
    const end = decide(taking(0, 40), thread, { triage });
    expect(end).toMatchObject({ kind: 'resolved' });
    const after = tell(thread, taking(0, 40), end, 1);
    expect(decide(taking(0, 900), after, { triage })).toEqual({ kind: 'none' });
    expect(decide(taking(0, 100_000), after, { triage })).toMatchObject({
      kind: 'escalated',
      reopened: 1,
    });
  });

  const close = (finding: Judged, rev: number) => {
    const acted = act(
      UNTOUCHED,
      { kind: 'close', verdict: 'benign' },
      { ...finding, rev },
      { by: 'mara', atMs: 1 },
    );
    if (acted.kind === 'refused') throw new Error(acted.reason);
    return acted.triage;
  };
  const then = (thread: Thread, finding: Judged, triage: Triage) => {
    const decision = decide(finding, thread, { triage });
    return { decision, thread: tell(thread, finding, decision, 1) };
  };

  test('is not said to be closed by people where less evidence takes it below what they had judged', () => {
    const little = day(0, { severity: 'medium', score: 6 });
    const theft = day(0, { severity: 'critical', score: 14 });
    const triage = close(little, 3);
    const resolved = then(tellAll([little]).thread, little, triage);
    const again = then(resolved.thread, theft, triage);
    expect(again.decision).toMatchObject({ kind: 'escalated', reopened: 3 });
    const less = then(again.thread, little, triage);
    expect(less.decision).toEqual({ kind: 'none' });
    // As it was told: neither again, nor closed by anybody.
    expect(then(less.thread, theft, triage).decision).toEqual({ kind: 'none' });
    const closed = then(less.thread, theft, close(theft, 5));
    expect(closed.decision).toMatchObject({ kind: 'resolved' });
    expect(then(closed.thread, theft, close(theft, 5)).decision).toEqual({ kind: 'none' });
  });

  test('is neither where it was told only after they had closed it, or before on-call heard that they had', () => {
    const theft = day(0, { severity: 'critical', score: 14 });
    const unpaged = day(0, { severity: 'informational', score: 4 });
    const ofUnpaged = close(unpaged, 2);
    const opened = then(NOTHING_TOLD, theft, ofUnpaged);
    expect(opened.decision).toMatchObject({ kind: 'opened', reopened: 2 });
    expect(then(opened.thread, unpaged, ofUnpaged).decision).toEqual({ kind: 'none' });
    expect(then(opened.thread, theft, close(theft, 3)).decision).toMatchObject({ kind: 'resolved' });

    const little = day(0, { severity: 'medium', score: 6 });
    const ofLittle = close(little, 1);
    const higher = day(1, { severity: 'medium', score: 8 });
    const raised = then(tellAll([little, higher]).thread, theft, ofLittle);
    expect(raised.decision).toMatchObject({ kind: 'escalated', from: { score: 6 }, reopened: 1 });
    const worse = then(raised.thread, day(0, { severity: 'critical', score: 18 }), ofLittle);
    expect(worse.decision).toEqual({
      kind: 'escalated',
      threadId: little.id,
      from: { severity: 'critical', score: 14 },
    });
    expect(then(worse.thread, little, ofLittle).decision).toEqual({ kind: 'none' });

    const more = then(tellAll([taking(1, 100)]).thread, taking(0, 100_000), close(taking(0, 900), 4));
    expect(more.decision).toMatchObject({ kind: 'continued', anotherDay: true, reopened: 4 });
    expect(then(more.thread, taking(0, 900), close(taking(0, 900), 4)).decision).toEqual({ kind: 'none' });
  });
});

describe('an alarm', () => {
  const [any] = FINDING.signals;
  if (any === undefined) throw new Error('the fixture has signals');
  const rule = (uid: string, facts: object = {}) => ({
    ...any,
    detector: 'rule-match',
    score: 6,
    facts: { rules: [uid], alarms: [uid], ...facts },
  });
  const worst = day(0, { severity: 'critical', score: 26 });
  const next = (...signals: Finding['signals']) => day(3, { severity: 'critical', score: 15, signals });

  test('that was not told in the thread pages, though what was told is worse; the same one does not', () => {
    expect(kindsOf(worst, next(any))).toEqual(['opened', 'none']);
    expect(kindsOf(worst, next(any, rule('takeout')))).toEqual(['opened', 'escalated']);
    const { thread } = tellAll([worst]);
    expect(decide(next(rule('takeout')), thread)).toEqual({
      kind: 'escalated',
      threadId: 'OF-0',
      from: { severity: 'critical', score: 26 },
      alarm: 'rule takeout',
    });
    const again = day(4, { severity: 'critical', score: 15, signals: [rule('takeout')] });
    expect(kindsOf(worst, next(rule('takeout')), next(rule('takeout')), again)).toEqual([
      'opened',
      'escalated',
      'none',
      'none',
    ]);
    expect(kindsOf(worst, next(rule('takeout')), next(rule('other')))).toEqual([
      'opened',
      'escalated',
      'escalated',
    ]);
  });

  test('is a live rule of high level, a tripwire or honey, on its own day', () => {
    const second = (signal: Finding['signals'][number]) => kindsOf(worst, next(signal))[1];
    for (const detector of ['tripwire', 'honey']) expect(second({ ...any, detector })).toBe('escalated');
    expect(second(rule('r', { alarms: [] }))).toBe('none');
    expect(second({ ...rule('r'), score: 0 })).toBe('none');
    expect(second({ ...rule('r'), facts: { heldDays: 1 } })).toBe('none');
    expect(second({ ...any, detector: 'tripwire', facts: { heldDays: 1 } })).toBe('none');
  });

  test('is each part of a contract: a job that ran late does not hide who comes from elsewhere', () => {
    const broken = (...rules: string[]) => ({
      ...any,
      detector: 'tripwire',
      facts: { rule: rules[0] ?? '', rules },
    });
    const late = broken('contract: hours');
    const elsewhere = broken('contract: network', 'contract: hours');
    expect(kindsOf({ ...worst, signals: [late] }, next(late), next(elsewhere), next(elsewhere))).toEqual([
      'opened',
      'none',
      'escalated',
      'none',
    ]);
    const { thread } = tellAll([{ ...worst, signals: [late] }]);
    expect(decide(next(elsewhere), thread)).toMatchObject({ alarm: 'tripwire contract: network' });
    // An older version said of none which part it was.
    const older = { ...any, detector: 'tripwire', facts: { rule: 'contract: hours' } };
    expect(kindsOf({ ...worst, signals: [older] }, next(late))).toEqual(['opened', 'none']);
  });

  test('is each of several rules of one day, whichever of them was told before', () => {
    const both = { ...rule('a'), facts: { rules: ['a', 'z'], alarms: ['a', 'z'] } };
    expect(kindsOf(worst, next(rule('a')), next(both), next(both))).toEqual([
      'opened',
      'escalated',
      'escalated',
      'none',
    ]);
  });

  test('is not told again after a revision without it was told for another reason', () => {
    const first = day(0, { severity: 'medium', score: 6.5, signals: [rule('a')] });
    const worse = { ...first, severity: 'critical' as const, score: 12, signals: [any] };
    const again = { ...worse, signals: [any, rule('a')] };
    expect(kindsOf(first, worse, again)).toEqual(['opened', 'escalated', 'none']);
  });

  test('that something else spoke for is told when that is withdrawn', () => {
    const first = day(1, { severity: 'critical', score: 12, signals: [rule('a')] });
    const quiet = day(2, { severity: 'critical', score: 12, signals: [rule('a')] });
    const { thread, kinds } = tellAll([worst, first, quiet]);
    expect(kinds).toEqual(['opened', 'escalated', 'none']);
    expect(orphansOf(thread)).toEqual([]);
    const gone = { ...thread, told: thread.told.filter(({ findingId }) => findingId !== first.id) };
    expect(orphansOf(gone).map(({ findingId }) => findingId)).toEqual([quiet.id]);
    // Also where only a revision of it tripped the alarm, and its score is the same.
    const later = tellAll([worst, first, { ...quiet, signals: [any] }, quiet]).thread;
    expect(orphansOf({ ...later, told: gone.told })).toHaveLength(1);
  });

  test('pages no finding that is not worth a page, and none of a thread that an older version told', () => {
    const weak = { ...next(rule('takeout')), severity: 'informational' as const };
    expect(kindsOf(worst, weak)).toEqual(['opened', 'none']);
    const { told, ...thread } = tellAll([worst]).thread;
    const older = told.map(({ alarms: _, ...one }) => one);
    expect(decide(next(rule('takeout')), { ...thread, told: older })).toEqual({ kind: 'none' });
  });
});

describe('a finding', () => {
  test.each([
    ['informational', 'none'],
    ['medium', 'opened'],
    ['high', 'opened'],
    ['critical', 'opened'],
  ] as const)('of severity %s on its own leads to: %s', (severity, kind) => {
    expect(kindsOf(findingOf({ severity }))).toEqual([kind]);
  });

  test('opens a thread that carries its name', () => {
    expect(decide(FINDING, NOTHING_TOLD)).toEqual({ kind: 'opened', threadId: FINDING.id });
  });

  test('joins the thread of the last 7 days in silence', () => {
    expect(kindsOf(day(0), day(1), day(6, { severity: 'medium', score: 9.49 }))).toEqual([
      'opened',
      'none',
      'none',
    ]);
  });

  test('pages again when 7 days have passed since the last page', () => {
    expect(kindsOf(day(0), day(7))).toEqual(['opened', 'opened']);
    expect(kindsOf(day(0), day(3, { severity: 'high' }), day(7))).toEqual(['opened', 'escalated', 'none']);
  });

  test('is not kept quiet by days that joined in silence', () => {
    expect(kindsOf(day(0), day(3), day(5), day(7))).toEqual(['opened', 'none', 'none', 'opened']);
  });

  test('joins the thread of a later day when it arrives late', () => {
    expect(kindsOf(day(0), day(-6))).toEqual(['opened', 'none']);
    expect(kindsOf(day(0), day(-7))).toEqual(['opened', 'opened']);
  });

  test('pages again when severity rises above the highest of the thread', () => {
    const { thread, kinds } = tellAll([
      day(0),
      day(1, { severity: 'critical' }),
      day(2, { severity: 'high' }),
    ]);
    expect(kinds).toEqual(['opened', 'escalated', 'none']);
    expect(new Set(thread.told.map(({ threadId }) => threadId))).toEqual(new Set(['OF-0']));
  });

  test('is held against all that its thread was told, also more than 7 days before', () => {
    const findings = [
      day(0, { severity: 'critical', score: 11 }),
      day(5, { severity: 'high', score: 14 }),
      day(10, { severity: 'critical', score: 12 }),
    ];
    expect(kindsOf(...findings)).toEqual(['opened', 'escalated', 'none']);
  });

  test('that lies near two threads is news only if it is worse than both', () => {
    const threads = [day(0, { severity: 'critical' }), day(8)];
    expect(kindsOf(...threads, day(4, { severity: 'high' }))).toEqual(['opened', 'opened', 'none']);
    expect(decide(day(4, { score: 9.5 }), tellAll(threads.toReversed()).thread)).toMatchObject({
      kind: 'escalated',
      threadId: 'OF-0',
    });
  });

  test('stays in the thread in which it was told first', () => {
    const { thread } = tellAll([day(0), day(8), day(4, { severity: 'high' })]);
    expect(thread.told.at(-1)).toMatchObject({ findingId: 'OF-4', threadId: 'OF-8' });
    expect(decide(day(0, { severity: 'critical' }), thread)).toMatchObject({ threadId: 'OF-0' });
  });

  test('pages what would page anywhere, after a page that only a quiet organisation gives', () => {
    const quiet = { headStart: 1.2, pageScore: 4.8, elsewhere: 6, accountWeeks: 90, found: 0 };
    const early = (offset: number, score: number) => day(offset, { score, quiet });
    expect(kindsOf(early(0, 5), early(2, 5.9), early(3, 7), early(5, 7.4))).toEqual([
      'opened',
      'none',
      'escalated',
      'none',
    ]);
    // Afterwards the early ones say nothing new.
    expect(kindsOf(day(0), early(1, 5))).toEqual(['opened', 'none']);
    // It is no less than what it was where late evidence takes it down again.
    const { thread } = tellAll([early(0, 5)]);
    expect(decide(early(0, 5.5), thread)).toEqual({ kind: 'none' });
    expect(decide(early(0, 6), thread)).toMatchObject({
      kind: 'escalated',
      from: { severity: 'medium', score: 5 },
    });
  });

  test('names what would page anywhere once the early page that spoke for it is gone', () => {
    const quiet = { headStart: 1.2, pageScore: 4.8, elsewhere: 6, accountWeeks: 90, found: 0 };
    const { thread } = tellAll([day(0, { score: 6.4 }), day(1, { score: 6.1 }), day(2, { score: 5, quiet })]);
    expect(orphansOf(thread)).toEqual([]);
    const gone = tellAll([withdrawn({ id: 'OF-0', day: DAY })], thread).thread;
    expect(orphansOf(gone).map(({ findingId }) => findingId)).toEqual(['OF-1', 'OF-2']);
    // What is early as well is no worse than an early page that still stands.
    const early = (at: number, score: number) => day(at, { score, quiet });
    const told = tellAll([early(0, 5), day(2, { score: 6.2 }), early(3, 5.5)]).thread;
    const left = tellAll([withdrawn({ id: 'OF-2', day: DAY + 2 })], told).thread;
    expect(orphansOf(left)).toEqual([]);
  });

  test('says from where it was raised', () => {
    const { thread } = tellAll([day(0, { score: 6.4 })]);
    expect(decide(day(0, { severity: 'high', score: 8.1 }), thread)).toEqual({
      kind: 'escalated',
      threadId: 'OF-0',
      from: { severity: 'medium', score: 6.4 },
    });
  });

  test('pages again when its score rises by 3, to the hundredth', () => {
    expect(kindsOf(day(0, { score: 6.1 }), day(0, { score: 9.09 }))).toEqual(['opened', 'none']);
    expect(kindsOf(day(0, { score: 6.1 }), day(0, { score: 9.1 }))).toEqual(['opened', 'escalated']);
    // 6.12 + 3 is 9.12, whatever binary fractions make of it.
    expect(kindsOf(day(0, { score: 6.12 }), day(0, { score: 9.12 }))).toEqual(['opened', 'escalated']);
    // Slow growth is held against what was paged, not against the last revision.
    expect(kindsOf(...[6.1, 8, 9, 9.1].map((score) => day(0, { score })))).toEqual([
      'opened',
      'none',
      'none',
      'escalated',
    ]);
  });
});

describe('a thread', () => {
  test('names the days that joined in silence once nothing near them stands', () => {
    const { thread } = tellAll([day(0), day(1), day(6), day(1)]);
    expect(orphansOf(thread)).toEqual([]);
    const { thread: after } = tellAll([withdrawn({ id: 'OF-0', day: DAY })], thread);
    expect(orphansOf(after)).toMatchObject([
      { findingId: 'OF-1', day: DAY + 1 },
      { findingId: 'OF-6', day: DAY + 6 },
    ]);
    const { thread: told } = tellAll([day(1)], after);
    expect(orphansOf(told)).toEqual([]);
  });

  test('names what was told and has become clearly worse, once the worse day that spoke for it is gone', () => {
    const worse = day(4, { severity: 'critical', score: 11 });
    const { thread, kinds } = tellAll([day(0), worse, day(0, { severity: 'critical', score: 10 })]);
    expect(kinds).toEqual(['opened', 'escalated', 'none']);
    expect(orphansOf(thread)).toEqual([]);
    const { thread: after } = tellAll([withdrawn({ id: 'OF-4', day: DAY + 4 })], thread);
    expect(orphansOf(after).map(({ findingId }) => findingId)).toEqual(['OF-0']);
    const { thread: told, kinds: again } = tellAll([day(0, { severity: 'critical', score: 10 })], after);
    expect([again, orphansOf(told)]).toEqual([['escalated'], []]);
    // Had it fallen again in between, there would be nothing to tell.
    expect(orphansOf(tellAll([day(0)], after).thread)).toEqual([]);
  });

  test('names what joined in silence, once only something less is left to speak for it', () => {
    const all = [
      day(0),
      day(4, { severity: 'critical', score: 11 }),
      day(5, { severity: 'high', score: 10 }),
    ];
    const { thread } = tellAll([...all.slice(0, 2), day(1, { severity: 'high' }), day(2), ...all.slice(2)]);
    expect(orphansOf(thread)).toEqual([]);
    const { thread: after } = tellAll([withdrawn({ id: 'OF-4', day: DAY + 4 })], thread);
    expect(orphansOf(after).map(({ findingId }) => findingId)).toEqual(['OF-5', 'OF-1']);
  });

  test('remembers no more of them than of what was told', () => {
    const many = Array.from({ length: 2 * MAX_TOLD }, (_, i) => ({ ...day(1), id: `OF-Q${i}` }));
    expect(tellAll([day(0), ...many]).thread.quiet).toHaveLength(MAX_TOLD);
  });
});

describe('a withdrawn finding', () => {
  test('is told if it was paged, once', () => {
    const revisions = [findingOf(), withdrawn(), withdrawn()];
    expect(kindsOf(...revisions)).toEqual(['opened', 'withdrawn', 'none']);
  });

  test('is not told if it was never paged, even while others of its thread were', () => {
    expect(kindsOf(withdrawn())).toEqual(['none']);
    expect(kindsOf(day(0), day(1), withdrawn({ id: 'OF-1', day: DAY + 1 }))).toEqual([
      'opened',
      'none',
      'none',
    ]);
  });

  test('names the thread and what had been said', () => {
    const { thread } = tellAll([findingOf({ severity: 'high', score: 8.4 })]);
    expect(decide(withdrawn(), thread)).toEqual({
      kind: 'withdrawn',
      threadId: FINDING.id,
      from: { severity: 'high', score: 8.4 },
    });
  });

  test('pages anew when it comes back after nothing stood any more', () => {
    expect(kindsOf(findingOf(), withdrawn(), findingOf())).toEqual(['opened', 'withdrawn', 'opened']);
  });

  test('no longer counts among what on-call has heard', () => {
    const critical = day(1, { severity: 'critical' });
    const taken = withdrawn({ id: 'OF-1', day: DAY + 1 });
    expect(kindsOf(day(0), critical, taken, critical)).toEqual([
      'opened',
      'escalated',
      'withdrawn',
      'escalated',
    ]);
  });
});

describe('what is put before alert', () => {
  test.each([
    ['informational', 'open', false],
    ['medium', 'open', true],
    ['critical', 'open', true],
    ['informational', 'withdrawn', true],
  ] as const)('%s and %s: %s', (severity, state, due) => {
    expect(isDue({ severity, state, entity: FINDING.entity })).toBe(due);
  });
});

/** Days of one actor: an id belongs to a day, as in the store. */
const judged: fc.Arbitrary<Judged> = fc
  .record({
    day: fc.integer({ min: DAY, max: DAY + 20 }),
    state: fc.constantFrom('open', 'open', 'open', 'withdrawn'),
    severity: fc.constantFrom(...SEVERITIES),
    score: fc.nat(3000).map((hundredths) => hundredths / 100),
  })
  .map((one) => ({ ...one, id: `OF-${one.day}` }));
const open = judged.map((one) => ({ ...one, state: 'open' as const }));
const runs = { numRuns: 500 };

describe('whatever findings come in whatever order', () => {
  test('deciding again on what was just told says nothing new', () => {
    fc.assert(
      fc.property(fc.array(judged, { maxLength: 12 }), judged, (before, finding) => {
        const { thread } = tellAll([...before, finding]);
        expect(decide(finding, thread)).toEqual({ kind: 'none' });
        expect(tell(thread, finding, decide(finding, thread), 1)).toBe(thread);
      }),
      runs,
    );
  });

  test('judging every day again says nothing new, unless something was taken back', () => {
    fc.assert(
      fc.property(fc.array(open, { maxLength: 15, size: 'max' }), (findings) => {
        const { thread } = tellAll(findings);
        for (const finding of findings) expect(decide(finding, thread)).toEqual({ kind: 'none' });
      }),
      runs,
    );
  });

  test('the highest severity told of a day is the highest there was, in either order of two revisions', () => {
    fc.assert(
      fc.property(open, open, (one, { severity, score }) => {
        const other = { ...one, severity, score };
        const told = (findings: readonly Judged[]) =>
          tellAll(findings).thread.told[0]?.severity ?? 'informational';
        const highest = SEVERITIES[Math.max(rankOf(one.severity), rankOf(severity))];
        expect(told([one, other])).toBe(highest);
        expect(told([other, one])).toBe(highest);
      }),
      runs,
    );
  });

  test('a day that deserves a page is silent only if one at least as severe stands near it', () => {
    fc.assert(
      fc.property(fc.array(judged, { maxLength: 12 }), open, (before, finding) => {
        const { thread } = tellAll(before);
        if (finding.severity === 'informational' || decide(finding, thread).kind !== 'none') return;
        const near = thread.told.filter(({ day }) => Math.abs(day - finding.day) < THREAD_DAYS);
        const threads = new Set(near.map(({ threadId }) => threadId));
        const standing = thread.told.filter(({ threadId }) => threads.has(threadId));
        expect(standing.some((told) => rankOf(told.severity) >= rankOf(finding.severity))).toBe(true);
      }),
      runs,
    );
  });

  test('a thread keeps one entry per finding, and not more than its limit', () => {
    const many = Array.from({ length: 3 * MAX_TOLD }, (_, n) => day(n * 8, { id: `OF-${n}` }));
    const { thread, kinds } = tellAll(many);
    expect(new Set(kinds)).toEqual(new Set(['opened']));
    expect(thread.told.map(({ findingId }) => findingId)).toEqual(many.slice(-MAX_TOLD).map(({ id }) => id));
    fc.assert(
      fc.property(fc.array(judged, { maxLength: 30, size: 'max' }), (findings) => {
        const ids = tellAll(findings).thread.told.map(({ findingId }) => findingId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      runs,
    );
  });
});
