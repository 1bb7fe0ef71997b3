import { describe, expect, test } from 'vitest';
import { readExclusions } from '../../cli/calibrate/exclusions.ts';
import { isCalled } from '../../cli/called.ts';
import { fromExport } from '../../cli/exported.ts';
import { queryFindings } from '../../cli/query.ts';
import { savedReader } from '../../cli/source.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { callName } from '../../shared/page/names.ts';
import { DAY, FINDING } from '../fixtures/findings.ts';

const entity = 'actor/salesforce/default/0055g00000UQv8kAAD';
const account = { entity, names: ['', 'maya@example.com', 'Maya L.'] };

describe('an account is meant', () => {
  test.each([
    entity,
    '0055g00000UQv8kAAD',
    'salesforce/0055g00000UQv8kAAD',
    'salesforce/default/0055g00000UQv8kAAD',
    'maya@example.com',
    'Maya@Example.com',
    'Maya L.',
    // As Salesforce's own event log files have it.
    '0055g00000UQv8k',
  ])('by %s', (wanted) => {
    expect(isCalled(account, wanted)).toBe(true);
  });

  test.each(['', 'maya', '0055g00000uqv8k', 'okta/0055g00000UQv8kAAD', 'Maya'])('not by "%s"', (wanted) => {
    expect(isCalled(account, wanted)).toBe(false);
  });
});

test('findings are listed by whatever they show of their account', async () => {
  const stored = fromExport(toOcsf(FINDING));
  const reader = savedReader([stored]);
  const span = { fromMs: 0, toMs: FINDING.lastTime + DAY, least: 'informational', limit: 9 } as const;
  const { actor } = stored.finding;
  for (const shown of [actor.uid, actor.email, callName(stored.finding)])
    expect((await queryFindings(reader, { ...span, actor: shown })).found).toHaveLength(1);
  expect((await queryFindings(reader, { ...span, actor: 'somebody else' })).found).toEqual([]);
});

test('what is excluded may be named as it is shown', () => {
  const exclusions = readExclusions(['Maya L.', '0055g00000UQv8k@2026-03-02']);
  expect(exclusions.has(entity, ['Maya L.'], 1)).toBe(true);
  expect(exclusions.unmet()).toEqual(['0055g00000UQv8k@2026-03-02']);
  expect(exclusions.has(entity, [], Date.UTC(2026, 2, 2) / 86_400_000)).toBe(true);
  expect(exclusions.has(entity, [], 1)).toBe(false);
});
