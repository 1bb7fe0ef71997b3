import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULES_FILE } from '../../functions/ports/rules.ts';
import { liveIn } from '../../infra/live.ts';
import { AS_SHIPPED } from '../../shared/settings/guard.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

const ID = '0b7c6a2e-4c2e-4b2a-9d55-3f6f0a1b2c3d';
const RULE = {
  title: 'Bucket opened',
  id: ID,
  level: 'high',
  logsource: { product: 'aws', service: 'cloudtrail' },
  detection: { call: { eventName: ['PutBucketAcl', 'PutBucketPolicy'] }, condition: 'call' },
  outflow: { stage: 'live' },
};

/** What is kept of the rule with that title. */
function outlineOf(title: string, ...own: readonly object[]) {
  writeFileSync(join(folder, RULES_FILE), JSON.stringify(own));
  return liveIn(folder).find(({ kind, name }) => kind === 'rules' && name === title)?.outline;
}

test('a live rule of one’s own is another one with other conditions, and the same with other words', () => {
  const known = outlineOf(RULE.title, RULE);
  expect(known).toMatchObject({ level: 'high', asks: expect.stringMatching(/^[0-9a-f]{16}$/) });
  const narrowed = { ...RULE.detection, call: { eventName: ['PutBucketAcl'] } };
  expect(outlineOf(RULE.title, { ...RULE, detection: narrowed })).not.toEqual(known);
  expect(
    outlineOf(RULE.title, { ...RULE, detection: { ...RULE.detection, condition: 'not call' } }),
  ).not.toEqual(known);
  const elsewhere = outlineOf(RULE.title, { ...RULE, logsource: { product: 'okta', service: 'okta' } });
  expect(elsewhere).toMatchObject({ asks: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(elsewhere).not.toEqual(known);
  const { condition, call } = RULE.detection;
  expect(
    outlineOf(RULE.title, { ...RULE, description: 'Anybody reads it.', detection: { condition, call } }),
  ).toEqual(known);
});

test('a shipped rule is as shipped until one of one’s own takes its place', () => {
  const shipped = shippedRules().find(({ stage, title }) => stage === 'live' && title.length < 60);
  expect(outlineOf(shipped?.title ?? '')).toMatchObject({ asks: AS_SHIPPED });
  expect(outlineOf(RULE.title, { ...RULE, id: shipped?.uid })).toMatchObject({
    asks: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});
