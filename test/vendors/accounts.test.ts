import { describe, expect, test } from 'vitest';
import type { Target } from '../../shared/activity.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { auditEvent } from '../fixtures/1password.ts';
import { amplitudeEvent } from '../fixtures/amplitude.ts';
import { anthropicEvent, callEvent, activity as claudeActivity } from '../fixtures/anthropic.ts';
import { atlassianEvent } from '../fixtures/atlassian.ts';
import { auth0Log, machineLog, managementLog } from '../fixtures/auth0.ts';
import { callRecord, IAM_USER, ROLE } from '../fixtures/aws.ts';
import { boxEvent } from '../fixtures/box.ts';
import { chatgptAudit } from '../fixtures/chatgpt.ts';
import { databricksRow } from '../fixtures/databricks.ts';
import { datadogEvent } from '../fixtures/datadog.ts';
import { BY_ADMIN, dropboxEvent } from '../fixtures/dropbox.ts';
import { auditEntry, policyEntry } from '../fixtures/gcp.ts';
import { gitEvent, githubEvent } from '../fixtures/github.ts';
import { activity, event } from '../fixtures/google-workspace.ts';
import { roleRecord, signInRecord } from '../fixtures/m365.ts';
import { mixpanelEvent } from '../fixtures/mixpanel.ts';
import { notionEvent } from '../fixtures/notion.ts';
import { exportEvent, ocsfEvent } from '../fixtures/ocsf.ts';
import { OKTA_TARGET_APP, OKTA_TARGET_USER, oktaEvent } from '../fixtures/okta.ts';
import { BY_SERVICE_ACCOUNT, openaiEvent } from '../fixtures/openai.ts';
import { posthogEvent } from '../fixtures/posthog.ts';
import { apiEvent, permissionSetEvent, setupAuditRecord } from '../fixtures/salesforce.ts';
import { segmentEvent } from '../fixtures/segment.ts';
import { slackEntry } from '../fixtures/slack.ts';
import { loginRow, selectRow, userGrantRow } from '../fixtures/snowflake.ts';
import { stripeEvent } from '../fixtures/stripe.ts';
import { zendeskEvent } from '../fixtures/zendesk.ts';
import { draftBy } from './draft.ts';

const BOB = 'bob@example.com';

const adminEvent = (name: string, values: Readonly<Record<string, string>>) =>
  activity('admin', [event('USER_SETTINGS', name, values)]);
const salesforceUser = { UserId: '005000000000002', Username: BOB };
const anthropicUser = (user_id: string) => ({ type: 'user_actor', user_id });
const oktaReset = (fields: JsonObject = {}) =>
  oktaEvent({
    eventType: 'user.mfa.factor.reset_all',
    target: [OKTA_TARGET_APP, OKTA_TARGET_USER],
    ...fields,
  });

