import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromCollector } from '../../shared/decode/collectors.ts';
import { ofPandas } from '../../shared/decode/tables.ts';
import { decodeText } from '../../shared/decode.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { callRecord } from '../fixtures/aws.ts';
import { databricksRow } from '../fixtures/databricks.ts';
import { auditEntry } from '../fixtures/gcp.ts';
import { loginRow, selectRow } from '../fixtures/snowflake.ts';

const read = (value: unknown) => decodeText(JSON.stringify(value), { hashKey: new Uint8Array(32).fill(1) });

/** What was read, but for the hash of the event, whose fields stand in another order or have other types. */
function drafts(value: unknown) {
  const { activities, malformed } = read(value);
  expect(malformed).toEqual([]);
  return activities.map(({ sha256: _, uid: __, ...activity }) => activity);
}

const cell = (value: Json | undefined) =>
  value === undefined || value === null || typeof value === 'string'
    ? (value ?? null)
    : JSON.stringify(value);

test('a column named by what cannot be turned into text has no name', () => {
  const columns = [{ name: { toString: 1, valueOf: 1 } }];
  expect(() => read({ columns, rows: [['x']] })).not.toThrow();
});

describe('The answer to a statement is read as its rows: of', () => {
  test('Snowflake', () => {
    const rows = [selectRow(), selectRow({ QUERY_ID: 'another' })];
    const rowType = Object.keys(selectRow()).map((name) => ({ name, type: 'text' }));
    const data = rows.map((row) => Object.values(row).map(cell));
    const answer = { resultSetMetaData: { numRows: 2, format: 'jsonv2', rowType }, data, code: '090001' };
    expect(drafts(answer)).toEqual(rows.flatMap(drafts));
  });

  test('Snowflake, with its times', () => {
    const timeOf = (text: string, type: string) => {
      const row = { ...loginRow(), EVENT_TIMESTAMP: text };
      const rowType = Object.keys(row).map((name) => ({
        name,
        type: name === 'EVENT_TIMESTAMP' ? type : 'text',
      }));
      return drafts({ resultSetMetaData: { rowType }, data: [Object.values(row).map(cell)] })[0]?.time;
    };
    expect(timeOf('1772442930.123000000', 'timestamp_ltz')).toBe(1772442930123);
    expect(timeOf('1772442930.123000000 1440', 'timestamp_tz')).toBe(1772442930123);
    expect(timeOf('1772442930.123 960', 'TIMESTAMP_TZ')).toBe(1772442930123);
    // Text that ends as a time does is none.
    const rowType = ['text', 'timestamp_tz', undefined].map((type, at) => ({ name: `c${at}`, type }));
    const [row] = [['SELECT * FROM contacts LIMIT 100', '1772442930.123 960', 'a 12']];
    expect(fromCollector({ resultSetMetaData: { rowType }, data: [row] })).toEqual([
      { c0: 'SELECT * FROM contacts LIMIT 100', c1: '1772442930.123', c2: 'a 12' },
    ]);
  });

  test('Databricks', () => {
    const row = databricksRow();
    const columns = Object.keys(row).map((name, position) => ({ name, position, type_text: 'STRING' }));
    const answer = {
      statement_id: 's',
      status: { state: 'SUCCEEDED' },
      manifest: { format: 'JSON_ARRAY', schema: { column_count: columns.length, columns } },
      result: { chunk_index: 0, row_count: 1, data_array: [Object.values(row).map(cell)] },
    };
    expect(drafts(answer)).toMatchObject([{ vendor: 'databricks', kind: 'export' }]);
    expect(drafts(answer)).toEqual(drafts(row));
  });

  const STRUCT =
    '{type=IAMUser, principalid=AIDAEXAMPLE, arn=arn:aws:iam::123456789012:user/alice, accountid=123456789012, username=alice}';
  const LAKE = {
    eventtime: '2026-03-02 09:15:30.000',
    eventname: 'GetSecretValue',
    eventsource: 'secretsmanager.amazonaws.com',
    useridentity: STRUCT,
    sourceipaddress: '192.0.2.10',
    eventid: 'e1',
  };
  const SECRET = {
    vendor: 'aws',
    kind: 'read',
    operation: 'GetSecretValue',
    time: Date.UTC(2026, 2, 2, 9, 15, 30),
    actor: { uid: 'AIDAEXAMPLE', type: 'user', name: 'alice' },
    source: { ip: '192.0.2.10' },
  };

  test('CloudTrail Lake', () => {
    const { eventtime, eventname, eventsource, sourceipaddress, eventid } = LAKE;
    const cells = [
      { eventTime: eventtime },
      { eventName: eventname },
      { eventSource: eventsource },
      { userIdentity: STRUCT.replace('principalid', 'principalId') },
      { sourceIPAddress: sourceipaddress },
      { eventID: eventid },
    ];
    expect(drafts({ QueryStatus: 'FINISHED', QueryResultRows: [cells, cells] })).toMatchObject([
      SECRET,
      SECRET,
    ]);
    const lower = cells.map((cell) => ('userIdentity' in cell ? { userIdentity: STRUCT } : cell));
    expect(drafts({ QueryStatus: 'FINISHED', QueryResultRows: [lower] })).toMatchObject([SECRET]);
    const whole = { eventData: JSON.stringify(callRecord()) };
    expect(drafts({ QueryResultRows: [[whole]] })).toEqual(drafts(callRecord()));
  });

  test('Athena, on its first page and on others', () => {
    const rowOf = (cells: readonly string[]) => ({ Data: cells.map((VarCharValue) => ({ VarCharValue })) });
    const [header, row] = [rowOf(Object.keys(LAKE)), rowOf(Object.values(LAKE))];
    const ColumnInfo = Object.keys(LAKE).map((Name) => ({ Name, Type: 'varchar' }));
    const answer = (...Rows: readonly JsonObject[]) => ({
      ResultSet: { Rows, ResultSetMetadata: { ColumnInfo } },
    });
    expect(drafts(answer(header, row))).toMatchObject([SECRET]);
    expect(drafts(answer(row))).toMatchObject([SECRET]);
    expect(drafts({ ResultSet: { Rows: [header, row] } })).toMatchObject([SECRET]);
    expect(fromCollector({ ResultSet: { Rows: [header, { Data: [{}, { VarCharValue: 'x' }] }] } })).toEqual([
      { eventtime: null, eventname: 'x' },
    ]);
    // A row that says in one cell what its column is called is no header.
    const named = rowOf(Object.keys(LAKE).map((name, at) => (at === 0 ? name : 'x')));
    expect(fromCollector(answer(header, named))).toHaveLength(1);
    expect(fromCollector(answer(named))).toHaveLength(1);
  });

  test('BigQuery, whose records nest', () => {
    const field = (name: string, value: Json | undefined): JsonObject => {
      if (Array.isArray(value)) return { ...field(name, value[0] as Json), mode: 'REPEATED' };
      if (typeof value !== 'object' || value === null) return { name, type: 'STRING' };
      return { name, type: 'RECORD', fields: Object.entries(value).map(([key, one]) => field(key, one)) };
    };
    const packed = (value: Json | undefined): Json => {
      if (Array.isArray(value)) return value.map((item: Json) => ({ v: packed(item) }));
      if (typeof value !== 'object' || value === null) return value ?? null;
      return { f: Object.values(value).map((one) => ({ v: packed(one) })) };
    };
    const { protoPayload, resource: _, timestamp: __, ...entry } = auditEntry();
    const row = { ...entry, protopayload_auditlog: protoPayload, timestamp: '1.77244293E9' } as JsonObject;
    const fields = Object.entries(row).map(([name, value]) =>
      name === 'timestamp' ? { name, type: 'TIMESTAMP' } : field(name, value),
    );
    const answer = { kind: 'bigquery#queryResponse', schema: { fields }, rows: [packed(row)] };
    expect(drafts(answer)).toEqual(drafts({ ...row, timestamp: 1772442930 }));
    expect(drafts(answer)).toMatchObject([{ vendor: 'gcp', kind: 'credential', time: 1772442930000 }]);
  });
});

