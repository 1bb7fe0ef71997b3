import { rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from './errors.ts';

const RETRY_MS = 20;
const PATIENCE_MS = 5_000;
/** Nobody rewrites a file of findings for so long: whoever left the mark was killed. */
const STALE_MS = 10_000;

/** Reads and rewrites a file while no other command does: of two notes written at once, one would be lost. */
export async function oneAtATime<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mark = `${path}.lock`;
  await take(mark, path);
  try {
    return await work();
  } finally {
    await rm(mark, { force: true });
  }
}

async function take(mark: string, path: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return await writeFile(mark, String(process.pid), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const since = (await stat(mark).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Date.now() - since > STALE_MS) await rm(mark, { force: true });
    if (waitedMs >= PATIENCE_MS)
      throw new UserError(`Another command is writing ${path}: wait for it, then run this one again.`);
    await pause(RETRY_MS);
  }
}
