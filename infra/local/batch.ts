import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { _Record as StoredRecord } from '@aws-sdk/client-kinesis';
import type { KinesisStreamRecord } from 'aws-lambda';
import { REGION } from './template.ts';

/** What Lambda adds to each record besides its base64 (measured: 542 bytes), and what encloses the list. */
const ENVELOPE_BYTES = 600;

export interface Source {
  readonly streamArn: string;
  readonly shardId: string;
  readonly roleArn: string;
}

/** A record as the function sees it: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function eventRecord(
  record: StoredRecord,
  { streamArn, shardId, roleArn }: Source,
): KinesisStreamRecord {
  const sequenceNumber = record.SequenceNumber ?? '';
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.PartitionKey ?? '',
      sequenceNumber,
      data: Buffer.from(record.Data ?? []).toString('base64'),
      approximateArrivalTimestamp: (record.ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: roleArn,
    awsRegion: REGION,
    eventSourceARN: streamArn,
  };
}

/** How many of the first records make the next batch: at most `batchSize`, and no more than a payload can hold. */
export function batchLength(
  records: readonly KinesisStreamRecord[],
  batchSize: number,
  payloadBytes: number,
): number {
  let bytes = 0;
  let count = 0;
  for (const { kinesis } of records.slice(0, batchSize)) {
    bytes += kinesis.data.length + kinesis.partitionKey.length + ENVELOPE_BYTES;
    if (bytes > payloadBytes && count > 0) break;
    count++;
  }
  return count;
}

/**
 * Index of the first record to deliver again, `undefined` for none. As AWS reads the answer: nothing reported is
 * success; of several the lowest sequence number counts; what cannot be understood fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function firstFailed(answer: unknown, records: readonly KinesisStreamRecord[]): number | undefined {
  if (answer === null || answer === undefined) return undefined;
  if (typeof answer !== 'object') return 0;
  if (Object.keys(answer).length === 0) return undefined;
  const failures: unknown = 'batchItemFailures' in answer ? answer.batchItemFailures : 'missing';
  if (failures === null) return undefined;
  if (!Array.isArray(failures)) return 0;
  if (failures.length === 0) return undefined;
  const positions = new Map(records.map((record, index) => [record.kinesis.sequenceNumber, index]));
  return Math.min(...failures.map((failure) => positions.get(failure?.itemIdentifier) ?? 0));
}

/** The object that the mapping leaves in its on-failure bucket, payload included.
 *  https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
export function failedBatchObject(
  records: readonly KinesisStreamRecord[],
  failure: {
    readonly functionArn: string;
    readonly mappingId: string;
    readonly invokeCount: number;
    readonly now: Date;
  },
  { streamArn, shardId }: Source,
): { readonly key: string; readonly body: string } {
  const first = records[0]?.kinesis;
  const last = records.at(-1)?.kinesis;
  const time = (seconds = 0) => new Date(seconds * 1000).toISOString();
  const [day = '', clock = ''] = failure.now.toISOString().slice(0, 19).split('T');
  const name = `${day}T${clock.replaceAll(':', '.')}-${randomUUID()}`;
  return {
    key: `aws/lambda/${failure.mappingId}/${shardId}/${day.replaceAll('-', '/')}/${name}`,
    body: JSON.stringify({
      requestContext: {
        requestId: randomUUID(),
        functionArn: failure.functionArn,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: failure.invokeCount,
      },
      version: '1.0',
      timestamp: failure.now.toISOString(),
      KinesisBatchInfo: {
        shardId,
        startSequenceNumber: first?.sequenceNumber,
        endSequenceNumber: last?.sequenceNumber,
        approximateArrivalOfFirstRecord: time(first?.approximateArrivalTimestamp),
        approximateArrivalOfLastRecord: time(last?.approximateArrivalTimestamp),
        batchSize: records.length,
        streamArn,
      },
      payload: { Records: records },
    }),
  };
}
