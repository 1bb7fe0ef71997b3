import { expect, test } from 'vitest';
import { filledIn, withPaths } from '../../shared/decode/other-readings.ts';

test('A name that only begins with a joint is no path', () => {
  expect(withPaths({ __typename: 'Event', '/id': 'a1' })).toBeUndefined();
});

test('What is empty gives way to what is told beside it, but not where it is all there is', () => {
  const row = { 'actor.id': 'a1', 'actor.key.id': '', actor: '', 'created_by.id': '', note: '' };
  expect(filledIn(row)).toEqual({ 'actor.id': 'a1', 'created_by.id': '', note: '' });
});
