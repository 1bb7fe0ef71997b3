import { otherReadings } from '../shared/decode/other-readings.ts';
import { type DecodedText, type DocumentOptions, decodeText, decodeValue } from '../shared/decode.ts';
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
  if (record.kind === 'text') return decodeText(record.text, options);
  if (record.kind === 'row') return decodeRow(record, options);
  const unread = { path: '', reason: record.reason, processed: false, count: 1, first: 0 };
  return { activities: [], ignored: [], malformed: [unread], unpackedBytes: 0 };
}

function decodeRow(
  { row, why, whole, undated }: LogRecord & { kind: 'row' },
  options: DocumentOptions,
): DecodedText {
  const decoded = decodeValue(row, options);
  if (!isUnknown(decoded)) return explained(decoded, 'time', undated);
  for (const other of otherReadings(row, whole)) {
    const read = decodeValue(other, options);
    if (!isUnknown(read)) return explained(read, 'time', undated);
  }
  return explained(decoded, '', why);
}

/** Whether there is something in it that no vendor knows. */
function isUnknown({ malformed }: DecodedText): boolean {
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
