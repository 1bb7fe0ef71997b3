import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../shared/finding.ts';
import {
  type Action,
  act,
  doneBy,
  isAcknowledged,
  isTakenBack,
  phaseOf,
  REOPEN_STEP,
  type Triage,
  UNTOUCHED,
  type Verdict,
} from '../shared/triage.ts';
import { dayVerdictOf, verdictOn } from '../shared/verdict.ts';

const STANDING = { rev: 4, day: 20_765, score: 8.2, severity: 'high' } as const;

function made(...actions: readonly Action[]): Triage {
  return actions.reduce((triage, action) => {
    const acted = act(triage, action, STANDING, { by: 'omar', atMs: 1 });
    if (acted.kind === 'refused') throw new Error(acted.reason);
    return acted.triage;
  }, UNTOUCHED);
}

function at(triage: Triage, action: Action, atMs: number): Triage {
  const acted = act(triage, action, STANDING, { by: 'omar', atMs });
  if (acted.kind === 'refused') throw new Error(acted.reason);
  return acted.triage;
}

describe('what people did', () => {
  test('is told in the order of time, a note by its words alone', () => {
    const noted = at(UNTOUCHED, { kind: 'note', text: 'On holiday.' }, 1);
    const closed = at(noted, { kind: 'close', verdict: 'malicious', note: 'No, not she.' }, 2);
    expect(doneBy(at(closed, { kind: 'reopen' }, 3)).map(({ atMs, what }) => [atMs, what])).toEqual([
      [1, '“On holiday.”'],
      [2, 'closed as malicious'],
      [2, '“No, not she.”'],
      [3, 'reopened'],
    ]);
  });

  test('takes back that the day was harmless only where that stood at the time, and stands no more', () => {
    const reopen: Action = { kind: 'reopen' };
    const close = (verdict: Verdict): Action => ({ kind: 'close', verdict });
    const normal: Action = { kind: 'close', verdict: 'benign', normalFromDay: STANDING.day };
    const note: Action = { kind: 'note', text: 'On holiday.' };
    const isTakenBackAt8 = (...done: readonly [Action, number][]) =>
      isTakenBack(
        done.reduce((triage, [action, day]) => at(triage, action, day), UNTOUCHED),
        8,
      );
    for (const harmless of [close('benign'), close('false positive'), normal]) {
      expect(isTakenBackAt8([harmless, 1], [close('malicious'), 9])).toBe(true);
      expect(isTakenBackAt8([harmless, 1], [note, 2], [reopen, 9])).toBe(true);
      expect(isTakenBackAt8([harmless, 1], [reopen, 9], [close('suspicious'), 30])).toBe(true);
      // Before it was final, said again, or something else.
      expect(isTakenBackAt8([harmless, 1], [reopen, 4], [close('malicious'), 30])).toBe(false);
      expect(isTakenBackAt8([harmless, 9], [close('malicious'), 10])).toBe(false);
      // What is decided at the moment at which the day is learnt comes too late for it.
      expect(isTakenBackAt8([harmless, 8], [close('malicious'), 9])).toBe(false);
      expect(isTakenBackAt8([harmless, 1], [close('malicious'), 8])).toBe(true);
      expect(isTakenBackAt8([harmless, 1], [close('benign'), 9])).toBe(false);
      expect(isTakenBackAt8([harmless, 1], [close('malicious'), 9], [note, 10])).toBe(false);
    }
    expect(isTakenBackAt8([close('malicious'), 1], [reopen, 9])).toBe(false);
    expect(isTakenBackAt8()).toBe(false);
  });
});

