import { type LogRecord, recordsOfText } from '../../functions/ingest/log.ts';
import { openText } from './open.ts';

/** The records of a log file of any size; `onBytes` is told the bytes read since the last call. */
export function recordsOf(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<LogRecord> {
  return recordsOfText(openText(path, onBytes));
}

export type { LogRecord } from '../../functions/ingest/log.ts';
