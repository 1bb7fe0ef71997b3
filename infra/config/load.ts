import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkConfig, type Problem } from './check.ts';
import type { OutflowConfig } from './config.ts';
import { ConfigError } from './error.ts';

export const CONFIG_FILE = 'outflow.config.ts';

/** Without a file: one stack, everything as it comes. */
export const DEFAULT_CONFIG: OutflowConfig = { stacks: { Outflow: {} } };

/**
 * The configuration of the file that is named, or else of `byDefault`, which alone may be missing: undefined then.
 * Whoever names a file means what it says, and would not have the defaults deployed in its place.
 */
export async function loadConfig(
  named: string | undefined,
  byDefault: string = CONFIG_FILE,
): Promise<OutflowConfig | undefined> {
  const path = named || byDefault;
  const file = resolve(path);
  if (!existsSync(file)) {
    if (path === byDefault) return undefined;
    throw new ConfigError(
      `${path}, which OUTFLOW_CONFIG names, is not there. Correct the path, or unset OUTFLOW_CONFIG.`,
    );
  }
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `${basename(file)} cannot be loaded: ${reason}. Compare outflow.config.example.ts.`,
    );
  }
  if (loaded.default === undefined)
    throw new ConfigError(`${basename(file)} exports nothing. Write: export default defineConfig({ … }).`);
  return readConfig(loaded.default, basename(file));
}

export function readConfig(given: unknown, file: string = CONFIG_FILE): OutflowConfig {
  const checked = checkConfig(given);
  if ('config' in checked) return checked.config;
  throw new ConfigError(describe(file, checked.problems));
}

function describe(file: string, problems: readonly Problem[]): string {
  const lines = problems.map(({ path, message }) => `  ${path === '' ? '(the file)' : path}: ${message}`);
  return `${file} cannot be used:\n${lines.join('\n')}`;
}
