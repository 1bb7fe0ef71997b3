import { isObject, list, object } from '../vendors/field.ts';
import type { Recognise } from '../vendors/recognise.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { isTooDeep, opensJson, parseJson } from './json.ts';
import { rowsOf } from './tables.ts';

/** What stands beside the body of a request or of its answer; API Gateway's are those of Lambda's proxy events. */
const OF_REQUEST = `
  statusCode statusDescription headers multiValueHeaders cookies isBase64Encoded version routeKey rawPath
  rawQueryString resource path httpMethod queryStringParameters multiValueQueryStringParameters pathParameters
  stageVariables requestContext params query querystring parsed_query webhookUrl executionMode
`;
/** As kcat writes messages, and Kafka Connect; Event Hubs and SQS say other names. */
const OF_KAFKA =
  'topic partition offset timestamp ts tstype broker headers key key_error payload_error schema';
const OF_QUEUE = `
  SequenceNumber Offset EnqueuedTimeUtc SystemProperties Properties PartitionId PartitionKey EventProcessedUtcTime
  EventEnqueuedUtcTime MessageId ReceiptHandle MD5OfBody MD5OfMessageAttributes Attributes MessageAttributes
`;
/** OpenTelemetry's table in ClickHouse. */
const OF_CLICKHOUSE = `
  Timestamp TimestampTime TraceId SpanId TraceFlags SeverityText SeverityNumber ServiceName ResourceSchemaUrl
  ResourceAttributes ScopeSchemaUrl ScopeName ScopeVersion ScopeAttributes LogAttributes
`;
const OF_OBSERVE = `
  BUNDLE_TIMESTAMP BUNDLE_ID BUNDLE_KIND OBSERVATION_INDEX OBSERVATION_KIND EXTRA PATH SYSTEM DATASTREAM_ID
  DATASTREAM_TOKEN_ID
`;
const OF_SYSLOG_NG = `
  PROGRAM PRIORITY PID MSGID HOST HOST_FROM LEGACY_MSGHDR FACILITY DATE ISODATE TIMESTAMP SOURCE SOURCEIP SEQNUM TAGS
`;
/** Whoever loads files into a table keeps the name of the file and the time beside what was in it. */
const OF_LOAD = `
  filename file_name file_row_number row_number source_file loaded_at load_time load_ts loaded_ts ingested_at ingest_time
  ingestion_time inserted_at insert_time timestamp dt
`;
const OF_AXIOM = 'format status request buckets datasetNames fieldsMetaMap traceID';
const OF_AIRBYTE = `
  _airbyte_raw_id _airbyte_extracted_at _airbyte_loaded_at _airbyte_meta _airbyte_generation_id _airbyte_ab_id
  _airbyte_emitted_at
`;
const OF_SEARCH = `
  query built_query used_indices fields time total_results from to decoration_stats warning
`;

/**
 * Keys under which collectors hand on what they were given. Graylog (GELF's `full_message` and `short_message`, `messages`
 * of a search), Sumo Logic (`messages`, `map`), Datadog (`content` of a search, `Message` of a CSV), LogScale
 * (`@rawstring`), CloudWatch Logs Insights (`@message`), Loki (`streams`, `line`), Axiom (`matches`), Pub/Sub
 * (`receivedMessages`), Event Hubs (`Body`), requests and Kafka (`body`, `payload`), Google SecOps (`log_text`),
 * Cortex XSIAM (`_raw_log`), RunReveal (`rawLog`), QRadar (`utf8_payload`), Coralogix (`userData`), Log Analytics
 * (`tables`), Defender (`RawEventData` of CloudAppEvents), tables of Purview from which only `AuditData` was kept,
 * Airbyte (`_airbyte_data`), Kafka's connector for Snowflake (`RECORD_CONTENT`), syslog-ng (`MESSAGE`), Log Analytics
 * (`RawData`, `SyslogMessage`), SQS (`Messages`), Elastic's webhook for Zoom (`zoom`), VictoriaLogs (`_msg`), Mezmo (`_line`),
 * Wazuh (`full_log`), InsightIDR (`source_json`), Securonix (`rawevent`), Estuary (`flow_document`), Observe (`FIELDS`), and
 * tables that hold a whole event in one column (`RAW`; Better Stack has its time in `dt`).
 *
 * A name that others use as well, such as that of what somebody has written, comes with all the names that its collector
 * writes beside it: otherwise whoever comments in an application could write events of anybody.
 * https://go2docs.graylog.org/current/getting_in_log_data/gelf.html
 * https://help.sumologic.com/docs/api/search-job/
 * https://docs.datadoghq.com/api/latest/logs/#search-logs
 * https://grafana.com/docs/loki/latest/reference/loki-http-api/
 * https://docs.airbyte.com/platform/understanding-airbyte/airbyte-metadata-fields
 * https://docs.snowflake.com/en/user-guide/kafka-connector-overview
 * https://syslog-ng.github.io/admin-guide/110_Template_and_rewrite/000_Customize_message_format/004_Template_functions
 * https://learn.microsoft.com/en-us/azure/azure-monitor/vm/data-collection-log-text
 * https://docs.aws.amazon.com/cli/latest/reference/sqs/receive-message.html
 */
