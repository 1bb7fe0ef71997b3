import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, type Stats } from 'node:fs';
import { chmod, copyFile, lstat, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { atTheEnd } from './temporary.ts';

/**
 * Renamed into place, so that neither Ctrl-C nor a full disk leaves half a file. A link stays one, and what is no file,
 * such as a pipe or /dev/stdout, is written to: renamed over it would be a file in its place. `mode`: that of the old file, if there is one, unless given.
 */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const part = await partOf(path, mode);
  try {
    await writeFile(part.path, text, mode === undefined ? {} : { mode });
    await part.replace();
  } finally {
    part.remove();
  }
}

/** Where to write what is to come into the place of a file once it is whole: the file itself where nothing else will do. */
export interface Part {
  readonly path: string;
  readonly replace: () => Promise<void>;
  /** A full disk or Ctrl-C is no reason to leave half of what is about people behind. */
  readonly remove: () => void;
}

/** As `replaceFile`, for what is too much to be held. */
export async function partOf(path: string, mode?: number): Promise<Part> {
  const itself: Part = { path, replace: async () => {}, remove: () => {} };
  const found = await stat(path).catch(() => undefined);
  if (await isNoFile(path, found)) return itself;
  const target = found === undefined ? path : await realpath(path);
  // Of this one alone: of two commands at once one would take the other's half of a file for its own.
  const part = `${target}.${randomUUID()}.part`;
  const remove = atTheEnd(() => existsSync(part) && rmSync(part));
  const narrow = async () => {
    // What is not one's own is as readable as its owner wants it.
    if (mode !== undefined && found !== undefined) await chmod(target, mode).catch(() => {});
  };
  try {
    await writeWith(part, '', mode ?? (found && found.mode & 0o777));
  } catch (error) {
    remove();
    // Nobody has named the part.
    if (!hasNoPlace(error)) throw Object.assign(error as Error, { path });
    await narrow();
    return itself;
  }
  return {
    path: part,
    replace: async () => {
      try {
        await rename(part, target);
      } catch (error) {
        if (!hasNoPlace(error)) throw error;
        await narrow();
        await copyFile(part, target);
      }
      remove();
    },
    remove,
  };
}

/** A pipe, a device, or a link to what is not there yet. */
async function isNoFile(path: string, found: Stats | undefined): Promise<boolean> {
  if (found !== undefined) return !found.isFile();
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** `mode`: whatever the umask takes away from it. */
async function writeWith(path: string, text: string, mode: number | undefined): Promise<void> {
  await writeFile(path, text, mode === undefined ? {} : { mode });
  if (mode !== undefined) await chmod(path, mode);
}

/** Of a file beside the one that is written, or in place of one that is mounted: of that one itself the next attempt tells. */
function hasNoPlace(error: unknown): boolean {
  return /^E(?:ACCES|BUSY|NAMETOOLONG|PERM|ROFS)$/.test(String((error as NodeJS.ErrnoException).code));
}
