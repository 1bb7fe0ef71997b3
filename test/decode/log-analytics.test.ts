import { describe, expect, test } from 'vitest';
import { unwrap } from '../../shared/decode/envelope.ts';
import { readColumns } from '../../shared/decode/log-analytics.ts';
import { decodeText } from '../../shared/decode.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { recogniserOf } from '../../shared/vendors/recognise.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { confluenceRecord, jiraRecord } from '../fixtures/atlassian-products.ts';
import { auth0Log, managementLog } from '../fixtures/auth0.ts';
import { snapshotShareRecord } from '../fixtures/aws.ts';
import { boxEvent } from '../fixtures/box.ts';
import { databricksAzure, databricksAzureRow, databricksResourceLog } from '../fixtures/databricks.ts';
import { policyEntry } from '../fixtures/gcp.ts';
import { githubEvent } from '../fixtures/github.ts';
import { activity, DOWNLOAD, SHARE } from '../fixtures/google-workspace.ts';
import { fileRecord } from '../fixtures/m365.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { logFileRow, reportEvent } from '../fixtures/salesforce.ts';
import { slackEntry } from '../fixtures/slack.ts';
import { loginRow, selectRow } from '../fixtures/snowflake.ts';
import { zoomOperation, zoomSignIn } from '../fixtures/zoom.ts';

const hashKey = new Uint8Array(32).fill(1);
const read = (value: Json) => decodeText(JSON.stringify(value), { hashKey });

const ENDINGS = { string: 's', number: 'd', boolean: 'b' } as const;

/** What the data collector makes of an event: a column for each value, lists as their text. */
function columnsOf(event: JsonObject, before = ''): [string, Json][] {
  return Object.entries(event).flatMap(([name, value]): [string, Json][] => {
    const column = `${before}${name}`;
    if (value === null || value === undefined) return [[`${column}_s`, '']];
    if (Array.isArray(value)) return [[`${column}_s`, JSON.stringify(value)]];
    if (typeof value === 'object') return columnsOf(value as JsonObject, `${column}_`);
    return [[`${column}_${ENDINGS[typeof value as keyof typeof ENDINGS]}`, value]];
  });
}

function rowOf(event: JsonObject): JsonObject {
  return {
    TenantId: '00000000-0000-4000-8000-0000000000aa',
    SourceSystem: 'RestAPI',
    TimeGenerated: '2026-03-02T09:20:00.000Z',
    RawData: '',
    ...Object.fromEntries(columnsOf(event)),
    Type: 'Example_CL',
    _ResourceId: '',
  };
}

function lowerCase(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
}

/** All but the id of the operation, which may be that of the content. */
function readings(value: Json) {
  const { activities, malformed } = read(value);
  expect(malformed).toEqual([]);
  return activities.map(({ uid: _, sha256: __, ...rest }) => rest);
}