const COLLECTED = (
  [
    ['full_message'],
    ['short_message'],
    ['messages', OF_SEARCH],
    ['map', ''],
    ['content', ''],
    ['Message', 'Date Host Service Status Source Tags'],
    ['@rawstring'],
    ['@message'],
    ['streams', ''],
    ['line', 'timestamp date fields labels'],
    ['matches', OF_AXIOM],
    ['receivedMessages'],
    ['Body', OF_QUEUE],
    ['Body', OF_CLICKHOUSE],
    ['body', OF_REQUEST],
    ['payload', OF_KAFKA],
    ['log_text'],
    ['_raw_log'],
    ['rawLog'],
    ['utf8_payload'],
    ['userData', 'metadata labels'],
    ['tables', `statistics render error ${OF_AXIOM}`],
    ['RawEventData'],
    ['AuditData'],
    ['auditdata'],
    ['_msg'],
    ['_line'],
    ['full_log'],
    ['source_json'],
    ['rawevent'],
    ['flow_document'],
    ['FIELDS', OF_OBSERVE],
    ['_airbyte_data', OF_AIRBYTE],
    ['RECORD_CONTENT', 'RECORD_METADATA'],
    ['MESSAGE', OF_SYSLOG_NG],
    ['RawData'],
    ['SyslogMessage'],
    ['Messages', ''],
    ['zoom', ''],
    ...['raw', 'raw_event', 'raw_json'].flatMap(inBothCases),
    ['RECORD', OF_LOAD.toUpperCase()],
  ] as const
).map(([key, beside]) => ({
  key,
  beside: beside === undefined ? undefined : new Set(beside.match(/\S+/g)),
}));

/**
 * What a program wrote into Google Cloud's log, where it is an event that some vendor knows: other entries beside audit logs say
 * nothing. https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
 */
export function loggedIn(entry: JsonObject, recognise: Recognise): JsonObject | undefined {
  const { jsonPayload, textPayload } = entry;
  // What others have under such a name somebody may have written.
  if (!('logName' in entry || 'insertId' in entry)) return undefined;
  if (jsonPayload === undefined && textPayload === undefined) return undefined;
  const written =
    typeof textPayload === 'string' && opensJson(textPayload) && !isTooDeep(textPayload)
      ? parseJson(textPayload)
      : jsonPayload;
  return isObject(written) && recognise(written) !== undefined ? written : undefined;
}

/**
 * An event that Datadog has collected. Beside its own fields its pipelines write `evt`, `usr` and `network`, by which it
 * looks like a record of Datadog's audit trail: https://docs.datadoghq.com/standard-attributes/
 */
export function pipedIn(log: JsonObject, recognise: Recognise): JsonObject | undefined {
  const outer = object(log, 'attributes');
  const event = object(outer, 'attributes') ?? outer;
  return event !== undefined && 'evt' in event && recognise(event) !== undefined ? event : undefined;
}

/** Lakes have their columns in lower case, Snowflake in upper case. */
function inBothCases(column: string): (readonly [string, string])[] {
  return [
    [column, OF_LOAD],
    [column.toUpperCase(), OF_LOAD.toUpperCase()],
  ];
}

/** To be asked last, because other events have such fields too; what is empty there is no envelope. */
export function collected(value: JsonObject): readonly Json[] | undefined {
  for (const { key, beside } of COLLECTED) {
    if (beside !== undefined && !hasOnly(value, key, beside)) continue;
    const values = valuesAt(value, key);
    if (values !== undefined && values.length > 0) return values;
  }
  return undefined;
}

function hasOnly(value: JsonObject, key: string, beside: ReadonlySet<string>): boolean {
  // In most values it is not even there, and there may be thousands of names.
  if (!(key in value)) return false;
  for (const name in value) if (name !== key && !beside.has(name)) return false;
  return true;
}

