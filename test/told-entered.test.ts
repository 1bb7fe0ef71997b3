import { expect, test } from 'vitest';
import type { Signal } from '../shared/detectors/detector.ts';
import type { Reading } from '../shared/reading.ts';
import { nameEntered } from '../shared/told-entered.ts';
import { FINDING } from './fixtures/findings.ts';
import { at, reading } from './fixtures/readings.ts';

const [volume] = FINDING.signals as [Signal];
const SAID = '9 accounts failed to sign in within 2 h, and 2 accounts got in: ';
const sprayed = (...entered: readonly string[]): Signal => ({
  ...volume,
  detector: 'spraying',
  observed: `${SAID}${entered.join(', ')}`,
  facts: { failed: 9, usual: 1, entered },
});
const tried = (counterpart: string, parts: Partial<Reading> = {}) =>
  reading({ time: at(0), kind: 'logon', part: 'source', counterpart, email: '', name: '', ...parts });
const saidOf = (signal: Signal, ...readings: readonly Reading[]) =>
  nameEntered([signal], readings)[0]?.observed.replace(SAID, '');

test('who got in is called as people know him, with the id behind', () => {
  const readings = [
    tried('3015', { email: 'tina@example.com', name: 'Somebody Else' }),
    tried('AROAEXAMPLE:tina', { name: 'Tina' }),
    tried('3015'),
    tried('7', { email: 'omar@example.com' }),
  ];
  expect(saidOf(sprayed('3015', 'AROAEXAMPLE:tina'), ...readings)).toBe(
    'tina@example.com (3015), Tina (AROAEXAMPLE:tina)',
  );
});

test('who is known by no other name keeps his id', () => {
  const same = tried('tina@example.com', { email: 'Tina@example.com' });
  expect(saidOf(sprayed('tina@example.com', '3015'), same, tried('3015'))).toBe('tina@example.com, 3015');
  // What he did himself stands in his own ledger, under another part.
  expect(saidOf(sprayed('3015'), tried('3015', { part: 'actor', email: 'tina@example.com' }))).toBe('3015');
  const long = saidOf(sprayed('3015'), tried('3015', { name: 'n'.repeat(400) }));
  expect(long).toBe(`${'n'.repeat(48)} (3015)`);
});

test('what speaks of nobody who got in stays as it is', () => {
  const held = { ...sprayed('3015'), observed: '“One address tried many accounts” of 2026-11-07' };
  const none = { ...sprayed(), observed: '9 accounts failed to sign in within 2 h; none got in' };
  for (const signal of [volume, held, none])
    expect(nameEntered([signal], [tried('3015', { email: 'tina@example.com' })])).toEqual([signal]);
});
