import { describe, expect, test } from 'vitest';
import { tableReader } from '../../shared/decode/console-table.ts';
import type { Row } from '../../shared/decode/row.ts';
import { decodeText, decodeValue } from '../../shared/decode.ts';
import { isObject } from '../../shared/vendors/field.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { callRecord } from '../fixtures/aws.ts';
import { auditEntry, policyEntry } from '../fixtures/gcp.ts';
import { oktaEvent } from '../fixtures/okta.ts';

const hashKey = new Uint8Array(32).fill(1);

/** As it stands in a table. */
function cell(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

/** As pandas writes what is nested. */
function pythonIn(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonIn).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([name, field = null]) => `${pythonIn(name)}: ${pythonIn(field)}`)
      .join(', ')}}`;
  if (typeof value !== 'string')
    return value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : String(value);
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function asPythonRow(event: JsonObject): Row {
  return Object.fromEntries(
    Object.entries(event).map(([column, value = null]) => [
      column,
      typeof value === 'object' && value !== null ? pythonIn(value) : cell(value),
    ]),
  );
}

function asRow(event: JsonObject): Row {
  return Object.fromEntries(Object.entries(event).map(([column, value]) => [column, cell(value)]));
}

/** `actor.id`; lists stay whole. */
function flattened(event: JsonObject, path = ''): JsonObject {
  return Object.assign(
    {},
    ...Object.entries(event).map(([name, value = null]) =>
      isObject(value) && Object.keys(value).length > 0
        ? flattened(value, `${path}${name}.`)
        : { [path + name]: value },
    ),
  );
}

/** `actor_id`, as pandas does where it is told to. */
function joined(event: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(flattened(event)).map(([path, value]) => [path.replaceAll('.', '_'), value]),
  );
}

const snapshotOpened = () =>
  callRecord({
    eventSource: 'ec2.amazonaws.com',
    eventName: 'ModifySnapshotAttribute',
    requestParameters: {
      snapshotId: 'snap-0example',
      createVolumePermission: { add: { items: [{ group: 'all' }] } },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    },
  });

/** As the only row of its table. */
function made(row: Row): JsonObject {
  const table = tableReader(Object.keys(row));
  const [one] = [...table.push(row), ...table.end()];
  return one?.kind === 'row' ? one.row : {};
}

function readRow(row: Row): object[] {
  const { activities, malformed } = decodeValue(made(row), { hashKey });
  return [...activities.map(({ uid, sha256, identity, ...rest }) => rest), ...malformed];
}

function read(event: JsonObject): object[] {
  const { activities } = decodeText(JSON.stringify(event), { hashKey });
  return activities.map(({ uid, sha256, identity, ...rest }) => rest);
}

describe.each(VENDORS)('$title, as a table', ({ uid }) => {
  test('is read as it is without one, whether nested fields are JSON or columns of their own', async () => {
    const { fixtures }: { fixtures: readonly JsonObject[] } = await import(`../fixtures/${uid}.ts`);
    for (const event of fixtures) {
      const expected = read(event);
      if (expected.length === 0 || 'AuditData' in event) continue;
      expect(readRow(asRow(event))).toEqual(expected);
      expect(readRow(asRow(flattened(event)))).toEqual(expected);
      expect(readRow(asPythonRow(event))).toEqual(expected);
      expect(readRow(asPythonRow(flattened(event)))).toEqual(expected);
    }
  });
});

test('What is no nested value stays the text that it is', () => {
  const row = {
    a: '{x',
    b: '[1',
    c: '{"x":1}',
    'd.e': '{"x":1}',
    f: `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  };
  expect(made({ ...row })).toEqual({ ...row, c: { x: 1 } });
});

test('Names and ids stay the text that whoever bears them has chosen, and so do empty or plain lists', () => {
  const row = {
    USER_NAME: '{"a":1}',
    userName: '[{"a":1}]',
    user_id: "{'a': 1}",
    Email: '{a=1}',
    note: '{}',
    title: '[1]',
    tags: '["a"]',
    none: '[]',
  };
  expect(made({ ...row })).toEqual(row);
  expect(made({ list: "['a']", id: "['a']", 'a.b': "{'c': 1}" })).toEqual({
    list: '["a"]',
    id: '["a"]',
    'a.b': '{"c":1}',
  });
});

