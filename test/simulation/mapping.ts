import type { KinesisStreamRecord } from 'aws-lambda';
import type { Random } from '../../cli/corpus/random.ts';
import { failedBatchObject, firstFailed } from '../../infra/local/batch.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts';
import type { Ended } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import { positionOf, type Shard, type Stream } from './stream.ts';

export interface MappingOptions {
  readonly batchSize: number;
  readonly windowMs: number;
  /** Batches of one shard in flight; in order by partition key. */
  readonly parallel: number;
  readonly retries: number;
  /** Chance that a checkpoint is lost, so that what was taken is delivered again. */
  readonly forgets: number;
  /** Chance that a batch is delivered once more later, beside others. */
  readonly echoes: number;
  /** An attempt starts over when a part of the batch was taken: AWS does not say whether it does. */
  readonly progressResets: boolean;
}

export interface Mapping {
  /** Payloads of batches that failed for good, by the key in their bucket. */
  readonly failedBatches: Map<string, string>;
  /** Sequence numbers of what is in them. */
  readonly setAside: ReadonlySet<string>;
  readonly figures: { bisected: number; partlyFailed: number; deliveredAgain: number };
  /** Answers that no mapping should have to make sense of. */
  readonly oddAnswers: string[];
  /** Delivers all that arrived since then again, as a mapping made anew with AT_TIMESTAMP does. */
  rewind(sinceMs: number): void;
}

type Invoke = (records: readonly KinesisStreamRecord[]) => Promise<Ended<unknown>>;

/**
 * Lambda's event source mapping, by the facts of the documents and of AWS-validated snapshots: batches of a shard in
 * order, the lowest failed sequence number is the checkpoint, a function error halves the batch without using up an
 * attempt, a shard's children begin when it has ended, throttled invocations use up nothing.
 */
export function startMapping(
  stream: Stream,
  scheduler: Scheduler,
  random: Random,
  options: MappingOptions,
  invoke: Invoke,
): Mapping {
  const failedBatches = new Map<string, string>();
  const oddAnswers: string[] = [];
  const gone = new Set<string>();
  const figures = { bisected: 0, partlyFailed: 0, deliveredAgain: 0 };
  const ended = new Map<Shard, Promise<unknown>>();
  let generation = 0;
  let since = Number.NEGATIVE_INFINITY;

  async function runLane(shard: Shard, lane: number): Promise<void> {
    const mine = generation;
    await Promise.all(shard.parents.map((parent) => ended.get(parent)));
    const isOurs = ({ kinesis }: KinesisStreamRecord) =>
      Math.floor(positionOf(kinesis.partitionKey) * 7919) % options.parallel === lane &&
      kinesis.approximateArrivalTimestamp * 1000 >= since;
    for (let position = 0; mine === generation; ) {
      const waiting = () => shard.records.filter(isOurs).slice(position, position + options.batchSize);
      if (waiting().length === 0) {
        if (shard.closed) return;
        await shard.changed();
        continue;
      }
      await scheduler.sleep(options.windowMs);
      const batch = waiting();
      await deliver(batch, shard.id, () => mine === generation);
      position += batch.length;
      if (random.chance(options.echoes)) void echo(batch);
      if (random.chance(options.forgets)) {
        figures.deliveredAgain++;
        position -= random.between(1, Math.min(position, 2 * batch.length));
      }
    }
  }

  /** A poller that was thought to be gone: what becomes of its invocation interests nobody. */
  async function echo(batch: readonly KinesisStreamRecord[]): Promise<void> {
    await scheduler.sleep(random.between(0, random.pick([SECOND_MS, HOUR_MS])));
    figures.deliveredAgain++;
    await invoke(batch);
  }

  async function deliver(batch: readonly KinesisStreamRecord[], shardId: string, goesOn: () => boolean) {
    const work = [{ records: batch, failures: 0 }];
    for (let next = work.shift(); next !== undefined && goesOn(); next = work.shift()) {
      const { records } = next;
      const outcome = await invoke(records);
      if (!goesOn()) return;
      const failedAt = outcome.kind === 'returned' ? firstFailedOf(outcome.value, records) : 0;
      if (failedAt === undefined) continue;
      if (failedAt > 0) figures.partlyFailed++;
      const failures = failedAt > 0 && options.progressResets ? 1 : next.failures + 1;
      const rest = records.slice(failedAt);
      if (outcome.kind !== 'returned' && rest.length > 1) {
        figures.bisected++;
        const middle = Math.ceil(rest.length / 2);
        for (const half of [rest.slice(middle), rest.slice(0, middle)])
          work.unshift({ records: half, failures: next.failures });
      } else if (failures > options.retries) setAside(rest, failures, shardId);
      else work.unshift({ records: rest, failures });
      await scheduler.sleep(Math.min(MINUTE_MS, SECOND_MS * 2 ** failures));
    }
  }

  function firstFailedOf(answer: unknown, records: readonly KinesisStreamRecord[]): number | undefined {
    const ids = (answer as { batchItemFailures?: readonly unknown[] } | undefined)?.batchItemFailures;
    if (ids !== undefined && ids.length > 1) oddAnswers.push(`${ids.length} ids instead of the lowest`);
    // Through JSON, as it comes from a function.
    return firstFailed(JSON.parse(JSON.stringify(answer)), records);
  }

  function setAside(records: readonly KinesisStreamRecord[], invokeCount: number, shardId: string): void {
    for (const { kinesis } of records) gone.add(kinesis.sequenceNumber);
    const failure = {
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:detect',
      mappingId: 'simulated',
      invokeCount,
      now: new Date(scheduler.now()),
    };
    const streamArn = records[0]?.eventSourceARN ?? '';
    const { body } = failedBatchObject(records, failure, { streamArn, shardId, roleArn: '' });
    failedBatches.set(`aws/lambda/simulated/${shardId}/${failedBatches.size}`, body);
  }

  function start(shard: Shard): void {
    const lanes = Array.from({ length: options.parallel }, (_, lane) => runLane(shard, lane));
    ended.set(shard, Promise.all(lanes));
  }

  stream.shards.forEach(start);
  stream.onShard(start);
  return {
    failedBatches,
    setAside: gone,
    figures,
    oddAnswers,
    rewind: (sinceMs) => {
      generation++;
      since = sinceMs;
      stream.shards.forEach(start);
    },
  };
}
