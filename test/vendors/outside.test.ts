import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { decodeReading, encodeReading, toReading } from '../../shared/reading.ts';
import { amplitude } from '../../shared/vendors/amplitude.ts';
import { aws } from '../../shared/vendors/aws.ts';
import { gcp } from '../../shared/vendors/gcp.ts';
import { github } from '../../shared/vendors/github.ts';
import { googleWorkspace } from '../../shared/vendors/google-workspace.ts';
import { m365 } from '../../shared/vendors/m365.ts';
import { mixpanel } from '../../shared/vendors/mixpanel.ts';
import { isForeign } from '../../shared/vendors/outside.ts';
import { posthog } from '../../shared/vendors/posthog.ts';
import { salesforce } from '../../shared/vendors/salesforce.ts';
import { slack } from '../../shared/vendors/slack.ts';
import { snowflake } from '../../shared/vendors/snowflake.ts';
import type { Json, JsonObject, Vendor } from '../../shared/vendors/vendor.ts';
import { auditEvent, itemUsage } from '../fixtures/1password.ts';
import { amplitudeEvent } from '../fixtures/amplitude.ts';
import { atlassianEvent } from '../fixtures/atlassian.ts';
import { fileRecord as confluenceLine } from '../fixtures/atlassian-products.ts';
import { callRecord, snapshotShareRecord } from '../fixtures/aws.ts';
import { boxEvent } from '../fixtures/box.ts';
import { databricksRow } from '../fixtures/databricks.ts';
import { datadogEvent } from '../fixtures/datadog.ts';
import { dropboxEvent } from '../fixtures/dropbox.ts';
import { auditEntry, jobEntry, policyEntry } from '../fixtures/gcp.ts';
import { githubEvent } from '../fixtures/github.ts';
import { activity, DOCUMENT, event } from '../fixtures/google-workspace.ts';
import { linkRecord } from '../fixtures/m365.ts';
import { mixpanelEvent } from '../fixtures/mixpanel.ts';
import { notionEvent } from '../fixtures/notion.ts';
import { posthogEvent } from '../fixtures/posthog.ts';
import { setupAuditRecord } from '../fixtures/salesforce.ts';
import { slackEntry } from '../fixtures/slack.ts';
import { roleGrantRow, selectRow } from '../fixtures/snowflake.ts';
import { draftOf } from './draft.ts';
import { mapped } from './mapped.ts';

const drive = (values: JsonObject) =>
  activity('drive', [
    event('acl_change', 'change_user_access', { ...DOCUMENT, new_value: ['can_view'], ...values }),
  ]);
const invited = (address: string) =>
  boxEvent({ event_type: 'COLLABORATION_INVITE', source: { folder_id: '800', user_email: address } });
const named = (login: string) =>
  boxEvent({
    event_type: 'COLLABORATION_INVITE',
    source: { folder_id: '800', user_id: '9', user_name: login },
  });
const boxLink = (access: string) =>
  boxEvent({ event_type: 'ITEM_SHARED_CREATE', additional_details: { shared_link_access: access } });
const dropboxLink = (level: string) =>
  dropboxEvent('shared_link_change_visibility', { details: { new_value: { '.tag': level } } });
const snowflakeSays = (text: string) => selectRow({ QUERY_TYPE: 'UNKNOWN', QUERY_TEXT: text });
const databricks = (name: string) =>
  databricksRow({ service_name: 'unityCatalog', action_name: name, request_params: { share: 'customers' } });
const dashboard = (type: string, action: string) =>
  datadogEvent({ evt: { name: 'Dashboard' }, asset: { type, id: 'a' }, action });

