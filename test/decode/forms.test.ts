import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { isObject } from '../../shared/vendors/field.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { callRecord, getObjectRecord, ROLE } from '../fixtures/aws.ts';
import { auditEntry } from '../fixtures/gcp.ts';
import { githubEvent } from '../fixtures/github.ts';
import { activity, DOCUMENT, event } from '../fixtures/google-workspace.ts';
import { fileRecord, mailRecord, roleRecord } from '../fixtures/m365.ts';
import { OKTA_TARGET_USER, oktaEvent } from '../fixtures/okta.ts';
import { apiEvent, loginEvent, reportEvent } from '../fixtures/salesforce.ts';
import { slackEntry } from '../fixtures/slack.ts';

const hashKey = new Uint8Array(32).fill(1);

function read(value: Json): object {
  const { activities, ignored, malformed } = decodeText(JSON.stringify(value), { hashKey });
  expect([ignored, malformed]).toEqual([[], []]);
  // The text that is kept as evidence is another one, and so is the content that stands in for an id.
  return activities.map(({ sha256: _, ...rest }) => rest);
}

/** What the tables of CloudTrail hold as text, with its keys as they were. */
const TEXT = new Set(['requestParameters', 'responseElements', 'additionalEventData']);

/** Keys in lower case, as tables in data lakes have them. */
function lowered(value: Json): Json {
  if (Array.isArray(value)) return value.map(lowered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field = null]) => [
      key.toLowerCase(),
      TEXT.has(key) ? JSON.stringify(field) : lowered(field),
    ]),
  );
}

/** `actor.id`, `target.0.type`. */
function flattened(value: Json, path = ''): JsonObject {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return { [path]: value };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, field]) =>
      flattened(field ?? null, path === '' ? key : `${path}.${key}`),
    ),
  );
}

/** Nested objects and lists as their JSON text. */
function stringified(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      typeof field === 'object' && field !== null ? JSON.stringify(field) : field,
    ]),
  );
}

const okta = oktaEvent({ target: [OKTA_TARGET_USER], eventType: 'user.mfa.factor.reset_all' });
const workspace = activity('drive', [event('access', 'download', DOCUMENT)]);
const assumed = getObjectRecord({ userIdentity: ROLE });

describe('An event is read the same', () => {
  test.each<[string, JsonObject]>([
    ['Okta', okta],
    ['AWS', callRecord()],
    ['AWS with a role', { ...assumed, resources: null }],
    ['Microsoft 365', fileRecord()],
    ['Microsoft 365 mail', mailRecord()],
    ['Microsoft 365 role', roleRecord()],
    ['Salesforce report', reportEvent()],
    ['Salesforce query', apiEvent()],
    ['Salesforce login', loginEvent()],
  ])('with its keys in lower case, from %s', (_, event) => {
    expect(read(lowered(event))).toEqual(read(event));
  });

  test('with the columns of Google Workspace in lower case, but not what is in them', () => {
    const row = Object.fromEntries(
      Object.entries(workspace).map(([key, value]) => [key.toLowerCase(), value]),
    );
    expect(read(row)).toEqual(read(workspace));
  });

  test('with the keys of Google Workspace in lower case', () => {
    expect(read(lowered(workspace))).toMatchObject([
      { vendor: 'google-workspace', operation: 'download', actor: { uid: '100000000000000000001' } },
    ]);
  });

  test.each<[string, JsonObject]>([
    ['Okta', okta],
    ['AWS', callRecord()],
    ['Microsoft 365', roleRecord()],
    ['Google Cloud', auditEntry()],
    ['Slack', slackEntry()],
    ['Google Workspace', workspace],
    ['GitHub', githubEvent()],
  ])('with paths for keys, from %s', (_, event) => {
    expect(read(flattened(event))).toEqual(read(event));
  });

  test.each<[string, JsonObject]>([
    ['Okta', okta],
    ['AWS', callRecord()],
    ['AWS with a role', assumed],
    ['Microsoft 365', roleRecord()],
    ['Slack', slackEntry()],
    ['Google Workspace', workspace],
    ['Google Cloud', auditEntry()],
  ])('with text for what is nested, from %s', (_, event) => {
    expect(read(stringified(event))).toEqual(read(event));
  });

  test('with paths as searches write lists', () => {
    const { target: _, ...rest } = flattened(oktaEvent());
    const listed = { ...rest, 'target{}.id': '00u1', 'target{}.type': 'User' };
    expect(read(listed)).toMatchObject([{ resources: [{ type: 'user', uid: '00u1' }] }]);
  });
});

test('Paths that contradict each other, or are none, break nothing', () => {
  const of = (value: JsonObject) => decodeText(JSON.stringify(value), { hashKey }).malformed;
  for (const value of [
    { 'a.b': 1, a: 2, 'a.b.c': 3, '.': 4, 'a..b': 5 },
    { 'eventType.x': 1, 'actor.__proto__.polluted': true },
    { [`${'a.'.repeat(2000)}b`]: 1 },
    Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`k.${at}`, at])),
  ])
    expect(of(value)).toMatchObject([{ reason: 'no vendor recognises this event' }]);
  expect({}).not.toHaveProperty('polluted');
});
