import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * Logs as they are named, and for a folder every file anywhere under it, in the order of their names: a vendor's export
 * into a bucket is a tree of more files than a command line takes. What begins with a dot is none of them, nor is a folder
 * that a link leads to: it may lead back.
 */
export async function filesIn(paths: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(paths.map(filesAt))).flat();
}

async function filesAt(path: string): Promise<string[]> {
  if (!(await isFolder(path))) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => ({ file: join(entry.parentPath, entry.name), isLink: entry.isSymbolicLink() }))
    .filter(({ file }) => !/(?:^|[\\/])\./.test(relative(path, file)));
  const files: string[] = [];
  for (const { file, isLink } of found) if (!isLink || !(await isFolder(file))) files.push(file);
  files.sort();
  if (files.length === 0) throw new UserError(`There is no file in ${path}: name a folder with logs.`);
  return files;
}

/** What is not there is said by whoever reads it. */
async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