describe('a finding', () => {
  test('is in progress once somebody has it, closed with a verdict, and new again when nobody has it', () => {
    expect(made({ kind: 'assign', assignee: 'mara' }).status).toBe('in progress');
    expect(made({ kind: 'assign', assignee: 'mara' }, { kind: 'assign', assignee: '' }).status).toBe('new');
    const closed = made({ kind: 'assign', assignee: 'mara' }, { kind: 'close', verdict: 'test' });
    expect(closed).toMatchObject({ status: 'closed', closed: { verdict: 'test', rev: 4, score: 8.2 } });
    const reopened = made({ kind: 'close', verdict: 'test' }, { kind: 'reopen' });
    expect(reopened.status).toBe('new');
    expect(reopened.closed).toBeUndefined();
  });

  test('that is closed is reopened by three decades more, or by a severity above that at closing, and by no less', () => {
    const closed = made({ kind: 'close', verdict: 'benign' });
    const phase = (score: number, severity: (typeof SEVERITIES)[number]) =>
      phaseOf(closed, { score, severity });
    expect(phase(8.2, 'high')).toBe('closed');
    expect(phase(11.19, 'high')).toBe('closed');
    expect(phase(11.2, 'high')).toBe('reopened');
    expect(phase(8.3, 'critical')).toBe('reopened');
    expect(phase(3, 'informational')).toBe('closed');
    fc.assert(
      fc.property(fc.nat(2000), fc.constantFrom(...SEVERITIES), (hundredths, severity) => {
        const isWorse = hundredths / 100 >= 8.2 + REOPEN_STEP - 1e-9 || severity === 'critical';
        expect(phase(hundredths / 100, severity) === 'reopened').toBe(isWorse);
      }),
    );
  });

  test('that was reopened goes on when somebody takes it, and one that stayed closed stays closed', () => {
    const closed = made({ kind: 'close', verdict: 'benign' });
    const taken = act(
      closed,
      { kind: 'assign', assignee: 'mara' },
      { ...STANDING, score: 12 },
      { by: 'm', atMs: 2 },
    );
    expect(taken).toMatchObject({ kind: 'done', triage: { status: 'in progress' } });
    const filed = act(closed, { kind: 'assign', assignee: 'mara' }, STANDING, { by: 'm', atMs: 2 });
    expect(filed).toMatchObject({ kind: 'done', triage: { status: 'closed', assignee: 'mara' } });
  });

  test('is acknowledged while somebody is at work on it or done with it', () => {
    expect(isAcknowledged(UNTOUCHED, STANDING)).toBe(false);
    expect(isAcknowledged(made({ kind: 'note', text: 'x' }), STANDING)).toBe(false);
    expect(isAcknowledged(made({ kind: 'assign', assignee: 'mara' }), STANDING)).toBe(true);
    const closed = made({ kind: 'close', verdict: 'malicious' });
    expect(isAcknowledged(closed, STANDING)).toBe(true);
    expect(isAcknowledged(closed, { ...STANDING, score: 12 })).toBe(false);
  });
});

describe('a verdict on days', () => {
  const entity = 'actor/okta/example/00u1';
  const of = (action: Action) => dayVerdictOf(entity, 20_765, made(action));

  test('is benign for the day, or for every day since, and malicious for what nobody should learn from', () => {
    expect(of({ kind: 'close', verdict: 'false positive' })).toMatchObject({
      verdict: 'benign',
      toDay: 20_765,
    });
    expect(of({ kind: 'close', verdict: 'benign', normalFromDay: 20_760 })).toEqual({
      entity,
      verdict: 'benign',
      fromDay: 20_760,
      toDay: null,
    });
    for (const verdict of ['malicious', 'suspicious', 'test'] as const)
      expect(of({ kind: 'close', verdict })).toMatchObject({ verdict: 'malicious', fromDay: 20_765 });
    expect(of({ kind: 'note', text: 'x' })).toBeUndefined();
  });

  test('that a day is malicious outweighs that the days around it are normal', () => {
    const benign = { entity, verdict: 'benign', fromDay: 10, toDay: null } as const;
    const malicious = { entity, verdict: 'malicious', fromDay: 12, toDay: 12 } as const;
    const days = [9, 10, 11, 12, 13].map((day) => verdictOn(day, [benign, malicious]));
    expect(days).toEqual([undefined, 'benign', 'benign', 'malicious', 'benign']);
  });
});
