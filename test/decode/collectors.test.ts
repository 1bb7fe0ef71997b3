import { describe, expect, test } from 'vitest';
import { fromCollector } from '../../shared/decode/collectors.ts';
import { decodeText } from '../../shared/decode.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { datadogEvent } from '../fixtures/datadog.ts';
import { fileRecord } from '../fixtures/m365.ts';
import { oktaEvent } from '../fixtures/okta.ts';

const hashKey = new Uint8Array(32).fill(1);
const read = (value: unknown) => decodeText(JSON.stringify(value), { hashKey });
const json = JSON.stringify;
const okta = oktaEvent();
const base64 = (value: Json) => Buffer.from(json(value)).toString('base64');
/** What Datadog's pipeline for Okta adds. */
const piped = { ...okta, evt: { name: 'x' }, usr: { id: 'x' }, network: { client: { ip: '192.0.2.99' } } };
const TIME = '2026-03-02T09:15:30.123Z';

function otlp(...bodies: readonly Json[]) {
  const logRecords = bodies.map((body) => ({ timeUnixNano: '1772442930123000000', body }));
  return { resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ scope: {}, logRecords }] }] };
}

describe('An event is read as it was collected by', () => {
  test.each<[string, unknown]>([
    ['Graylog, as GELF', { version: '1.1', host: 'h', short_message: json(okta), timestamp: 1772442930.1 }],
    ['Graylog, as the longer text', { short_message: 'okta', full_message: json(okta), level: 6 }],
    [
      'Graylog, found',
      { messages: [{ message: { message: json(okta), source: 'h' }, index: 'i' }], time: 5 },
    ],
    ['Sumo Logic', { fields: [], messages: [{ map: { _raw: json(okta), _messageid: '1' } }] }],
    ['Datadog, found', { logs: [{ id: 'A', content: { message: json(okta), attributes: okta, tags: [] } }] }],
    ['Datadog, as a table', { Date: TIME, Host: 'h', Service: 'okta', Message: json(okta) }],
    ['Datadog, archived by a pipeline', { _id: 'A', date: TIME, source: 'okta', attributes: piped }],
    [
      'Datadog, listed',
      { data: [{ id: 'A', type: 'log', attributes: { timestamp: TIME, attributes: piped } }] },
    ],
    ['LogScale', { '@rawstring': json(okta), '@timestamp': 1772442930123, '#repo': 'audit' }],
    [
      'CloudWatch Logs Insights, as its API answers',
      {
        status: 'Complete',
        statistics: { recordsMatched: 1 },
        results: [
          [
            { field: '@timestamp', value: '2026-03-02 09:15:30.123' },
            { field: '@message', value: json(okta) },
            { field: '@ptr', value: 'p' },
          ],
        ],
      },
    ],
    ['Cortex XSIAM', { _time: TIME, _vendor: 'okta', _product: 'okta', _raw_log: json(okta) }],
    ['RunReveal', { id: '1', sourceType: 'okta', eventName: 'x', actor: {}, rawLog: json(okta) }],
    ['QRadar', { events: [{ starttime: 1772442930123, logsourceid: 7, utf8_payload: json(okta) }] }],
    [
      'Coralogix',
      { result: { results: [{ metadata: [{ key: 'k', value: 'v' }], labels: [], userData: json(okta) }] } },
    ],
    ['CloudWatch Logs Insights', [{ '@timestamp': TIME, '@message': okta, '@ptr': 'p' }]],
    [
      'Loki, pushed',
      { streams: [{ stream: { job: 'okta' }, values: [['1772442930123000000', json(okta)]] }] },
    ],
    [
      'Loki, found',
      {
        status: 'success',
        data: {
          resultType: 'streams',
          result: [{ stream: { job: 'okta' }, values: [['1772442930123000000', json(okta), {}]] }],
        },
      },
    ],
    ['Loki, as Grafana downloads it', [{ line: json(okta), timestamp: '1772442930123000000', fields: {} }]],
    ['Axiom', { status: {}, matches: [{ _time: TIME, _rowId: 'r', data: okta }], buckets: {} }],
    ['Event Hubs', [{ SequenceNumber: 1, EnqueuedTimeUtc: TIME, Body: json(okta) }]],
    [
      'Pub/Sub',
      {
        receivedMessages: [
          { ackId: 'a', message: { data: Buffer.from(json(okta)).toString('base64'), messageId: '1' } },
        ],
      },
    ],
    ['an answer of a request', { statusCode: 200, headers: {}, body: json([okta]) }],
    ['Fluentd', { tag: 'audit.okta', time: 1_772_442_930, record: okta }],
    ['kcat', { topic: 't', partition: 0, offset: 1, key: null, payload: json(okta) }],
    ['Google SecOps', { log_type: 'OKTA', entries: [{ log_text: json(okta), ts_rfc3339: TIME }] }],
    ['Filebeat', { '@timestamp': TIME, json: okta, event: { module: 'okta' }, log: { offset: 1 } }],
    ['Splunk, in rows', { preview: false, fields: ['_raw', '_time'], rows: [[json(okta), TIME]] }],
    [
      'Log Analytics',
      {
        tables: [
          {
            name: 'PrimaryResult',
            columns: [{ name: 'RawEventData', type: 'dynamic' }],
            rows: [[json(okta)]],
          },
        ],
      },
    ],
    ['Splunk, by columns', { preview: false, fields: ['_time', '_raw'], columns: [[TIME], [json(okta)]] }],
    [
      'Axiom, as a table',
      {
        format: 'tabular',
        status: { elapsedTime: 1 },
        tables: [
          {
            name: '0',
            fields: ['_time', ...Object.keys(okta), 'debugContext.debugData.x'].map((name) => ({
              name,
              type: 'string',
            })),
            columns: [[TIME], ...Object.values(okta).map((cell) => [cell])],
          },
        ],
        datasetNames: ['audit'],
      },
    ],
    [
      'VictoriaLogs',
      { _time: TIME, _stream: '{app="okta"}', _stream_id: '0', app: 'okta', _msg: json(okta) },
    ],
    ['Mezmo', { _line: json(okta), _ts: 1772442930123, _app: 'okta', _host: 'h' }],
    ['Better Stack', { dt: TIME, raw: json(okta) }],
    [
      'Wazuh, archived as it came',
      { timestamp: TIME, agent: { id: '000' }, full_log: json(okta), location: 'x' },
    ],
    ['InsightIDR', { timestamp: TIME, source_json: okta, event_type: 'x' }],
    ['Securonix', { rawevent: json(okta), eventtime: '1', resourcegroupname: 'Okta' }],
    ['Estuary', { flow_document: json(okta), flow_published_at: TIME, _meta_op: 'c' }],
    ['Observe', { BUNDLE_TIMESTAMP: TIME, OBSERVATION_KIND: 'http', FIELDS: okta, EXTRA: { path: '/' } }],
    [
      'OpenTelemetry, in ClickHouse',
      { Timestamp: TIME, TraceId: '', ServiceName: 'okta', Body: json(okta), LogAttributes: {} },
    ],
    ['Gravwell', { TS: TIME, Tag: 'okta', SRC: '192.0.2.1', Data: base64(okta), Enumerated: [] }],
    ...['logEntryTime', 'log_entry_time', 'collectionTime'].map((name): [string, unknown] => [
      `Google SecOps, by its ${name}`,
      { logs: [{ name: 'projects/p/logs/l', data: base64(okta), [name]: TIME }] },
    ]),
    [
      'n8n',
      {
        json: {
          headers: { host: 'h' },
          params: {},
          query: {},
          body: okta,
          webhookUrl: 'u',
          executionMode: 'production',
        },
      },
    ],
    ['Zapier', { querystring: {}, headers: {}, body: json(okta) }],
    ['Defender', { Timestamp: TIME, ActionType: 'x', Application: 'Okta', RawEventData: json(okta) }],
    [
      'Kibana',
      { _index: 'logs', _id: '1', fields: { 'event.original': [json(okta)], '@timestamp': [TIME] } },
    ],
    ['Elastic, by its fields', { hits: { hits: [{ _index: 'logs', fields: { message: [json(okta)] } }] } }],
    ['Singer', { type: 'RECORD', stream: 'logs', record: okta, time_extracted: TIME }],
    [
      'Airbyte, as messages',
      { type: 'RECORD', record: { stream: 'logs', data: okta, emitted_at: 1772442930123 } },
    ],
    [
      'Airbyte, in files',
      { _airbyte_raw_id: 'r', _airbyte_extracted_at: TIME, _airbyte_meta: {}, _airbyte_data: okta },
    ],
    ['Airbyte, in tables', { _airbyte_ab_id: 'r', _airbyte_emitted_at: TIME, _airbyte_data: json(okta) }],
    [
      "Kafka's connector for Snowflake",
      { RECORD_METADATA: { topic: 't', offset: 1 }, RECORD_CONTENT: json(okta) },
    ],
    ['OpenTelemetry', otlp({ stringValue: json(okta) })],
    ['syslog-ng', { PROGRAM: 'okta', HOST: 'h', DATE: 'Mar  2 09:15:30', MESSAGE: json(okta) }],
    ['Log Analytics, as lines', { TimeGenerated: TIME, RawData: json(okta), Type: 'Okta_CL' }],
    ['Log Analytics, as syslog', { TimeGenerated: TIME, Computer: 'h', SyslogMessage: json(okta) }],
    ['SQS', { Messages: [{ MessageId: 'm', ReceiptHandle: 'r', MD5OfBody: 'x', Body: json(okta) }] }],
    ['Kinesis', { Records: [{ SequenceNumber: '1', PartitionKey: 'k', Data: base64(okta) }] }],
    ['a table of Snowflake', { FILENAME: 'okta/1.json', FILE_ROW_NUMBER: 1, RAW: json(okta) }],
    ['a table of a lake', { raw_event: json(okta), ingested_at: TIME }],
    ['a table of a lake, with its time', { timestamp: TIME, raw: json(okta) }],
    [
      'Elastic, asked in ES|QL',
      { columns: [{ name: '@timestamp' }, { name: 'message' }], values: [[TIME, json(okta)]] },
    ],
    [
      'pandas, by columns',
      Object.fromEntries(Object.entries(okta).map(([name, cell]) => [name, { 0: cell }])),
    ],
    ['pandas, by rows', { 0: okta }],
    ['pandas, split', { columns: Object.keys(okta), index: [0], data: [Object.values(okta)] }],
  ])('%s', (_, value) => {
    const { activities, malformed } = read(value);
    expect(malformed).toEqual([]);
    expect(activities).toEqual(
      read(okta).activities.map((one) => ({ ...one, sha256: activities[0]?.sha256 })),
    );
  });

  describe('DynamoDB, whose values have their type beside them', () => {
    const item = {
      uuid: { S: okta['uuid'] },
      eventType: { S: okta['eventType'] },
      published: { S: okta['published'] },
      actor: { M: { id: { S: '00u1' }, alternateId: { S: 'alice@example.com' }, type: { S: 'User' } } },
      outcome: { M: { result: { S: 'SUCCESS' }, reason: { NULL: true } } },
      securityContext: { M: { asNumber: { N: '64500' }, isProxy: { BOOL: false } } },
      target: { L: [{ M: { id: { S: '00u2' }, type: { S: 'User' } } }] },
    };

    test('are not what has another key beside the type, and keep nothing and long numbers', () => {
      const [made] =
        fromCollector({ a: { NULL: true }, b: { N: '12345678901234567890' }, c: { N: '7' } }) ?? [];
      expect(made).toEqual({ a: null, b: '12345678901234567890', c: 7 });
      expect(fromCollector({ a: { S: 'x', note: 'y' } })).toBeUndefined();
    });

    test.each<[string, unknown]>([
      ['alone', item],
      ['found', { Items: [item], Count: 1, ScannedCount: 1 }],
      ['exported', { Item: item }],
      ['of a stream', { eventID: '1', eventName: 'INSERT', dynamodb: { Keys: {}, NewImage: item } }],
    ])('%s', (_, value) => {
      expect(read(value)).toMatchObject({
        activities: [{ vendor: 'okta', eventId: okta['uuid'], actor: { uid: '00u1', type: 'user' } }],
        malformed: [],
      });
    });

    test.each<[string, unknown]>([
      ['of no type', { Items: [{ uuid: { X: 'a' } }] }],
      ['of two types', { Item: { uuid: { S: 'a', N: '1' } } }],
      ['none', { Items: [], Count: 0 }],
    ])('and %s is none', (_, value) => {
      expect(read(value)).toMatchObject({ activities: [], malformed: [{}] });
    });
  });

  test('Elasticsearch in bulk, whose lines between say nothing', () => {
    for (const action of [
      { index: { _index: 'logs', _id: '1' } },
      { create: { _index: 'logs', pipeline: 'p' } },
      { index: {} },
    ])
      expect(decodeText(`${json(action)}\n${json(okta)}\n`, { hashKey })).toMatchObject({
        activities: [{ eventId: okta['uuid'] }],
        ignored: [{ reason: 'line of a bulk request of Elasticsearch' }],
        malformed: [],
      });
    for (const event of [{ index: 1 }, { index: { name: 'x' } }, { index: { _index: 'x' }, actor: 'y' }])
      expect(read(event)).toMatchObject({ ignored: [], malformed: [{}] });
  });

  test.each<[string, string, number]>([
    ['Kafka, behind its key', `key-1\t${json(okta)}\nnull\t${json(okta)}\n`, 2],
    ['Kafka, behind its time', `CreateTime:1772442930123\tkey-1\t${json(okta)}\n`, 1],
    ['a command line, one beside the other', `${json(okta)}\t${json(okta)}\n`, 2],
    ['a command line, between other fields', `EVENTS\tkey\t${json(okta)}\tid\ttrue\n`, 1],
    ["Loki's command line", `2026-03-02T09:15:30Z {job="okta", level="info"} ${json(okta)}\n`, 1],
  ])('%s', (_, text, count) => {
    const { activities, malformed } = decodeText(text, { hashKey });
    expect(malformed).toEqual([]);
    expect(activities.map(({ eventId }) => eventId)).toEqual(Array(count).fill(okta['uuid']));
  });

  test('a command line that was cut off, of which the rest is set aside', () => {
    expect(decodeText(`${json(okta)}\t{"uuid":\n`, { hashKey })).toMatchObject({
      activities: [{ eventId: okta['uuid'] }],
      malformed: [{ reason: 'is not JSON', count: 1 }],
    });
  });

  test("a program that wrote it into Google Cloud's log, whose other entries say nothing", () => {
    const entry = {
      insertId: 'i',
      logName: 'projects/p/logs/okta',
      timestamp: TIME,
      resource: { type: 'global' },
    };
    const [activity] = read(okta).activities;
    for (const payload of [{ jsonPayload: okta }, { textPayload: json(okta) }])
      expect(read([{ ...entry, ...payload }])).toMatchObject({
        activities: [{ uid: activity?.uid }],
        malformed: [],
      });
    // Whoever exports them may have left out either of the two.
    for (const { insertId, logName, ...rest } of [entry])
      for (const known of [{ insertId }, { logName }])
        expect(read({ ...rest, ...known, jsonPayload: okta })).toMatchObject({
          activities: [{ uid: activity?.uid }],
        });
    for (const payload of [{ jsonPayload: { message: 'GET /' } }, { textPayload: '{"cut":' }])
      expect(read([{ ...entry, ...payload }])).toMatchObject({
        activities: [],
        ignored: [{ reason: 'no audit log' }],
        malformed: [],
      });
  });

  test('an event beside which others have names of Google Cloud, which is what it is', () => {
    const other = oktaEvent({ uuid: 'other', eventType: 'user.mfa.factor.reset_all' });
    for (const payload of [{ jsonPayload: other }, { textPayload: json(other) }])
      expect(read({ ...okta, ...payload }).activities).toMatchObject([
        { operation: read(okta).activities[0]?.operation, eventId: okta['uuid'] },
      ]);
  });

  test("no text of a program's in Google Cloud's log that nests deeper than JSON may be read", () => {
    const entry = { insertId: 'i', logName: 'projects/p/logs/okta' };
    const deep = json({ ...okta, deep: 0 }).replace(
      '"deep":0',
      `"deep":${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    );
    expect(read({ ...entry, textPayload: deep })).toMatchObject({
      activities: [],
      ignored: [{ reason: 'no audit log' }],
    });
  });

  test('a table of Purview from which only the records were kept', () => {
    for (const AuditData of [fileRecord(), json(fileRecord())]) {
      expect(read({ AuditData }).activities).toMatchObject([{ vendor: 'm365' }]);
      expect(read({ recordtype: 6, operations: 'x', auditdata: AuditData }).activities).toMatchObject([
        { vendor: 'm365' },
      ]);
    }
  });

  test("a module of Wazuh, also in an alert of Wazuh's", () => {
    const data = {
      integration: 'office365',
      office365: { ...fileRecord(), Subscription: 'Audit.SharePoint' },
    };
    for (const value of [data, { rule: { id: '91537' }, agent: { id: '000' }, data, location: 'office365' }])
      expect(read(value)).toMatchObject({ activities: [{ vendor: 'm365' }], malformed: [] });
  });
});

test('What Datadog says of itself is left as it is', () => {
  const { activities } = read({ data: [datadogEvent()] });
  expect(activities.map(({ vendor }) => vendor)).toEqual(['datadog']);
});

test('A table by columns costs what its cells do, however many columns stand empty before a long one', () => {
  const columns = [...Array.from({ length: 60_000 }, () => []), Array.from({ length: 60_000 }, () => 1)];
  expect(fromCollector({ fields: ['x'], columns })).toHaveLength(60_000);
  const rows = fromCollector({ fields: ['a', 'b', '__proto__'], columns: [[1], [2, 3], [{}, 4], [5]] });
  expect(rows?.map((row) => Object.entries(row ?? {}))).toEqual([
    [
      ['a', 1],
      ['b', 2],
      ['__proto__', {}],
    ],
    [
      ['b', 3],
      ['__proto__', 4],
    ],
  ]);
});

test('What is empty, or holds no event, is set aside', () => {
  for (const value of [
    { messages: [] },
    { body: 'text' },
    { stream: {}, values: 'none' },
    { integration: 'okta' },
    { columns: [{}], rows: [['x'], 'y'] },
    otlp({ kvlistValue: { values: [] } }),
    otlp({ stringValue: 'GET /' }),
  ])
    expect(read(value)).toMatchObject({
      activities: [],
      ignored: [],
      malformed: [{ reason: 'no vendor recognises this event' }],
    });
});

describe('What somebody has written is no event of somebody else', () => {
  const names =
    'Body body content line map userData payload Message matches tables messages streams _airbyte_data RECORD_CONTENT MESSAGE Messages raw RECORD FIELDS'.split(
      ' ',
    );
  const others = 'comment subject text title description note name record value_text'.split(' ');
  const unread = { activities: [], malformed: [{ reason: 'no vendor recognises this event' }] };

  test.each([...names, ...others])('beside who wrote it, in %s', (name) => {
    for (const value of [json(okta), json([okta]), okta])
      for (const beside of [
        { author: 'mallory' },
        { id: '1', type: 'comment' },
        { user: 'mallory', time: TIME },
      ])
        expect(read({ ...beside, [name]: value })).toMatchObject(unread);
  });

  test.each(others)('also alone, in %s', (name) => {
    for (const value of [json(okta), okta]) expect(read({ [name]: value })).toMatchObject(unread);
  });

  test('beside no more than its id', () => {
    for (const name of names) expect(read({ id: '1', [name]: json(okta) })).toMatchObject(unread);
  });

  test.each(names)('but what has nothing beside it has been wrapped, in %s', (name) => {
    expect(read({ [name]: [okta] }).activities).toMatchObject([{ vendor: 'okta' }]);
  });
});
