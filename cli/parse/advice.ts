import { RECORD_TOO_LONG } from '../../functions/ingest/log.ts';
import { parseJson } from '../../shared/decode/json.ts';
import { isObject, object } from '../../shared/vendors/field.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import type { LogRecord } from '../input/records.ts';

/** What to take instead of a file that people have, and of which nothing can be read. */
export function adviceFor(record: LogRecord): string | undefined {
  if (record.kind === 'unreadable') return record.reason === RECORD_TOO_LONG.reason ? TOO_LONG : undefined;
  if (record.kind === 'row') return record.why === undefined ? adviceFrom(record.row) : `it ${record.why}`;
  const value = parseJson(record.text);
  return value === undefined
    ? TEXTS.find(([begins]) => begins.test(record.text))?.[1]
    : adviceFrom(first(value));
}

const TOO_LONG = `its first record ${RECORD_TOO_LONG.reason}; write one event a line`;

const TEXTS: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*<(?:!doctype html|html)\b/i,
    'it is a web page, such as a sign-in or an error; download the log again, as JSON or CSV',
  ],
  [
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells files that are no text.
    /^[^\n]{0,200}[\0-\x08\ufffd]/,
    'it is no text, or not in UTF-8; take the log as NDJSON, JSON or CSV in UTF-8',
  ],
  [
    /^[-+|= ]{20}/,
    'it is drawn for people to read, as by --output table; take the log with --output json, or --format json',
  ],
  [/^(?:[\w "-]{1,60}\|){2,}[\w "-]{1,60}\s*$/, 'its columns are separated by |; write it with commas'],
  [
    /^"?[\w.-]{1,60}"?[,;\t]"?[\w.-]{1,60}"?\s*$/,
    'it looks like a table of two columns; who did what and when takes three, so take all that the log has',
  ],
  [/^\s*[[{]+'/, 'it is what Python prints; write it with json.dumps'],
  [/^[\w+/]{64,}={0,2}\s*$/m, 'it is base64; decode it'],
  [/^\s*<(?:\?xml|results)\b/, 'it is XML; take the log as JSON, as Splunk writes it with -output json'],
  [
    /^[^{]{0,256}\b(?:CEF|LEEF):\d/,
    'it is CEF or LEEF, which leaves out much of an event; take the log as the vendor gives it, as JSON',
  ],
];

function adviceFrom(value: Json | undefined): string | undefined {
  return isObject(value) ? FORMS.find(([is]) => is(value))?.[1] : undefined;
}

/** Of a list, or the one list in a page, the first entry. */
function first(value: Json): Json | undefined {
  if (Array.isArray(value)) return value[0];
  const list = isObject(value) ? Object.values(value).find((inner) => Array.isArray(inner)) : undefined;
  return Array.isArray(list) && isObject(list[0]) && Object.keys(value as JsonObject).length < 4
    ? list[0]
    : value;
}

const has =
  (...names: readonly string[]) =>
  (value: JsonObject): boolean =>
    names.every((name) => name in value);

const FORMS: readonly (readonly [(value: JsonObject) => boolean, string])[] = [
  [isRefusal, 'it is the error with which an API answered; ask it again, with a key that may read the log'],
  [
    (value) => object(value, 's3') !== undefined && has('eventName', 'eventTime')(value),
    'it is a notice of objects in S3; take the objects that it names',
  ],
  [
    has('EventName', 'EventTime', 'EventSource', 'Username'),
    'it is a look-up of CloudTrail without the events themselves; keep CloudTrailEvent when you call lookup-events',
  ],
  [
    (value) => '@timestamp' in value && ('ecs' in value || 'data_stream' in value),
    'it is an Elastic document without what the vendor wrote; turn on "Preserve original event" where it is collected',
  ],
  [
    (value) => isOfUdm(object(value, 'event') ?? object(value, 'udm') ?? value),
    "it is normalized to Google's UDM, which leaves out much of an event; take the raw log",
  ],
  [
    has('EventVendor', 'EventSchema'),
    'it is normalized to ASIM, which leaves out much of an event; take the table that it was made of',
  ],
];

function isOfUdm(event: JsonObject): boolean {
  const metadata = object(event, 'metadata') ?? {};
  return has('eventType', 'productName')(metadata) || has('event_type', 'product_name')(metadata);
}

/** As Okta, GitHub, Slack, and those of Google, Microsoft and OpenAI say it: in few words, and without any event. */
function isRefusal(answer: JsonObject): boolean {
  if (
    Object.keys(answer).length > 6 ||
    Object.values(answer).some((value) => Array.isArray(value) && value.length > 0)
  )
    return false;
  const { error, message, ok } = answer;
  const isTold = isObject(error) ? typeof error['message'] === 'string' : typeof error === 'string';
  return (
    has('errorCode', 'errorSummary')(answer) ||
    (ok === false && isTold) ||
    (typeof message === 'string' && has('documentation_url')(answer)) ||
    (isObject(error) && isTold && Object.keys(answer).length < 4)
  );
}
