import { expect, test } from 'vitest';
import { arrivals, event } from './events.ts';

const admin = { uid: 'boss', type: 'user', email: 'boss@example.com' } as const;

test('an account to which something is done is known by the address and the alias that the event tells, and no other', () => {
  const target = { uid: 'mara', email: 'mara@example.com', alias: '123456789012/mara' };
  const done = arrivals([
    event({ id: 'reset', kind: 'mfa', operation: 'FactorReset', actor: admin, target, resources: [] }),
  ]);
  const namesOf = (uid: string) =>
    [...(done.find(({ entity }) => entity === `actor/salesforce/default/${uid}`)?.emails ?? [])].sort();
  expect(namesOf('mara')).toEqual(['123456789012/mara', 'mara@example.com']);
  expect(namesOf('boss')).toEqual(['boss@example.com']);
});
