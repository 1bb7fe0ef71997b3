import { describe, expect, test } from 'vitest';
import type { Signal } from '../shared/detectors/detector.ts';
import { changeLines } from '../shared/page/changes.ts';
import type { Reading } from '../shared/reading.ts';
import { nameSteps } from '../shared/told-step.ts';
import { CHANGE, FINDING } from './fixtures/findings.ts';
import { at, reading } from './fixtures/readings.ts';

const [volume] = FINDING.signals as [Signal];
const stepOf = (step: string, by: 'other' | 'self', said: string): Signal => ({
  ...volume,
  detector: 'sequence',
  observed: `${said}, then data left within the hour`,
  facts: { step, by },
});
const ROLE = stepOf('privilege', 'other', 'a role was changed by somebody else');
const KEY = stepOf(
  'credential',
  'self',
  'a password, key or grant was changed by the account itself or its owner',
);
const by = (vendor: string, operation: string) =>
  ({ ...CHANGE, kind: 'privilege', vendor, operation }) as const;
const did = (operation: string, parts: Partial<Reading> = {}) =>
  reading({ time: at(0), kind: 'credential', operation, ...parts });

describe('a change of access', () => {
  test.each([
    ['google-workspace', 'UNSUSPEND_USER', 'account let in again'],
    ['okta', 'user.lifecycle.create', 'account created'],
    ['snowflake', 'ALTER_USER', 'account changed or let in again'],
    ['okta', 'group.user_membership.add', 'role changed'],
    // An application is allowed by a grant: a role of the same name would be a role.
    ['google-workspace', 'authorize', 'role changed'],
  ])('at %s by %s is called an %s', (vendor, operation, text) => {
    const [line] = changeLines({ changes: [by(vendor, operation)], signals: [] }, 1);
    expect(line).toMatch(new RegExp(`^${text} 2026-11-08`));
  });

  test('of a key is no account that was made, whatever it is called', () => {
    const key = { ...by('aws', 'CreateUser'), kind: 'credential' } as const;
    expect(changeLines({ changes: [key], signals: [] }, 1)[0]).toMatch(/^password, key or grant changed /);
  });

  test('is told in the signal as what was done by somebody else', () => {
    const told = nameSteps([ROLE], 'salesforce', [], [by('google-workspace', 'UNSUSPEND_USER')]);
    expect(told[0]?.observed).toBe(
      'the account was let in again by somebody else, then data left within the hour',
    );
  });

  test('is told as an application that the account itself allowed', () => {
    const [told] = nameSteps([KEY], 'google-workspace', [did('authorize')]);
    expect(told).toEqual({
      ...KEY,
      observed:
        'an application was allowed by the account itself or its owner, then data left within the hour',
    });
    expect(nameSteps([KEY], 'm365', [did('Consent to application.')])[0]?.observed).toMatch(
      /^an application/,
    );
  });

  test('is told as its kind where it was that, several things, or something that is not known', () => {
    expect(nameSteps([KEY], 'google-workspace', [did('password_edit')])).toEqual([KEY]);
    expect(nameSteps([KEY], 'google-workspace', [did('authorize'), did('password_edit')])).toEqual([KEY]);
    expect(nameSteps([KEY], 'google-workspace', [])).toEqual([KEY]);
    expect(nameSteps([KEY], 'google-workspace', [did('authorize', { counterpart: 'bob' })])).toEqual([KEY]);
    expect(nameSteps([ROLE, volume], 'okta', [], [by('okta', 'role')])).toEqual([ROLE, volume]);
  });
});
