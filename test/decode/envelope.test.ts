import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decoded, decodeBatch } from '../../shared/decode.ts';
import { consoleLoginRecord } from '../fixtures/aws.ts';
import { mixpanelEvent } from '../fixtures/mixpanel.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { reportEvent } from '../fixtures/salesforce.ts';

const hashKey = new Uint8Array(32).fill(1);

function decode(content: unknown): Decoded {
  const bytes =
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
  const data = Buffer.from(bytes).toString('base64');
  const arrival = Date.UTC(2026, 5, 1);
  return decodeBatch([{ data, partitionKey: 'any', sequenceNumber: '1', arrival }], { hashKey });
}

const json = JSON.stringify;
const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64');
const uids = ({ activities }: Decoded) => activities.map(({ activity }) => activity.uid);
const reasons = ({ malformed }: Decoded) => malformed.map(({ reason }) => reason);

const okta = oktaEvent();
const report = reportEvent();

function sns(Message: string) {
  return {
    Type: 'Notification',
    MessageId: '00000000-0000-4000-8000-000000000001',
    TopicArn: 'arn:aws:sns:us-east-1:123456789012:audit',
    Message,
    Timestamp: '2026-03-02T09:15:31.000Z',
  };
}

function logs(...messages: readonly string[]) {
  return {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: 'audit',
    logStream: 'okta',
    subscriptionFilters: ['all'],
    logEvents: messages.map((message, id) => ({ id: `${id}`, timestamp: 1_772_442_931_000, message })),
  };
}

function sqs(body: string) {
  return { messageId: '1', receiptHandle: 'handle', body, attributes: {}, eventSource: 'aws:sqs' };
}

