import { readFile } from 'node:fs/promises';
import { type Calibration, readCalibration, SHIPPED } from '../shared/calibration/file.ts';
import { parseJson } from '../shared/decode/json.ts';
import { UserError } from './errors.ts';

/** Thresholds and tails of a file, as `npx outflow calibrate --out` writes it; as shipped where none is named. */
export async function loadCalibration(path: string | undefined): Promise<Calibration> {
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
    return await readFile(path, 'utf8');
  } catch {
    throw new UserError(
      `${path} is not a file that can be read: name one with thresholds or tails, as npx outflow calibrate --out writes it.`,
    );
  }
}