/** Vendor, what is done to an account, the account, and an event in which this account acts itself. */
const TARGETS: readonly (readonly [string, JsonObject, Target, JsonObject?])[] = [
  ['okta', oktaReset(), { uid: '00u1example0Bob', email: BOB }, oktaEvent({ actor: OKTA_TARGET_USER })],
  [
    'okta',
    oktaReset({ eventType: 'user.account.reset_password' }),
    { uid: '00u1example0Bob', email: BOB },
    oktaEvent({ actor: OKTA_TARGET_USER }),
  ],
  [
    'okta',
    oktaReset({ eventType: 'user.session.impersonation.initiate' }),
    { uid: '00u1example0Bob', email: BOB },
  ],
  ...[
    'app.oauth2.client.lifecycle.create',
    'app.oauth2.client.privilege.grant',
    'app.oauth2.credentials.lifecycle.create',
    'integration.api_service.lifecycle.authorize',
  ].map(
    (eventType) =>
      [
        'okta',
        oktaReset({
          eventType,
          target: [{ id: 'ocsExample1', type: 'OAuth2ClientSecret' }, OKTA_TARGET_APP],
        }),
        { uid: '0oa1example0Crm' },
        oktaEvent({ actor: { id: '0oa1example0Crm', type: 'PublicClientApp', displayName: 'Example CRM' } }),
      ] as const,
  ),
  ['salesforce', permissionSetEvent(), { uid: '005000000000002AAA' }, apiEvent(salesforceUser)],
  [
    'salesforce',
    setupAuditRecord({ Display: 'Permission set Export: assigned to user Bob (UserID: [005000000000002])' }),
    { uid: '005000000000002AAA' },
    apiEvent(salesforceUser),
  ],
  [
    'salesforce',
    setupAuditRecord({ Action: 'resetpassword', Display: `Reset password for user ${BOB}.` }),
    { email: BOB },
  ],
  [
    'aws',
    callRecord({
      eventName: 'CreateUser',
      requestParameters: { userName: 'Bob' },
      responseElements: { user: { userName: 'Bob', userId: 'AIDAEXAMPLEBOB0000001' } },
    }),
    { uid: 'AIDAEXAMPLEBOB0000001', alias: '123456789012/bob' },
    callRecord({ userIdentity: { ...IAM_USER, principalId: 'AIDAEXAMPLEBOB0000001', userName: 'Bob' } }),
  ],
  ['aws', callRecord({ requestParameters: { userName: BOB } }), { email: BOB, alias: `123456789012/${BOB}` }],
  ...[
    'CreateAccessKey',
    'AttachUserPolicy',
    'PutUserPolicy',
    'AddUserToGroup',
    'CreateLoginProfile',
    'UpdateLoginProfile',
    'DeactivateMFADevice',
  ].map(
    (eventName) =>
      ['aws', callRecord({ eventName, responseElements: null }), { alias: '123456789012/bob' }] as const,
  ),
  [
    'aws',
    callRecord({
      eventName: 'CreateServiceSpecificCredential',
      requestParameters: { userName: 'Bob', serviceName: 'cassandra.amazonaws.com' },
      responseElements: {
        serviceSpecificCredential: { userName: 'Bob', serviceUserName: 'Bob-at-123456789012' },
      },
    }),
    { alias: '123456789012/bob' },
  ],
  [
    'aws',
    callRecord({
      eventName: 'CreateRole',
      requestParameters: { roleName: 'Etl' },
      responseElements: { role: { roleName: 'Etl', roleId: 'AROAEXAMPLEETL000001' } },
    }),
    { uid: 'AROAEXAMPLEETL000001' },
    callRecord({ userIdentity: ROLE }),
  ],
  [
    'aws',
    callRecord({
      eventSource: 'sso.amazonaws.com',
      eventName: 'CreateAccountAssignment',
      requestParameters: { principalType: 'USER', principalId: '00000000-0000-4000-8000-00000000b0b0' },
    }),
    { uid: '00000000-0000-4000-8000-00000000b0b0' },
    callRecord({
      userIdentity: {
        type: 'IdentityCenterUser',
        accountId: '123456789012',
        onBehalfOf: { userId: '00000000-0000-4000-8000-00000000b0b0' },
      },
    }),
  ],
  [
    'm365',
    roleRecord(),
    { uid: 'mallory@example.com', email: 'mallory@example.com' },
    signInRecord({ UserId: 'Mallory@example.com' }),
  ],
  [
    'm365',
    roleRecord({ Operation: 'Reset user password.', ObjectId: 'Bob@example.com', Target: [] }),
    { uid: BOB, email: BOB },
    signInRecord({ UserId: BOB }),
  ],
  [
    'm365',
    roleRecord({
      Operation: 'Add-RoleGroupMember',
      Workload: 'Exchange',
      ObjectId: null,
      Target: null,
      Parameters: [
        { Name: 'Identity', Value: 'Organization Management' },
        { Name: 'Member', Value: 'Bob@example.com' },
      ],
    }),
    { uid: BOB, email: BOB },
    signInRecord({ UserId: BOB }),
  ],
  ['github', githubEvent(), { uid: '640002' }, githubEvent({ actor: 'bob-example', actor_id: 640002 })],
  [
    'github',
    githubEvent({ actor_id: null, user_id: null }),
    { uid: 'bob-example' },
    githubEvent({ actor: 'Bob-Example', actor_id: null }),
  ],
  [
    'slack',
    slackEntry({
      action: 'role_change_to_admin',
      entity: { type: 'user', user: { id: 'W0EXBOB', name: 'Bob', email: 'Bob@example.com' } },
    }),
    { uid: 'W0EXBOB', email: BOB },
    slackEntry({ actor: { type: 'user', user: { id: 'W0EXBOB' } } }),
  ],
  [
    'google-workspace',
    adminEvent('ASSIGN_ROLE', { ROLE_NAME: '_SEED_ADMIN_ROLE', USER_EMAIL: 'Bob@example.com' }),
    { email: BOB },
  ],
  [
    'google-workspace',
    adminEvent('AUTHORIZE_API_CLIENT_ACCESS', {
      API_CLIENT_NAME: '100000000000000000002',
      API_SCOPES: 'https://www.googleapis.com/auth/drive',
      DOMAIN_NAME: 'example.com',
    }),
    { uid: '100000000000000000002' },
    activity('drive', [event('access', 'download')], {
      actor: { callerType: 'USER', profileId: '100000000000000000002' },
    }),
  ],
  [
    'gcp',
    auditEntry(),
    { uid: 'etl@example-crm.iam.gserviceaccount.com' },
    auditEntry({ authenticationInfo: { principalEmail: 'etl@example-crm.iam.gserviceaccount.com' } }),
  ],
  ...[{ email_id: 'etl@example-crm.iam.gserviceaccount.com' }, {}].map(
    (labels) =>
      [
        'gcp',
        auditEntry(
          {
            methodName: 'google.iam.admin.v1.CreateServiceAccount',
            resourceName: 'projects/example-crm',
            response: { email: 'etl@example-crm.iam.gserviceaccount.com' },
          },
          { resource: { type: 'service_account', labels } },
        ),
        { uid: 'etl@example-crm.iam.gserviceaccount.com' },
        auditEntry({ authenticationInfo: { principalEmail: 'etl@example-crm.iam.gserviceaccount.com' } }),
      ] as const,
  ),
  [
    'gcp',
    policyEntry({}, ['group:staff@example.com', 'user:Bob@example.com']),
    { uid: BOB, email: BOB },
    auditEntry({ authenticationInfo: { principalEmail: BOB } }),
  ],
  [
    'auth0',
    managementLog('POST', '/api/v2/users/auth0%7Cexample2/roles'),
    { uid: 'auth0|example2' },
    auth0Log({ user_id: 'auth0|example2' }),
  ],
  [
    'auth0',
    managementLog('POST', '/api/v2/clients/clientExample2/rotate-secret'),
    { uid: 'clientExample2' },
    machineLog,
  ],
  [
    'auth0',
    managementLog('POST', '/api/v2/clients', {
      details: {
        request: { method: 'post', path: '/api/v2/clients', body: { name: 'Example' } },
        response: { statusCode: 201, body: { client_id: 'clientExample2', client_secret: 'not-for-anyone' } },
      },
    }),
    { uid: 'clientExample2' },
    machineLog,
  ],
  [
    'auth0',
    managementLog('POST', '/api/v2/client-grants', {
      details: {
        request: { method: 'post', path: '/api/v2/client-grants', body: { client_id: 'clientExample2' } },
        response: { statusCode: 201 },
      },
    }),
    { uid: 'clientExample2' },
    machineLog,
  ],
  [
    'openai',
    openaiEvent({ type: 'user.updated', 'user.updated': { id: 'user-example02' } }),
    { uid: 'user-example02' },
    openaiEvent({ actor: { type: 'session', session: { user: { id: 'user-example02' } } } }),
  ],
  [
    'openai',
    openaiEvent({
      type: 'role.assignment.created',
      'role.assignment.created': { principal_type: 'service_account', principal_id: 'svc_acct_example01' },
    }),
    { uid: 'svc_acct_example01' },
    openaiEvent({ actor: BY_SERVICE_ACCOUNT }),
  ],
  [
    'openai',
    openaiEvent({ type: 'service_account.created', 'service_account.created': { id: 'svc_acct_example01' } }),
    { uid: 'svc_acct_example01' },
    openaiEvent({ actor: BY_SERVICE_ACCOUNT }),
  ],
  [
    'openai',
    openaiEvent({
      type: 'invite.sent',
      'invite.sent': { id: 'invite-1', data: { email: 'Bob@example.com' } },
    }),
    { email: BOB },
  ],
  [
    'anthropic',
    claudeActivity('claude_user_role_updated', { user_id: 'user_example02', user_email: 'Bob@example.com' }),
    { uid: 'user_example02', email: BOB },
    anthropicEvent({ actor: anthropicUser('user_example02') }),
  ],
  [
    'anthropic',
    claudeActivity('group_member_added', { group_id: 'g1', member_ids: ['user_example02'] }),
    { uid: 'user_example02' },
    anthropicEvent({ actor: anthropicUser('user_example02') }),
  ],
  [
    'anthropic',
    claudeActivity('admin_api_key_created', { admin_api_key_id: 'apikey_example01' }),
    { uid: 'apikey_example01' },
    callEvent('/v1/compliance/apps/chats'),
  ],
  [
    'anthropic',
    claudeActivity('platform_service_account_created', { service_account_id: 'svac_example01' }),
    { uid: 'svac_example01' },
    anthropicEvent({ actor: { type: 'service_account_actor', service_account_id: 'svac_example01' } }),
  ],
  [
    'snowflake',
    selectRow({
      QUERY_TYPE: 'ALTER_USER',
      QUERY_TEXT: 'ALTER USER IF EXISTS mallory ADD PROGRAMMATIC ACCESS TOKEN t ROLE_RESTRICTION = R',
    }),
    { uid: 'mallory' },
    loginRow({ USER_NAME: 'MALLORY' }),
  ],
  ['snowflake', userGrantRow(), { uid: 'mallory' }, loginRow({ USER_NAME: 'MALLORY' })],
  [
    'snowflake',
    selectRow({
      QUERY_TYPE: 'ALTER_USER',
      QUERY_TEXT: 'ALTER USER "Bob@example.com" SET DISABLE_MFA = TRUE',
    }),
    { uid: BOB, email: BOB },
    loginRow({ USER_NAME: 'Bob@example.com' }),
  ],
  [
    'ocsf',
    ocsfEvent(3001, 4, {
      actor: { user: { uid: 'u1' } },
      user: { uid: 'u2', email_addr: 'Bob@example.com' },
    }),
    { uid: 'u2', email: BOB },
    exportEvent({ actor: { user: { uid: 'u2' } } }),
  ],
  [
    'mixpanel',
    mixpanelEvent({
      event_type: 'service_account.created',
      target: { id: 'sa-1', name: 'warehouse-loader' },
    }),
    { uid: 'sa-1' },
    mixpanelEvent({ user: { id: 'sa-1', name: 'warehouse-loader', type: 'service_account' } }),
  ],
  ['mixpanel', mixpanelEvent({ event_type: 'user.role_changed', target: BOB }), { email: BOB }],
  [
    'posthog',
    posthogEvent({
      scope: 'OrganizationMembership',
      detail: { context: { user_uuid: '00000000-0000-4000-8000-00000000b002', user_email: BOB } },
    }),
    { uid: '00000000-0000-4000-8000-00000000b002', email: BOB },
    posthogEvent({ user: { uuid: '00000000-0000-4000-8000-00000000b002' } }),
  ],
  [
    'amplitude',
    amplitudeEvent({ domain: 'auth', feature: 'user', action: 'role changed', target: BOB }),
    { uid: BOB, email: BOB },
    amplitudeEvent({ user: BOB }),
  ],
  [
    'segment',
    segmentEvent({ type: 'User Invite Accepted', resourceType: 'USER', resourceId: 'userExample02' }),
    { uid: 'userExample02' },
    segmentEvent({ actor: 'userExample02' }),
  ],
  [
    'box',
    boxEvent({
      event_type: 'GROUP_ADD_USER',
      source: { type: 'user', id: '11000003', login: 'Bob@example.com' },
    }),
    { uid: '11000003', email: BOB },
    boxEvent({ created_by: { type: 'user', id: '11000003' } }),
  ],
  [
    'atlassian',
    atlassianEvent(),
    { uid: '557058:example02', email: BOB },
    atlassianEvent({ actor: { id: '557058:example02' } }),
  ],
  [
    'databricks',
    databricksRow({
      service_name: 'accounts',
      action_name: 'setAdmin',
      request_params: { targetUserName: 'Bob@example.com' },
    }),
    { uid: BOB, email: BOB },
    databricksRow({ user_identity: { email: BOB } }),
  ],
  [
    'datadog',
    datadogEvent({
      evt: { name: 'Access Management' },
      asset: { type: 'user', name: BOB },
      action: 'modified',
    }),
    { email: BOB },
  ],
  [
    'dropbox',
    dropboxEvent('tfa_reset', {
      actor: BY_ADMIN,
      context: { '.tag': 'team_member', account_id: 'dbid:example01', email: BOB },
    }),
    { uid: 'dbid:example01', email: BOB },
    dropboxEvent(),
  ],
  [
    'notion',
    {
      event: notionEvent({
        type: 'workspace.permissions.member_added',
        details: { entity: { object: 'user', id: 'user-example02', person: { email: BOB } } },
      }),
    },
    { uid: 'user-example02', email: BOB },
    { event: notionEvent({ actor: { id: 'user-example02', type: 'person' } }) },
  ],
  [
    '1password',
    auditEvent(),
    { uid: 'USER00000000000000000002', email: BOB },
    auditEvent({ actor_uuid: 'USER00000000000000000002' }),
  ],
  [
    'chatgpt',
    chatgptAudit(),
    { uid: 'user-exampleBob' },
    chatgptAudit({ actor: { type: 'ACCOUNT_USER', user_id: 'user-exampleBob', user_email: BOB } }),
  ],
  [
    'stripe',
    stripeEvent({ type: 'user_roles_updated', details: { user_roles: { user_email: BOB } } }),
    { email: BOB },
  ],
  [
    'zendesk',
    zendeskEvent({
      action: 'update',
      source_type: 'user',
      change_description: 'Role changed from Agent to Administrator',
    }),
    { uid: '300001' },
    zendeskEvent({ actor_id: 300001 }),
  ],
];

