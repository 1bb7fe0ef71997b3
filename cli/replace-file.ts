import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Renamed into place, so that neither Ctrl-C nor a full disk leaves half a file. A link stays one, and what is no file,
 * such as a pipe or /dev/stdout, is written to: renamed over it would be a file in its place. `mode`: of a new file.
 */
export async function replaceFile(path: string, text: string, mode = 0o666): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) return writeFile(path, text);
  const target = found === undefined ? path : await realpath(path);
  // Of this one alone: of two commands at once one would take the other's half of a file for its own.
  const part = `${target}.${randomUUID()}.part`;
  try {
    await writeFile(part, text, { mode });
    await rename(part, target);
  } catch (error) {
    // A full disk is no reason to leave half of what is about people behind.
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}
