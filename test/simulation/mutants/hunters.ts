import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Hunted } from './hunt.ts';
import { PATCHES } from './patches.ts';
import { PORT_MUTANTS } from './ports.ts';

export const MUTANT_NAMES: readonly string[] = [...Object.keys(PORT_MUTANTS), ...Object.keys(PATCHES)];

const run = promisify(execFile);

export async function hunt(name: string, seeds: number): Promise<Hunted> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'hunt.ts'), name, String(seeds)]);
  return JSON.parse(stdout) as Hunted;
}

export async function* huntAll(seeds: number): AsyncGenerator<Hunted> {
  for (const name of MUTANT_NAMES) yield await hunt(name, seeds);
}