describe.each(VENDORS)('A frame of pandas of $title', ({ uid }) => {
  const readings = (value: unknown) =>
    read(value).activities.map(({ sha256: _, uid: __, identity: ___, ...activity }) => activity);

  test('is read as its events, also where rows were left out', async () => {
    const { fixtures }: { fixtures: readonly JsonObject[] } = await import(`../fixtures/${uid}.ts`);
    for (const event of fixtures) {
      const expected = readings(event);
      if (expected.length === 0) continue;
      const columns = (...index: readonly number[]) =>
        Object.fromEntries(
          Object.entries(event).map(([name, cell]) => [
            name,
            Object.fromEntries(index.map((number) => [number, cell ?? null])),
          ]),
        );
      expect(readings(columns(0))).toEqual(expected);
      expect(readings(columns(1))).toEqual(expected);
      expect(readings(columns(5))).toEqual(expected);
      expect(readings({ 5: event })).toEqual(expected);
    }
  });
});

test('What has anything but numbered cells in it is no frame of pandas', () => {
  const event = { a: { 0: 1 }, b: { 7: 2 } };
  expect(ofPandas(event)).toEqual([{ a: 1 }, { b: 2 }]);
  for (const value of [
    {},
    { ...event, c: 'x' },
    { ...event, c: null },
    { ...event, c: [{ 0: 1 }] },
    { ...event, c: {} },
    { ...event, c: { 0: 1, x: 2 } },
    { ...event, c: { '-1': 1 } },
    { 3: { 0: 1 } },
  ])
    expect(ofPandas(value as JsonObject)).toBeUndefined();
  expect(fromCollector({ 3: { a: 1 }, 4: { a: 2 } })).toEqual([{ a: 1 }, { a: 2 }]);
  for (const value of [{ 3: { a: 1 }, b: { a: 2 } }, { 3: { a: 1 }, 4: 'x' }, {}])
    expect(fromCollector(value as JsonObject)).toBeUndefined();
});

