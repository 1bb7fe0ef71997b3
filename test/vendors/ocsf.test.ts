import { describe, expect, test } from 'vitest';
import { ACTIVITY_TYPES } from '../../shared/ocsf.ts';
import { ocsf } from '../../shared/vendors/ocsf.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { exportEvent, ocsfEvent } from '../fixtures/ocsf.ts';
import { draftOf } from './draft.ts';

const read = (fields: JsonObject = {}) => draftOf(ocsf, exportEvent(fields));
const readAs = (classUid: number, activityId: number, fields: JsonObject = {}) =>
  draftOf(ocsf, ocsfEvent(classUid, activityId, fields));

describe('OCSF events', () => {
  test('reads who exported what out of which product, from where and how many bytes', () => {
    expect(read()).toEqual({
      identity: { kind: 'event', id: 'crmExample0001' },
      eventId: 'crmExample0001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'report.exported',
      outcome: 'success',
      actor: { uid: 'userExample01', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      source: {
        ip: '192.0.2.10',
        country: 'DE',
        asn: 64500,
        asOrg: 'Example Access',
        client: 'Firefox on Windows',
      },
      resources: [
        { type: 'product', uid: 'Example CRM' },
        { type: 'report', uid: 'reportExample01', name: 'All customers' },
      ],
      volume: { bytes: 5_000_000 },
      session: 'sessionExample01',
    });
  });

  test.each([
    [3001, 1, 'privilege'],
    [3001, 3, 'credential'],
    [3001, 4, 'credential'],
    [3001, 7, 'privilege'],
    [3001, 10, 'mfa'],
    [3001, 11, 'mfa'],
    [3002, 1, 'logon'],
    [3002, 7, 'logon'],
    [3003, 1, 'privilege'],
    [3004, 2, 'read'],
    [3005, 1, 'privilege'],
    [3006, 3, 'privilege'],
    [3007, 13, 'mfa'],
    [3007, 18, 'credential'],
    [3008, 4, 'privilege'],
    [6001, 2, 'read'],
    [6001, 5, 'list'],
    [6001, 7, 'export'],
    [6001, 8, 'share'],
    [6003, 2, 'read'],
    [6005, 1, 'read'],
    [6005, 4, 'read'],
    [6005, 8, 'list'],
    [6006, 2, 'export'],
    [6006, 6, 'read'],
    [6006, 9, 'read'],
    // As files at a host were called until 1.1.
    [4010, 2, 'export'],
    [4010, 9, 'read'],
    [4010, 12, 'share'],
    [4010, 15, 'export'],
    [6006, 12, 'share'],
    // Near misses of the lines above.
    [3001, 6, 'other'],
    [3001, 8, 'other'],
    [3002, 2, 'other'],
    [3005, 2, 'other'],
    [3006, 4, 'other'],
    [6001, 6, 'other'],
    [6005, 5, 'other'],
    [6006, 1, 'other'],
    [6006, 13, 'other'],
    [6999, 1, 'other'],
  ])('reads class %i with activity %i as %s', (classUid, activityId, kind) => {
    expect(readAs(classUid, activityId).kind).toBe(kind);
    expect(readAs(classUid, activityId, { activity_id: undefined }).kind).toBe(kind);
  });

  test.each<[number, number, JsonObject, string]>([
    [6003, 1, { api: { operation: 'CreateAccessKey' } }, 'credential'],
    [6003, 3, { api: { operation: 'StopLogging' } }, 'logging'],
    [6003, 4, { api: { operation: 'DeleteTrail' } }, 'logging'],
    [6003, 2, { api: { operation: 'ListUsers' } }, 'list'],
    [6003, 2, { api: { operation: 'GetObject' } }, 'read'],
    [6003, 99, { api: { operation: 'data_export.start' } }, 'export'],
    [3004, 1, { entity: { type: 'Webhook', uid: 'w1' } }, 'destination'],
    [3004, 1, { entity: { type: 'API Key', uid: 'k1' } }, 'credential'],
    [3004, 3, { entity: { type: 'Audit Log Setting', uid: 'a1' } }, 'logging'],
    [6001, 99, { activity_name: 'Download' }, 'export'],
    [6003, 2, { api: { operation: 'ExportCustomers' } }, 'export'],
    [6006, 99, { activity_name: 'FileAccessed' }, 'read'],
    [6006, 0, { activity_name: 'File Copied' }, 'read'],
    // Near misses of the lines above.
    [6003, 4, { api: { operation: 'DeleteAccessKey' } }, 'other'],
    [3004, 4, { entity: { type: 'Webhook', uid: 'w1' } }, 'other'],
    [6003, 3, { api: { operation: 'UpdateBilling' } }, 'other'],
    [6001, 3, { activity_name: 'Download' }, 'other'],
    [6003, 2, { api: { operation: 'GetExportStatus' } }, 'read'],
    [6003, 3, { api: { operation: 'UpdateAccessLevel' } }, 'other'],
    [6006, 99, { activity_name: 'FileRenamed' }, 'other'],
    [6006, 99, { activity_name: 'Spreadsheet' }, 'other'],
  ])('reads class %i with activity %i and %j as %s', (classUid, activityId, fields, kind) => {
    expect(readAs(classUid, activityId, fields).kind).toBe(kind);
  });

  test.each([
    ['s3.amazonaws.com', 'GetObject', 2, 'read'],
    ['sts.amazonaws.com', 'AssumeRole', 1, 'logon'],
    ['s3.amazonaws.com', 'PutBucketPolicy', 3, 'share'],
    ['cloudtrail.amazonaws.com', 'StopLogging', 3, 'logging'],
    // Whether it is switched on or off, its parameters say.
    ['s3.amazonaws.com', 'PutBucketLogging', 2, 'read'],
    ['logs.amazonaws.com', 'CreateLogStream', 1, 'other'],
    ['kms.amazonaws.com', 'CreateGrant', 1, 'other'],
    ['ec2.amazonaws.com', 'DescribeInstances', 2, 'list'],
    // What the reader of CloudTrail does not know is judged by what OCSF says.
    ['example.amazonaws.com', 'GetThing', 2, 'read'],
    ['example.com', 'AssumeRole', 1, 'privilege'],
  ])('reads a call of %s, %s, as CloudTrail would have been read', (name, operation, activityId, kind) => {
    const api = { operation, service: { name } };
    expect(readAs(6003, activityId, { api }).kind).toBe(kind);
    // The number that the class had before 1.0.
    expect(readAs(3005, activityId, { class_name: 'API Activity', api }).kind).toBe(kind);
  });

  test('reads back the kinds that Outflow writes, where the class alone tells them', () => {
    for (const kind of ['export', 'read', 'list', 'share', 'logon', 'privilege'] as const) {
      const { classUid, activityId } = ACTIVITY_TYPES[kind];
      expect(readAs(classUid, activityId).kind).toBe(kind);
    }
  });

  test.each<[JsonObject, string]>([
    [{ status_id: 1 }, 'success'],
    [{ status_id: 2 }, 'failure'],
    [{ status_id: 1, disposition_id: 2 }, 'failure'],
    [{ status_id: 0, action_id: 2 }, 'failure'],
    [{ status_id: null, status: 'Success' }, 'success'],
    [{ status_id: null, status: 'Failed' }, 'failure'],
    [{ status_id: 99 }, 'unknown'],
    [{ status_id: null }, 'unknown'],
  ])('reads the outcome %j as %s', (fields, outcome) => {
    expect(read(fields).outcome).toBe(outcome);
  });

  test('takes who signs in from the user, and whom something is done to as a resource', () => {
    const bob: JsonObject = { uid: 'userExample02', name: 'bob', email_addr: 'bob@example.com' };
    expect(readAs(3002, 1, { user: bob })).toMatchObject({ actor: { uid: 'userExample02' }, resources: [] });
    const reset = readAs(3001, 11, { user: bob });
    expect(reset.actor.uid).toBe('userExample01');
    expect(reset.resources).toEqual([{ type: 'user', uid: 'userExample02', name: 'bob' }]);
    expect(readAs(3001, 3, { actor: {}, user: bob }).actor.uid).toBe('userExample02');
    expect(readAs(3005, 1, { actor: {}, user: bob }).actor.uid).toBe('unknown');
  });

  test.each<[JsonObject, object]>([
    [{ user: { uid: 'u1', type_id: 2 } }, { uid: 'u1', type: 'user' }],
    [{ user: { uid: 'u1', type_id: 3 } }, { uid: 'u1', type: 'service' }],
    [{ user: { uid: 'u1', type_id: 4 } }, { uid: 'u1', type: 'service' }],
    [{ user: { uid: 'u1', type_id: 99, type: 'System' } }, { uid: 'u1', type: 'service' }],
    // Whoever may push chooses the branch.
    [
      { user: { uid: 'repo:example/etl:ref:refs/heads/x', type_id: 4 } },
      { uid: 'repo:example/etl', type: 'service' },
    ],
    [{ user: { uid: 'u1', type: 'IAMUser' } }, { uid: 'u1', type: 'user' }],
    [{ user: { uid: 'AROAEXAMPLE:run-1', type: 'AssumedRole' } }, { uid: 'AROAEXAMPLE', type: 'service' }],
    // Whoever signs in to a role by a federation is named by the session.
    [
      { user: { uid: 'AROAEXAMPLE:bob@example.com', type: 'AssumedRole' } },
      { uid: 'AROAEXAMPLE', type: 'service' },
    ],
    [{ user: { uid: 'arn:aws:iam::640000000001:root', type: 'Root' } }, { type: 'user' }],
    [
      { user: { type: 'AWSService', account: { uid: '640000000001' } }, invoked_by: 'athena.amazonaws.com' },
      { uid: 'athena.amazonaws.com', type: 'service' },
    ],
    [{ user: { name: 'Alice' } }, { uid: 'alice', type: 'unknown', name: 'Alice' }],
    [
      { user: { uid: 'u1', type_id: 1 }, app_name: 'Sync', app_uid: 'a1' },
      { uid: 'u1', type: 'user', app: 'Sync (a1)' },
    ],
    [{ app_name: 'Sync' }, { uid: 'sync', type: 'integration', name: 'Sync', app: 'Sync' }],
    [{ invoked_by: 'backup.example.com' }, { uid: 'backup.example.com', type: 'integration' }],
    [{}, { uid: 'unknown', type: 'unknown' }],
  ])('reads the actor %j', (actor, expected) => {
    expect(read({ actor }).actor).toMatchObject(expected);
    expect(read({ actor }).actor).not.toHaveProperty('email');
  });

  describe('of AWS', () => {
    const of = (role: string, session: string, issuer = `role/${role}`): JsonObject => ({
      user: {
        type: 'AssumedRole',
        uid: `arn:aws:sts::640000000001:assumed-role/${role}/${session}`,
        uid_alt: `AROAEXAMPLE:${session}`,
      },
      session: { issuer: `arn:aws:iam::640000000001:${issuer}` },
    });
    /** As mappings wrote it before OCSF 1.1. */
    const older = (actor: JsonObject): JsonObject => {
      const user = actor['user'] as JsonObject;
      return { ...actor, user: { type: 'AssumedRole', uid: user['uid_alt'] ?? null } };
    };

    test('takes the role for the actor, whatever its sessions are called', () => {
      for (const session of ['botocore-session-1', 'AWSReservedSSO_Admin_0a'])
        expect(read({ actor: of('Sync', session) }).actor).toEqual({
          uid: 'AROAEXAMPLE',
          type: 'service',
          name: 'Sync',
        });
    });

    test.each([
      ['role/AWSReservedSSO_Admin_0a'],
      ['role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0a'],
    ])('takes the person who signed in to %s for the actor', (issuer) => {
      const actor = of('AWSReservedSSO_Admin_0a', 'Ana@example.com', issuer);
      for (const told of [actor, older(actor)])
        expect(read({ actor: told }).actor).toEqual({
          uid: 'AROAEXAMPLE:Ana@example.com',
          type: 'user',
          email: 'ana@example.com',
          name: 'Ana@example.com',
        });
    });

    test('does not tell those apart whom the caller named, also by an address, in both forms', () => {
      const actor = of('Staff', 'bob@example.com');
      for (const told of [actor, older(actor)]) {
        expect(read({ actor: told }).actor).toMatchObject({ uid: 'AROAEXAMPLE', type: 'service' });
        expect(read({ actor: told }).actor).not.toHaveProperty('email');
        expect(read({ actor: told }).sessionName).toBe('bob@example.com');
      }
    });

    test('takes a federated user for the user by whose key he was named', () => {
      const federated = (name: string): JsonObject => ({
        user: { type: 'FederatedUser', uid: `arn:aws:sts::640000000001:federated-user/${name}` },
        session: { issuer: 'arn:aws:iam::640000000001:user/alice' },
      });
      const own = { uid: 'arn:aws:iam::640000000001:user/alice', type: 'user' };
      expect(['job-1', 'job-2'].map((name) => read({ actor: federated(name) }).actor)).toEqual([own, own]);
      expect(read({ actor: federated('job-1') }).sessionName).toBe('job-1');
      // Where nothing tells who that is, he is who he is called.
      const { session: _, ...nobodys } = federated('job-1');
      expect(read({ actor: nobodys }).actor?.uid).toBe('arn:aws:sts::640000000001:federated-user/job-1');
    });
  });

  test('counts bytes of what left or was read only, and never the events that were grouped', () => {
    expect(readAs(6005, 4, { query_info: { bytes: '1234567' } }).volume).toEqual({ bytes: 1234567 });
    expect(readAs(6006, 2, { file: { name: 'f', size: 4096 } }).volume).toEqual({ bytes: 4096 });
    expect(readAs(6006, 1, { file: { name: 'f', size: 4096 } })).not.toHaveProperty('volume');
    expect(readAs(6001, 7, { count: 500 })).not.toHaveProperty('volume');
  });

  test('takes rows and records out of what the schema has no place for', () => {
    const sized = (unmapped: JsonObject) => readAs(6001, 7, { unmapped }).volume;
    expect(sized({ rows: 5000, records: 4000 })).toEqual({ records: 4000 });
    expect(sized({ ROWS_PRODUCED: '12345678901' })).toEqual({ records: 12345678901 });
    expect(sized({ rows: 'many', title: 5 })).toBeUndefined();
    for (const rows of [-1, 1.5, '-1']) expect(sized({ rows })).toBeUndefined();
    expect(sized({ rows: -1, rows_produced: 0 })).toEqual({ records: 0 });
    expect(sized({ requestParameters: { records: 3 }, answer: { rows_produced: 5_000_000 } })).toEqual({
      records: 5_000_000,
    });
    expect(readAs(3002, 1, { unmapped: { rows: 5 } })).not.toHaveProperty('volume');
  });

  test('names files, tables, buckets, entities and privileges, and no query', () => {
    expect(
      readAs(6005, 4, {
        table: { uid: 't1', name: 'customers' },
        databucket: { name: 'backups' },
        query_info: { query_string: "select 'carol@example.net'" },
        privileges: ['SELECT', 7],
        resources: [{ uid: 'arn:example', type: 'Example::Bucket' }, { uid: 'plain' }],
        iam_role: { uid: 'role1', type: 'custom' },
        web_resources: [{ url_string: 'https://crm.example.com/r?q=carol@example.net' }, 'junk'],
      }).resources,
    ).toEqual([
      { type: 'databucket', uid: 'backups' },
      { type: 'table', uid: 't1', name: 'customers' },
      { type: 'role', uid: 'role1' },
      { type: 'web-resource', uid: 'https://crm.example.com/r' },
      { type: 'example::bucket', uid: 'arn:example' },
      { type: 'resource', uid: 'plain' },
      { type: 'privilege', uid: 'SELECT' },
    ]);
    expect(readAs(6006, 2, { file: { name: 'list.xlsx', type: 'Regular File' } }).resources).toEqual([
      { type: 'file', uid: 'list.xlsx' },
    ]);
  });

  test('counts what CloudTrail and Snowflake told, wherever a mapping has left it', () => {
    const object = { api: { operation: 'GetObject', service: { name: 's3.amazonaws.com' } } };
    const additional = '{"bytesTransferredIn":0,"bytesTransferredOut":4096}';
    for (const unmapped of [
      { 'additionalEventData.bytesTransferredOut': '4096' },
      { additionalEventData: additional },
      [['readOnly', 'true'], ['additionalEventData', additional], ['eventType', null], 'junk'],
    ])
      expect(readAs(6003, 2, { ...object, unmapped })).toMatchObject({
        kind: 'read',
        volume: { bytes: 4096 },
      });
    expect(
      readAs(6005, 4, { unmapped: { snowflake: { rows_unloaded: 500, stage_name: '@s' } } }).volume,
    ).toEqual({ records: 500 });
  });

  test('is read as the preview of Security Lake wrote it', () => {
    const { actor: _, ...event } = ocsfEvent(5001, 3, {
      class_name: 'Cloud API',
      api: {
        operation: 'CreateAccessKey',
        service: { name: 'iam.amazonaws.com' },
        response: { error: null, message: null },
      },
      status_id: null,
      identity: { user: { type: 'IAMUser', name: 'alice', uid: 'AIDAEXAMPLEALICE00001' } },
    });
    expect(draftOf(ocsf, event)).toMatchObject({
      kind: 'credential',
      operation: 'CreateAccessKey',
      outcome: 'success',
      actor: { uid: 'AIDAEXAMPLEALICE00001', type: 'user', name: 'alice' },
    });
    const outcome = (response: JsonObject) =>
      draftOf(ocsf, { ...event, api: { operation: 'CreateAccessKey', response } }).outcome;
    expect(outcome({ error: 'AccessDenied', message: 'no' })).toBe('failure');
    expect(outcome({})).toBe('unknown');
    expect(outcome({ error: null, code: 403 })).toBe('unknown');
    for (const said of [{ status_id: 99 }, { status: 'Denied' }])
      expect(draftOf(ocsf, { ...event, ...said }).outcome).toBe('unknown');
  });

  test.each([1001, 2004, 4001, 5001])('ignores class %i with a reason', (classUid) => {
    expect(ocsf.parse(ocsfEvent(classUid, 1))).toMatchObject({ kind: 'ignored' });
  });

  test('reads a time in text, and numbers that a table made text', () => {
    expect(read({ time: null, time_dt: '2026-03-02T09:15:30.123Z' }).time).toBe(1772442930123);
    expect(read({ class_uid: '6001', activity_id: '7', status_id: '2' })).toMatchObject({
      kind: 'export',
      outcome: 'failure',
    });
  });

  test('is named by its API operation, else its event code, else its type', () => {
    expect(read({ api: { operation: 'ExportReport' } }).operation).toBe('ExportReport');
    expect(read({ metadata: {} }).operation).toBe('Web Resources Activity: Export');
    expect(read({ metadata: {}, type_name: null }).operation).toBe('6001/7');
  });

  test('says which field is missing, and makes no time up', () => {
    expect(ocsf.parse(exportEvent({ class_uid: 'x' }))).toMatchObject({
      kind: 'malformed',
      path: 'class_uid',
    });
    expect(read({ time: 'soon' })).not.toHaveProperty('time');
  });

  test('recognises its own events only', () => {
    expect(ocsf.recognises({ class_uid: 6001, activity_id: 7, metadata: {} })).toBe(true);
    expect(ocsf.recognises({ class_uid: 6001, type_uid: 600107, metadata: {} })).toBe(true);
    expect(ocsf.recognises({ class_uid: 6001, activity_id: 7 })).toBe(false);
    expect(ocsf.recognises({ class_uid: 'x', activity_id: 7, metadata: {} })).toBe(false);
    expect(ocsf.recognises({ class_uid: 6001, metadata: {} })).toBe(false);
  });
});
