import type { KinesisStreamRecord } from 'aws-lambda';
import { sha256Hex } from '../../shared/hash.ts';
import type { Scheduler } from './scheduler.ts';

/** A stream of shards that can split and merge: https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html */
export interface Stream {
  readonly shards: readonly Shard[];
  put(record: Put): void;
  /** The shard ends; the keys of each of its halves go to a child from now on. Gives 0 if it has ended already. */
  split(shard: Shard): number;
  /** It and the next one end; the keys of both go to one child from now on. Gives 0 where there are no such two. */
  merge(shard: Shard): number;
  /** Called with each shard that is made of others. */
  onShard(listener: (shard: Shard) => void): void;
}

export interface Put {
  readonly data: string;
  readonly partitionKey: string;
}

export interface Shard {
  readonly id: string;
  /** What must have been read before it. */
  readonly parents: readonly Shard[];
  readonly records: KinesisStreamRecord[];
  /** Of keys, as fractions of all. */
  readonly from: number;
  readonly to: number;
  closed: boolean;
  /** Resolves when something has changed: a record came, or the end. */
  changed(): Promise<void>;
}

export function createStream(scheduler: Scheduler, count: number): Stream {
  const shards: Shard[] = [];
  const listeners: ((shard: Shard) => void)[] = [];
  const notify = new Map<Shard, () => void>();
  let sequence = 0;

  const open = (from: number, to: number, parents: readonly Shard[] = []): Shard => {
    const id = `shardId-${String(shards.length).padStart(12, '0')}`;
    let waiting: (() => void)[] = [];
    const shard: Shard = {
      id,
      parents,
      records: [],
      from,
      to,
      closed: false,
      changed: () => new Promise((resolve) => waiting.push(resolve)),
    };
    notify.set(shard, () => {
      for (const wake of waiting.splice(0)) wake();
      waiting = [];
    });
    shards.push(shard);
    for (const listener of listeners) listener(shard);
    return shard;
  };
  const close = (shard: Shard) => {
    shard.closed = true;
    notify.get(shard)?.();
  };
  for (let i = 0; i < count; i++) open(i / count, (i + 1) / count);

  return {
    shards,
    onShard: (listener) => listeners.push(listener),
    put: (record) => {
      const { partitionKey } = record;
      const key = positionOf(partitionKey);
      const shard = shards.find(({ closed, from, to }) => !closed && key >= from && key < to);
      if (shard === undefined) throw new Error(`no shard takes the key ${partitionKey}`);
      sequence++;
      shard.records.push(toRecord(shard.id, sequence, record, scheduler.now()));
      notify.get(shard)?.();
    },
    split: (shard) => {
      if (shard.closed) return 0;
      const middle = (shard.from + shard.to) / 2;
      close(shard);
      open(shard.from, middle, [shard]);
      open(middle, shard.to, [shard]);
      return 1;
    },
    merge: (shard) => {
      const next = shards.find(({ closed, from }) => !closed && from === shard.to);
      if (shard.closed || next === undefined) return 0;
      close(shard);
      close(next);
      open(shard.from, next.to, [shard, next]);
      return 1;
    },
  };
}

const positions = new Map<string, number>();

/** Kinesis places keys by MD5; any even spread will do here. */
export function positionOf(partitionKey: string): number {
  let position = positions.get(partitionKey);
  if (position === undefined) {
    position = Number.parseInt(sha256Hex(partitionKey).slice(0, 12), 16) / 2 ** 48;
    positions.set(partitionKey, position);
  }
  return position;
}

export function toRecord(
  shardId: string,
  sequence: number,
  { data, partitionKey }: Put,
  nowMs: number,
): KinesisStreamRecord {
  const sequenceNumber = String(sequence).padStart(20, '0');
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data,
      approximateArrivalTimestamp: nowMs / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/simulated',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/simulated',
  };
}
