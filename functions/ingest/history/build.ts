import { sha256Hex } from '../../../shared/hash.ts';
import type { Enrich } from '../../detect/arrivals.ts';
import type { NoteStore } from '../../ports/notes.ts';
import type { StateItem, StateStore } from '../../ports/state.ts';
import type { DayFile, DayFiles } from './days.ts';
import { isEnded, type Job, newJob, rememberJob } from './job.ts';
import { liveIn } from './live.ts';
import { merge } from './merge.ts';
import { type Judgement, replayInto } from './replay.ts';
import type { Snapshots } from './snapshot.ts';

export interface BuildPorts {
  readonly days: DayFiles;
  readonly snapshots: Snapshots;
  readonly notes: NoteStore;
  /** The table that live traffic uses. */
  readonly state: StateStore;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface BuildOptions extends Judgement {
  readonly enrich: Enrich;
  /** Id of the message that asks for it. */
  readonly message: string;
  /** Epoch milliseconds at which to stop and let another invocation go on. */
  readonly stopMs: number;
  /** How long after that an invocation may still write. */
  readonly spareMs: number;
  /** How long it is remembered what was built: at least as long as the files are kept. */
  readonly keepDays: number;
  readonly limits?: BuildLimits;
}

export interface BuildLimits {
  /** What a replay may hold of accounts, people and tables. */
  readonly heldBytes: number;
  /** What is judged at once, to the next whole file. */
  readonly batchActivities: number;
  readonly snapshotEveryMs: number;
  /** Accounts that are stored before it is noted. */
  readonly accountsAtOnce: number;
}

const LIMITS: BuildLimits = {
  heldBytes: 512 * 1024 * 1024,
  batchActivities: 20_000,
  snapshotEveryMs: 120_000,
  accountsAtOnce: 200,
};

export type Built =
  /** Of all files that there are. `repeated`: before, by somebody else. */
  | { readonly kind: 'ended'; readonly job: Job; readonly repeated: boolean }
  /** To be gone on with: time is up, somebody else is at it, or files have come meanwhile. */
  | { readonly kind: 'unfinished' };

const UNFINISHED: Built = { kind: 'unfinished' };

/**
 * Builds profiles out of all history that was dropped, as `npx outflow backfill` does out of files: it is replayed
 * beside the table, and each account is exchanged as a whole. All of it at once, because days that come later cannot be
 * put before those that a profile has made final. Nothing is judged for anybody: no finding is written.
 */
export async function build(ports: BuildPorts, options: BuildOptions): Promise<Built> {
  const { now } = ports;
  const files = await ports.days.list();
  const of = hashOf(files);
  const memory = await rememberJob(ports, options.keepDays);
  const { found } = memory;
  if (found !== undefined && isEnded(found) && found.of === of)
    return { kind: 'ended', job: found, repeated: true };
  if (found !== undefined && isTaken(found, options.message, now())) return UNFINISHED;

  const claimedUntilMs = options.stopMs + options.spareMs;
  let job = found === undefined || isEnded(found) ? newJob(of, now()) : found;
  const isOver = () => now() >= options.stopMs;
  const goOn = (next: Job) => {
    job = next;
    return memory.save({ ...next, claimedUntilMs: isOver() || isEnded(next) ? 0 : claimedUntilMs });
  };
  job = { ...job, claimedBy: options.message };
  if (!(await memory.save({ ...job, claimedUntilMs }))) return UNFINISHED;

  const work = await resume(job, ports, options);
  if (job.state === 'replaying') {
    for await (const next of work.replay(files, job)) {
      if (!(await goOn(next))) return UNFINISHED;
      if (isOver()) return UNFINISHED;
    }
  }
  if (job.state === 'storing')
    for await (const next of work.store(job)) {
      if (!(await goOn(next))) return UNFINISHED;
      if (isOver() && !isEnded(next)) return UNFINISHED;
    }
  const isOfAll = hashOf(await ports.days.list()) === job.of;
  return isOfAll ? { kind: 'ended', job, repeated: false } : UNFINISHED;
}

function isTaken(job: Job, message: string, nowMs: number): boolean {
  return !isEnded(job) && job.claimedUntilMs > nowMs && job.claimedBy !== message;
}

function hashOf(files: readonly DayFile[]): string {
  return sha256Hex(files.map(({ name }) => name).join('\n'));
}

/** What is left to do of the job, in steps that each end in something worth a note. */
async function resume(begun: Job, ports: BuildPorts, options: BuildOptions) {
  const { limits = LIMITS, ...judgement } = options;
  const restored = begun.snapshot && (await ports.snapshots.load(...begun.snapshot));
  const items = restored?.items ?? new Map<string, StateItem>();
  const live = liveIn(ports.state, begun.begunMs, restored?.live);

  async function saved(job: Job): Promise<Job> {
    const name = `${job.begunMs}-${sha256Hex(JSON.stringify(job.after ?? [])).slice(0, 16)}-${job.state}`;
    const count = await ports.snapshots.save(name, { items, live: live.memory() });
    return { ...job, snapshot: [name, count] };
  }

  return {
    async *replay(files: readonly DayFile[], from: Job): AsyncGenerator<Job> {
      const replaying = replayInto(items, { ...judgement, join: live.join });
      let job = from;
      let savedMs = ports.now();
      for (const { day, batch, after, isLast } of batchesOf(files, from.after, limits.batchActivities)) {
        const activities = await ports.days.read(batch);
        await replaying.judge(day, activities);
        if (isLast) replaying.endDay(day);
        job = { ...job, after, activities: job.activities + activities.length };
        if (isLast && heldBytes(items) > limits.heldBytes) {
          yield { ...job, state: 'refused', reason: TOO_MANY };
          return;
        }
        const due = ports.now() >= Math.min(options.stopMs, savedMs + limits.snapshotEveryMs);
        if (!due) continue;
        job = await saved(job);
        savedMs = ports.now();
        yield job;
      }
      await replaying.end();
      yield await saved({ ...job, state: 'storing' });
    },

    async *store(from: Job): AsyncGenerator<Job> {
      const merging = merge(ports.state, items, live, { ...judgement, nowMs: from.begunMs });
      let job = from;
      if (job.stored === 0) await merging.shared();
      while (job.stored < merging.accounts) {
        const to = Math.min(merging.accounts, job.stored + limits.accountsAtOnce);
        const { written, unchanged, kept, expired } = await merging.accountsOf(job.stored, to);
        job = {
          ...job,
          stored: to,
          written: job.written + written,
          unchanged: job.unchanged + unchanged,
          kept: job.kept + kept.length,
          expired: job.expired + expired,
        };
        if (to < merging.accounts) yield job;
      }
      yield { ...job, state: 'done' };
    },
  };
}

const TOO_MANY =
  'holds more accounts than one function can hold. Fill the profiles with npx outflow backfill, from a machine with more memory';

interface Batch {
  readonly day: number;
  readonly batch: readonly DayFile[];
  readonly after: readonly [number, string];
  /** Nothing more is known of its day. */
  readonly isLast: boolean;
}

/** Files of one day each, in order, those that have been judged left out. */
function* batchesOf(
  files: readonly DayFile[],
  [day, name]: readonly [number, string] = [Number.NEGATIVE_INFINITY, ''],
  batchActivities: number,
): Generator<Batch> {
  const left = files.filter((file) => file.day > day || (file.day === day && file.name > name));
  let batch: DayFile[] = [];
  let held = 0;
  for (const [at, file] of left.entries()) {
    batch.push(file);
    held += file.activities;
    const isLast = left[at + 1]?.day !== file.day;
    if (!isLast && held < batchActivities) continue;
    yield { day: file.day, batch, after: [file.day, file.name], isLast };
    batch = [];
    held = 0;
  }
}

function heldBytes(items: ReadonlyMap<string, StateItem>): number {
  let held = 0;
  for (const { bytes } of items.values()) held += bytes.length;
  return held;
}
