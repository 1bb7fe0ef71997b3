import type { NoteStore } from '../../ports/notes.ts';

/** One object of the drop bucket, at one version. */
export interface Dropped {
  readonly key: string;
  readonly version: string;
  /** The version is S3's id of it; otherwise, in a bucket without versions, its ETag. */
  readonly versioned: boolean;
}

/** How far an object has been read, and what was found in it. */
export interface Progress {
  readonly state: 'reading' | 'done' | 'refused';
  /** Records of the file that are dealt with. */
  readonly records: number;
  /** Put on the stream; of history, those that profiles are built from. */
  readonly events: number;
  readonly ignored: number;
  /** Set aside, because no record of the stream can hold them or the file is broken there. */
  readonly unreadable: number;
  /** Of history: how many events hold honey of which dataset. */
  readonly honey?: Readonly<Record<string, number>>;
  /** Why the object, or the rest of it, was not read. */
  readonly reason?: string;
}

const START: Progress = { state: 'reading', records: 0, events: 0, ignored: 0, unreadable: 0 };
const DAY_SECONDS = 86_400;

/** What one step adds to it. */
export type Delivered = Pick<Progress, 'records' | 'events' | 'ignored' | 'unreadable' | 'honey'>;

/** What has been dealt with, here and in the note of it. */
export async function remember(
  { key, version }: Dropped,
  { notes, now }: { readonly notes: NoteStore; readonly now: () => number },
  keepDays: number,
) {
  const id = `drop#${key}#${version}`;
  const found = await notes.read(id);
  let stored = found?.version ?? 0;
  // Written below, and by nothing else.
  let progress = found === undefined ? START : (JSON.parse(found.body) as Progress);

  async function save(): Promise<void> {
    const expires = Math.floor(now() / 1000) + keepDays * DAY_SECONDS;
    const note = { id, version: stored + 1, body: JSON.stringify(progress), expires };
    if (!(await notes.write(note, stored))) throw new OvertakenError(key);
    stored++;
  }

  return {
    progress: () => progress,
    add: (more: Delivered) => {
      progress = {
        ...progress,
        records: progress.records + more.records,
        events: progress.events + more.events,
        ignored: progress.ignored + more.ignored,
        unreadable: progress.unreadable + more.unreadable,
        ...(more.honey === undefined ? {} : { honey: sumOf(progress.honey ?? {}, more.honey) }),
      };
    },
    save,
    finish: async (end: Pick<Progress, 'state' | 'reason'>): Promise<Progress> => {
      progress = { ...progress, ...end };
      await save();
      return progress;
    },
  };
}

type Counts = Readonly<Record<string, number>>;

function sumOf(one: Counts, other: Counts): Counts {
  const added = Object.entries(other).map(([name, count]) => [name, (one[name] ?? 0) + count] as const);
  return { ...one, ...Object.fromEntries(added) };
}

/** A queue may deliver twice: the slower of two readers leaves the object to the faster. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
  constructor(key: string) {
    super(`Another invocation is reading ${key}, and is ahead.`);
  }
}
