import { existsSync } from 'node:fs';
import { type Calibration, readCalibration, SHIPPED } from '../shared/calibration/file.ts';
import { parseJson } from '../shared/decode/json.ts';
import { UserError } from './errors.ts';
import { readTextFile } from './text-file.ts';

/** What the stack is deployed with, if it is there. */
export const SETTINGS_FILE = 'outflow-settings.json';

/** The file that is read; undefined where none is named and none is there. */
export function settingsFile(named: string | undefined): string | undefined {
  return named ?? (existsSync(SETTINGS_FILE) ? SETTINGS_FILE : undefined);
}

/**
 * Thresholds and tails of a file, as `npx outflow calibrate --out` writes it. Where none is named those that the
 * stack is deployed with, and the shipped ones without that file.
 */
export async function loadCalibration(named: string | undefined): Promise<Calibration> {
  const path = settingsFile(named);
  if (path === undefined) return SHIPPED;
  const value = parseJson(await contents(path));
  if (value === undefined)
    throw new UserError(`The settings ${path} are not JSON: check their commas, quotes and brackets.`);
  const read = readCalibration(value);
  if (read.kind === 'calibration') return read;
  const problems = read.problems.map(({ path: at, reason }) => (at === '' ? reason : `${at}: ${reason}`));
  throw new UserError([`The settings ${path} cannot be used:`, ...problems].join('\n  '));
}

async function contents(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch {
    throw new UserError(
      `${path} is not a file that can be read: name one with thresholds or tails, as npx outflow calibrate --out writes it.`,
    );
  }
}
