import '../own-vendors.ts';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { isProfile } from '../backtest/judge.ts';
import { HASH_KEY, judgementIn, loadWays } from '../backtest/ways.ts';
import { UserError } from '../errors.ts';
import { decodeOptions } from '../history/read-history.ts';
import { replay } from '../history/replay.ts';
import { spoolIn } from '../history/spool.ts';
import { toldBy } from '../history/told.ts';
import type { LogRecord } from '../input/records.ts';
import { decodeRecord } from '../read-log.ts';
import type { Beginning, Failed, JudgeTask, Message, Task } from './messages.ts';
import { ownerOf, seenIn } from './owners.ts';
import type { SharedUse } from './shard.ts';

/** One thread of a pool: decodes records, and judges the accounts of one shard. */
const port = parentPort ?? noParent();
const ready = load(workerData as Beginning);
let onUses: (uses: readonly SharedUse[]) => void = () => {};

port.on('message', (task: Task) => {
  if (task.kind === 'uses') onUses(task.uses);
  else run(task).then(tell, (error: unknown) => tell(failed(error)));
});

function tell(message: Message): void {
  port.postMessage(message);
}

async function load({ options, arrival }: Beginning) {
  const ways = await loadWays(options);
  return { ways, decode: await decodeOptions(options, HASH_KEY, arrival, ways.asked, ways.honey) };
}

async function run(task: Exclude<Task, { kind: 'uses' }>): Promise<Message> {
  return task.kind === 'decode' ? decode(task.records) : judge(task);
}

async function decode(records: readonly LogRecord[]): Promise<Message> {
  const { decode } = await ready;
  const decoded = records.map((record) => decodeRecord(record, decode));
  const seen = seenIn(decoded.flatMap(({ activities }) => activities));
  return { kind: 'decoded', told: decoded.map((one) => toldBy(one, decode.honey)), seen };
}

async function judge({ way, folder, owners, shard, shards, ...history }: JudgeTask): Promise<Message> {
  const { ways } = await ready;
  const { findings, items, causes, rates, moments } = await replay(
    { ...history, spool: spoolIn(folder) },
    {
      ...judgementIn(ways, way),
      onActivities: (count) => tell({ kind: 'progress', count }),
      only: { owns: (entity) => ownerOf(owners, entity, shards) === shard, exchange },
    },
  );
  return {
    kind: 'judged',
    findings,
    causes,
    rates,
    moments,
    profiles: [...items.values()].filter(isProfile),
  };
}

function exchange(uses: readonly SharedUse[]): Promise<readonly SharedUse[]> {
  return new Promise((resolve) => {
    onUses = resolve;
    tell({ kind: 'uses', uses });
  });
}

function failed(error: unknown): Failed {
  const isUserError = error instanceof UserError;
  if (!(error instanceof Error))
    return { kind: 'failed', isUserError, message: String(error), stack: undefined };
  return { kind: 'failed', isUserError, message: error.message, stack: error.stack };
}

function noParent(): MessagePort {
  throw new Error('this file is run as a thread by pool.ts');
}
