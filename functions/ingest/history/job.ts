import type { NoteStore } from '../../ports/notes.ts';

/** How far the profiles are built out of all that lies under `history/`, and what came of it. */
export interface Job {
  readonly state: 'replaying' | 'storing' | 'done' | 'refused';
  /** Which files it was begun with: a hash of their names. */
  readonly of: string;
  readonly begunMs: number;
  /** Until then nobody else goes on with it. */
  readonly claimedUntilMs: number;
  /** By the message whose delivery began or went on with it: delivered again, whoever had it is gone. */
  readonly claimedBy: string;
  /** Day and name of the last file that has been judged. */
  readonly after?: readonly [number, string];
  /** Of the replay up to there: its name and its number of files. */
  readonly snapshot?: readonly [string, number];
  readonly activities: number;
  /** Accounts that have been brought into the state table, and how they ended. */
  readonly stored: number;
  readonly written: number;
  readonly unchanged: number;
  readonly kept: number;
  readonly expired: number;
  /** Why no profile was built. */
  readonly reason?: string;
}

const ID = 'drop#history';
const DAY_SECONDS = 86_400;

const NOTHING_DONE = { activities: 0, stored: 0, written: 0, unchanged: 0, kept: 0, expired: 0 };

export function newJob(of: string, begunMs: number): Job {
  return { state: 'replaying', of, begunMs, claimedUntilMs: 0, claimedBy: '', ...NOTHING_DONE };
}

export function isEnded({ state }: Job): boolean {
  return state === 'done' || state === 'refused';
}

/** The job as it is noted. There is one at a time, and one at work on it. */
export async function rememberJob(
  { notes, now }: { readonly notes: NoteStore; readonly now: () => number },
  keepDays: number,
) {
  const found = await notes.read(ID);
  let stored = found?.version ?? 0;
  return {
    // Written below, and by nothing else.
    found: found === undefined ? undefined : (JSON.parse(found.body) as Job),
    /** False: somebody else is ahead, and has the job now. */
    save: async (job: Job): Promise<boolean> => {
      const expires = Math.floor(now() / 1000) + keepDays * DAY_SECONDS;
      const note = { id: ID, version: stored + 1, body: JSON.stringify(job), expires };
      if (!(await notes.write(note, stored))) return false;
      stored++;
      return true;
    },
  };
}
