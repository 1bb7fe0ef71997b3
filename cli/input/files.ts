import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * Logs as they are named, and for a folder every file anywhere under it, in the order of their names: a vendor's export
 * into a bucket is a tree of more files than a command line takes. What begins with a dot is none of them.
 */
export async function filesIn(paths: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(paths.map(filesAt))).flat();
}

async function filesAt(path: string): Promise<string[]> {
  // What is not there is said by whoever reads it.
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/[\\/]\./.test(file.slice(path.length)))
    .sort();
  if (files.length === 0) throw new UserError(`There is no file in ${path}: name a folder with logs.`);
  return files;
}
