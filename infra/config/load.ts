import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkConfig, type Problem } from './check.ts';
import type { OutflowConfig } from './config.ts';

export const CONFIG_FILE = 'outflow.config.ts';

/** Without a file: one stack, everything as it comes. */
export const DEFAULT_CONFIG: OutflowConfig = { stacks: { Outflow: {} } };

/** A configuration that cannot be deployed; the message lists every problem with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The user's configuration; undefined if there is no file of that name. */
export async function loadConfig(path: string): Promise<OutflowConfig | undefined> {
  const file = resolve(path);
  if (!existsSync(file)) return undefined;
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
