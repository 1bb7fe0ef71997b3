import { describe, expect, test } from 'vitest';
import type { Target } from '../../shared/activity.ts';
import { accessWord } from '../../shared/vendors/access-words.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { auditEvent } from '../fixtures/1password.ts';
import { activity as claudeActivity } from '../fixtures/anthropic.ts';
import { confluenceRecord } from '../fixtures/atlassian-products.ts';
import { auth0Log, managementLog } from '../fixtures/auth0.ts';
import { callRecord, IAM_USER } from '../fixtures/aws.ts';
import { boxEvent } from '../fixtures/box.ts';
import { databricksRow } from '../fixtures/databricks.ts';
import { datadogEvent } from '../fixtures/datadog.ts';
import { BY_ADMIN, dropboxEvent } from '../fixtures/dropbox.ts';
import { githubEvent } from '../fixtures/github.ts';
import { activity, event } from '../fixtures/google-workspace.ts';
import { roleRecord, signInRecord } from '../fixtures/m365.ts';
import { ocsfEvent } from '../fixtures/ocsf.ts';
import { OKTA_TARGET_USER, oktaEvent } from '../fixtures/okta.ts';
import { openaiEvent } from '../fixtures/openai.ts';
import { posthogEvent } from '../fixtures/posthog.ts';
import { setupAuditRecord } from '../fixtures/salesforce.ts';
import { slackEntry } from '../fixtures/slack.ts';
import { loginRow, selectRow } from '../fixtures/snowflake.ts';
import { draftBy } from './draft.ts';

const BOB = 'bob@example.com';

const okta = (eventType: string) => oktaEvent({ eventType, target: [OKTA_TARGET_USER] });
const google = (name: string) =>
  activity('admin', [event('USER_SETTINGS', name, { USER_EMAIL: 'Bob@example.com' })]);
const entra = (Operation: string) => roleRecord({ Operation, ObjectId: 'Bob@example.com', Target: [] });
const snowflake = (QUERY_TYPE: string, QUERY_TEXT: string) => selectRow({ QUERY_TYPE, QUERY_TEXT });
const dropbox = (status: string) =>
  dropboxEvent('member_change_status', {
    actor: BY_ADMIN,
    context: { '.tag': 'team_member', account_id: 'dbid:example01', email: BOB },
    details: { '.tag': 'member_change_status_details', new_value: { '.tag': status } },
  });
const auth0 = (method: string, path: string, body: JsonObject, answer: JsonObject) =>
  managementLog(method, path, {
    details: { request: { method, path, body }, response: { statusCode: 201, body: answer } },
  });
const directory = (eventSource: string, responseElements: JsonObject) =>
  callRecord({ eventSource, eventName: 'CreateUser', requestParameters: {}, responseElements });
const slackBob: JsonObject = { type: 'user', user: { id: 'W0EXBOB', name: 'Bob', email: BOB } };

