import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snowflake } from '../../shared/vendors/snowflake.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import {
  accessRow,
  loginRow,
  roleGrantRow,
  selectRow,
  sessionRow,
  transferRow,
  unloadRow,
  userGrantRow,
} from '../fixtures/snowflake.ts';
import { draftOf } from './draft.ts';

const read = (row: JsonObject) => draftOf(snowflake, row);
const statement = (QUERY_TEXT: string, fields: JsonObject = {}) =>
  read(selectRow({ QUERY_TYPE: null, QUERY_TEXT, ...fields }));
const TIME = Date.UTC(2026, 2, 2, 9, 15, 30, 123);

describe('Snowflake account usage', () => {
  test('reads who logged in, when, from where and with what', () => {
    expect(read(loginRow())).toEqual({
      identity: { kind: 'event', id: 'login/12042414114130001' },
      eventId: '12042414114130001',
      time: TIME,
      kind: 'logon',
      operation: 'LOGIN',
      outcome: 'success',
      actor: {
        uid: 'alice@example.com',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice@example.com',
      },
      source: { ip: '192.0.2.10', client: 'SNOWFLAKE_UI' },
      resources: [],
    });
  });

  test('reads a query with its rows, bytes and tables, and none of its text', () => {
    const draft = read(selectRow());
    expect(draft).toEqual({
      identity: { kind: 'operation', id: '01b4a7ce-0000-0001-0000-000000000101' },
      eventId: '01b4a7ce-0000-0001-0000-000000000101',
      time: TIME,
      kind: 'read',
      operation: 'SELECT',
      outcome: 'success',
      actor: { uid: 'alice', type: 'unknown', name: 'ALICE' },
      resources: [
        { type: 'table', uid: 'CRM.PUBLIC.CUSTOMERS' },
        { type: 'table', uid: 'SALES.PUBLIC.ORDERS' },
      ],
      volume: { records: 20_680, bytes: 5_242_880 },
      session: '47121867650001',
    });
    expect(JSON.stringify(draft)).not.toMatch(/secret_person/i);
  });

  test('reads an unload with rows, bytes, stage and table', () => {
    expect(read(unloadRow())).toMatchObject({
      kind: 'export',
      operation: 'UNLOAD',
      volume: { records: 20_680, bytes: 7_340_032 },
      resources: [
        { type: 'table', uid: 'CRM.PUBLIC.CUSTOMERS' },
        { type: 'stage', uid: 'CRM.PUBLIC.TAKEOUT' },
      ],
    });
  });

  test('does not know the bytes of an unload inside a region', () => {
    expect(read(unloadRow({ OUTBOUND_DATA_TRANSFER_BYTES: '0' })).volume).toEqual({ records: 20_680 });
  });

  test('tells the two views of one query by one id, and adds what the other does not know', () => {
    const [query, access] = [read(selectRow()), read(accessRow())];
    expect(access.identity).toEqual(query.identity);
    expect([access.time, access.actor.uid]).toEqual([query.time, query.actor.uid]);
    expect(access).not.toHaveProperty('volume');
    expect(access.resources).toEqual([
      { type: 'table', uid: 'CRM.PUBLIC.CUSTOMERS' },
      { type: 'table', uid: 'CRM.RAW.PEOPLE' },
    ]);
  });

  test.each([
    ['a stage that is written', [{ objectDomain: 'Stage', objectName: 'CRM.PUBLIC.OUT' }], 'export'],
    ['a table that is written', [{ objectDomain: 'Table', objectName: 'CRM.PUBLIC.COPY' }], 'other'],
    ['nothing that is written', [], 'read'],
  ])('reads accessed tables and %s', (_, objects_modified, kind) => {
    expect(read(accessRow({ objects_modified }))).toMatchObject({ kind, operation: 'access_history' });
  });

  test('reads a table behind a hundred others, from the text as from what was accessed', () => {
    const names = [...Array.from({ length: 100 }, (_, nth) => `T${nth}`), 'PEOPLE'];
    const people = { type: 'table', uid: 'CRM.PUBLIC.PEOPLE' };
    const joined = `SELECT * FROM ${names.join(' LEFT JOIN ')}`;
    expect(read(selectRow({ QUERY_TEXT: joined })).resources).toContainEqual(people);
    const base_objects_accessed = names.map((name) => ({
      objectDomain: 'Table',
      objectName: `CRM.PUBLIC.${name}`,
    }));
    expect(read(accessRow({ base_objects_accessed })).resources).toContainEqual(people);
  });

  test('keeps stage, unload and fetch on one stage', () => {
    const context = { DATABASE_NAME: 'CRM', SCHEMA_NAME: 'PUBLIC' };
    const stage = { type: 'stage', uid: 'CRM.PUBLIC.TAKEOUT' };
    for (const text of [
      'CREATE OR REPLACE TEMP STAGE takeout;',
      'create temporary stage if not exists crm.public.takeout',
      'COPY INTO @takeout/a FROM customers',
      "GET @public.takeout/a 'file:///home/somebody/secret'",
    ]) {
      const draft = statement(text, context);
      expect(draft.resources).toContainEqual(stage);
      expect(JSON.stringify(draft)).not.toContain('somebody');
    }
  });

  test.each([
    ["COPY INTO 's3://example-bucket/dump/' FROM customers", 'export'],
    ['GET @~/x file:///tmp/', 'export'],
    ['COPY FILES INTO @theirs FROM @ours', 'export'],
    ['SHOW TABLES IN ACCOUNT', 'list'],
    ['LIST @takeout', 'list'],
    ['CREATE SHARE s', 'share'],
    ['ALTER SHARE s ADD ACCOUNTS = other_org.account', 'share'],
    ['GRANT SELECT ON TABLE t TO SHARE s;', 'share'],
    ['CREATE MANAGED ACCOUNT reader ADMIN_NAME = x', 'share'],
    ['ALTER DATABASE crm ENABLE REPLICATION TO ACCOUNTS org.other', 'share'],
    ['CREATE ORGANIZATION LISTING l SHARE s', 'share'],
    ['ALTER APPLICATION PACKAGE p SET DISTRIBUTION = EXTERNAL', 'share'],
    ["CREATE STAGE s URL = 's3://example-bucket/'", 'destination'],
    ["ALTER STAGE s SET URL = 's3://example-bucket/'", 'destination'],
    ["CREATE TASK t SCHEDULE = '1 minute' AS COPY INTO @exports FROM people", 'destination'],
    ["CREATE OR REPLACE TASK t AS COPY INTO 's3://example-bucket/' FROM people", 'destination'],
    ['CREATE TASK t AS COPY INTO people FROM @imports', 'other'],
    ['CREATE STORAGE INTEGRATION i TYPE = EXTERNAL_STAGE', 'destination'],
    ['CREATE EXTERNAL ACCESS INTEGRATION i ALLOWED_NETWORK_RULES = (r)', 'destination'],
    ['CREATE NETWORK RULE r MODE = EGRESS TYPE = HOST_PORT', 'destination'],
    ['CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON EXTERNAL_ACCESS_INTEGRATIONS = (i)', 'destination'],
    ['CREATE OR REPLACE PROCEDURE p() EXTERNAL_ACCESS_INTEGRATIONS=( "i" ) AS $$ x $$', 'destination'],
    ['ALTER STREAMLIT s SET EXTERNAL_ACCESS_INTEGRATIONS = (i)', 'destination'],
    ["ALTER USER bob SET RSA_PUBLIC_KEY = 'MII'", 'credential'],
    ['ALTER USER bob ADD PROGRAMMATIC ACCESS TOKEN t', 'credential'],
    ['ALTER USER bob RENAME TO robert', 'credential'],
    ['alter user bob set disabled=false;', 'privilege'],
    ['CREATE SECURITY INTEGRATION o TYPE = OAUTH', 'credential'],
    ["select system$generate_scim_access_token('OKTA_PROVISIONING');", 'credential'],
    ["select 1, system$generate_scim_access_token ('X')", 'credential'],
    ["SELECT (SYSTEM$GENERATE_SCIM_ACCESS_TOKEN('X'))", 'credential'],
    ["with a as (select 1) select system$generate_scim_access_token('X') from a", 'credential'],
    ["CREATE TABLE t AS SELECT system$generate_scim_access_token('X')", 'credential'],
    ["COPY INTO @takeout FROM (SELECT system$generate_scim_access_token('X'), * FROM t)", 'export'],
    ['CREATE USER IF NOT EXISTS mallory', 'privilege'],
    ['ALTER USER bob SET MINS_TO_BYPASS_MFA = 30', 'mfa'],
    ['ALTER ACCOUNT UNSET AUTHENTICATION POLICY', 'mfa'],
    ['DROP AUTHENTICATION POLICY office', 'mfa'],
    ['DROP AUTHENTICATION POLICY IF EXISTS office', 'mfa'],
    ['GRANT ROLE accountadmin TO USER mallory', 'privilege'],
    ['CREATE DATABASE ROLE r', 'privilege'],
    ['ALTER ACCOUNT UNSET NETWORK_POLICY', 'privilege'],
    ['DROP NETWORK POLICY office', 'privilege'],
    ['ALTER TABLE customers MODIFY COLUMN email UNSET MASKING POLICY', 'privilege'],
    ['ALTER TABLE customers DROP ROW ACCESS POLICY own_rows', 'privilege'],
    ['ALTER TABLE customers DROP ALL ROW ACCESS POLICIES', 'privilege'],
    ['alter masking policy hide_email set body -> val', 'privilege'],
    ['ALTER TABLE customers MODIFY COLUMN email SET MASKING POLICY show_email FORCE', 'privilege'],
    ['DROP MASKING POLICY hide_email', 'privilege'],
    ['ALTER ACCOUNT SET PREVENT_UNLOAD_TO_INLINE_URL = FALSE', 'privilege'],
    ['ALTER ACCOUNT UNSET REQUIRE_STORAGE_INTEGRATION_FOR_STAGE_OPERATION', 'privilege'],
    ['REMOVE @takeout', 'logging'],
    ['DROP STAGE takeout', 'logging'],
    ['-- a comment\n/* and another */ WITH x AS (SELECT 1) SELECT * FROM x', 'read'],
    ["// a comment\nCREATE STAGE x URL = 's3://example-bucket'", 'destination'],
    ["ALTER USER bob // it's his\nSET RSA_PUBLIC_KEY = 'MII'", 'credential'],
    // Near misses of the lines above.
    ['COPY INTO customers FROM @incoming', 'other'],
    ["SELECT 'SYSTEM$GENERATE_SCIM_ACCESS_TOKEN' FROM notes", 'read'],
    ['SELECT system$generate_scim_access_token FROM notes', 'read'],
    ['CREATE TABLE stage (id INT)', 'other'],
    ['ALTER TABLE customers MODIFY COLUMN email SET MASKING POLICY hide_email', 'other'],
    ['CREATE OR REPLACE MASKING POLICY hide_email AS (val STRING) RETURNS STRING -> NULL', 'other'],
    ['ALTER ACCOUNT SET PREVENT_UNLOAD_TO_INLINE_URL = TRUE', 'other'],
    ['CREATE VIEW share AS SELECT 1', 'other'],
    ['CREATE FUNCTION f() RETURNS INT EXTERNAL_ACCESS_INTEGRATIONS = ()', 'other'],
    ['ALTER FUNCTION f() UNSET EXTERNAL_ACCESS_INTEGRATIONS', 'other'],
    ['ALTER APPLICATION PACKAGE p SET DISTRIBUTION = INTERNAL', 'other'],
    ['DROP PASSWORD POLICY office', 'other'],
    ['ALTER USER bob SET DEFAULT_WAREHOUSE = wh', 'other'],
    ['REVOKE ROLE accountadmin FROM USER mallory', 'other'],
    ['DROP TABLE customers', 'other'],
    ["INSERT INTO notes VALUES ('CREATE STAGE')", 'other'],
    ['', 'other'],
  ])('reads %j as %s', (text, kind) => {
    expect(statement(text).kind).toBe(kind);
  });

  const comment = `/* ${'x'.repeat(50_000)} */`;
  const long = `"${'x'.repeat(250)}"`;

  test.each([
    [`${comment} CREATE STAGE s URL = 's3://example-bucket/'`, 'destination'],
    [`ALTER USER bob ${comment} SET RSA_PUBLIC_KEY = 'MII'`, 'credential'],
    [`ALTER USER ${long} SET DEFAULT_NAMESPACE = ${long} RSA_PUBLIC_KEY = 'MII'`, 'credential'],
    [`CREATE TASK ${long} WAREHOUSE = ${long} AS COPY INTO @exports FROM people`, 'destination'],
    [`SELECT ${'1, '.repeat(10_000)} system$generate_scim_access_token('X')`, 'credential'],
    [`SELECT "SYSTEM$GENERATE_SCIM_ACCESS_TOKEN"('X')`, 'credential'],
  ])('reads what a statement does behind whatever stands before it (%#)', (text, kind) => {
    expect(statement(text).kind).toBe(kind);
  });

  test.each([
    "COPY /* x */ INTO -- y\n's3://example-bucket/dump/' FROM customers",
    "// x\nCOPY INTO // y\n's3://example-bucket/dump/' FROM customers",
    "// x\nCREATE STAGE s URL = 's3://example-bucket'",
    "CREATE STAGE s COMMENT = '// none' URL = 's3://example-bucket'",
    "\n COPY INTO 's3://example-bucket' FROM customers",
  ])('names the bucket that data goes to behind comments: %j', (text) => {
    expect(statement(text).resources).toContainEqual({ type: 'location', uid: 's3://example-bucket' });
  });

  test('reads a statement that repeats itself in a time that grows as its length does', () => {
    const start = performance.now();
    for (const part of [
      'SET MASKING POLICY p ',
      "''",
      "\\'",
      '/*',
      '$$',
      '--',
      '//',
      '"',
      ', x AS (',
      'FROM a, ',
      'TO USER ',
    ])
      statement(`ALTER TABLE t ${part.repeat(Math.ceil(100_000 / part.length))}`);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test.each([
    ['UNLOAD', 'export'],
    ['GET_FILES', 'export'],
    ['LIST_FILES', 'list'],
    ['CREATE_USER', 'privilege'],
    ['GRANT', 'privilege'],
    ['REMOVE_FILES', 'logging'],
    ['CREATE_TABLE_AS_SELECT', 'other'],
    ['INSERT', 'other'],
    ['A_TYPE_OF_NEXT_YEAR', 'other'],
  ])('reads a query of type %s without text as %s', (QUERY_TYPE, kind) => {
    expect(read(selectRow({ QUERY_TYPE, QUERY_TEXT: null }))).toMatchObject({ kind, operation: QUERY_TYPE });
  });

  test('names the role and the user of a grant, and the user who is changed', () => {
    expect(statement('grant role "Data Owners" to user mallory;').resources).toEqual([
      { type: 'user', uid: 'MALLORY' },
      { type: 'role', uid: 'Data Owners' },
    ]);
    expect(statement("ALTER USER bob SET PASSWORD = 'x'").resources).toEqual([{ type: 'user', uid: 'BOB' }]);
  });

  test('names nobody where somebody changes his own user', () => {
    for (const own of ["SET PASSWORD = 'x'", 'IF EXISTS ADD PAT t', 'ADD PROGRAMMATIC ACCESS TOKEN t']) {
      const draft = statement(`ALTER USER ${own}`);
      expect(draft).toMatchObject({ kind: 'credential', resources: [] });
      expect(draft).not.toHaveProperty('target');
    }
    expect(statement('ALTER USER IF EXISTS bob ADD PAT t').target).toEqual({ uid: 'bob' });
    // Somebody may be called so.
    expect(statement("ALTER USER add SET PASSWORD = 'x'").target).toEqual({ uid: 'add' });
    expect(statement('CREATE ROLE set COMMENT = x').resources).toEqual([{ type: 'role', uid: 'SET' }]);
  });

  test('names the bucket of a destination without its path', () => {
    expect(statement("COPY INTO 's3://Example-Bucket/of/alice' FROM t").resources).toContainEqual({
      type: 'location',
      uid: 's3://example-bucket',
    });
  });

  test('calls a query that hands rows to an external function an export of those rows', () => {
    const fields = { EXTERNAL_FUNCTION_TOTAL_SENT_ROWS: '500', EXTERNAL_FUNCTION_TOTAL_SENT_BYTES: '90000' };
    expect(read(selectRow(fields))).toMatchObject({
      kind: 'export',
      volume: { records: 500, bytes: 90_000 },
    });
  });

  test('does not take rows for records that are so wide that each holds many', () => {
    const volume = (rows: number, bytes: number) =>
      read(selectRow({ ROWS_PRODUCED: String(rows), BYTES_WRITTEN_TO_RESULT: String(bytes) })).volume;
    expect(volume(25_000, 25_000_000)).toEqual({ records: 25_000, bytes: 25_000_000 });
    // SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) FROM customers
    expect(volume(1, 25_000_000)).toEqual({ bytes: 25_000_000 });
    expect(volume(1, 4)).toEqual({ records: 1, bytes: 4 });
    expect(volume(0, 0)).toEqual({ records: 0, bytes: 0 });
  });

  test('does not take files for records', () => {
    expect(read(selectRow({ QUERY_TYPE: 'GET_FILES', ROWS_PRODUCED: '3' }))).not.toHaveProperty('volume');
  });

  test.each([
    ['SUCCESS', 'success'],
    ['FAIL', 'failure'],
    ['FAILED_WITH_ERROR', 'failure'],
    ['INCIDENT', 'failure'],
    ['RUNNING', 'unknown'],
  ])('reads the status %s as %s', (EXECUTION_STATUS, outcome) => {
    expect(read(selectRow({ EXECUTION_STATUS })).outcome).toBe(outcome);
  });

  test('takes an error code for a failure where a row has no status', () => {
    expect(read(selectRow({ EXECUTION_STATUS: null, ERROR_CODE: '604' })).outcome).toBe('failure');
    expect(read(selectRow({ EXECUTION_STATUS: null })).outcome).toBe('unknown');
  });

  test('reads YES and NO, and knows nothing without either', () => {
    const outcome = (IS_SUCCESS: string | null) => read(loginRow({ IS_SUCCESS })).outcome;
    expect(['YES', 'NO', 'no', null].map(outcome)).toEqual(['success', 'failure', 'failure', 'unknown']);
  });

  test('does not take 0.0.0.0 for an address, nor OTHER for a client', () => {
    const row = loginRow({ CLIENT_IP: '0.0.0.0', REPORTED_CLIENT_TYPE: 'OTHER' });
    expect(read(row)).not.toHaveProperty('source');
  });

  test.each([
    [selectRow({ USER_NAME: 'SNOWFLAKE' }), 'vendor-staff'],
    [selectRow({ USER_NAME: 'SYSTEM' }), 'service'],
    [selectRow({ USER_TYPE: 'LEGACY_SERVICE' }), 'service'],
    [selectRow({ USER_TYPE: 'PERSON' }), 'user'],
    [loginRow({ FIRST_AUTHENTICATION_FACTOR: 'RSA_KEYPAIR' }), 'service'],
    [loginRow({ FIRST_AUTHENTICATION_FACTOR: 'OAUTH_ACCESS_TOKEN' }), 'user'],
    [loginRow({ USER_NAME: 'ETL' }), 'unknown'],
    [loginRow({ USER_NAME: 'ETL', SECOND_AUTHENTICATION_FACTOR: 'DUO_PUSH' }), 'user'],
    [loginRow({ USER_NAME: 'alice@example.com' }), 'user'],
    [loginRow({ USER_NAME: 'ETL', USER_TYPE: 'PERSON' }), 'user'],
  ])('derives the type of actor %#', (row, type) => {
    expect(read(row).actor.type).toBe(type);
  });

  test.each([
    ['RSA_KEYPAIR', null, 'RSA_KEYPAIR', 'service'],
    ['RSA_KEYPAIR', null, 'Key Pair', 'service'],
    ['WORKLOAD_IDENTITY', null, 'Workload Identity', 'service'],
    ['PASSWORD', null, 'Password', 'unknown'],
    ['PASSWORD', 'DUO_PUSH', 'Password+Duo', 'user'],
    ['OAUTH_ACCESS_TOKEN', null, 'OAuth', 'user'],
    ['SAML2_ASSERTION', null, 'SAML2', 'user'],
  ])(
    'derives the same type from a login by %s and %s and from its session by %s',
    (first, second, method, type) => {
      const login = loginRow({
        USER_NAME: 'ETL',
        FIRST_AUTHENTICATION_FACTOR: first,
        SECOND_AUTHENTICATION_FACTOR: second,
      });
      const session = sessionRow({ USER_NAME: 'ETL', AUTHENTICATION_METHOD: method });
      expect([login, session].map((row) => read(row).actor.type)).toEqual([type, type]);
    },
  );

  test.each([null, '', '+', 'Something new'])('does not know who opens a session by %j', (method) => {
    const row = sessionRow({ USER_NAME: 'ETL', AUTHENTICATION_METHOD: method });
    expect(read(row).actor.type).toBe('unknown');
  });

  test('reads the application that a session names, also where it is an object', () => {
    expect(read(sessionRow())).toMatchObject({
      identity: { kind: 'event', id: 'session/47121867650001' },
      kind: 'logon',
      source: { client: 'DBeaver_DBeaverUltimate' },
      session: '47121867650001',
    });
    expect(read(sessionRow({ CLIENT_ENVIRONMENT: { APPLICATION: 'rapeflake' } })).source?.client).toBe(
      'rapeflake',
    );
    expect(read(sessionRow({ CLIENT_ENVIRONMENT: '{' })).source?.client).toBe('JDBC');
    // As guides join them.
    const joined = { CLIENT_APPLICATION_ID: 'rapeflake', CLIENT_IP: '192.0.2.10' };
    expect(read(unloadRow(joined)).source).toEqual({ ip: '192.0.2.10', client: 'rapeflake' });
    expect(read(unloadRow())).not.toHaveProperty('source');
  });

  test('reads grants by the role that made them', () => {
    expect(read(userGrantRow())).toMatchObject({
      kind: 'privilege',
      operation: 'GRANT ROLE',
      actor: { uid: 'role/securityadmin', type: 'unknown', name: 'SECURITYADMIN' },
      resources: [
        { type: 'user', uid: 'MALLORY' },
        { type: 'role', uid: 'ACCOUNTADMIN' },
      ],
    });
    expect(read(roleGrantRow())).toMatchObject({
      kind: 'privilege',
      operation: 'GRANT SELECT',
      resources: [
        { type: 'role', uid: 'ANALYST' },
        { type: 'table', uid: 'CRM.PUBLIC.CUSTOMERS' },
      ],
    });
    expect(read(roleGrantRow({ GRANTED_TO: 'SHARE' })).kind).toBe('share');
    expect(read(roleGrantRow({ PRIVILEGE: 'OWNERSHIP' })).kind).toBe('other');
    expect(read(userGrantRow({ GRANTED_BY: '' })).actor.type).toBe('service');
  });

  test('reads a grant that was taken back as an event of its own', () => {
    const DELETED_ON = '2026-03-03 10:00:00.000 +0000';
    expect(read(userGrantRow({ DELETED_ON }))).toMatchObject({
      kind: 'other',
      operation: 'REVOKE ROLE',
      time: Date.UTC(2026, 2, 3, 10),
    });
  });

  test('counts transferred bytes only where no query does', () => {
    expect(read(transferRow())).toMatchObject({ kind: 'export', volume: { bytes: 7_340_032 } });
    expect(read(transferRow({ TRANSFER_TYPE: 'COPY' })).kind).toBe('destination');
    expect(read(transferRow({ START_TIME: null }))).not.toHaveProperty('identity');
    expect(read(transferRow()).resources).toEqual([{ type: 'region', uid: 'Azure/westeurope' }]);
  });

  test('ignores steering of sessions, the work of Snowflake itself and transfers inside it, with a reason', () => {
    const ignored = (row: JsonObject) => snowflake.parse(row).kind === 'ignored';
    expect(ignored(selectRow({ QUERY_TYPE: 'USE', QUERY_TEXT: 'USE ROLE x' }))).toBe(true);
    expect(ignored(selectRow({ USER_NAME: 'SYSTEM', QUERY_TYPE: 'INSERT' }))).toBe(true);
    expect(ignored(transferRow({ TRANSFER_TYPE: 'INTERNAL' }))).toBe(true);
    // A task may unload, and runs as SYSTEM.
    expect(ignored(unloadRow({ USER_NAME: 'SYSTEM' }))).toBe(false);
  });

  test('reads columns in lower case like those in upper case', () => {
    for (const row of [
      loginRow(),
      selectRow(),
      unloadRow(),
      sessionRow(),
      userGrantRow(),
      roleGrantRow(),
      transferRow(),
    ]) {
      const lower = Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]),
      );
      expect(snowflake.recognises(lower)).toBe(true);
      expect(read(lower)).toEqual(read(row));
    }
  });

  test('lets no literal of a statement through, wherever quotes and comments stand', () => {
    const secret = 'zzsecretzz';
    const literal = fc.constantFrom(
      `'from ${secret}'`,
      `'it''s join ${secret}'`,
      `'a -- b' , 'from ${secret}'`,
      `'/*' , ' from ${secret}'`,
      `'a // b' , 'from ${secret}'`,
      `'\\' from ${secret}'`,
      `'@${secret}'`,
      `-- from ${secret}\n`,
      `// ' from ${secret}\n`,
      `/* ' from ${secret} */`,
      `$$ from ${secret} $$`,
    );
    const sql = fc
      .array(fc.oneof(literal, fc.constantFrom(' FROM t', ', "a b"', ' JOIN u', '\n', ' = ')), {
        maxLength: 8,
      })
      .map((parts) => `SELECT ${parts.join(' ')}`);
    fc.assert(
      fc.property(sql, fc.constantFrom('SELECT', 'UNLOAD', 'CREATE', 'INSERT'), (QUERY_TEXT, QUERY_TYPE) => {
        expect(JSON.stringify(read(selectRow({ QUERY_TEXT, QUERY_TYPE })))).not.toMatch(/zzsecretzz/i);
      }),
    );
  });

  test('says which column is missing, and makes no time up', () => {
    const path = (row: JsonObject) => snowflake.parse(row);
    expect(read(loginRow({ EVENT_TIMESTAMP: 'soon' }))).not.toHaveProperty('time');
    expect(read(selectRow({ START_TIME: null, END_TIME: null }))).not.toHaveProperty('time');
    expect(path(selectRow({ USER_NAME: '' }))).toMatchObject({ kind: 'malformed', path: 'USER_NAME' });
    expect(draftOf(snowflake, loginRow({ USER_NAME: null })).actor).toEqual({
      uid: 'unknown',
      type: 'unknown',
    });
    expect(path({ anything: 1 })).toMatchObject({ kind: 'malformed', path: '' });
  });

  test('recognises rows of its own views only', () => {
    for (const column of ['QUERY_TEXT', 'QUERY_TYPE', 'DIRECT_OBJECTS_ACCESSED'])
      expect(snowflake.recognises({ USER_NAME: 'ALICE', [column]: 'x' })).toBe(true);
    expect(snowflake.recognises({ USER_NAME: 'ALICE', EVENT_TIMESTAMP: 'x' })).toBe(false);
    expect(snowflake.recognises({ user_name: 'alice', session_id: 1 })).toBe(false);
    expect(snowflake.recognises({ query_text: 'SELECT 1' })).toBe(false);
  });
});