describe('an envelope gives the events inside, as if they had come alone', () => {
  const alone = [...uids(decode(okta)), ...uids(decode(report))];
  const lines = `${json(okta)}\n${json(report)}\n`;

  test.each<[string, unknown]>([
    ['Records', { Records: [okta, report] }],
    ['records', { records: [okta, report] }],
    [
      'tables that Defender streams',
      {
        records: [okta, report].map((RawEventData) => ({
          time: '2026-03-02T09:15:31Z',
          operationName: 'Publish',
          category: 'AdvancedHunting-CloudAppEvents',
          properties: { ActionType: 'x', IPAddress: '192.0.2.99', RawEventData },
        })),
      },
    ],
    ['syslog lines', `<190>Mar  2 09:15:30 host audit: ${json(okta)}\n<13>1 - - - ${json(report)}\n`],
    [
      'syslog as Logstash has it',
      [okta, report].map((event) => ({ host: 'h', message: `<190>Mar  2 h a: ${json(event)}` })),
    ],
    ['entries', { ok: true, entries: [okta, report], response_metadata: { next_cursor: '' } }],
    ['data', { object: 'list', data: [okta, report], has_more: false }],
    ['data of events', { data: { events: [okta, report], pagination: { current: 'a' } } }],
    ['results', { results: [okta, report], paging: { next: { after: 'a' } } }],
    ['value', { '@odata.context': 'x', value: [okta, report] }],
    ['activity_logs', { type: 'activity_log.list', pages: {}, activity_logs: [okta, report] }],
    ['audit_logs', { audit_logs: [okta, report], meta: {} }],
    [
      'log_id and data',
      [
        { log_id: '1', data: okta },
        { log_id: '2', data: report },
      ],
    ],
    ['EventBridge', [{ source: 'aws.partner/example', detail: okta }, { detail: report }]],
    ['lines', lines],
    ['gzip of lines', gzipSync(lines)],
    ['SNS', [sns(json(okta)), sns(json(report))]],
    ['SNS around EventBridge', sns(json([{ detail: okta }, { detail: report }]))],
    ['SQS as Lambda has it', { Records: [sqs(json(okta)), sqs(json(report))] }],
    ['SNS in SQS', { Records: [sqs(json(sns(json(okta)))), sqs(json(sns(json(report))))] }],
    ['SNS as Lambda has it', { Records: [{ EventSource: 'aws:sns', Sns: sns(json([okta, report])) }] }],
    ['CloudWatch Logs', logs(json(okta), json(report))],
    ['gzip of CloudWatch Logs', gzipSync(json(logs(json(okta), json(report))))],
    [
      'Firehose',
      {
        records: [
          { recordId: '1', result: 'Ok', data: base64(json(okta)) },
          { recordId: '2', data: base64(`${json(report)}\n`) },
        ],
      },
    ],
    ['Firehose, alone and of lines', { recordId: '1', data: base64(lines) }],
    [
      'Firehose, decoded by whoever passed it on',
      [okta, report].map((event) => ({ recordId: '1', data: ` ${json(event)}` })),
    ],
    [
      'Pub/Sub, read by whoever passed it on',
      [okta, report].map((event) => ({ messageId: '1', data: event })),
    ],
    [
      'gzip of CloudWatch Logs in Firehose',
      { recordId: '1', data: base64(gzipSync(json(logs(json(okta), json(report))))) },
    ],
    [
      'Kinesis as Lambda has it',
      { Records: [{ kinesis: { sequenceNumber: '1', data: base64(lines) }, eventSource: 'aws:kinesis' }] },
    ],
    [
      'Firehose, sent to an endpoint of one’s own',
      {
        requestId: '00000000-0000-4000-8000-000000000001',
        timestamp: 1_772_442_931_000,
        records: [{ data: base64(json(okta)) }, { data: base64(gzipSync(json(report))) }],
      },
    ],
    [
      'Kafka as Lambda has it',
      {
        eventSource: 'aws:kafka',
        records: {
          'audit-0': [{ topic: 'audit', partition: 0, offset: 1, value: base64(json(okta)) }],
          'audit-1': [{ topic: 'audit', partition: 1, offset: 9, value: base64(json(report)) }],
        },
      },
    ],
    [
      'CloudWatch Logs as Lambda has them',
      { awslogs: { data: base64(gzipSync(json(logs(json(okta), json(report))))) } },
    ],
    [
      'CloudEvents in base64',
      [okta, report].map((event) => ({ specversion: '1.0', id: '1', data_base64: base64(json(event)) })),
    ],
    [
      'a request whose body is base64',
      { version: '2.0', headers: {}, body: base64(lines), isBase64Encoded: true },
    ],
    ['a request whose body is text', { version: '2.0', body: json([okta, report]), isBase64Encoded: false }],
    ['Pub/Sub', { message: { messageId: '1', data: base64(json([okta, report])) }, subscription: 'x' }],
    ['strings in a list', [json(okta), json(report)]],
    [
      'Splunk HTTP Event Collector',
      [okta, report].map((event) => ({ time: 1772442930, sourcetype: 'x', host: 'h', event })),
    ],
    ['Splunk as text', [okta, report].map((event) => ({ sourcetype: 'x', event: json(event) }))],
    [
      'Splunk search results',
      [okta, report].map((event) => ({
        preview: false,
        offset: 0,
        result: { _raw: json(event), source: 'x' },
      })),
    ],
    [
      'Elastic',
      [okta, report].map((event) => ({ '@timestamp': 'x', event: { dataset: 'x', original: json(event) } })),
    ],
    [
      'Elastic as search results',
      [okta, report].map((event) => ({
        '@timestamp': ['x'],
        'event.original': json(event),
        'event.kind': 'x',
      })),
    ],
    [
      'an answer of Elasticsearch',
      {
        took: 1,
        hits: {
          total: { value: 2 },
          hits: [okta, report].map((event) => ({
            _index: 'x',
            _id: 'x',
            _source: { '@timestamp': 'x', message: 'x', event: { original: json(event) } },
          })),
        },
      },
    ],
    ['an input of Filebeat', [okta, report].map((event) => ({ '@timestamp': 'x', json: event }))],
    ['Fluent Bit', [okta, report].map((event) => ({ date: 1772442930.1, log: json(event) }))],
    [
      'Datadog',
      [okta, report].map((event) => ({ _id: 'A', date: 'x', service: 'x', attributes: event, tags: ['x'] })),
    ],
    [
      'CloudTrail Lake',
      [okta, report].map((event) => ({ metadata: { ingestionTime: 'x' }, eventData: event })),
    ],
  ])('%s', (_name, content) => {
    const decoded = decode(content);
    expect(uids(decoded)).toEqual(alone);
    expect(decoded.malformed).toEqual([]);
    expect(decoded.ignored).toEqual([]);
  });

  test.each([
    [
      'a topic of Kafka in which something was deleted',
      {
        eventSource: 'aws:kafka',
        records: {
          'audit-0': [{ offset: 1 }, { offset: 2, value: base64(json(okta)) }, { offset: 3, value: null }],
          'audit-1': [{ offset: 9, value: base64(json(report)) }],
        },
      },
    ],
    [
      'Kafka whose values a schema made objects',
      { eventSource: 'aws:kafka', records: { 'audit-0': [{ value: okta }, { value: report }, null, 0] } },
    ],
    [
      'Firehose, sent to an endpoint with records that have no text',
      {
        requestId: '00000000-0000-4000-8000-000000000001',
        timestamp: 1_772_442_931_000,
        records: [{ data: null }, { data: base64(json(okta)) }, 0, { data: base64(json(report)) }],
      },
    ],
  ])('of %s, each by itself', (_, content) => {
    const decoded = decode(content);
    expect(uids(decoded)).toEqual([...uids(decode(okta)), ...uids(decode(report))]);
    const left = [...decoded.malformed, ...decoded.ignored];
    expect(left.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  test('of several vendors, in order', () => {
    const decoded = decode(logs(json(okta), json({ data: [report, mixpanelEvent()] })));
    expect(decoded.activities.map(({ activity }) => activity.vendor)).toEqual([
      'okta',
      'salesforce',
      'mixpanel',
    ]);
  });
});

describe('an envelope is ignored', () => {
  test('when CloudWatch Logs only tries whether the stream is there', () => {
    const control = {
      ...logs('CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.'),
      messageType: 'CONTROL_MESSAGE',
    };
    expect(decode(gzipSync(json(control)))).toMatchObject({
      activities: [],
      malformed: [],
      ignored: [{ reason: 'control message of CloudWatch Logs', count: 1 }],
    });
  });

  test('when SNS asks to confirm a subscription', () => {
    const { ignored, malformed } = decode({
      ...sns('You have chosen to subscribe'),
      Type: 'SubscriptionConfirmation',
    });
    expect(ignored).toMatchObject([{ reason: 'SNS message about the subscription itself' }]);
    expect(malformed).toEqual([]);
  });

  test('when nothing is in it', () => {
    expect(decode(logs()).ignored).toMatchObject([{ reason: 'envelope without events' }]);
  });

  test.each<[string, unknown]>([
    [
      'an event hub',
      {
        records: [
          { category: 'UserRiskEvents', operationName: 'User Risk Detection', properties: { id: '1' } },
        ],
      },
    ],
    ['Log Analytics', { TimeGenerated: '2026-03-02T09:15:30Z', RiskState: 'atRisk', Type: 'AADRiskyUsers' }],
    ['Log Analytics, what was provisioned', { Id: '1', Type: 'AADProvisioningLogs' }],
  ])('where Entra itself did it, in %s', (_, value) => {
    const { ignored, malformed } = decode(value);
    expect(ignored).toMatchObject([{ reason: 'risk or provisioning, done by Entra itself' }]);
    expect(malformed).toEqual([]);
    // Whoever calls himself so hides nothing.
    expect(decode({ ...okta, category: 'RiskyUsers', Type: 'AADRiskyUsers' }).activities).toHaveLength(1);
  });
});

describe('a page of an API', () => {
  test.each([
    'operation_logs',
    'Resources',
    'auditRecords',
    'audit_events',
    'activities',
    'log_events',
    'eventList',
    'documents',
    'anything else',
  ])('is read whose list is called %s', (name) => {
    const page = { next: 'token', links: [], tags: [{ a: 1 }], [name]: [{ unknown: 1 }, okta, report] };
    expect(uids(decode(page))).toEqual([...uids(decode(okta)), ...uids(decode(report))]);
  });

  test('is read as CloudTrail answers who looks events up', () => {
    const Events = [
      { EventId: 'e1', EventName: 'ConsoleLogin', CloudTrailEvent: json(consoleLoginRecord()) },
    ];
    expect(uids(decode({ Events, NextToken: 'token' }))).toEqual(uids(decode(consoleLoginRecord())));
  });

  test('is left alone with two lists of events: nobody knows which', () => {
    expect(decode({ before: [okta], after: [report] }).activities).toEqual([]);
  });

  test('is named where nobody knows what is in it, by its list if that is no more than a name', () => {
    const page = (name: string, count = 3) => ({
      total: count,
      [name]: Array.from({ length: count }, (_, id) => ({ id, who: 'secret_person' })),
    });
    const refused = (list: string) =>
      `no vendor recognises this event, nor what is in its one list${list}: a mapping can read it (docs/vendors.md)`;
    expect(reasons(decode(page('audit_trail')))).toEqual([refused(', audit_trail, of 3 objects')]);
    expect(reasons(decode(page('secret_person@example.com', 1)))).toEqual([refused(' of 1 object')]);
    const event = { ...page('roles'), a: 1, b: 2, c: 3, d: 4, e: 5 };
    expect(reasons(decode(event))).toEqual(['no vendor recognises this event']);
  });
});

describe('an envelope is malformed', () => {
  test.each<[string, unknown, string]>([
    ['text that is not JSON in SNS', sns('Alarm: disk full'), 'no vendor recognises this event'],
    ['cut JSON in SNS', sns('{"eventType":'), 'is not JSON'],
    ['text in CloudWatch Logs', logs('START RequestId: 1'), 'no vendor recognises this event'],
    ['no base64 in Firehose', { recordId: '1', data: '*** none ***' }, 'is not base64 (inside an envelope)'],
    [
      'cut gzip in Firehose',
      { recordId: '1', data: base64(gzipSync(json(okta)).subarray(0, 40)) },
      'begins like gzip, but is damaged or incomplete (inside an envelope)',
    ],
    [
      'base64 in base64',
      { recordId: '1', data: base64(json({ recordId: '2', data: base64(json(okta)) })) },
      'no vendor recognises this event',
    ],
    [
      'base64 in what only Kinesis calls Data',
      { messageId: '1', Data: base64(json(okta)) },
      'no vendor recognises this event',
    ],
    [
      'base64 in a body that is said to be text',
      { body: base64(json(okta)), isBase64Encoded: false },
      'no vendor recognises this event',
    ],
    ['base64 that nothing announces', { data: base64(json(okta)) }, 'no vendor recognises this event'],
    [
      'SNS in SNS in SNS in SNS in SNS',
      sns(json(sns(json(sns(json(sns(json(sns(json(okta)))))))))),
      'no vendor recognises this event',
    ],
  ])('%s', (_name, content, reason) => {
    const decoded = decode(content);
    expect(decoded.activities).toEqual([]);
    expect(reasons(decoded)).toEqual([reason]);
  });

  test('with a bomb inside, which is defused, and what stands beside it is read', () => {
    const bomb = base64(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    const records = [
      { recordId: '1', data: base64(json(okta)) },
      { recordId: '2', data: bomb },
    ];
    const decoded = decode({ records });
    expect(decoded.activities).toHaveLength(1);
    expect(reasons(decoded)).toEqual(['expands to more than 8 MiB (inside an envelope)']);
  });

  test('with many small bombs, which share one limit and so cost no more than one', () => {
    const bomb = { recordId: '1', data: base64(gzipSync(Buffer.alloc(7 * 1024 * 1024, ' '))) };
    const start = performance.now();
    const decoded = decode({ records: Array.from({ length: 500 }, () => bomb) });
    expect(performance.now() - start).toBeLessThan(3000);
    expect(decoded.malformed.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    expect(reasons(decoded)).toContain('expands to more than 8 MiB (inside an envelope)');
  });

  test('with keys that only some programs obey, also inside a string', () => {
    const text = json(okta).replace('{', '{"__proto__":{"polluted":true},');
    const decoded = decode(sns(text));
    expect(decoded.activities).toHaveLength(1);
    expect(reasons(decoded)).toEqual(['holds a key named __proto__; processed']);
    expect({}).not.toHaveProperty('polluted');
  });

  test('with more than 10,000 events in strings, of which the rest is counted', () => {
    const { uuid, published, eventType, actor } = oktaEvent({ eventType: 'policy.evaluate_sign_on' });
    const message = json({ uuid, published, eventType, actor });
    const decoded = decode(gzipSync(json(logs(...Array.from({ length: 10_002 }, () => message)))));
    expect(decoded.ignored).toMatchObject([{ count: 10_000 }]);
    expect(decoded.malformed).toMatchObject([
      { reason: 'holds more than 10000 events; the rest was not read', count: 2 },
    ]);
  });
});

test('what is expanded inside an envelope counts towards the budget of the batch', () => {
  const packed = json({ recordId: '1', data: base64(gzipSync(`${json(okta)}${' '.repeat(1_000_000)}`)) });
  const record = {
    data: base64(packed),
    partitionKey: 'any',
    sequenceNumber: '1',
    arrival: Date.UTC(2026, 5, 1),
  };
  expect(decodeBatch([record, record, record], { hashKey, budgetBytes: 1_500_000 }).next).toBe(2);
});

test('stamps inside an envelope of text are not believed', () => {
  const forged = json({ outflow: { vendor: 'okta', tenant: 'victim' }, event: okta });
  expect(decode(sns(forged)).activities).toEqual([]);
  expect(decode({ recordId: '1', data: base64(forged) }).activities).toEqual([]);
});

test('no wrapping, however odd, makes decoding throw or lose track', () => {
  const wrap = fc.constantFrom<(inner: unknown) => unknown>(
    (inner) => sns(json(inner)),
    (inner) => logs(json(inner), json(inner)),
    (inner) => sqs(json(inner)),
    (inner) => ({ Records: [inner] }),
    (inner) => ({ recordId: '1', data: base64(json(inner)) }),
    (inner) => ({ recordId: '1', data: base64(gzipSync(json(inner))) }),
    (inner) => json(inner),
    (inner) => [inner, inner],
  );
  const contents = fc.oneof(fc.constant<unknown>(okta), fc.constant<unknown>(report), fc.jsonValue());
  fc.assert(
    fc.property(contents, fc.array(wrap, { maxLength: 6 }), (content, wraps) => {
      const decoded = decode(json(wraps.reduce((inner, one) => one(inner), content)));
      expect(decoded.activities.length + decoded.ignored.length + decoded.malformed.length).toBeGreaterThan(
        0,
      );
    }),
    { numRuns: 500 },
  );
});
