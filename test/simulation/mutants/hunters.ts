import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Hunted } from './hunt.ts';
import { PATCHES } from './patches.ts';
import { PORT_MUTANTS } from './ports.ts';

export const MUTANT_NAMES: readonly string[] = [...Object.keys(PORT_MUTANTS), ...Object.keys(PATCHES)];

const run = promisify(execFile);

/** `first`: the seed of the first life. */
export async function hunt(name: string, seeds: number, first = 1): Promise<Hunted> {
  const path = join(import.meta.dirname, 'hunt.ts');
  const { stdout } = await run(process.execPath, [path, name, String(seeds), String(first)]);
  return JSON.parse(stdout) as Hunted;
}

export async function* huntAll(seeds: number): AsyncGenerator<Hunted> {
  for (const name of MUTANT_NAMES) yield await hunt(name, seeds);
}
