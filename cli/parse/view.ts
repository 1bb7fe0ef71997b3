import type { DecodedText } from '../../shared/decode.ts';
import type { LogRecord } from '../input/records.ts';

/** One way to show what was read: lines before, for each record, and after. */
export interface View {
  /** Shows the records themselves and not what they mean: then they are not decoded. */
  readonly readsValues: boolean;
  readonly start: () => Iterable<string>;
  readonly record: (index: number, decoded: DecodedText, record: LogRecord) => Iterable<string>;
  readonly end: (records: number) => Iterable<string>;
}
