import { type SpawnSyncOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAwsFile } from '../cli/local-aws-file.ts';
import { OUTPUT_NAMES, type StackOutputs } from '../infra/outputs.ts';

export const PROGRAM = join(import.meta.dirname, '../cli/outflow.js');

/** `npx outflow …` in a folder. This thread waits for it: nothing that runs in it can answer. */
export function outflow(cwd: string, args: readonly string[], options: SpawnSyncOptions = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** The same while this thread goes on, in which emulators may have to answer. */
export function startOutflow(cwd: string, args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const result = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (part: string) => {
      result[name] += part;
    });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...result }));
  return { child, result, ended };
}

/** What `demo --keep` leaves in a folder, so that commands there find these by `--local`. */
export function leaveLocalAws(
  folder: string,
  { env, outputs }: Pick<LocalAwsFile, 'env'> & { readonly outputs: Partial<StackOutputs> },
): void {
  const named = { ...Object.fromEntries(OUTPUT_NAMES.map((name) => [name, name])), ...outputs };
  mkdirSync(join(folder, '.outflow'));
  const path = join(folder, '.outflow', 'local-aws.json');
  writeFileSync(path, JSON.stringify({ pid: process.pid, env, outputs: named }));
}
