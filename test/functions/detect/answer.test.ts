import type { KinesisStreamEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { answer } from '../../../functions/detect/answer.ts';
import type { StreamRecord } from '../../../shared/decode.ts';
import { asideOf, eventOf, options, recordOf, TODAY_MS, world } from './world.ts';

/** As Lambda hands the batch over: arrival in seconds. */
function batchOf(records: readonly StreamRecord[]): KinesisStreamEvent {
  return {
    Records: records.map(({ data, partitionKey, sequenceNumber, arrival }) => ({
      awsRegion: 'eu-central-1',
      eventID: `shardId-000000000000:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/outflow',
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/outflow-detect',
      kinesis: {
        data,
        partitionKey,
        sequenceNumber,
        approximateArrivalTimestamp: arrival / 1000,
        kinesisSchemaVersion: '1.0',
      },
    })),
  };
}

const ordinary = [0, 1, 2, 3].map((index) => recordOf([eventOf('ana', String(index))], index));

describe('the answer to the event source mapping', () => {
  test.each([0, 1, 2, 3])(
    'names the record to deliver again from, at position %i, and no other',
    async (position) => {
      const throttled = ordinary.map((record, index) =>
        index >= position ? recordOf([eventOf('theo', String(index))], index) : record,
      );
      const { response, counts } = await answer(batchOf(throttled), world().ports, options);
      expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: String(1000 + position) }] });
      expect(counts).toMatchObject({ Records: 4, EntitiesRetried: 1 });
    },
  );

  test('names none when nothing is to be delivered again, also if records were set aside as they arrived', async () => {
    const { ports } = world();
    const bad = { ...recordOf(['no JSON'], 4), partitionKey: 'its own', arrival: TODAY_MS + 7 };
    const { response } = await answer(batchOf([...ordinary, bad]), ports, options);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(asideOf(ports)).toEqual([
      { ...bad, causes: [expect.objectContaining({ reason: 'is not JSON' })] },
    ]);
  });
});
