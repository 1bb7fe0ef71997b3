import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, type Stats } from 'node:fs';
import { chmod, copyFile, lstat, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { atTheEnd } from './temporary.ts';

/**
 * Renamed into place, so that neither Ctrl-C nor a full disk leaves half a file. A link stays one, and what is no file,
 * such as a pipe or /dev/stdout, is written to: renamed over it would be a file in its place. `mode`: that of the old file, if there is one, unless given.
 */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (await isNoFile(path, found)) return writeFile(path, text, mode === undefined ? {} : { mode });
  const target = found === undefined ? path : await realpath(path);
  // Of this one alone: of two commands at once one would take the other's half of a file for its own.
  const part = `${target}.${randomUUID()}.part`;
  // A full disk or Ctrl-C is no reason to leave half of what is about people behind.
  const remove = atTheEnd(() => existsSync(part) && rmSync(part));
  try {
    await writeWith(part, text, mode ?? (found && found.mode & 0o777));
    await rename(part, target);
  } catch (error) {
    if (!HAS_NO_PLACE.test(String((error as NodeJS.ErrnoException).code))) throw error;
    // What is not one's own is as readable as its owner wants it.
    if (mode !== undefined && found !== undefined) await chmod(path, mode).catch(() => {});
    await writeFile(path, text, mode === undefined ? {} : { mode });
  } finally {
    remove();
  }
}

/** Where to write what is too much to be held, and what puts it in its place once it is whole, as above. */
export interface Part {
  readonly path: string;
  readonly replace: () => Promise<void>;
}

export async function partOf(path: string, mode: number): Promise<Part> {
  const itself: Part = { path, replace: async () => {} };
  const found = await stat(path).catch(() => undefined);
  if (await isNoFile(path, found)) return itself;
  const target = found === undefined ? path : await realpath(path);
  const part = `${target}.${randomUUID()}.part`;
  try {
    await writeFile(part, '', { mode, flag: 'wx' });
  } catch (error) {
    if (!HAS_NO_PLACE.test(String((error as NodeJS.ErrnoException).code))) throw error;
    return itself;
  }
  const remove = atTheEnd(() => existsSync(part) && rmSync(part));
  return {
    path: part,
    replace: async () => {
      try {
        await rename(part, target);
      } catch (error) {
        if (!HAS_NO_PLACE.test(String((error as NodeJS.ErrnoException).code))) throw error;
        await copyFile(part, target);
      } finally {
        remove();
      }
    },
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
const HAS_NO_PLACE = /^E(?:ACCES|BUSY|NAMETOOLONG|PERM|ROFS)$/;
