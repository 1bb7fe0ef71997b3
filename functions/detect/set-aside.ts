import type { Decoded, MalformedEvent, StreamRecord } from '../../shared/decode.ts';
import type { AsideRecord } from '../ports/quarantine.ts';
import type { Refused } from './profiles.ts';

/** The records that go to quarantine, in the order of the batch, each once with all that is wrong with it. */
export function recordsAside(
  records: readonly StreamRecord[],
  malformed: Decoded['malformed'],
  refused: readonly Refused[],
): AsideRecord[] {
  const causes = new Map<number, MalformedEvent[]>();
  const add = (record: number, cause: MalformedEvent) =>
    causes.set(record, [...(causes.get(record) ?? []), cause]);
  for (const { record, ...cause } of malformed) add(record, cause);
  for (const { arrival, error } of refused) for (const record of arrival.records) add(record, refusal(error));
  return [...causes]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, found]) => {
      const record = records[index];
      return record ? [{ ...record, causes: found }] : [];
    });
}

function refusal(error: unknown): MalformedEvent {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    path: '',
    reason: `cannot be stored: ${reason.slice(0, 300)}`,
    processed: false,
    count: 1,
    first: 0,
  };
}