describe('a row of a table of Azure Monitor Logs', () => {
  test.each<[string, JsonObject]>([
    ['Okta', oktaEvent()],
    ['Box', boxEvent()],
    ['Slack', slackEntry({ action_description: 'A file was downloaded.' })],
    ['GitHub', githubEvent({ actor_location: undefined })],
    ['Salesforce', logFileRow()],
    ['Salesforce, in lower case', lowerCase(logFileRow())],
    ['Snowflake', selectRow()],
    ['Google Workspace', activity('drive', [DOWNLOAD])],
  ])('is read as the event of %s that it was made of', (_, event) => {
    expect(readings(rowOf(event))).toEqual(readings(event));
  });

  test('that holds several events is each of them', () => {
    const event = activity('drive', [DOWNLOAD, SHARE]);
    expect(readings(rowOf(event))).toHaveLength(2);
    expect(readings(rowOf(event))).toEqual(readings(event));
  });

  test('is read as the portal writes it into a file', () => {
    const { created_at_s: _, ...row } = rowOf(boxEvent());
    const dated = (time: string) => read({ ...row, 'created_at_t [UTC]': time }).activities[0]?.time;
    expect(dated('3/2/2026, 12:15:30.500 AM')).toBe(Date.UTC(2026, 2, 2, 0, 15, 30, 500));
    expect(dated('3/2/2026, 5:15:30.500 PM')).toBe(Date.UTC(2026, 2, 2, 17, 15, 30, 500));
    // Other languages than American English have the day first.
    expect(dated('2/3/2026, 5:15:30.500 pm')).toBe(Date.UTC(2026, 2, 2, 17, 15, 30, 500));
    expect(dated('23/11/2023, 05:15:30.000')).toBe(Date.UTC(2023, 10, 23, 5, 15, 30));
    expect(dated('3/13/2026, 12:15:30.500 PM')).toBe(Date.UTC(2026, 2, 13, 12, 15, 30, 500));
    expect(dated('13/3/2026, 12:15:30 am')).toBe(Date.UTC(2026, 2, 13, 0, 15, 30));
    // Whatever the language: there is no thirteenth month.
    expect(dated('13/3/2026, 1:15:30 PM')).toBe(Date.UTC(2026, 2, 13, 13, 15, 30));
    expect(dated('3/13/2026, 13:15:30')).toBe(Date.UTC(2026, 2, 13, 13, 15, 30));
    expect(dated('12/3/2026, 13:15:30')).toBe(Date.UTC(2026, 2, 12, 13, 15, 30));
    expect(dated('12/3/2026, 1:15:30 PM')).toBe(Date.UTC(2026, 11, 3, 13, 15, 30));
    expect(dated('3/12/2026, 13:15:30')).toBe(Date.UTC(2026, 11, 3, 13, 15, 30));
    expect(dated('2026-03-02T17:15:30Z')).toBe(Date.UTC(2026, 2, 2, 17, 15, 30));
  });

  test('is read out of the file of the portal, whose columns of times say so in brackets', () => {
    const actor = JSON.stringify({
      type: 'user_actor',
      user_id: 'user_01EXAMPLE',
      email_address: 'ana@example.com',
      ip_address: '192.0.2.7',
    });
    const table = [
      'TimeGenerated [UTC],id_CF,type_CF,"created_at [UTC]",organization_id,actor,claude_chat_id,Type,_ResourceId',
      `"07/07/2026, 22:15:37.699",activity_01,claude_chat_viewed,"07/07/2026, 22:12:29.690",org_01,"${actor.replaceAll('"', '""')}",claude_chat_01,Compliance_CL,`,
    ].join('\n');
    const { activities, malformed } = decodeText(table, { hashKey });
    expect(malformed).toEqual([]);
    expect(activities).toMatchObject([
      {
        vendor: 'anthropic',
        operation: 'claude_chat_viewed',
        time: Date.UTC(2026, 6, 7, 22, 12, 29, 690),
        actor: { uid: 'user_01EXAMPLE' },
        eventId: 'activity_01',
      },
    ]);
  });

  test('of the tables of Sentinel itself is read as the record of the vendor', () => {
    const { Id, ObjectId, Workload, CreationTime, SiteUrl, ...rest } = fileRecord();
    const office = {
      ...rest,
      OfficeId: Id,
      OfficeObjectId: ObjectId,
      OfficeWorkload: Workload,
      Site_Url: SiteUrl,
    };
    const row = { TenantId: 'x', SourceSystem: 'OfficeActivity', TimeGenerated: CreationTime, ...office };
    expect(
      readings({ ...row, UserType: 'Regular', Type: 'OfficeActivity', _ResourceId: '' } as Json),
    ).toEqual(readings(fileRecord()));
    expect(
      readings({
        TenantId: 'x',
        SourceSystem: '',
        'TimeGenerated [UTC]': '3/2/2026, 9:15:30.000 AM',
        AwsEventId: '00000000-0000-4000-8000-000000000001',
        EventVersion: '1.08',
        EventSource: 's3.amazonaws.com',
        EventName: 'GetObject',
        EventTypeName: 'AwsApiCall',
        UserIdentityType: 'AssumedRole',
        UserIdentityArn: 'arn:aws:sts::123456789012:assumed-role/Analyst/alice@example.com',
        UserIdentityPrincipalid: 'AROAEXAMPLE:alice@example.com',
        UserIdentityAccountId: '123456789012',
        SessionIssuerType: 'Role',
        SessionIssuerUserName: 'Analyst',
        SessionIssuerArn: 'arn:aws:iam::123456789012:role/Analyst',
        SourceIpAddress: '192.0.2.10',
        RequestParameters: '{"bucketName":"example","key":"customers.csv"}',
        ErrorCode: '',
        AWSRegion: 'us-east-1',
        Type: 'AWSCloudTrail',
      }),
    ).toMatchObject([
      {
        vendor: 'aws',
        time: Date.UTC(2026, 2, 2, 9, 15, 30),
        kind: 'read',
        operation: 'GetObject',
        outcome: 'success',
        source: { ip: '192.0.2.10' },
      },
    ]);
  });

  test('of Databricks, like its resource log, is read as what it delivers', () => {
    expect(readings(databricksAzureRow())).toEqual(readings(databricksAzure()));
    expect(readings({ records: [databricksResourceLog()] })).toEqual(readings(databricksAzure()));
    const { properties: _, ...without } = databricksResourceLog();
    expect(read(without).malformed).toHaveLength(1);
    expect(read({ ...databricksResourceLog(), properties: { statusCode: 200 } }).malformed).toHaveLength(1);
  });

  const pascal = (name: string) =>
    name.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const renamed = (event: JsonObject, others: JsonObject = {}): JsonObject => ({
    TenantId: 'x',
    TimeGenerated: '2026-03-02T09:15:30.000Z',
    ...Object.fromEntries(Object.entries(event).map(([name, value]) => [pascal(name), value ?? ''])),
    ...others,
  });

  test.each<[string, JsonObject, JsonObject]>([
    [
      'SlackAuditV2_CL',
      slackEntry(),
      Object.fromEntries(
        Object.entries(slackEntry()).map(([name, value]) => [
          pascal(name),
          typeof value === 'object' ? JSON.stringify(value) : (value as Json),
        ]),
      ),
    ],
    ['SnowflakeQueryV3_CL', selectRow(), {}],
    ['SnowflakeLoginV3_CL', loginRow(), {}],
    ['SalesforceServiceCloudV2_CL', logFileRow(), {}],
  ])('%s has the names of the vendor without what joins them', (_, event, others) => {
    expect(readings(renamed(event, others))).toEqual(readings(event));
  });

  test('GitHubAuditLogsV3_CL has the country of the place alone', () => {
    const { '@timestamp': time, _document_id, actor_location, ...event } = githubEvent();
    const row = {
      ...renamed(event, { DocumentId: _document_id ?? 'x', CountryCode: 'US', CreatedAt: time }),
    };
    expect(readings(row)).toEqual(readings({ ...githubEvent(), actor_location: { country_code: 'US' } }));
  });

  const at = (event: JsonObject, path: string) =>
    path
      .split('.')
      .reduce<Json | undefined>((value, step) => (value as JsonObject | undefined)?.[step], event);
  const columnsAt = (event: JsonObject, paths: Record<string, string>): JsonObject =>
    Object.fromEntries(Object.entries(paths).map(([column, path]) => [column, at(event, path) ?? '']));

  test('OktaV2_CL has the names of a schema for all vendors', () => {
    const row = columnsAt(oktaEvent(), {
      TimeGenerated: 'published',
      ActorDisplayName: 'actor.displayName',
      OriginalUserId: 'actor.id',
      OriginalActorAlternateId: 'actor.alternateId',
      ActorUsername: 'actor.alternateId',
      OriginalUserType: 'actor.type',
      HttpUserAgent: 'client.userAgent.rawUserAgent',
      SrcIpAddr: 'client.ipAddress',
      SrcGeoCountry: 'client.geographicalContext.country',
      ActorSessionId: 'authenticationContext.externalSessionId',
      DebugData: 'debugContext.debugData',
      EventMessage: 'displayMessage',
      EventOriginalType: 'eventType',
      EventOriginalUid: 'uuid',
      EventOriginalResultDetails: 'outcome.reason',
      OriginalOutcomeResult: 'outcome.result',
      OriginalTarget: 'target',
      SecurityContextAsNumber: 'securityContext.asNumber',
      SecurityContextAsOrg: 'securityContext.asOrg',
      SecurityContextIsProxy: 'securityContext.isProxy',
    });
    expect(readings({ ...row, EventResult: 'Success', Type: 'OktaV2_CL' })).toEqual(readings(oktaEvent()));
  });

  test('BoxEventsV2_CL has the values of its objects as columns', () => {
    const { type, created_by, source, accessible_by: _, ...event } = boxEvent();
    const flat = (name: string, value: Json | undefined): [string, Json][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => flat(`${name}_${key}`, inner))
        : [[name, value ?? '']];
    const row = {
      TimeGenerated: event['created_at'],
      event_category: type,
      ...event,
      ...Object.fromEntries([...flat('created_by', created_by), ...flat('source', source)]),
    };
    expect(readings(row)).toEqual(readings(boxEvent()));
  });

  test('ConfluenceAuditLogs_CL and Jira_Audit_v2_CL have the names of a schema for all vendors beside their own', () => {
    const said = {
      EventCategoryType: 'category',
      EventMessage: 'summary',
      SrcIpAddr: 'remoteAddress',
    };
    const confluence = columnsAt(confluenceRecord(), {
      ...said,
      AffectedObjectName: 'affectedObject.name',
      AffectedObjectObjectType: 'affectedObject.objectType',
      AssociatedObjects: 'associatedObjects',
      AuthorAccountId: 'author.accountId',
      AuthorDisplayName: 'author.displayName',
      AuthorType: 'author.type',
      Category: 'category',
      ChangedValues: 'changedValues',
      CreationDate: 'creationDate',
      EventCreationTime: 'creationDate',
      RemoteAddress: 'remoteAddress',
      SrcUserName: 'author.displayName',
      Summary: 'summary',
      SysAdmin: 'sysAdmin',
      UserIdentity: 'author.accountId',
    });
    expect(readings(marked(confluence))).toEqual(readings(confluenceRecord()));
    const jira = columnsAt(jiraRecord(), {
      ...said,
      AssociatedItems: 'associatedItems',
      EventCreationTime: 'created',
      EventId: 'id',
      EventSource: 'eventSource',
      ObjectItemName: 'objectItem.name',
      ObjectItemParentName: 'objectItem.parentName',
      ObjectItemTypeName: 'objectItem.typeName',
      UserName: 'authorKey',
      UserSid: 'authorAccountId',
    });
    expect(readings(marked(jira))).toEqual(readings(jiraRecord()));
  });

  test.each([
    auth0Log({ type: 'fp', $event_schema: undefined }),
    managementLog('get', '/api/v2/users', { $event_schema: undefined }),
  ])('Auth0Logs_CL has some names of a schema for all vendors', (event) => {
    const { date, ip, type, user_id, user_name, user_agent, details, is_mobile: _, ...others } = event;
    const row = renamed(others, {
      TimeGenerated: date,
      ActorUserId: user_id,
      ActorUsername: user_name,
      Details: JSON.stringify(details),
      EventType: type,
      HttpUserAgent: user_agent,
      SrcIpAddr: ip,
      Type: 'Auth0Logs_CL',
    } as JsonObject);
    expect(readings(row)).toEqual(readings(event));
  });

  test('ZoomV2_CL has who signed in and what was changed', () => {
    const about = { EventName: 'Report', Type: 'ZoomV2_CL' };
    expect(readings(renamed(zoomOperation(), about))).toEqual(readings(zoomOperation()));
    const { type, ...signIn } = zoomSignIn();
    expect(readings(renamed(signIn, { ...about, ActivityType: type ?? '' }))).toEqual(readings(zoomSignIn()));
  });

  test.each([
    ['Confluence', confluenceRecord()],
    ['Jira', jiraRecord()],
  ])('of %s has its category as a column of Azure’s own', (_, event) => {
    const { category_s, ...row } = rowOf(event);
    expect(readings({ ...row, Category: category_s ?? '' })).toEqual(readings(event));
  });

  test('SalesForceRealTimeEventMonitoring_CL has another name for who it was', () => {
    const { Username, ...event } = reportEvent();
    const row = {
      ...event,
      EventType: 'ReportEvent',
      SalesforceDomain: 'https://example.my.salesforce.com',
      UserNameDetail: Username ?? '',
    };
    expect(readings(marked(row))).toEqual(readings(reportEvent()));
  });

  test('GCPAuditLogs has the parts of the entry as columns', () => {
    const row = columnsAt(policyEntry(), {
      TimeGenerated: 'timestamp',
      Timestamp: 'timestamp',
      InsertId: 'insertId',
      LogName: 'logName',
      GCPResourceType: 'resource.type',
      GCPResourceName: 'protoPayload.resourceName',
      ProjectId: 'resource.labels.project_id',
      PrincipalEmail: 'protoPayload.authenticationInfo.principalEmail',
      AuthenticationInfo: 'protoPayload.authenticationInfo',
      AuthorizationInfo: 'protoPayload.authorizationInfo',
      MethodName: 'protoPayload.methodName',
      ServiceName: 'protoPayload.serviceName',
      RequestMetadata: 'protoPayload.requestMetadata',
      Request: 'protoPayload.request',
      ServiceData: 'protoPayload.serviceData',
      Status: 'protoPayload.status',
    });
    expect(readings({ ...row, Type: 'GCPAuditLogs' })).toEqual(readings(policyEntry()));
  });

  const recognise = recogniserOf(VENDORS);
  const marked = (row: JsonObject): JsonObject => ({ TimeGenerated: '2026-03-02T09:20:00.000Z', ...row });
  const columns = Object.fromEntries(columnsOf(oktaEvent()));

  test('of Defender’s own tables is read by the time that they have', () => {
    const { activities, malformed } = read({
      AccountUpn: 'alice@example.com',
      ApplicationId: '00000000-0000-4000-8000-0000000000a1',
      ErrorCode: 0,
      IPAddress: '192.0.2.10',
      LogonType: '["interactiveUser"]',
      ReportId: 'p1',
      Timestamp: '2026-03-02T09:15:30Z',
    });
    expect(malformed).toEqual([]);
    expect(activities).toMatchObject([
      { vendor: 'm365', kind: 'logon', actor: { uid: 'alice@example.com' }, source: { ip: '192.0.2.10' } },
    ]);
  });

  test('is known by a column that Azure adds', () => {
    expect(readColumns(columns, recognise)).toBeUndefined();
    for (const mark of ['TimeGenerated', 'TimeGenerated [UTC]', 'RawData', 'SourceSystem'])
      expect(readColumns({ [mark]: '', ...columns }, recognise)).toMatchObject({
        actor: { id: expect.any(String) },
      });
  });

  test('has its names taken apart where three of them say their type', () => {
    const typed = (count: number) =>
      marked(
        Object.fromEntries(
          Object.entries(columns).map(([name, value], at) => [
            at < count ? name : name.replace(/_[sdb]$/, ''),
            value,
          ]),
        ),
      );
    expect(readColumns(typed(2), recognise)).toBeUndefined();
    expect(readColumns(typed(3), recognise)).toMatchObject({ eventType: oktaEvent()['eventType'] });
  });

  test('has a thousand columns at the most, without those that are empty or added', () => {
    const told = Object.entries(columns).filter(([, value]) => value !== '');
    const wide = (count: number) =>
      marked({
        ...Object.fromEntries(told),
        ...Object.fromEntries(Array.from({ length: count - told.length }, (_, i) => [`more${i}_s`, 'x'])),
        empty_s: '',
        Type: 'Example_CL',
      });
    expect(readColumns(wide(1000), recognise)).toMatchObject({ eventType: oktaEvent()['eventType'] });
    expect(readColumns(wide(1001), recognise)).toBeUndefined();
  });

  test('keeps the names that another name leads through', () => {
    const row = marked({ ...columns, note_s: 'a', note_more_s: 'b', other_more_s: 'c', noted_more_s: 'd' });
    expect(readColumns(row, recognise)).toMatchObject({
      note: 'a',
      note_more: 'b',
      other: { more: 'c' },
      noted: { more: 'd' },
    });
  });

  test('keeps a name that begins with a joint, and tells nothing of what is empty', () => {
    const row = marked({ ...Object.fromEntries(columnsOf(githubEvent())), more_s: null, none_s: '' });
    const event = readColumns(row, recognise);
    expect(event).toHaveProperty('_document_id', githubEvent()['_document_id']);
    expect(event).not.toHaveProperty('more');
    expect(event).not.toHaveProperty('none');
  });

  test('is left as it is where no vendor recognises it, nor the first of its events', () => {
    expect(readColumns(rowOf({ a_b: 'x', c: 1, d: true, e: { f: 'x' } }), recognise)).toBeUndefined();
    const holding = (events: Json) => readColumns(rowOf({ a: 'x', b: 1, c: true, events }), recognise);
    for (const events of [[], [{ d: 1 }], 'none', [null]]) expect(holding(events)).toBeUndefined();
    const whole = activity('drive', [DOWNLOAD, SHARE]);
    expect(readColumns(rowOf(whole), recognise)).toMatchObject({ events: [DOWNLOAD, SHARE] });
  });

  test.each<[string, JsonObject]>([
    ['Okta', oktaEvent({ eventType: 'policy.evaluate_sign_on' })],
    ['Snowflake, without its query', { ...selectRow(), QUERY_TYPE: 'USE', query_type: 'USE' }],
  ])('says of what is ignored or malformed the same as the event of %s', (_, event) => {
    const { activities, ignored, malformed } = read(rowOf(event));
    const reasons = (all: readonly { readonly reason: string }[]) => all.map(({ reason }) => reason);
    const alone = read(event);
    expect(activities).toHaveLength(alone.activities.length);
    expect(reasons(ignored)).toEqual(reasons(alone.ignored));
    expect(reasons(malformed)).toEqual(reasons(alone.malformed));
  });

  test('of what no vendor knows is set aside', () => {
    const row = rowOf({ a_b: 'x', c: 1, d: true, e: { f: 'x' } });
    expect(read(row)).toMatchObject({
      activities: [],
      malformed: [{ reason: 'no vendor recognises this event' }],
    });
  });
});

