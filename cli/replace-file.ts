import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Renamed into place, so that neither Ctrl-C nor a full disk leaves half a file. A link stays one, and what is no file,
 * such as a pipe or /dev/stdout, is written to: renamed over it would be a file in its place. `mode`: that of the old file, if there is one, unless given.
 */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) return writeFile(path, text);
  const target = found === undefined ? path : await realpath(path);
  // Of this one alone: of two commands at once one would take the other's half of a file for its own.
  const part = `${target}.${randomUUID()}.part`;
  try {
    await writeFile(part, text, { mode: mode ?? (found === undefined ? 0o666 : found.mode & 0o777) });
    await rename(part, target);
  } catch (error) {
    // A full disk is no reason to leave half of what is about people behind.
    await rm(part, { force: true }).catch(() => {});
    if (!HAS_NO_PLACE.test(String((error as NodeJS.ErrnoException).code))) throw error;
    await writeFile(path, text, mode === undefined ? {} : { mode });
  }
}

/** Of a file beside the one that is written: of that one itself the next attempt tells. */
const HAS_NO_PLACE = /^E(?:ACCES|NAMETOOLONG|PERM)$/;
