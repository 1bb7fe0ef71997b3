import { isObject, list, object } from '../vendors/field.ts';
import type { Recognise } from '../vendors/recognise.ts';
import type { Json, JsonObject, Vendor } from '../vendors/vendor.ts';
import { collected, fromCollector, loggedIn, pipedIn, valuesAt } from './collectors.ts';
import { opensJson } from './json.ts';
import { readColumns } from './log-analytics.ts';
import { knownList } from './page.ts';
import { withSharedFields } from './shared-fields.ts';
import { ofCells, ofPandas } from './tables.ts';
import { unflattened } from './unflatten.ts';

/**
 * Keys under which envelopes of vendors, AWS, Google and pollers hold one event or many. The last ones are of those
 * who collect logs: Splunk (`event`, `result`, `_raw`), Elastic (`_source` of a search, `original` within `event`,
 * `json` or `o365audit` of an input), Fluent Bit (`log`), Datadog (`attributes`), CloudTrail Lake (`eventData`), and
 * CloudTrail's look-up of events (`Events`, `CloudTrailEvent`:
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html).
 */
const ENVELOPES = [
  'Records',
  'records',
  'events',
  'items',
  'entries',
  'entities',
  'data',
  'results',
  'logs',
  'activity_logs',
  'audit_logs',
  'value',
  'detail',
  'kinesis',
  'Sns',
  'json',
  'o365audit',
  'message',
  'event',
  'original',
  'result',
  '_raw',
  '_source',
  'log',
  'eventData',
  'Events',
  'CloudTrailEvent',
  'attributes',
] as const;
const MAX_ENVELOPES = 4;
const MAX_READINGS = 2;

/** How much more wrapping is taken off. */
export interface Wrapping {
  readonly envelopes: number;
  /** Whether it came out of base64 already: that is taken off once. */
  readonly unpacked: boolean;
  /** How often it may still be taken for a row of columns, or for what a program wrote into a log: each may hold the next. */
  readonly readings: number;
}
const WRAPPED: Wrapping = { envelopes: MAX_ENVELOPES, unpacked: false, readings: MAX_READINGS };

export type Unwrapped =
  | { readonly kind: 'event'; readonly event: JsonObject; readonly vendor: Vendor }
  /** JSON that an envelope holds as a string. */
  | { readonly kind: 'text'; readonly text: string; readonly inside: Wrapping }
  /** Base64, of plain text or gzip. */
  | { readonly kind: 'packed'; readonly base64: string; readonly inside: Wrapping }
  | { readonly kind: 'ignored'; readonly reason: string; readonly value: Json }
  | { readonly kind: 'unrecognised'; readonly value: Json };

/**
 * Hands what is inside a value to `visit`, in order. What a vendor recognises is an event, even if it looks like
 * an envelope too. Texts are handed over and not opened here: who reads them counts what they expand to.
 */
export function unwrap(
  value: Json,
  recognise: Recognise,
  visit: (unwrapped: Unwrapped) => void,
  wrapping: Wrapping = WRAPPED,
): void {
  const rows = isObject(value) ? ofPandas(value) : undefined;
  if (rows === undefined && isObject(value)) {
    // Before anything else: some vendors would know such an event by its few keys that are no paths.
    const read = wrapping.readings > 0 ? writtenIn(value, recognise) : undefined;
    if (read !== undefined) {
      unwrap(read, recognise, visit, { ...wrapping, readings: wrapping.readings - 1 });
      return;
    }
    const event = unflattened(value);
    if (event !== undefined) {
      unwrap(event, recognise, visit, wrapping);
      return;
    }
    const vendor = recognise(value);
    if (vendor !== undefined) {
      visit({ kind: 'event', event: value, vendor });
      return;
    }
  }
  const contents: Contents =
    rows === undefined ? contentsOf(value, recognise) : { kind: 'values', values: rows };
  // Opening a text needs no limit of its own: what it holds is an envelope again, or an event.
  if (contents.kind === 'text') visit({ ...contents, inside: wrapping });
  else if (contents.kind === 'packed')
    visit(
      wrapping.unpacked
        ? { kind: 'unrecognised', value }
        : { ...contents, inside: { ...wrapping, unpacked: true } },
    );
  else if (contents.kind === 'ignored') visit({ ...contents, value });
  else if (contents.kind === 'unrecognised' || wrapping.envelopes === 0)
    visit({ kind: 'unrecognised', value });
  else if (contents.values.length === 0) visit({ kind: 'ignored', reason: 'envelope without events', value });
  else {
    const inside = { ...wrapping, envelopes: wrapping.envelopes - 1 };
    const withShared = withSharedFields(value, contents.values, recognise);
    for (const item of contents.values) unwrap(withShared(item), recognise, visit, inside);
  }
}

