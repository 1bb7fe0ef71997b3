import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../shared/activity.ts';
import { addReadings, EMPTY_LEDGER, operationsOf } from '../../shared/ledger.ts';
import { byValue } from '../../shared/profile/order.ts';
import { isStepKind, mergeSteps, STEP_KINDS, type Step, stepsOf } from '../../shared/profile/steps.ts';
import type { Reading } from '../../shared/reading.ts';
import { reading, uid } from '../fixtures/readings.ts';

const HOUR = 500_000;
const step = (name: string, parts: Partial<Reading>) =>
  reading({ uid: uid(name), eventId: name, kind: 'mfa', records: null, ...parts });
const stepsIn = (...readings: readonly Reading[]) =>
  stepsOf(operationsOf(addReadings(EMPTY_LEDGER, readings)), HOUR);

describe('a step', () => {
  test('is what changes access or opens a way out, and nothing that is done with data', () => {
    const others = ['export', 'read', 'list', 'share', 'logon', 'other'];
    expect(KINDS.filter((kind) => !isStepKind(kind))).toEqual(others);
    expect(stepsIn(...KINDS.map((kind) => step(kind, { kind })))).toEqual(
      STEP_KINDS.toSorted().map((kind) => ({ kind, byOther: false, hour: HOUR })),
    );
  });

  test('is one in an hour, however often it was taken, and another where somebody else did it', () => {
    const own = { kind: 'mfa', byOther: false, hour: HOUR };
    const again = [step('a', {}), step('b', {})];
    expect(stepsIn(...again)).toEqual([own]);
    const byOther = step('c', { part: 'target', counterpart: 'ana' });
    expect(stepsIn(byOther, ...again)).toEqual([own, { ...own, byOther: true }]);
  });

  test('is none that failed, none of an address, and none of the administrator who takes it for others', () => {
    expect(stepsIn(step('a', { outcome: 'failure' }))).toEqual([]);
    expect(stepsIn(step('a', { outcome: 'unknown' }))).toHaveLength(1);
    expect(stepsIn(step('a', { part: 'source' }))).toEqual([]);
    expect(stepsIn(step('a', { counterpart: 'ana' }))).toEqual([]);
    expect(stepsIn(step('a', { part: 'target' }))).toHaveLength(1);
  });
});

describe('steps of several ledgers', () => {
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom(...STEP_KINDS),
      byOther: fc.boolean(),
      hour: fc.constantFrom(7, 99, 100, 20_000, 500_000, 1_000_000),
    }),
  );

  test('are each told once, by their hour and then by name, in whatever order they come', () => {
    const order = (a: Step, b: Step) =>
      a.hour - b.hour || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : Number(a.byOther) - Number(b.byOther));
    fc.assert(
      fc.property(steps, steps, (some, others) => {
        const distinct = new Map([...some, ...others].map((one) => [JSON.stringify(one), one]));
        const expected = [...distinct.values()].toSorted(order);
        expect(mergeSteps(some, others)).toEqual(mergeSteps(others.toReversed(), some));
        expect(mergeSteps(some, others)).toEqual(expected);
      }),
    );
  });
});

test('entries stand in the order of their keys, as text', () => {
  const entries: [string, number][] = [
    ['b', 1],
    ['a', 2],
    ['B', 3],
    ['a', 4],
  ];
  expect(entries.toSorted(byValue)).toEqual([entries[2], entries[1], entries[3], entries[0]]);
});
