import type { NoteStore } from '../../ports/notes.ts';
import { PackedError, recordsOfText, textOf } from '../log.ts';
import { stampRecord } from '../stamp.ts';
import { type FeedName, type Folder, placeOf } from './place.ts';
import { type Dropped, OvertakenError, type Progress, remember } from './progress.ts';
import { addTo, type Deliver, emptyStep, isFull, STEP_LIMITS, type StepLimits } from './step.ts';

export interface DropPorts {
  readonly objects: { open(object: Dropped): Promise<AsyncGenerator<Uint8Array>> };
  readonly notes: NoteStore;
  readonly deliver: Deliver;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface DropOptions {
  /** In which the object has to lie. */
  readonly folder: Folder;
  readonly feeds: readonly FeedName[];
  /** Epoch milliseconds at which to stop and let another invocation go on. */
  readonly stopMs: number;
  /** How long it is remembered what became of the object: at least as long as the object is kept. */
  readonly keepDays: number;
  /** What is held at once. */
  readonly limits?: StepLimits;
}

export type Outcome = Progress & {
  /** The object was dealt with before: nothing was done. */
  readonly repeated: boolean;
};

const STEPS_PER_NOTE = 20;

/**
 * Brings an object where its records belong, holding a step of it at a time. Whoever comes after an invocation that ended
 * reads the object from its beginning and skips what is dealt with: no format has to be entered in its middle (gzip
 * and CSV cannot), and skipping is far faster than putting. What was put after the last note is put again, which
 * changes no finding.
 */
export async function drop(object: Dropped, ports: DropPorts, options: DropOptions): Promise<Outcome> {
  const memory = await remember(object, ports, options.keepDays);
  if (memory.progress().state !== 'reading') return { ...memory.progress(), repeated: true };
  const place = placeOf(object.key, options.feeds, options.folder);
  if (place.kind === 'refused')
    return { ...(await memory.finish({ state: 'refused', reason: place.reason })), repeated: false };

  const { limits = STEP_LIMITS } = options;
  const skipped = memory.progress().records;
  let seen = 0;
  let steps = 0;
  let step = emptyStep();
  const deliver = async () => {
    memory.add(await ports.deliver(step, object, seen));
    step = emptyStep();
  };
  try {
    for await (const record of recordsOfText(textOf(await ports.objects.open(object)))) {
      if (seen++ < skipped) continue;
      addTo(step, stampRecord(record, place.feed));
      if (!isFull(step, limits)) continue;
      await deliver();
      const isOver = ports.now() >= options.stopMs;
      if (++steps % STEPS_PER_NOTE === 0 || isOver) await memory.save();
      if (isOver) return { ...memory.progress(), repeated: false };
    }
    await deliver();
  } catch (error) {
    if (isDamaged(error)) {
      await deliver();
      const reason =
        error instanceof PackedError ? error.message : `is damaged after ${seen} records: ${error.message}`;
      return { ...(await memory.finish({ state: 'refused', reason })), repeated: false };
    }
    // A stream that has room for a part of it now and then would never be done with what comes from the beginning again.
    if (!(error instanceof OvertakenError) && memory.progress().records > skipped) await memory.save();
    throw error;
  }
  return { ...(await memory.finish({ state: 'done' })), repeated: false };
}

/** The same bytes fail for ever: by zlib's own errors, such as `Z_DATA_ERROR`, or because it is no text at all. */
function isDamaged(error: unknown): error is Error {
  if (error instanceof PackedError) return true;
  return error instanceof Error && 'code' in error && /^Z_[A-Z]+_ERROR$/.test(String(error.code));
}