describe('A table beside the names of its columns', () => {
  test('has the cells that its rows have, and no more for each column', () => {
    const columns = [{ name: 'a' }, { name: 'b' }, 'c'];
    const expected = [{ a: 1, b: null }, {}, { a: 1, b: 2, c: 3 }];
    const rows = [[1, null], [], [1, 2, 3, 4]];
    expect(fromCollector({ columns, rows })).toEqual(expected);
    expect(fromCollector({ resultSetMetaData: { rowType: columns }, data: rows })).toEqual(expected);
    expect(fromCollector({ manifest: { schema: { columns } }, result: { data_array: rows } })).toEqual(
      expected,
    );
    const f = rows.map((row) => ({ f: row.map((v) => ({ v })) }));
    const fields = ['a', 'b', 'c'].map((name) => ({ name }));
    expect(fromCollector({ schema: { fields }, rows: f })).toEqual(expected);
  });

  test('is none where a name is longer than those of columns, which every row would repeat', () => {
    expect(fromCollector({ columns: ['a'.repeat(100)], rows: [[1]] })).toHaveLength(1);
    expect(fromCollector({ columns: ['a'.repeat(101)], rows: [[1]] })).toBeUndefined();
    expect(fromCollector({ columns: ['a', 'a'.repeat(101)], rows: [[1, 2]] })).toBeUndefined();
    const rowType = [{ name: 'a'.repeat(101), type: 'text' }];
    expect(fromCollector({ resultSetMetaData: { rowType }, data: [['1']] })).toBeUndefined();
  });

  test('is none without its rows or columns, and what is no row in it stays as it is', () => {
    for (const value of [
      { resultSetMetaData: {}, data: [[1]] },
      { resultSetMetaData: { rowType: [{ name: 'a' }] }, data: 'text' },
      { manifest: {}, result: { data_array: [[1]] } },
      { manifest: { schema: { columns: ['a'] } }, result: {} },
      { schema: { fields: 'a' }, rows: [{ f: [] }] },
      { ResultSet: 'none' },
      { rows: [[1]] },
    ])
      expect(fromCollector(value)).toBeUndefined();
    expect(fromCollector({ QueryResultRows: ['a', [1, { b: 2 }]] })).toEqual(['a', { b: 2 }]);
    expect(fromCollector({ schema: { fields: [1] }, rows: [7, { f: [2, { v: 3 }] }] })).toEqual([
      7,
      { '': null },
    ]);
  });

  test('takes no longer for many columns over many empty rows', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => ({
      name: `c${at}`,
      Name: `c${at}`,
      type: 'text',
    }));
    const empty = many.map(() => []);
    for (const answer of [
      { columns: many, rows: empty },
      { resultSetMetaData: { rowType: many }, data: empty },
      { manifest: { schema: { columns: many } }, result: { data_array: empty } },
      { schema: { fields: many }, rows: many.map(() => ({ f: [] })) },
      { ResultSet: { Rows: many.map(() => ({ Data: [] })), ResultSetMetadata: { ColumnInfo: many } } },
    ])
      expect(fromCollector(answer)).toHaveLength(many.length);
  });

  test('is never the end of reading, whatever stands in it', () => {
    const name = fc.constantFrom(
      'name',
      'Name',
      'type',
      'f',
      'v',
      'fields',
      'Data',
      'VarCharValue',
      'ColumnInfo',
    );
    const inner = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        fc.constantFrom('TIMESTAMP', 'a', '1.7E9', '{', '[', ''),
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(name, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const answer = fc.oneof(
      fc.record(
        { columns: inner, rows: inner, schema: fc.record({ fields: inner }) },
        { requiredKeys: ['rows'] },
      ),
      fc.record({ resultSetMetaData: fc.record({ rowType: inner }), data: inner }),
      fc.record({
        manifest: fc.record({ schema: fc.record({ columns: inner }) }),
        result: fc.record({ data_array: inner }),
      }),
      fc.record({ ResultSet: fc.record({ Rows: inner, ResultSetMetadata: inner }) }),
      fc.record({ QueryResultRows: inner }),
    );
    fc.assert(
      fc.property(answer, (value) => void read(value)),
      { numRuns: 1000 },
    );
  });

  test('nests no deeper than records do', () => {
    const nested = JSON.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`);
    expect(
      fromCollector({ schema: { fields: [{ name: 'a' }] }, rows: [{ f: [{ v: nested }] }] }),
    ).toHaveLength(1);
  });
});
