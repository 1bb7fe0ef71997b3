import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { StackOutputs } from '../infra/outputs.ts';
import { UserError } from './errors.ts';

/** How other processes find the local AWS of this folder: addresses on loopback, and nothing that is secret. */
export interface LocalAwsFile {
  /** Of the process that runs it. */
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: StackOutputs;
}

/** In the folder of the call, as saved runs are. */
const pathHere = () => resolve('.outflow', 'local-aws.json');

/** Returns how to remove it again. */
export async function writeLocalAws(file: LocalAwsFile): Promise<() => Promise<void>> {
  const path = pathHere();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, JSON.stringify(file, null, 1));
  await rename(`${path}.part`, path);
  return async () => {
    // Another one that was started here since is found by it now.
    const { pid } = await parsed().catch(() => file);
    if (pid === file.pid) await rm(path, { force: true });
  };
}

/** Written above, and by nothing else. */
const parsed = async () => JSON.parse(await readFile(pathHere(), 'utf8')) as LocalAwsFile;

export async function readLocalAws(): Promise<LocalAwsFile> {
  try {
    const file = await parsed();
    // Signal 0 asks whether the process is there, and does nothing to it.
    process.kill(file.pid, 0);
    return file;
  } catch {
    throw new UserError(
      'No local AWS runs in this folder: start one with npx outflow demo --keep, and leave it open.',
    );
  }
}
