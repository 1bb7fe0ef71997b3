import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { readCalibration } from '../shared/calibration/file.ts';
import { parseJson } from '../shared/decode/json.ts';
import type { Json } from '../shared/vendors/vendor.ts';
import { ConfigError } from './config/error.ts';

/** Thresholds and tails of one's own, for the function that judges by them; an empty object without the file. */
export function packedSettings(path: string): Json {
  if (!existsSync(path)) return {};
  const value = parseJson(readFileSync(path, 'utf8'));
  if (value === undefined) throw unusable(path, 'it is not JSON');
  const read = readCalibration(value);
  // A file that cannot be used stops the deployment: otherwise somebody would rely on it.
  if (read.kind === 'invalid')
    throw unusable(path, read.problems.map((one) => `${one.path}: ${one.reason}`).join('; '));
  return value;
}

function unusable(path: string, detail: string): ConfigError {
  return new ConfigError(`The settings ${relative(process.cwd(), path)} cannot be used: ${detail}.`);
}