function writtenIn(value: JsonObject, recognise: Recognise): JsonObject | undefined {
  return readColumns(value, recognise) ?? loggedIn(value, recognise) ?? pipedIn(value, recognise);
}

type Contents =
  | { readonly kind: 'values'; readonly values: readonly Json[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'packed'; readonly base64: string }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unrecognised' };

const UNRECOGNISED = { kind: 'unrecognised' } as const;

function contentsOf(value: Json, recognise: Recognise): Contents {
  if (typeof value === 'string') return opensJson(value) ? { kind: 'text', text: value } : UNRECOGNISED;
  if (Array.isArray(value)) return { kind: 'values', values: ofCells(value) ?? value };
  if (!isObject(value)) return UNRECOGNISED;
  if (isOfEntraItself(value))
    return { kind: 'ignored', reason: 'risk or provisioning, done by Entra itself' };
  if (isBulkAction(value)) return { kind: 'ignored', reason: 'line of a bulk request of Elasticsearch' };
  return (
    contentsOfAws(value) ??
    contentsOfPacked(value) ??
    contentsOfSearch(value) ??
    contentsOfCollector(value) ??
    contentsOfResourceLog(value, recognise) ??
    contentsOfKey(value, recognise)
  );
}

/**
 * Beside who signed in and what was changed, the same setting hands on what Entra has computed or provisioned, in an event hub
 * by its category and in Log Analytics by its table, `AADRiskyUsers`:
 * https://learn.microsoft.com/en-us/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options
 */
function isOfEntraItself(value: JsonObject): boolean {
  const { category, Type } = value;
  const log = typeof category === 'string' ? category : typeof Type === 'string' ? Type : '';
  return /^(?:AAD)?(?:Risky(?:Users|ServicePrincipals)|(?:User|ServicePrincipal)RiskEvents|ProvisioningLogs)$/.test(
    log,
  );
}

/**
 * Before each document: https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk, `{"index": {"_index": "logs"}}`.
 */
function isBulkAction(value: JsonObject): boolean {
  const { index, create, ...others } = value;
  const action = index ?? create;
  if (!isObject(action) || Object.keys(others).length > 0) return false;
  return Object.keys(action).every((name) =>
    /^(?:_\w+|routing|pipeline|require_alias|dynamic_templates)$/.test(name),
  );
}

function contentsOfCollector(value: JsonObject): Contents | undefined {
  const values = fromCollector(value);
  return values && { kind: 'values', values };
}

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search: `{hits: {hits: [{_source}]}}`. */
function contentsOfSearch(value: JsonObject): Contents | undefined {
  const hits = object(value, 'hits');
  if (hits === undefined || !Array.isArray(hits['hits'])) return undefined;
  return {
    kind: 'values',
    values: list(hits, 'hits').map((hit) => (isObject(hit) ? (hit['_source'] ?? hit) : hit)),
  };
}

/**
 * Azure's resource logs in event hubs and storage have who and when beside `properties`, which tell the rest:
 * https://learn.microsoft.com/en-us/azure/azure-monitor/platform/resource-logs-schema.
 */
function contentsOfResourceLog(value: JsonObject, recognise: Recognise): Contents | undefined {
  if (!('operationName' in value && isObject(value['properties']))) return undefined;
  const { properties, ...shared } = value;
  const event = { ...shared, ...properties };
  if (recognise(event) !== undefined) return { kind: 'values', values: [event] };
  // Defender streams its tables: https://learn.microsoft.com/en-us/defender-xdr/streaming-api
  const raw = isObject(properties) ? properties['RawEventData'] : undefined;
  return isEvent(raw, recognise) ? { kind: 'values', values: [raw ?? null] } : undefined;
}

/** Envelopes whose name for what they hold says too little without the fields beside it. */
function contentsOfAws(value: JsonObject): Contents | undefined {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
  if (value['messageType'] === 'CONTROL_MESSAGE')
    return { kind: 'ignored', reason: 'control message of CloudWatch Logs' };
  if (value['messageType'] === 'DATA_MESSAGE')
    return {
      kind: 'values',
      values: list(value, 'logEvents').map((event) => (isObject(event) ? (event['message'] ?? null) : event)),
    };
  // https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
  if ('TopicArn' in value && 'Type' in value)
    return value['Type'] === 'Notification'
      ? { kind: 'values', values: [value['Message'] ?? null] }
      : { kind: 'ignored', reason: 'SNS message about the subscription itself' };
  // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
  if ('receiptHandle' in value) return { kind: 'values', values: [value['body'] ?? null] };
  const values = packedByAws(value);
  return values && { kind: 'values', values };
}

/**
 * Where not each record says that it is base64: what Firehose sends to an endpoint of one's own, what Lambda has of Kafka's
 * topics and of a subscription of CloudWatch Logs.
 * https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-process.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 */
function packedByAws(value: JsonObject): readonly Json[] | undefined {
  const { requestId, timestamp, eventSource, awslogs, records } = value;
  if (isObject(awslogs)) return packedAt([awslogs], 'data');
  if (isObject(records) && (eventSource === 'aws:kafka' || eventSource === 'SelfManagedKafka')) {
    const all = Object.keys(records).flatMap((topic) => list(records, topic));
    return packedAt(all, 'value') ?? all;
  }
  if (typeof requestId === 'string' && typeof timestamp === 'number' && Array.isArray(records))
    return packedAt(records, 'data');
  return undefined;
}

/** Each record by itself: one without a text, such as a tombstone of Kafka, stays as it is. Undefined where none has one. */
function packedAt(all: readonly Json[], key: string): readonly Json[] | undefined {
  const packed = all.map((one) => {
    const data = isObject(one) ? one[key] : undefined;
    return typeof data === 'string' ? { recordId: '', data } : one;
  });
  return packed.some((one, index) => one !== all[index]) ? packed : undefined;
}

/**
 * Base64 in `data`: Firehose transformation (`recordId`), Kinesis as Lambda has it (`sequenceNumber`) and as its API answers
 * (`SequenceNumber`, `Data`), Pub/Sub push (`messageId`), logs of Google SecOps (`logEntryTime`); in `Data` beside `Enumerated`
 * what Gravwell finds; CloudEvents in `data_base64`; bodies of requests that say so.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
 * https://cloud.google.com/pubsub/docs/push#receive_push
 * https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
function contentsOfPacked(value: JsonObject): Contents | undefined {
  const packer = PACKERS.find(({ mark, key }) => mark in value && typeof value[key] === 'string');
  const data = packer && value[packer.key];
  if (typeof data !== 'string' || (packer?.mark === BODY_MARK && value[BODY_MARK] !== true)) return undefined;
  return /^\s*[[{]/.test(data) ? { kind: 'text', text: data } : { kind: 'packed', base64: data };
}

const BODY_MARK = 'isBase64Encoded';
const PACKERS = [
  ...['recordId', 'sequenceNumber', 'SequenceNumber', 'messageId'].map((mark) => ({ mark, key: 'data' })),
  ...['logEntryTime', 'log_entry_time', 'collectionTime'].map((mark) => ({ mark, key: 'data' })),
  { mark: 'SequenceNumber', key: 'Data' },
  { mark: 'Enumerated', key: 'Data' },
  { mark: 'specversion', key: 'data_base64' },
  { mark: BODY_MARK, key: 'body' },
];

function isEvent(value: Json | undefined, recognise: Recognise): boolean {
  return isObject(value) && recognise(value) !== undefined;
}

function contentsOfKey(value: JsonObject, recognise: Recognise): Contents {
  // A stamp that does not count here: whoever wrote it must not get by without it either.
  if (object(value, 'outflow') !== undefined) return UNRECOGNISED;
  // Where a mapping says that they are, but not in place of a list, or an event, that stands where those of all vendors do.
  const isPlain = ENVELOPES.some((key) => Array.isArray(value[key]) || isEvent(value[key], recognise));
  const events = isPlain ? undefined : recognise.eventsIn?.(value);
  if (events !== undefined) return { kind: 'values', values: events };
  for (const key of ENVELOPES) {
    const values = valuesAt(value, key);
    if (values !== undefined) return { kind: 'values', values };
  }
  const values = knownList(value, recognise) ?? collected(value);
  return values === undefined ? UNRECOGNISED : { kind: 'values', values };
}
