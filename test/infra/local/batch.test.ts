import type { KinesisStreamRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchLength, eventRecord, firstFailed } from '../../../infra/local/batch.ts';

const source = {
  streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/events',
  shardId: 'shardId-000000000001',
  roleArn: 'arn:aws:iam::123456789012:role/detect',
};

function record(sequenceNumber: string, text = 'x'): KinesisStreamRecord {
  return eventRecord(
    {
      SequenceNumber: sequenceNumber,
      PartitionKey: 'actor',
      Data: Buffer.from(text),
      ApproximateArrivalTimestamp: new Date(1_545_084_650_987),
    },
    source,
  );
}

it('a record has the shape that Lambda gives it, its arrival in seconds', () => {
  expect(record('4959', 'Hello, this is a test.')).toEqual({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'actor',
      sequenceNumber: '4959',
      data: 'SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==',
      approximateArrivalTimestamp: 1545084650.987,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: 'shardId-000000000001:4959',
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/detect',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/events',
  });
});

describe('what a function reports', () => {
  const records = ['10', '11', '12', '13'].map((sequenceNumber) => record(sequenceNumber));
  const failing = (...ids: unknown[]) => ({
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  });

  it.each([
    ['nothing at all', null, undefined],
    ['an empty answer', {}, undefined],
    ['an empty list', failing(), undefined],
    ['no list', { batchItemFailures: null }, undefined],
    ['one record', failing('12'), 2],
    ['several records: the lowest counts', failing('13', '11'), 1],
    ['a record that was not in the batch: all failed', failing('12', '99'), 0],
    ['an empty identifier: all failed', failing(''), 0],
    ['no identifier: all failed', failing(null), 0],
    ['a key that is misspelt: all failed', { batchItemFailure: [] }, 0],
    ['a list of something else: all failed', { batchItemFailures: [null] }, 0],
    ['text: all failed', 'ok', 0],
  ])('%s', (_, answer, expected) => {
    expect(firstFailed(answer, records)).toBe(expected);
  });
});

it('a batch is as long as size and payload allow, and never empty while a record waits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(5000), { maxLength: 40 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1000, max: 40_000 }),
      (sizes, batchSize, payloadBytes) => {
        const records = sizes.map((size, index) => record(String(index), 'x'.repeat(size)));
        const length = batchLength(records, batchSize, payloadBytes);
        const bytesOf = (count: number) => JSON.stringify({ Records: records.slice(0, count) }).length;

        expect(length).toBeLessThanOrEqual(batchSize);
        if (records.length > 0) expect(length).toBeGreaterThan(0);
        if (length > 1) expect(bytesOf(length)).toBeLessThanOrEqual(payloadBytes);
        // It gives away no more than the estimate of the envelope.
        if (length < Math.min(batchSize, records.length))
          expect(bytesOf(length + 1)).toBeGreaterThan(payloadBytes - 300 * (length + 1));
      },
    ),
  );
});