/** Vendor, how an account is made or let in again, the account, and an event in which it acts itself. */
type LetIn = readonly [vendor: string, how: string, told: JsonObject, account: Target, own?: JsonObject];
const LET_IN: readonly LetIn[] = [
  ...['create', 'activate', 'reactivate', 'unsuspend'].map(
    (word): LetIn => [
      'okta',
      word,
      okta(`user.lifecycle.${word}`),
      { uid: '00u1example0Bob', email: BOB },
      oktaEvent({ actor: OKTA_TARGET_USER }),
    ],
  ),
  ['google-workspace', 'made', google('CREATE_USER'), { email: BOB }],
  ['google-workspace', 'let in again', google('UNSUSPEND_USER'), { email: BOB }],
  ['google-workspace', 'let in again', google('UNARCHIVE_USER'), { email: BOB }],
  ['m365', 'made', entra('Add user.'), { uid: BOB, email: BOB }, signInRecord({ UserId: BOB })],
  ['m365', 'let in again', entra('Enable account.'), { uid: BOB, email: BOB }, signInRecord({ UserId: BOB })],
  ['m365', 'restored', entra('Restore user.'), { uid: BOB, email: BOB }, signInRecord({ UserId: BOB })],
  [
    'snowflake',
    'made',
    snowflake('CREATE_USER', 'CREATE USER mallory'),
    { uid: 'mallory' },
    loginRow({ USER_NAME: 'MALLORY' }),
  ],
  [
    'snowflake',
    'let in again',
    snowflake('ALTER_USER', 'ALTER USER mallory SET DISABLED = FALSE'),
    { uid: 'mallory' },
    loginRow({ USER_NAME: 'MALLORY' }),
  ],
  [
    'aws',
    'made',
    directory('iam.amazonaws.com', { user: { userName: 'Bob', userId: 'AIDAEXAMPLEBOB0000001' } }),
    { uid: 'AIDAEXAMPLEBOB0000001' },
    callRecord({ userIdentity: { ...IAM_USER, principalId: 'AIDAEXAMPLEBOB0000001', userName: 'Bob' } }),
  ],
  [
    'aws',
    'made in the directory',
    directory('identitystore.amazonaws.com', { userId: 'b0b0' }),
    { uid: 'b0b0' },
  ],
  [
    'aws',
    'let in again',
    callRecord({
      eventSource: 'sso-directory.amazonaws.com',
      eventName: 'EnableUser',
      requestParameters: { userId: 'b0b0' },
    }),
    { uid: 'b0b0' },
  ],
  [
    'slack',
    'made',
    slackEntry({ action: 'user_created', entity: slackBob }),
    { uid: 'W0EXBOB', email: BOB },
    slackEntry({ actor: { type: 'user', user: { id: 'W0EXBOB' } } }),
  ],
  [
    'slack',
    'let in again',
    slackEntry({ action: 'user_reactivated', entity: slackBob }),
    { uid: 'W0EXBOB', email: BOB },
  ],
  ...['external_identity.provision', 'user.unsuspend', 'org.add_member'].map(
    (action): LetIn => [
      'github',
      action,
      githubEvent({ action }),
      { uid: '640002' },
      githubEvent({ actor: 'bob-example', actor_id: 640002 }),
    ],
  ),
  [
    'auth0',
    'made',
    auth0('post', '/api/v2/users', { connection: 'x' }, { user_id: 'auth0|example2' }),
    { uid: 'auth0|example2' },
    auth0Log({ user_id: 'auth0|example2' }),
  ],
  [
    'auth0',
    'let in again',
    auth0('patch', '/api/v2/users/auth0%7Cexample2', { blocked: false }, {}),
    { uid: 'auth0|example2' },
  ],
  ['dropbox', 'joined', dropbox('active'), { uid: 'dbid:example01', email: BOB }, dropboxEvent()],
  [
    'box',
    'made',
    boxEvent({ event_type: 'NEW_USER', source: { type: 'user', id: '11000003', login: BOB } }),
    { uid: '11000003', email: BOB },
    boxEvent({ created_by: { type: 'user', id: '11000003' } }),
  ],
  [
    'databricks',
    'added',
    databricksRow({
      service_name: 'accounts',
      action_name: 'add',
      request_params: { targetUserName: 'Bob@example.com' },
    }),
    { uid: BOB, email: BOB },
    databricksRow({ user_identity: { email: BOB } }),
  ],
  [
    'datadog',
    'made',
    datadogEvent({
      evt: { name: 'Access Management' },
      asset: { type: 'user', name: BOB },
      action: 'created',
    }),
    { email: BOB },
  ],
  [
    'atlassian-products',
    'made',
    confluenceRecord({ summary: 'User created', affectedObjects: [{ type: 'User', id: 'u2', name: 'Bob' }] }),
    { uid: 'u2' },
  ],
  [
    '1password',
    'made',
    auditEvent({ action: 'provsn', object_type: 'user', object_uuid: 'USEREXAMPLE02' }),
    { uid: 'USEREXAMPLE02' },
  ],
  ['openai', 'added', openaiEvent({ type: 'user.added', 'user.added': { id: 'user-2' } }), { uid: 'user-2' }],
  [
    'anthropic',
    'made',
    claudeActivity('scim_user_created', { user_id: 'user_example02', user_email: BOB }),
    { uid: 'user_example02', email: BOB },
  ],
  [
    'posthog',
    'made',
    posthogEvent({
      scope: 'User',
      activity: 'created',
      detail: { context: { user_uuid: '00000000-0000-4000-8000-00000000b002', user_email: BOB } },
    }),
    { uid: '00000000-0000-4000-8000-00000000b002', email: BOB },
  ],
  [
    'salesforce',
    'made',
    setupAuditRecord({
      Action: 'createduser',
      Display: `Created new user ${BOB} (UserID: [005000000000002])`,
    }),
    { uid: '005000000000002AAA', email: BOB },
  ],
  [
    'ocsf',
    'made',
    ocsfEvent(3001, 1, { actor: { user: { uid: 'u1' } }, user: { uid: 'u2', email_addr: BOB } }),
    { uid: 'u2', email: BOB },
  ],
];

/** The same, taken away. */
const LOCKED_OUT: readonly (readonly [string, JsonObject])[] = [
  ['okta', okta('user.lifecycle.suspend')],
  ['okta', okta('user.lifecycle.deactivate')],
  ['google-workspace', google('SUSPEND_USER')],
  ['m365', entra('Delete user.')],
  ['dropbox', dropbox('suspended')],
  ['dropbox', dropbox('removed')],
  ['slack', slackEntry({ action: 'user_deactivated', entity: slackBob })],
  ['auth0', auth0('patch', '/api/v2/users/auth0%7Cexample2', { blocked: true }, {})],
];

describe('an account that is made, or let in again', () => {
  const rows = LET_IN.map(([uid, how, told, target, own]) => ({ uid, how, told, target, own }));
  test.each(rows)('is read from $uid ($how) as done to this account', ({ uid, told, target, own }) => {
    expect(draftBy(uid, told)).toMatchObject({ kind: 'privilege', target });
    if (own !== undefined) expect(draftBy(uid, own).actor.uid).toBe(target.uid);
  });

  test.each(rows)('is no change of a role at $uid ($how)', ({ uid, told, how }) => {
    const word = accessWord(uid, 'privilege', draftBy(uid, told).operation);
    const again = /again|activate|unsuspend|restored/.test(how);
    expect(again ? ['let in', 'changed'] : ['made', 'changed']).toContain(word);
  });

  test.each(LOCKED_OUT)('is told from one that is locked out of %s', (uid, told) => {
    expect(draftBy(uid, told).kind).toBe('other');
  });
});

test.each([
  ['google-workspace', activity('token', [event('auth', 'authorize', { app_name: 'Reader' })])],
  ['m365', roleRecord({ Operation: 'Consent to application.' })],
  ['okta', oktaEvent({ eventType: 'app.oauth2.consent.grant' })],
  ['slack', slackEntry({ action: 'app_installed' })],
  ['github', githubEvent({ action: 'oauth_authorization.create' })],
] as const)('an application that is allowed at %s is no change of a password or key', (uid, told) => {
  const { kind, operation } = draftBy(uid, told);
  expect([kind, accessWord(uid, 'credential', operation)]).toEqual(['credential', 'allowed']);
});
