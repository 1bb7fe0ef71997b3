import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { StreamRecord } from '../../shared/decode.ts';
import { toRecord } from '../ports/records.ts';
import { type Detected, type DetectOptions, type DetectPorts, detect } from './detect.ts';

/** What the event source mapping is told about its batch, and what was done with it. */
export async function answer(
  event: KinesisStreamEvent,
  ports: DetectPorts,
  options: DetectOptions,
): Promise<{ readonly response: KinesisStreamBatchResponse; readonly counts: Detected['counts'] }> {
  const records = event.Records.map(toRecord);
  const { retryFrom, counts } = await detect(records, ports, { ...options, ...shardOf(event) });
  return { response: { batchItemFailures: failuresFrom(records, retryFrom) }, counts };
}

/** Ids of events are `shardId-000000000006:49590…`, and all records of a batch are of one shard. */
function shardOf({ Records: [first] }: KinesisStreamEvent): Pick<DetectOptions, 'shard'> {
  const [shard] = first?.eventID?.split(':') ?? [];
  return shard === undefined || shard === '' ? {} : { shard: shard.replace(/^shardId-0*(?=\d)/, '') };
}

/** The mapping takes the lowest sequence number as its checkpoint and delivers everything from it again. */
function failuresFrom(records: readonly StreamRecord[], position: number | undefined) {
  const record = position === undefined ? undefined : records[position];
  return record ? [{ itemIdentifier: record.sequenceNumber }] : [];
}
