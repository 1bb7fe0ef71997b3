import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { type Entry, type EventStream, puts, StreamFullError } from '../stream.ts';

const MAX_ROUNDS = 8;
const FIRST_WAIT_MS = 100;

/** PutRecords says yes and still leaves records out: those, and only those, are put again. */
export function kinesisStream(
  client: KinesisClient,
  stream: string,
  sleep: (ms: number) => Promise<unknown> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): EventStream {
  return {
    put: async (entries) => {
      for (const some of puts(entries)) await putAll(client, stream, some, sleep);
    },
  };
}

async function putAll(
  client: KinesisClient,
  stream: string,
  entries: readonly Entry[],
  sleep: (ms: number) => Promise<unknown>,
): Promise<void> {
  let rest = entries;
  let reason = '';
  for (let round = 0; rest.length > 0; round++) {
    if (round === MAX_ROUNDS)
      throw new StreamFullError(`The stream ${stream} left ${rest.length} records out: ${reason}.`);
    if (round > 0) await sleep(FIRST_WAIT_MS * 2 ** round * (0.5 + Math.random() / 2));
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: rest.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey })),
      }),
    );
    reason = Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? 'no answer';
    rest = rest.filter((_, index) => {
      const answer = Records[index];
      return answer === undefined || answer.ErrorCode !== undefined;
    });
  }
}
