import { type LogRecord, recordsOfText, startingWith } from '../../functions/ingest/log.ts';
import { openText } from './open.ts';
import { isYaml, yamlRecords } from './yaml.ts';

/** The records of a log file of any size; `onBytes` is told the bytes read since the last call. */
export async function* recordsOf(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<LogRecord> {
  const text = openText(path, onBytes);
  const { value: head = '' } = await text.next();
  const whole = startingWith(head, text);
  yield* isYaml(head) ? yamlRecords(whole) : recordsOfText(whole);
}

export type { LogRecord } from '../../functions/ingest/log.ts';