test('Whoever calls himself by what looks nested is still told of', () => {
  const row = {
    EVENT_TYPE: 'ReportExport',
    TIMESTAMP: '20260302091530.123',
    REQUEST_ID: '4exampleRequest',
    ORGANIZATION_ID: '00D000000000001',
    TIMESTAMP_DERIVED: '2026-03-02T09:15:30.123Z',
    CLIENT_IP: '192.0.2.10',
  };
  for (const USER_NAME of ['[1]', '{}', '{"a":1}', '[{"a":1}]'])
    expect(readRow({ ...row, USER_NAME })).toMatchObject([{ kind: 'export', actor: { name: USER_NAME } }]);
});

test("A row of Okta's System Log as the console gives it is the event", () => {
  const row = {
    severity: 'INFO',
    event_type: 'user.mfa.factor.reset_all',
    uuid: '00000000-0000-4000-8000-000000000001',
    timestamp: '2026-03-02T09:15:30.123Z',
    'outcome.result': 'SUCCESS',
    'outcome.reason': '',
    'actor.id': '00u1example0Alice',
    'actor.type': 'User',
    'actor.display_name': 'Alice Example',
    'actor.alternate_id': 'Alice@example.com',
    'authentication_context.external_session_id': 'sessionExample1',
    'client.ip_address': '192.0.2.10',
    'client.user_agent.raw_user_agent': 'python-requests/2.31',
    'client.geographical_context.country': 'Germany',
    'security_context.is_proxy': 'true',
    'target0.id': '00u1example0Bob',
    'target0.type': 'User',
    'target0.alternate_id': 'bob@example.com',
    'target0.display_name': 'Bob Example',
    'target1.id': '',
    'target1.type': '',
  };
  expect(readRow(row)).toEqual([
    {
      vendor: 'okta',
      tenant: 'default',
      eventId: '00000000-0000-4000-8000-000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'mfa',
      operation: 'user.mfa.factor.reset_all',
      outcome: 'success',
      actor: { uid: '00u1example0Alice', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      target: { uid: '00u1example0Bob', email: 'bob@example.com' },
      source: { ip: '192.0.2.10', country: 'Germany', hosting: true, client: 'python-requests' },
      resources: [{ type: 'user', uid: '00u1example0Bob', name: 'bob@example.com' }],
      session: 'sessionExample1',
    },
  ]);
});

test('Structs as Athena writes them are nested again, and fields whose names were joined', () => {
  const user = 'arn=arn:aws:iam::123456789012:user/alice, accountid=123456789012';
  const columns = {
    eventtime: '2026-03-02T09:15:30Z',
    eventsource: 's3.amazonaws.com',
    eventname: 'GetObject',
  };
  const athena = {
    ...columns,
    useridentity: `{type=IAMUser, principalid=AIDAEXAMPLE, ${user}, username=alice, sessioncontext=null}`,
    requestparameters: '{"bucketName":"example"}',
    resources: '[{arn=arn:aws:s3:::example, accountid=null, type=AWS::S3::Bucket}]',
  };
  const joined = {
    eventTime: '2026-03-02T09:15:30Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    userIdentitytype: 'IAMUser',
    userIdentityprincipalId: 'AIDAEXAMPLE',
    userIdentityaccountId: '123456789012',
    userIdentityuserName: 'alice',
    userIdentitysessionContextattributesmfaAuthenticated: 'false',
    requestParametersbucketName: 'example',
    errorCode: '',
  };
  for (const row of [athena, joined])
    expect(readRow(row)).toMatchObject([
      {
        vendor: 'aws',
        kind: 'read',
        outcome: 'success',
        actor: { uid: 'AIDAEXAMPLE', type: 'user', name: 'alice', alias: '123456789012/alice' },
        resources: [{ type: 'bucket', uid: 'example' }],
      },
    ]);
});

test.each<[string, JsonObject]>([
  ['Okta', oktaEvent()],
  ['AWS', callRecord()],
  ['AWS, which opens a snapshot', snapshotOpened()],
  ['Google Cloud', auditEntry()],
  ['Google Cloud, which lets in anybody', policyEntry({}, ['allUsers'])],
])('A row of %s whose paths are joined by underscores is read as the event', (_, event) => {
  const [read] = readRow(asRow(joined(event)));
  const [alone] = decodeValue(event, { hashKey }).activities;
  const { uid, sha256, identity, ...told } = alone ?? {};
  expect(read).toEqual(told);
});

test('A share stays one with outsiders in a row whose paths are joined by underscores', () => {
  for (const event of [snapshotOpened(), policyEntry({}, ['allUsers'])]) {
    expect(readRow(asRow(joined(event)))).toMatchObject([{ kind: 'share', outside: true }]);
  }
});

describe("A row of CloudTrail's event history as the console gives it", () => {
  const row = {
    'Event name': 'CreateAccessKey',
    'Event time': '2026-03-02T09:15:30Z',
    'User name': 'alice',
    'Event source': 'iam.amazonaws.com',
    'Resource type': 'AWS::IAM::User',
    'Resource name': 'bob',
    'AWS access key': 'AKIAIOSFODNN7EXAMPLE',
    'AWS region': 'us-east-1',
    'Error code': 'AccessDenied',
    'Event ID': '00000000-0000-4000-8000-000000000001',
    'Source IP address': '192.0.2.10',
    'User agent': 'aws-cli/2.15.0',
  };

  test('says who did what, where from, to what and whether it was let through', () => {
    expect(readRow(row)).toMatchObject([
      {
        vendor: 'aws',
        eventId: '00000000-0000-4000-8000-000000000001',
        time: Date.UTC(2026, 2, 2, 9, 15, 30),
        kind: 'credential',
        operation: 'CreateAccessKey',
        outcome: 'failure',
        actor: { uid: 'alice', name: 'alice', credential: 'AKIAIOSFODNN7EXAMPLE' },
        source: { ip: '192.0.2.10', client: 'aws-cli' },
        resources: [{ type: 'user', uid: 'bob' }],
      },
    ]);
  });

  test('is read also with the columns that stand there at first only', () => {
    const few = { 'Event name': 'GetBucketAcl', 'Event time': '2026-03-02T09:15:30Z', 'User name': 'alice' };
    const cells = { ...few, 'Event source': 's3.amazonaws.com', 'Resource type': '', 'Resource name': '' };
    expect(readRow(cells)).toMatchObject([{ vendor: 'aws', outcome: 'success', resources: [] }]);
  });
});

test("A row of gam report is one event of an activity of Google's, with its parameters", () => {
  const row = {
    name: 'download',
    'actor.callerType': 'USER',
    'actor.email': 'alice@example.com',
    'actor.profileId': '100000000000000000001',
    billable: 'True',
    doc_id: '1exampleDocument',
    doc_title: 'Plan',
    doc_type: 'spreadsheet',
    'id.applicationName': 'drive',
    'id.customerId': 'C0example',
    'id.time': '2026-03-02T10:15:30+01:00',
    'id.uniqueQualifier': '-123',
    ipAddress: '192.0.2.10',
    owner: 'bob@example.com',
    primary_event: 'True',
    target_user: '',
    type: 'access',
    visibility: 'private',
  };
  expect(readRow(row)).toMatchObject([
    {
      vendor: 'google-workspace',
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      operation: 'download',
      actor: { email: 'alice@example.com' },
      source: { ip: '192.0.2.10' },
      resources: [{ uid: '1exampleDocument', name: 'Plan' }],
    },
  ]);
  expect(readRow({ ...row, doc_title: 'True', primary_event: 'False' })).toMatchObject([
    { resources: [{ uid: '1exampleDocument', name: 'True' }] },
  ]);
});
