import type { DecodedText, DocumentOptions } from '../../shared/decode.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import { sightingsIn } from '../../shared/honey-sighting.ts';
import type { LogRecord } from '../input/records.ts';
import { decodeRecord } from '../read-log.ts';
import { type Line, lineOf } from './spool.ts';

/** What some records of a log say, ready to be put on disk. */
export interface Told extends Pick<DecodedText, 'ignored' | 'malformed'> {
  readonly lines: readonly Line[];
  /** Events that hold honey, by `vendor dataset`. */
  readonly honey: ReadonlyMap<string, number>;
}

/** What the records of a log say, in their order. */
export type Tell = (records: AsyncIterable<LogRecord>) => AsyncIterable<Told>;

export async function* told(
  records: AsyncIterable<LogRecord>,
  options: DocumentOptions,
): AsyncGenerator<Told> {
  for await (const record of records) yield toldBy(decodeRecord(record, options), options.honey);
}

export function toldBy({ activities, ignored, malformed }: DecodedText, index: HoneyIndex | undefined): Told {
  const honey = sightingsIn(activities, index);
  return { lines: activities.map(lineOf), ignored, malformed, honey };
}