test('names that are longer than those of columns are read in a time that grows as they do', () => {
  const start = performance.now();
  for (const part of ['a_', 'a.']) {
    const row = { TimeGenerated: 'x', a_s: 'x', b_s: 'x', c_s: 'x', [`${part.repeat(10_000)}b`]: 'x' };
    read(Array(20).fill(row));
  }
  expect(performance.now() - start).toBeLessThan(2000);
});

describe('a row of columns that are rows again', () => {
  const github = { ...githubEvent(), actor_ip: '203.0.113.7' };
  const endless = Object.fromEntries(
    Array.from({ length: 90 }, (_, at): [string, Json] => [`RawData${'_s'.repeat(at)}`, 'x']),
  );
  const typed = Object.fromEntries(['x', 'y', 'z'].map((name) => [`${name}${'_s'.repeat(90)}`, 1]));

  test('is read so twice at most, however its columns are called', () => {
    let asked = 0;
    const known = recogniserOf(VENDORS);
    const recognise = (event: JsonObject) => {
      asked++;
      return known(event);
    };
    const read: string[] = [];
    unwrap({ ...github, ...endless, ...typed }, recognise, ({ kind }) => read.push(kind));
    expect(read).toEqual(['event']);
    expect(asked).toBeLessThan(30);
  });
});

describe('a row that a loader wrote', () => {
  /** As Stitch, Meltano and dlt name what is in an object. */
  const columns = (event: JsonObject, before = ''): [string, Json][] =>
    Object.entries(event).flatMap(([name, value]): [string, Json][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? columns(value as JsonObject, `${before}${name}__`)
        : [[`${before}${name}`, value ?? null]],
    );

  test.each<[string, JsonObject]>([
    ['Okta', oktaEvent()],
    ['Okta, in lower case', lowerCase(oktaEvent())],
    ['Slack', slackEntry()],
    ['GitHub', githubEvent()],
    ['Google Cloud', policyEntry({}, ['allUsers'])],
    ['AWS', snapshotShareRecord()],
  ])('is read as the event of %s that it was made of', (_, event) => {
    for (const loader of ['_sdc_batched_at', '_sdc_extracted_at', '_dlt_id'])
      expect(readings({ ...Object.fromEntries(columns(event)), [loader]: 'x' })).toEqual(readings(event));
  });
});
