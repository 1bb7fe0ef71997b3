import { rmSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from './errors.ts';
import { atTheEnd } from './temporary.ts';

const RETRY_MS = 20;
const PATIENCE_MS = 5_000;
/** Nobody rewrites a file of findings for so long: whoever left the mark was killed. */
const STALE_MS = 10_000;

/** Reads and rewrites a file while no other command does: of two notes written at once, one would be lost. */
export async function oneAtATime<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mark = `${path}.lock`;
  await take(mark, path);
  const free = atTheEnd(() => rmSync(mark, { force: true }));
  try {
    return await work();
  } finally {
    free();
  }
}

/**
 * Whoever made the mark removes it, and nobody else: of two who find an old one, the second would remove the mark that
 * the first has made since, and both would write.
 */
async function take(mark: string, path: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return await writeFile(mark, String(process.pid), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const since = (await stat(mark).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Date.now() - since > STALE_MS)
      throw new UserError(
        `A command that was writing ${path} has not ended, or was killed: see that none runs, remove ${mark}, and run this one again.`,
      );
    if (waitedMs >= PATIENCE_MS)
      throw new UserError(`Another command is writing ${path}: wait for it, then run this one again.`);
    await pause(RETRY_MS);
  }
}
