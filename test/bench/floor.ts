import type { StreamRecord } from '../../shared/decode.ts';

/** What nobody who reads these records can do without. */
export function floor(records: readonly StreamRecord[]): number {
  let count = 0;
  for (const { data } of records)
    if (JSON.parse(Buffer.from(data, 'base64').toString('utf8')) !== null) count++;
  return count;
}
