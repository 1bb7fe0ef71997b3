import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '../shared/text.ts';
import { UserError } from './errors.ts';
import { replaceFile } from './replace-file.ts';

/** What a command writes at its end should be known to have a place before the hours that it takes. */
export async function checkWritable(path: string, option: string): Promise<void> {
  const folder = dirname(path);
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) throw new UserError(`${option} ${path} is a folder: name a file in it.`);
  const isFolder = (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
  // A device, a pipe, or a file that is replaced.
  const asked = target === undefined ? folder : path;
  if (!isFolder)
    throw new UserError(`${option} ${path} cannot be written: there is no folder ${folder}; make it first.`);
  await access(asked, constants.W_OK).catch(() => {
    throw new UserError(
      `${option} ${path} cannot be written: you may not write to ${asked}; name another place.`,
    );
  });
}

/** What `--out` names. */
export async function writeOut(path: string, text: string, mode?: number): Promise<void> {
  try {
    await replaceFile(path, text, mode);
  } catch (error) {
    throw new UserError(`--out ${path} cannot be written: ${messageOf(error)}.`);
  }
}
