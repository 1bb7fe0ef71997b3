import { existsSync, mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { RehearsalOptions } from '../../cli/demo/rehearsal.ts';
import { bundle, perFunction } from '../../infra/bundle.ts';
import { localConfig } from '../../infra/local/local-aws.ts';
import { bundleWays } from '../../infra/ways-in/code.ts';
import { sha256Hex } from '../../shared/hash.ts';

/**
 * The options with the stack of their `config`, made as local AWS makes it, but once in a run of the tests: it takes
 * seconds of a processor, and many files want the same. `demo.test.ts` and `local-aws.test.ts` have theirs made.
 */
export async function built<Options extends Omit<RehearsalOptions, 'entries'>>(options: Options) {
  const config = localConfig(options.config);
  const name = `stack-${sha256Hex(JSON.stringify(config)).slice(0, 16)}`;
  const assembly = await once(name, async (folder) => {
    const bundles = await functions();
    const code = { ...perFunction((one) => join(bundles, one)), archive: join(bundles, 'archive') };
    const ways = bundleWays(config, mkdtempSync(join(inject('folder'), 'ways-')));
    const { synthesise } = await import('../../infra/local/synthesise.ts');
    synthesise({ code, ways, config }, folder);
  });
  return { ...options, assembly };
}

/** The folder with the functions' bundles. */
export function functions(): Promise<string> {
  return once('functions', bundle);
}

/** A folder with what `make` puts there. Two that ask at once both make it: the first to end is kept. */
export async function once(name: string, make: (folder: string) => unknown): Promise<string> {
  const kept = join(inject('folder'), name);
  if (existsSync(kept)) return kept;
  const made = mkdtempSync(join(inject('folder'), 'making-'));
  await make(made);
  try {
    renameSync(made, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  }
  return kept;
}
