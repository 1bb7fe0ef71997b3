import { parseJson } from '../shared/decode/json.ts';
import { otherReadings, saysPath, takenApart, withPaths } from '../shared/decode/other-readings.ts';
import { type DecodedText, type DocumentOptions, decodeText, decodeValue } from '../shared/decode.ts';
import { isObject } from '../shared/vendors/field.ts';
import type { JsonObject } from '../shared/vendors/vendor.ts';
import { type LogRecord, recordsOf } from './input/records.ts';

/** What each record of a log says, in the order of the file; `onBytes` is told how much of it was read. */
export async function* readLog(
  path: string,
  options: DocumentOptions,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<DecodedText> {
  for await (const record of recordsOf(path, onBytes)) yield decodeRecord(record, options);
}

export function decodeRecord(record: LogRecord, options: DocumentOptions): DecodedText {
  if (record.kind === 'text') return decodeLine(record.text, options);
  if (record.kind === 'row') return decodeRow(record, options);
  const unread = { path: '', reason: record.reason, processed: false, count: 1, first: 0 };
  return { activities: [], ignored: [], malformed: [unread], unpackedBytes: 0 };
}

/**
 * What a warehouse, or whoever loads it, keeps of a row beside its only column. Beside anything else, such as who did something, an
 * object may be what somebody has written in an application, as a text with an event in it may be anywhere.
 */
const BY_LOAD =
  /^_?(?:id|dt|ts|timestamp)$|^_(?:fivetran|sdc|dlt|airbyte)_|(?:^|[_$])(?:re)?(?:load|ingest|insert|extract|sync|batch|partition|offset|row|file|filename)(?:ed|ion)?(?:_|$)/i;

/** A name with two underscores. Few lines have two anywhere, and looking for such a name takes a third of the time of reading one. */
const JOINED = /"[A-Za-z0-9]+__\w+":/;

/** A line that nobody knows may be the row of a table, as warehouses unload them: `{"V": {…}}`, `{"EVENT_TYPE": …}`. */
function decodeLine(text: string, options: DocumentOptions): DecodedText {
  const decoded = decodeText(text, options);
  // A vendor may know a row by those of its columns that are no paths, such as `actor__id`.
  const isOdd = isUnread(decoded) || (text.includes('__') && JOINED.test(text));
  const row = isOdd ? parseJson(text) : undefined;
  if (!isObject(row)) return decoded;
  const names = Object.keys(row);
  const hasPaths = names.some(saysPath);
  if (!hasPaths && !isUnread(decoded)) return decoded;
  const holding = names.filter((name) => isObject(row[name]));
  const [only = ''] = holding;
  const isRow = holding.length === 1 && names.every((name) => name === only || BY_LOAD.test(name));
  const read = decodeRow({ kind: 'row', row, whole: isRow ? holding : [], hasPaths }, options);
  return isUnknown(read) ? decoded : read;
}

function isUnread({ activities, ignored, malformed }: DecodedText): boolean {
  return activities.length + ignored.length === 0 && malformed.length === 1 && isUnknown({ malformed });
}

function decodeRow(
  { row, why, whole, undated, hasPaths = false }: LogRecord & { kind: 'row' },
  options: DocumentOptions,
): DecodedText {
  const decoded = hasPaths ? toldMost(row, options) : decodeValue(row, options);
  if (!isUnknown(decoded)) return explained(decoded, 'time', undated);
  let known: DecodedText | undefined;
  for (const other of otherReadings(row, whole)) {
    const read = hasPaths ? toldMost(other, options) : decodeValue(other, options);
    if (isUnknown(read)) continue;
    if (tellsWho(read)) return explained(read, 'time', undated);
    known ??= read;
  }
  const apart = takenApart(row);
  const read = apart && decodeValue(apart, options);
  if (
    read !== undefined &&
    tellsWho(read) &&
    !isUnknown(read) &&
    (known === undefined || read.activities.length > 0)
  )
    known = read;
  return known === undefined ? explained(decoded, '', why) : explained(known, 'time', undated);
}

/** A vendor may know a row by a few columns, and find nobody in it because the others are named otherwise. */
function tellsWho({ activities }: DecodedText): boolean {
  return activities.every(({ actor }) => actor.type !== 'unknown');
}

/** A vendor may know a row by the few of its columns that are no paths, and find nobody in it. */
function toldMost(row: JsonObject, options: DocumentOptions): DecodedText {
  const decoded = decodeValue(row, options);
  const paths = withPaths(row);
  if (paths === undefined) return decoded;
  const read = decodeValue(paths, options);
  const says = ({ activities }: DecodedText) => JSON.stringify(activities).length;
  return !isUnknown(read) && (isUnknown(decoded) || says(read) > says(decoded)) ? read : decoded;
}

/** Whether there is something in it that no vendor knows. */
function isUnknown({ malformed }: Pick<DecodedText, 'malformed'>): boolean {
  return malformed.some(({ path, processed }) => path === '' && !processed);
}

/** What is amiss with a row says more than that something is not there; what a vendor says of one that it knows says more still. */
function explained(decoded: DecodedText, path: string, why: string | undefined): DecodedText {
  if (why === undefined) return decoded;
  const malformed = decoded.malformed.map((one) =>
    one.path === path && !one.processed ? { ...one, reason: why } : one,
  );
  return { ...decoded, malformed };
}
