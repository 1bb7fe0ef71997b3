import type { DecodedText } from '../../shared/decode.ts';
import type { LogRecord } from '../input/records.ts';

/** One way to show what was read: lines before, for each record, and after. */
export interface View {
  /** Shows the records themselves and not what they mean: then they are not decoded. */
  readonly readsValues: boolean;
  readonly start: () => Iterable<string>;
  /** `file`: where the record is of, where there are several. */
  readonly record: (
    index: number,
    decoded: DecodedText,
    record: LogRecord,
    file: string | undefined,
  ) => Iterable<string>;
  readonly end: (records: number) => Iterable<string>;
}