describe('The account that something is done to', () => {
  const rows = TARGETS.map(([vendor, event, target, acting]) => ({ vendor, event, target, acting }));
  test.each(rows)(
    'is read from $vendor by the id that it acts under',
    ({ vendor, event, target, acting }) => {
      expect(draftBy(vendor, event).target).toEqual(target);
      if (acting !== undefined) expect(draftBy(vendor, acting).actor.uid).toBe(target.uid);
      else expect(draftBy(vendor, event).actor.email ?? '').not.toBe(target.email);
    },
  );

  test('is told by a name that the user has where he acts, at AWS', () => {
    const bob = { ...IAM_USER, principalId: 'AIDAEXAMPLEBOB0000001', userName: 'bob' };
    const { target } = draftBy('aws', callRecord());
    expect(draftBy('aws', callRecord({ userIdentity: bob })).actor.alias).toBe(target?.alias);
    const elsewhere = callRecord({ userIdentity: { ...bob, accountId: '210987654321' } });
    expect(draftBy('aws', elsewhere).actor.alias).not.toBe(target?.alias);
    expect(draftBy('aws', callRecord({ userIdentity: ROLE })).actor).not.toHaveProperty('alias');
  });

  test.each<readonly [string, string, JsonObject]>([
    ['okta', 'his own factors', oktaReset({ actor: OKTA_TARGET_USER })],
    [
      'okta',
      'a token of the API, which acts as whoever made it',
      oktaReset({ eventType: 'system.api_token.create', target: [{ id: '00Texample01', type: 'Token' }] }),
    ],
    ['okta', 'a sign-in to an application', oktaEvent({ target: [OKTA_TARGET_USER] })],
    ['aws', 'his own key', callRecord({ requestParameters: null })],
    ['aws', 'his own key by his name', callRecord({ requestParameters: { userName: 'Alice' } })],
    [
      'aws',
      'his own key by his name in other letters, where his own is in his ARN only',
      callRecord({
        requestParameters: { userName: 'ALICE' },
        userIdentity: { ...IAM_USER, userName: null },
      }),
    ],
    [
      'aws',
      'a user of another service',
      callRecord({ eventSource: 'transfer.amazonaws.com', eventName: 'ImportSshPublicKey' }),
    ],
    ['aws', 'a role that is assumed', callRecord({ eventName: 'AssumeRole', userIdentity: ROLE })],
    [
      'github',
      'his own key',
      githubEvent({ action: 'public_key.create', user: 'alice-example', user_id: 640001 }),
    ],
    ['github', 'a user whose id is missing', githubEvent({ user_id: null })],
    ['m365', 'an own sign-in', signInRecord()],
    ['gcp', 'a bucket', policyEntry({}, ['allUsers'])],
    ['slack', 'an export', slackEntry()],
    ['snowflake', 'a role', userGrantRow({ GRANTED_TO: 'ROLE' })],
    ['ocsf', 'an own sign-in', ocsfEvent(3002, 1, { actor: { user: { uid: 'u1' } }, user: { uid: 'u2' } })],
    ['salesforce', 'nobody in particular', setupAuditRecord()],
    [
      'auth0',
      'a reader of a client',
      managementLog('get', '/api/v2/clients/clientExample2', { type: 'mgmt_api_read' }),
    ],
    [
      'anthropic',
      'the key itself',
      claudeActivity('api_key_created', { actor: { type: 'api_actor', api_key_id: 'k1' }, api_key_id: 'k1' }),
    ],
    ['anthropic', 'a chat that a key was used on', anthropicEvent({ api_key_id: 'k1' })],
    ['atlassian', 'a group', atlassianEvent({ context: [{ id: 'g1', type: 'groups' }] })],
  ])('is nobody else where %s tells of %s', (vendor, _, event) => {
    expect(draftBy(vendor, event)).not.toHaveProperty('target');
  });
});

