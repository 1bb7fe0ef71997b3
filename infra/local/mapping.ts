import { setTimeout as sleep } from 'node:timers/promises';
import { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { KinesisStreamRecord } from 'aws-lambda';
import { batchLength, eventRecord, failedBatchObject, firstFailed, type Source } from './batch.ts';
import type { Clients } from './clients.ts';
import { MAX_PAYLOAD_BYTES } from './lambda-api.ts';
import type { LambdaFunction } from './lambda-function.ts';

export interface MappingSettings {
  readonly id: string;
  readonly streamName: string;
  readonly streamArn: string;
  readonly roleArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportsItemFailures: boolean;
  readonly bisects: boolean;
  /** Invocations after the first; -1 for no limit. */
  readonly retries: number;
  readonly failedBatchesBucket?: string;
}

export interface MappingCounts {
  /** Records that the function has taken, or that were set aside. */
  readonly records: number;
  readonly invocations: number;
  /** Invocations after which records had to be delivered again. */
  readonly retries: number;
  /** Batches written to the on-failure bucket. */
  readonly failedBatches: number;
}

export interface Mapping {
  counts(): MappingCounts;
  /** Resolves when every record put before the call is processed. */
  drained(): Promise<void>;
  /** Resolves when nothing more is delivered; never rejects. */
  readonly ended: Promise<void>;
}

/** A shard is asked once a second, as AWS does; more often while a batch gathers, or while somebody waits for it. */
const IDLE_MS = 1000;
const POLL_MS = 200;
const BACKOFF_MS = { first: 100, most: 2000 };

/** Delivers a stream to a function as Lambda's event source mapping would: one batch in flight per shard, in order. */
export async function startMapping(
  settings: MappingSettings,
  target: Pick<LambdaFunction, 'arn' | 'invoke'>,
  clients: Clients,
  stopping: AbortSignal,
): Promise<Mapping> {
  const counts = { records: 0, invocations: 0, retries: 0, failedBatches: 0 };
  const { Shards = [] } = await clients.kinesis.send(
    new ListShardsCommand({ StreamName: settings.streamName }),
  );
  const shards = Shards.map(({ ShardId = '' }) => ({
    source: { shardId: ShardId, streamArn: settings.streamArn, roleArn: settings.roleArn },
    /** When the last reading began that found nothing left to deliver. */
    emptyAt: 0,
  }));

  /** When somebody last began to wait until everything is processed. */
  let awaitedAt = 0;

  async function runShard(shard: (typeof shards)[number]): Promise<void> {
    const reader = shardReader(shard.source, settings, clients, stopping);
    let waiting: readonly KinesisStreamRecord[] = [];
    let gatheringSince = 0;
    while (!stopping.aborted) {
      const readAt = performance.now();
      if (waiting.length < settings.batchSize) {
        const fresh = await reader.next();
        if (waiting.length === 0) gatheringSince = readAt;
        waiting = [...waiting, ...fresh];
        if (waiting.length === 0) shard.emptyAt = readAt;
      }
      const length = batchLength(waiting, settings.batchSize, MAX_PAYLOAD_BYTES);
      const windowOver = performance.now() - gatheringSince >= settings.windowMs;
      if (length > 0 && (length === settings.batchSize || length < waiting.length || windowOver)) {
        await deliver(waiting.slice(0, length), shard.source);
        waiting = waiting.slice(length);
        gatheringSince = performance.now();
      } else if (waiting.length > 0) await pause(POLL_MS, stopping);
      else await rest(shard);
    }
  }

  async function rest(shard: (typeof shards)[number]): Promise<void> {
    const until = performance.now() + IDLE_MS;
    do await pause(POLL_MS, stopping);
    while (!stopping.aborted && shard.emptyAt >= awaitedAt && performance.now() < until);
  }

  /** Returns when each record of the batch was taken or set aside. */
  async function deliver(batch: readonly KinesisStreamRecord[], source: Source): Promise<void> {
    const work = [{ records: batch, failures: 0 }];
    for (let next = work.shift(); next !== undefined && !stopping.aborted; next = work.shift()) {
      const { records } = next;
      const outcome = await target.invoke(JSON.stringify({ Records: records }));
      if (stopping.aborted) return;
      counts.invocations++;
      const failedAt = outcome.kind === 'failed' ? 0 : reportedFailure(outcome.payload, records);
      counts.records += failedAt ?? records.length;
      if (failedAt === undefined) continue;

      const failures = failedAt > 0 ? 1 : next.failures + 1;
      const rest = records.slice(failedAt);
      if (outcome.kind === 'failed' && settings.bisects && rest.length > 1) {
        // Halving does not use up an attempt.
        const middle = Math.ceil(rest.length / 2);
        for (const half of [rest.slice(middle), rest.slice(0, middle)])
          work.unshift({ records: half, failures: next.failures });
      } else if (settings.retries >= 0 && failures > settings.retries) {
        await setAside(rest, failures, source);
        continue;
      } else work.unshift({ records: rest, failures });
      counts.retries++;
      await pause(Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** (failures - 1)), stopping);
    }
  }

  function reportedFailure(payload: string, records: readonly KinesisStreamRecord[]): number | undefined {
    return settings.reportsItemFailures ? firstFailed(JSON.parse(payload), records) : undefined;
  }

  async function setAside(
    records: readonly KinesisStreamRecord[],
    invokeCount: number,
    source: Source,
  ): Promise<void> {
    const failure = { functionArn: target.arn, mappingId: settings.id, invokeCount, now: new Date() };
    const { key, body } = failedBatchObject(records, failure, source);
    const { failedBatchesBucket: Bucket } = settings;
    if (Bucket !== undefined)
      await persist(() => clients.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body })), stopping);
    counts.failedBatches++;
    counts.records += records.length;
  }

  const running = Promise.all(shards.map(runShard));
  return {
    counts: () => ({ ...counts }),
    async drained() {
      const since = performance.now();
      awaitedAt = since;
      const done = (async () => {
        while (!stopping.aborted && shards.some((shard) => shard.emptyAt < since))
          await pause(POLL_MS / 4, stopping);
      })();
      await Promise.race([done, running]);
    },
    ended: running.then(
      () => {},
      () => {},
    ),
  };
}

