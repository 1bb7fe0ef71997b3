import { setTimeout as sleep } from 'node:timers/promises';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { UserError } from '../errors.ts';

export interface Put {
  readonly partitionKey: string;
  /** Base64. */
  readonly data: string;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html: 500 records and 5 MiB a call. */
const MAX_RECORDS = 500;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ATTEMPTS = 12;
const BACKOFF_MS = { first: 100, most: 5_000 };

/**
 * Puts records in their order, with their own keys. The stream refuses records one by one, also where the call
 * succeeds: those are put again, later and later, because a shard that is full has room again in a second.
 */
export async function putAgain(
  client: KinesisClient,
  stream: string,
  records: readonly Put[],
): Promise<void> {
  for (const chunk of chunksOf(records)) {
    let rest = chunk.map(({ partitionKey, data }) => ({
      PartitionKey: partitionKey,
      Data: Buffer.from(data, 'base64'),
    }));
    let reason = 'no answer';
    for (let attempt = 0; rest.length > 0; attempt++) {
      if (attempt === MAX_ATTEMPTS)
        throw new UserError(
          `The stream ${stream} refused ${rest.length} records ${MAX_ATTEMPTS} times (${reason}). Try again later; what is done is done.`,
        );
      if (attempt > 0) await sleep(Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** attempt));
      const { Records = [] } = await client.send(
        new PutRecordsCommand({ StreamName: stream, Records: rest }),
      );
      reason = Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? reason;
      rest = rest.filter((_, index) => Records[index]?.ErrorCode !== undefined);
    }
  }
}

function* chunksOf(records: readonly Put[]): Generator<Put[]> {
  let chunk: Put[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record.data.length + record.partitionKey.length;
    if (chunk.length === MAX_RECORDS || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