describe('The credential', () => {
  test.each<readonly [string, JsonObject, string | undefined]>([
    ['okta', oktaEvent({ transaction: { detail: { requestApiTokenId: '00Texample01' } } }), '00Texample01'],
    ['okta', oktaEvent(), undefined],
    ['aws', callRecord(), 'AKIAEXAMPLE0000000001'],
    ['aws', callRecord({ userIdentity: ROLE }), undefined],
    ['github', gitEvent(), '640010'],
    ['github', gitEvent({ token_id: null }), 'exampleHashOfAToken='],
    ['github', gitEvent({ programmatic_access_type: 'GitHub App server-to-server token' }), undefined],
    ['openai', openaiEvent({ actor: BY_SERVICE_ACCOUNT }), 'key_example01'],
    ['openai', openaiEvent(), undefined],
    ['anthropic', callEvent('https://api.anthropic.com/v1/x'), 'apikey_example01'],
    ['anthropic', anthropicEvent(), undefined],
    ['snowflake', loginRow({ FIRST_AUTHENTICATION_FACTOR_ID: 'cred-1' }), 'cred-1'],
    ['snowflake', loginRow(), undefined],
    [
      'gcp',
      auditEntry({
        authenticationInfo: {
          principalEmail: 'etl@example-crm.iam.gserviceaccount.com',
          serviceAccountKeyName: '//iam.googleapis.com/projects/p/serviceAccounts/etl/keys/0123abcd',
        },
      }),
      '0123abcd',
    ],
    [
      'google-workspace',
      activity('drive', [event('access', 'view')], { actor: { callerType: 'KEY', key: 'robot' } }),
      'robot',
    ],
    [
      'ocsf',
      exportEvent({ actor: { user: { uid: 'u1', credential_uid: 'AKIAEXAMPLE01' } } }),
      'AKIAEXAMPLE01',
    ],
    [
      'ocsf',
      exportEvent({ actor: { user: { uid: 'u1' }, session: { credential_uid: 'ASIAEXAMPLE01' } } }),
      undefined,
    ],
    ['datadog', datadogEvent({ metadata: { api_key: { id: 'key-1' } } }), 'key-1'],
    ['stripe', stripeEvent({ actor: { type: 'api_key', api_key: { id: 'mk_1' } } }), 'mk_1'],
    ['atlassian', atlassianEvent({ actor: { id: 'a1', auth: { tokenId: 'token-1' } } }), 'token-1'],
  ])('of %s lives long and is no session', (vendor, event, credential) => {
    expect(draftBy(vendor, event).actor.credential).toBe(credential);
  });
});