/** A list, an object, or a text that holds JSON. */
export function valuesAt(value: JsonObject, key: string): readonly Json[] | undefined {
  const inner = value[key];
  if (Array.isArray(inner)) return inner;
  const one = object(value, key) ?? inner;
  return isObject(one) || (typeof one === 'string' && opensJson(one)) ? [one] : undefined;
}

const DATADOG = new Set(['id']);
const FLUENTD = new Set(['tag', 'time', 'timestamp', 'date']);
const SINGER = new Set(['type', 'stream', 'time_extracted', 'version']);

/**
 * Loki's streams, whose lines stand behind their times; what a search of Datadog finds, where `content` is no text;
 * OpenTelemetry's log records, where their body is the text that was collected; Fluentd's with their tag; what Wazuh's modules put under their own
 * name; records of Singer, and of Airbyte, which have their stream inside; tables beside the names of their columns; and
 * Elastic's documents as Kibana shows them, with a list for each field:
 * https://grafana.com/docs/loki/latest/reference/loki-http-api/
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/examples/logs.json
 * https://www.elastic.co/docs/reference/elasticsearch/rest-apis/retrieve-selected-fields
 * https://hub.meltano.com/singer/spec
 * https://docs.airbyte.com/platform/understanding-airbyte/airbyte-protocol
 * https://documentation.wazuh.com/current/cloud-security/office365/monitoring-office365-activity.html
 */
export function fromCollector(value: JsonObject): readonly Json[] | undefined {
  const lines = value['values'];
  if ('stream' in value && Array.isArray(lines))
    return lines.map((line) => (Array.isArray(line) ? (line[1] ?? null) : line));
  if (Array.isArray(value['resourceLogs']))
    return within([value], ['resourceLogs', 'scopeLogs', 'logRecords']).map(bodyOf);
  const content = value['content'];
  if (isObject(content) && hasOnly(value, 'content', DATADOG)) return [content];
  const record = value['record'];
  if (value['type'] === 'RECORD' && isObject(record) && hasOnly(value, 'record', SINGER)) return [record];
  if ('tag' in value && isObject(record) && hasOnly(value, 'record', FLUENTD)) return [record];
  const rows = rowsOf(value) ?? ofDynamo(value);
  if (rows !== undefined) return rows;
  const fields = value['fields'];
  const originals = isObject(fields) ? (fields['event.original'] ?? fields['message']) : undefined;
  if ('_index' in value && Array.isArray(originals)) return originals;
  const module = value['integration'];
  const event = typeof module === 'string' ? object(value, module) : undefined;
  return event && [event];
}

const OF_DYNAMO = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);
const MAX_ATTRIBUTES = 32;

/**
 * Items of DynamoDB, of an answer, an export or a stream, or one alone, whose values have their type beside them:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
function ofDynamo(value: JsonObject): readonly Json[] | undefined {
  const { Item, Items } = value;
  const items = Array.isArray(Items) ? Items : [object(value, 'dynamodb')?.['NewImage'] ?? Item ?? value];
  return items.length > 0 && items.every(isItem)
    ? items.map((item: Json) => plainOf({ M: item }, 0))
    : undefined;
}

function isItem(value: Json): boolean {
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isAttribute);
}

function isAttribute(value: Json | undefined): boolean {
  const [type = '', ...others] = isObject(value) ? Object.keys(value) : [];
  return others.length === 0 && OF_DYNAMO.has(type);
}

function plainOf(attribute: Json | undefined, depth: number): Json {
  const [[type, value = null] = []] = isObject(attribute) ? Object.entries(attribute) : [];
  if (type === undefined || value === null || depth > MAX_ATTRIBUTES) return null;
  if (type === 'M' && isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, plainOf(inner, depth + 1)]),
    );
  if (type === 'L' && Array.isArray(value)) return value.map((inner: Json) => plainOf(inner, depth + 1));
  if (type === 'NULL') return null;
  return type === 'N' && typeof value === 'string' && value.length < 16 ? Number(value) : value;
}

function within(values: readonly Json[], keys: readonly string[]): readonly Json[] {
  return keys.reduce((found, key) => found.flatMap((one) => (isObject(one) ? list(one, key) : [])), values);
}

function bodyOf(record: Json): Json {
  return (isObject(record) ? object(record, 'body')?.['stringValue'] : undefined) ?? record;
}