const acl = (URI: string) => ({
  AccessControlPolicy: { AccessControlList: { Grant: { Grantee: { URI }, Permission: 'READ' } } },
});
const DENIAL = { Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket' };
const policyPut = (Statement: Json) =>
  callRecord({
    eventSource: 's3.amazonaws.com',
    eventName: 'PutBucketPolicy',
    requestParameters: { bucketName: 'example', bucketPolicy: { Statement } },
  });
const bucketOpened = (more: JsonObject) => policyPut([{ Effect: 'Allow', Action: 's3:GetObject', ...more }]);
const bound = (member: string) => ({ bindings: [{ role: 'roles/bigquery.dataViewer', members: [member] }] });
const datasetUpdated = (member: string) =>
  auditEntry({
    serviceName: 'bigquery.googleapis.com',
    methodName: 'google.cloud.bigquery.v2.DatasetService.PatchDataset',
    resourceName: 'projects/example-crm/datasets/crm',
    metadata: { datasetChange: { reason: 'UPDATE', dataset: { acl: { policy: bound(member) } } } },
  });

/** Of each vendor, what is opened to outsiders or to anybody, and the like of it that is not. */
const SHARES: readonly (readonly [string, Vendor, outside: JsonObject, inside: JsonObject])[] = [
  [
    'Google, a first outsider',
    googleWorkspace,
    drive({ visibility_change: 'external' }),
    drive({ visibility_change: 'none' }),
  ],
  [
    'Google, another outsider',
    googleWorkspace,
    drive({ visibility_change: 'none', target_user: 'mallory@example.org' }),
    drive({ visibility_change: 'none', target_user: 'bob@example.com' }),
  ],
  [
    'Google, who could read it before',
    googleWorkspace,
    drive({ target_user: 'mallory@example.org', old_value: ['none'], new_value: ['can_edit'] }),
    drive({ target_user: 'mallory@example.org', old_value: ['can_view'], new_value: ['can_edit'] }),
  ],
  [
    'Google, a link',
    googleWorkspace,
    drive({ target_domain: 'all' }),
    drive({ target_domain: 'example.com' }),
  ],
  [
    'Microsoft, a link',
    m365,
    linkRecord({
      Operation: 'AnonymousLinkCreated',
      TargetUserOrGroupName: undefined,
      TargetUserOrGroupType: undefined,
    }),
    linkRecord({
      Operation: 'CompanyLinkCreated',
      TargetUserOrGroupName: undefined,
      TargetUserOrGroupType: undefined,
    }),
  ],
  [
    'Microsoft, a share of Fabric',
    m365,
    linkRecord({
      Operation: 'CreateExternalDataShare',
      TargetUserOrGroupName: undefined,
      TargetUserOrGroupType: undefined,
    }),
    linkRecord({
      Operation: 'ShareLakehouseTable',
      TargetUserOrGroupName: undefined,
      TargetUserOrGroupType: undefined,
    }),
  ],
  [
    'Microsoft, a guest',
    m365,
    linkRecord(),
    linkRecord({ TargetUserOrGroupName: 'bob@example.com', TargetUserOrGroupType: 'Member' }),
  ],
  [
    'Microsoft, an address of another domain',
    m365,
    linkRecord({ TargetUserOrGroupName: 'mallory@example.org', TargetUserOrGroupType: undefined }),
    linkRecord({ TargetUserOrGroupName: 'bob@example.net', TargetUserOrGroupType: 'Member' }),
  ],
  [
    'Microsoft, a guest by name',
    m365,
    linkRecord({
      TargetUserOrGroupName: 'mallory_example.org#EXT#@example.onmicrosoft.com',
      TargetUserOrGroupType: 'Member',
    }),
    linkRecord({
      TargetUserOrGroupName: 'Everyone except external users',
      TargetUserOrGroupType: 'SecurityGroup',
    }),
  ],
  [
    'Box, an outsider named by his login',
    mapped('box'),
    named('mallory@example.org'),
    named('bob@example.com'),
  ],
  ['Box, an address', mapped('box'), invited('mallory@example.org'), invited('bob@example.com')],
  [
    'Box, an address as a name',
    mapped('box'),
    boxEvent({
      event_type: 'COLLABORATION_INVITE',
      source: { folder_id: '800', user_name: 'mallory@example.org' },
    }),
    boxEvent({ event_type: 'COLLABORATION_INVITE', source: { folder_id: '800', user_name: 'Mallory' } }),
  ],
  ['Box, a link', mapped('box'), boxLink('open'), boxLink('company')],
  [
    'Dropbox, an outsider',
    mapped('dropbox'),
    dropboxEvent('shared_content_add_invitees', { involve_non_team_member: true }),
    dropboxEvent('shared_content_add_invitees', { involve_non_team_member: false }),
  ],
  [
    'Dropbox, a link that outsiders know',
    mapped('dropbox'),
    dropboxEvent('shared_link_create', { involve_non_team_member: true }),
    dropboxEvent('shared_link_change_expiry', { involve_non_team_member: true }),
  ],
  ['Dropbox, a link', mapped('dropbox'), dropboxLink('public'), dropboxLink('team_only')],
  [
    'Slack, a link',
    slack,
    slackEntry({ action: 'file_public_link_created' }),
    slackEntry({ action: 'file_shared' }),
  ],
  [
    'Slack, another organisation',
    slack,
    slackEntry({ action: 'external_shared_channel_invite_sent' }),
    slackEntry({ action: 'private_channel_converted_to_public' }),
  ],
  [
    'GitHub, a repository',
    github,
    githubEvent({ action: 'repo.access', visibility: 'public' }),
    githubEvent({ action: 'repo.access', visibility: 'internal' }),
  ],
  [
    'GitHub, another owner',
    github,
    githubEvent({ action: 'repo.transfer_outgoing' }),
    githubEvent({ action: 'repo.transfer', visibility: 'public' }),
  ],
  [
    'GitHub, a collaborator',
    github,
    githubEvent({ action: 'org.add_outside_collaborator' }),
    githubEvent({ action: 'repo.pages_create' }),
  ],
  [
    'AWS, another account',
    aws,
    snapshotShareRecord(),
    snapshotShareRecord({
      requestParameters: { valuesToAdd: ['123456789012'] },
      recipientAccountId: '123456789012',
    }),
  ],
  ...(
    [
      [{ 'x-amz-acl': ['public-read-write'] }, { 'x-amz-acl': ['private'] }],
      [{ 'x-amz-acl': 'authenticated-read' }, { 'x-amz-acl': 'bucket-owner-read' }],
      [
        acl('http://acs.amazonaws.com/groups/global/AllUsers'),
        acl('http://acs.amazonaws.com/groups/s3/LogDelivery'),
      ],
    ] as const
  ).map(([outside, inside]): [string, Vendor, JsonObject, JsonObject] => {
    const put = (requestParameters: JsonObject) =>
      callRecord({ eventSource: 's3.amazonaws.com', eventName: 'PutBucketAcl', requestParameters });
    return ['AWS, a list of a bucket', aws, put(outside), put(inside)];
  }),
  ...(
    [
      ['*', { AWS: 'arn:aws:iam::123456789012:root' }, {}],
      [{ AWS: ['arn:aws:iam::123456789012:root', '*'] }, { Service: '*' }, {}],
      [{ AWS: '*' }, { AWS: '*' }, { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-example' } } }],
    ] as const
  ).map(([outside, inside, beside]): [string, Vendor, JsonObject, JsonObject] => {
    const put = (Principal: Json, more: JsonObject = {}) =>
      callRecord({
        eventSource: 's3.amazonaws.com',
        eventName: 'PutBucketPolicy',
        requestParameters: {
          bucketName: 'example',
          bucketPolicy: { Statement: [{ Effect: 'Allow', Principal, Action: 's3:GetObject', ...more }] },
        },
      });
    return ['AWS, the policy of a bucket', aws, put(outside), put(inside, beside)];
  }),
  ...(
    [
      [{ Bool: { 'aws:SecureTransport': 'true' } }, { StringEquals: { 'aws:SourceVpce': 'vpce-example' } }],
      [
        { StringEquals: { 'aws:PrincipalAccount': ['123456789012', '999999999999'] } },
        { StringEquals: { 'aws:PrincipalAccount': ['123456789012'] } },
      ],
      [
        { StringLike: { 'aws:PrincipalArn': '*' } },
        { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:*' } },
      ],
      [
        { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } },
        { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '2001:db8::/32'] } },
      ],
      [
        { IpAddress: { 'aws:SourceIp': Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`) } },
        { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '192.0.2.7'] } },
      ],
      [
        { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/x'] } },
        { IpAddress: { 'aws:SourceIp': ['2001:db8::/32', '2001:db9::/32', '2001:db8::1'] } },
      ],
      [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/7' } }, { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
      [
        { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
        { IpAddress: { 'aws:sourceip': '192.0.2.7' }, Bool: { 'aws:SecureTransport': 'true' } },
      ],
      [
        { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-example' } },
        { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } },
      ],
      [
        { StringLike: { 'aws:PrincipalOrgID': 'o-*' } },
        { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::example' } },
      ],
    ] as const
  ).map(([outside, inside]): [string, Vendor, JsonObject, JsonObject] => [
    'AWS, a condition that everybody meets',
    aws,
    bucketOpened({ Principal: '*', Condition: outside }),
    bucketOpened({ Principal: '*', Condition: inside }),
  ]),
  [
    'AWS, whoever is not left out',
    aws,
    bucketOpened({ NotPrincipal: { AWS: 'arn:aws:iam::999999999999:root' } }),
    bucketOpened({ Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' } }),
  ],
  [
    'AWS, behind two hundred statements',
    aws,
    policyPut([...Array(200).fill(DENIAL), { Effect: 'Allow', Principal: '*', Action: 's3:*' }]),
    policyPut([...Array(200).fill(DENIAL)]),
  ],
  [
    'AWS, the one statement of a policy',
    aws,
    policyPut({ Effect: 'Allow', Principal: '*', Action: 's3:*' }),
    policyPut(DENIAL),
  ],
  ...(
    [
      [
        'redshift AuthorizeSnapshotAccess',
        { accountWithRestoreAccess: '999999999999' },
        { accountWithRestoreAccess: '123456789012' },
      ],
      ['redshift AuthorizeDataShare', { consumerIdentifier: '999999999999' }, { consumerIdentifier: 'ADX' }],
      ['lambda AddPermission20150331v2', { principal: '*' }, { principal: '*', principalOrgID: 'o-example' }],
      [
        'lambda AddPermission20150331v2',
        { principal: '*', sourceAccount: '999999999999' },
        { principal: '*', sourceAccount: '123456789012' },
      ],
      ...['', null, ['o-example']].map(
        (principalOrgID) =>
          [
            'lambda AddPermission20150331v2',
            { principal: '*', principalOrgID },
            { principal: 's3.amazonaws.com', principalOrgID },
          ] as const,
      ),
      ...[{ principalOrgID: 'o-example' }, { sourceAccount: '123456789012' }].map(
        (beside) =>
          [
            'lambda AddPermission20150331v2',
            { principal: '999999999999', ...beside },
            { principal: '123456789012', ...beside },
          ] as const,
      ),
      [
        'ssm ModifyDocumentPermission',
        { accountIdsToAdd: ['all'], principalOrgID: 'o-example' },
        { accountIdsToAdd: ['123456789012'] },
      ],
      [
        'lambda AddPermission20150331v2',
        { principal: 'arn:aws:iam::999999999999:user/eve' },
        { principal: 's3.amazonaws.com' },
      ],
      [
        'ram CreateResourceShare',
        { principals: ['123456789012', '999999999999'] },
        { principals: ['999999999999'], allowExternalPrincipals: false },
      ],
      [
        'ram CreateResourceShare',
        { principals: ['999999999999'] },
        { principals: ['arn:aws:organizations::123456789012:organization/o-example'] },
      ],
      [
        'ram CreateResourceShare',
        { principals: '["123456789012","999999999999"]' },
        { principals: '["123456789012"]' },
      ],
      ['s3 PutObjectAcl', { 'x-amz-acl': '["public-read"]' }, { 'x-amz-acl': '["private"]' }],
      ['ssm ModifyDocumentPermission', { accountIdsToAdd: ['all'] }, { accountIdsToRemove: ['all'] }],
    ] as const
  ).map(([call, outside, inside]): [string, Vendor, JsonObject, JsonObject] => {
    const [service, eventName] = call.split(' ') as [string, string];
    const record = (requestParameters: JsonObject) =>
      callRecord({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters });
    return [`AWS, accounts named by ${call}`, aws, record(outside), record(inside)];
  }),
  [
    'AWS, anybody',
    aws,
    callRecord({
      eventSource: 'rds.amazonaws.com',
      eventName: 'ModifyDBInstance',
      requestParameters: { publiclyAccessible: true },
    }),
    callRecord({
      eventSource: 'sns.amazonaws.com',
      eventName: 'SetTopicAttributes',
      requestParameters: { attributeName: 'Policy' },
    }),
  ],
  [
    'Google Cloud, anybody',
    gcp,
    policyEntry({ serviceName: 'storage.googleapis.com', methodName: 'storage.setIamPermissions' }, [
      'allUsers',
    ]),
    policyEntry({ serviceName: 'storage.googleapis.com', methodName: 'storage.setIamPermissions' }),
  ],
  ...(['tableChange', 'datasetChange'] as const).map((change): [string, Vendor, JsonObject, JsonObject] => {
    const grant = (member: string) =>
      jobEntry({
        [change]: {
          reason: 'SET_IAM_POLICY',
          bindingDeltas: [{ action: 'ADD', member, role: 'roles/bigquery.dataViewer' }],
        },
      });
    return [`BigQuery, ${change}`, gcp, grant('allAuthenticatedUsers'), grant('user:bob@example.com')];
  }),
  ...(
    [
      ['user:mallory@example.org', 'user:mallory@example.com'],
      ['group:staff@example.org', 'group:staff@eu.example.com'],
      ['domain:example.org', 'domain:example.com'],
      // Programs have addresses of their own everywhere.
      ['user:mallory@example.org', 'serviceAccount:etl@example-crm.iam.gserviceaccount.com'],
    ] as const
  ).map(([outside, inside]): [string, Vendor, JsonObject, JsonObject] => {
    const grant = (member: string) =>
      policyEntry(
        { serviceName: 'bigquery.googleapis.com', methodName: 'google.iam.v1.IAMPolicy.SetIamPolicy' },
        [member],
      );
    return ['Google Cloud, an address of another organisation', gcp, grant(outside), grant(inside)];
  }),
  [
    'BigQuery, the whole policy of a table',
    gcp,
    jobEntry({ tableChange: { reason: 'SET_IAM_POLICY', policy: bound('allUsers') } }),
    jobEntry({ tableChange: { reason: 'SET_IAM_POLICY', policy: bound('domain:example.com') } }),
  ],
  [
    'BigQuery, a dataset that is updated',
    gcp,
    datasetUpdated('allUsers'),
    datasetUpdated('group:staff@example.com'),
  ],
  [
    'Snowflake, a share',
    snowflake,
    snowflakeSays('ALTER SHARE S ADD ACCOUNTS = X'),
    snowflakeSays('ALTER TABLE T ADD COLUMN C INT'),
  ],
  [
    'Snowflake, what a share may read',
    snowflake,
    roleGrantRow({ GRANTED_TO: 'SHARE', GRANTEE_NAME: 'S' }),
    roleGrantRow(),
  ],
  [
    'Salesforce, guests',
    salesforce,
    setupAuditRecord({ Action: 'guestUserSharingRule' }),
    setupAuditRecord({ Action: 'owdUpdateAccount' }),
  ],
  [
    'PostHog, a link',
    posthog,
    posthogEvent({ scope: 'Dashboard', activity: 'sharing enabled' }),
    posthogEvent({ scope: 'Endpoint', activity: 'created' }),
  ],
  [
    'Mixpanel, anybody',
    mixpanel,
    mixpanelEvent({ event_type: 'board.public_access_updated' }),
    mixpanelEvent({ event_type: 'board.shared' }),
  ],
  [
    'Amplitude, anybody',
    amplitude,
    amplitudeEvent({ feature: 'dashboard', action: 'make public' }),
    amplitudeEvent({ feature: 'dashboard', action: 'share' }),
  ],
  [
    'Notion, a guest',
    mapped('notion'),
    { event: notionEvent({ type: 'page.permissions.guest_role_added' }) },
    { event: notionEvent({ type: 'page.permissions.member_role_added' }) },
  ],
  [
    'Atlassian, anybody',
    mapped('atlassian'),
    atlassianEvent({ action: 'space_anonymous_access_enabled' }),
    atlassianEvent({ action: 'page_shared' }),
  ],
  [
    'Confluence, anybody',
    mapped('atlassian-products'),
    confluenceLine('Public link enabled'),
    confluenceLine('Space visibility changed'),
  ],
  ['Databricks, a recipient', mapped('databricks'), databricks('createRecipient'), databricks('createShare')],
  [
    'Datadog, a link',
    mapped('datadog'),
    dashboard('dashboard_share_link', 'created'),
    dashboard('dashboard_share_acl', 'created'),
  ],
  [
    '1Password, an item',
    mapped('1password'),
    itemUsage({ action: 'share' }),
    auditEvent({ action: 'grant', object_type: 'uva' }),
  ],
];

describe('a share', () => {
  test.each(SHARES)('with outsiders is told apart: %s', (_, vendor, outside, inside) => {
    expect(draftOf(vendor, outside)).toMatchObject({ kind: 'share', outside: true });
    expect(draftOf(vendor, inside).outside).toBeUndefined();
  });

  test('with outsiders arrives in the ledger as one', () => {
    const [activity] = decodeText(JSON.stringify(linkRecord()), { hashKey: new Uint8Array(32) }).activities;
    if (activity === undefined) throw new Error('nothing was read');
    const reading = toReading(activity, undefined, 1);
    expect(reading).toMatchObject({ kind: 'share', outside: true });
    expect(decodeReading(encodeReading(reading))).toEqual(reading);
    const inside = { ...reading, outside: false };
    expect(decodeReading(encodeReading(inside))).toEqual(inside);
    // Lines that were stored before there was such a thing stay what they were.
    expect(JSON.parse(encodeReading(inside))).toHaveLength(26);
  });
});

describe('another organisation', () => {
  test.each([
    ['alice@example.com', 'mallory@example.org', true],
    ['alice@example.com', 'Mallory@Example.COM', false],
    ['alice@example.com', 'bob@eu.example.com', false],
    ['alice@eu.example.com', 'bob@example.com', false],
    // Ends alike, and is another's.
    ['alice@example.com', 'mallory@anexample.com', true],
    ['alice@example.com', 'Everyone', false],
    ['alice@example.com', undefined, false],
    [undefined, 'mallory@example.org', false],
  ])('of %s: %s, %s', (email, recipient, foreign) => {
    const actor = { uid: 'a', type: 'user' as const, ...(email === undefined ? {} : { email }) };
    expect(isForeign(actor, recipient)).toBe(foreign);
  });
});
