import type { KinesisStreamRecord } from 'aws-lambda';
import type { StreamRecord } from '../../shared/decode.ts';

/** A record as Lambda hands it over, without what is Lambda's own. */
export function toRecord({ kinesis }: KinesisStreamRecord): StreamRecord {
  const { data, partitionKey, sequenceNumber, approximateArrivalTimestamp } = kinesis;
  return { data, partitionKey, sequenceNumber, arrival: Math.round(approximateArrivalTimestamp * 1000) };
}