/** AWS never gives up; here what cannot be reached for so long is gone. */
const PATIENCE_MS = 60_000;

/** Tries again until it succeeds. Undefined once everything is to stop. */
async function persist<Result>(
  attempt: () => Promise<Result>,
  stopping: AbortSignal,
): Promise<Result | undefined> {
  const since = performance.now();
  while (!stopping.aborted)
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() - since > PATIENCE_MS) throw error;
      await pause(POLL_MS, stopping);
    }
  return undefined;
}

/** Reads a shard from its beginning; a reading that fails is tried again with a fresh iterator. */
function shardReader(source: Source, settings: MappingSettings, clients: Clients, stopping: AbortSignal) {
  let iterator: string | undefined;
  let last: string | undefined;

  async function freshIterator(): Promise<string | undefined> {
    const { ShardIterator } = await clients.kinesis.send(
      new GetShardIteratorCommand({
        StreamName: settings.streamName,
        ShardId: source.shardId,
        ...(last === undefined
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last }),
      }),
    );
    return ShardIterator;
  }

  return {
    async next(): Promise<readonly KinesisStreamRecord[]> {
      const records = await persist(async () => {
        // One that was read with and failed is not used again.
        const used = iterator ?? (await freshIterator());
        iterator = undefined;
        const { Records = [], NextShardIterator } = await clients.kinesis.send(
          new GetRecordsCommand({ ShardIterator: used, Limit: settings.batchSize }),
        );
        iterator = NextShardIterator;
        return Records;
      }, stopping);
      last = records?.at(-1)?.SequenceNumber ?? last;
      return (records ?? []).map((record) => eventRecord(record, source));
    },
  };
}

async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stopping }).catch(() => {});
}
