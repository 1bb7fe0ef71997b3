import { describe, expect, test } from 'vitest';
import { type Context, NO_CONTEXT } from '../../shared/context.ts';
import { sequence } from '../../shared/detectors/sequence.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const history = Array.from({ length: 30 }, (_, day) => [reading({ time: at(day) })]);
const step = (day: number, hour: number, parts: Partial<Reading> = {}) =>
  reading({
    time: at(day, hour),
    eventId: 'step',
    kind: 'mfa',
    records: null,
    datasets: [],
    part: 'target',
    counterpart: 'admin',
    ...parts,
  });
const taken = (day: number, hour: number) => reading({ time: at(day, hour), eventId: 'taken' });
const assessed = (days: readonly (readonly Reading[])[], context?: Context) =>
  sequence.assess(subjectOf(lifeOf([...history, ...days]), FIRST_DAY + 29 + days.length, context));

describe('a sequence', () => {
  test('fires when a factor is reset by somebody else and data leaves within the hour', () => {
    expect(assessed([[step(30, 9), taken(30, 9)]])[0]).toMatchObject({
      observed: 'a second factor was changed by somebody else, then data left within the hour',
      expected: 'such a change on 0 of 23 days',
      facts: { step: 'mfa', by: 'other', hours: 0 },
    });
  });

  test('fires on a new token, a wider role or a way out that the account made itself', () => {
    for (const kind of ['credential', 'privilege', 'destination'] as const) {
      const own = step(30, 9, { kind, part: 'actor', counterpart: '' });
      expect(assessed([[own, taken(30, 10)]])[0]?.facts, kind).toMatchObject({ step: kind, by: 'self' });
    }
  });

  test('is half as strong a day later, and gone after three', () => {
    const decades = (hours: number) =>
      sequence.assess(
        subjectOf(
          lifeOf([...history, [step(30, 9)], [taken(30 + Math.floor((9 + hours) / 24), (9 + hours) % 24)]]),
          FIRST_DAY + 30 + Math.floor((9 + hours) / 24),
        ),
        0,
      )[0]?.decades ?? 0;
    expect(decades(24) / decades(0)).toBeCloseTo(0.5, 2);
    expect(decades(72)).toBe(0);
  });

  test('nearly fires on the change alone, on data that left before it, and on a change that failed', () => {
    expect(assessed([[step(30, 9)]])).toEqual([]);
    expect(assessed([[taken(30, 8), step(30, 9)]])).toEqual([]);
    expect(assessed([[step(30, 9, { outcome: 'failure' }), taken(30, 10)]])).toEqual([]);
  });

  test('is no surprise to an administrator, whose work on others is no step of his own', () => {
    expect(assessed([[step(30, 9, { part: 'actor', counterpart: 'mara' }), taken(30, 10)]])).toEqual([]);
  });

  test('is less of a surprise to an account that sees such changes every few days', () => {
    const used = history.map((day, i) => (i % 3 === 0 ? [...day, step(i, 7)] : day));
    const subject = subjectOf(lifeOf([...used, [step(30, 9), taken(30, 9)]]), FIRST_DAY + 30);
    expect(sequence.assess(subject)).toEqual([]);
  });

  test('is as much of a surprise to an account that sees other changes every few days', () => {
    const used = history.map((day, i) => (i % 3 === 0 ? [...day, step(i, 7, { kind: 'privilege' })] : day));
    const subject = subjectOf(lifeOf([...used, [step(30, 9), taken(30, 9)]]), FIRST_DAY + 30);
    expect(sequence.assess(subject)[0]?.facts).toMatchObject({ step: 'mfa', ownDays: 0 });
  });

  test('counts what was done to the person at another vendor', () => {
    const personSteps = [{ kind: 'mfa' as const, byOther: true, hour: (FIRST_DAY + 30) * 24 + 8 }];
    expect(assessed([[taken(30, 9)]], { ...NO_CONTEXT, personSteps })).toHaveLength(1);
    const other = [{ kind: 'mfa' as const, byOther: true, hour: (FIRST_DAY + 27) * 24 + 23 }];
    expect(assessed([[taken(30, 9)]], { ...NO_CONTEXT, personSteps: other })).toEqual([]);
  });

  test('says what was changed, by whom, and how much later data left', () => {
    const observed = (parts: Partial<Reading>, hour: number) =>
      assessed([[step(30, 9, parts), taken(30, hour)]])[0]?.observed;
    const own = { part: 'actor', counterpart: '' } as const;
    expect(observed({ kind: 'credential', ...own }, 10)).toBe(
      'a password, key or grant was changed by the account itself or its owner, then data left within two hours',
    );
    expect(observed({ kind: 'privilege' }, 12)).toBe(
      'a role was changed by somebody else, then data left some 3 hours later',
    );
    expect(observed({ kind: 'destination', ...own }, 9)).toContain('a way out for data was opened by');
    expect(observed({ kind: 'logging' }, 9)).toContain('the audit log was changed by somebody else');
    // What the account cuts itself is told by `cover-up`, and not twice.
    expect(observed({ kind: 'logging', ...own }, 9)).toBeUndefined();
  });

  test('does not take a way out that is opened for the data that leaves by it', () => {
    const opened = step(30, 15, { kind: 'destination', part: 'actor', counterpart: '' });
    expect(assessed([[opened]])).toEqual([]);
    expect(assessed([[opened, taken(30, 15)]])[0]?.facts).toMatchObject({ step: 'destination', hours: 0 });
    expect(assessed([[opened, taken(30, 16)]])[0]?.facts).toMatchObject({ hours: 1 });
  });

  test('tells of the change by somebody else, of two that are equally rare, and of the rarest else', () => {
    const own = step(30, 9, { kind: 'credential', part: 'actor', counterpart: '', eventId: 'own' });
    const other = step(30, 9, { kind: 'credential', eventId: 'other' });
    expect(assessed([[own, other, taken(30, 9)]])[0]?.facts).toMatchObject({ by: 'other' });
    const factor = step(30, 9, { eventId: 'factor', part: 'actor', counterpart: '' });
    expect(assessed([[other, factor, taken(30, 9)]])[0]?.facts).toMatchObject({ step: 'mfa', by: 'self' });
  });

  test('has nothing to compare with of an account of today', () => {
    const life = lifeOf([[step(0, 9), taken(0, 10)]]);
    expect(sequence.assess(subjectOf(life, FIRST_DAY))[0]?.expected).toBe(
      'nothing is known yet of an account so new',
    );
  });
});
