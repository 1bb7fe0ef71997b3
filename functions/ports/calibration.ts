import { existsSync, readFileSync } from 'node:fs';
import { type Calibration, readCalibration, SHIPPED } from '../../shared/calibration/file.ts';
import type { Json } from '../../shared/vendors/vendor.ts';

/** Beside the code of the function that judges by them, where the bundle puts thresholds and tails of one's own. */
export const CALIBRATION_FILE = 'settings.json';

/** As shipped where there is none. The deployment has checked the file, so one that is wrong is damaged: it throws. */
export function readCalibrationFile(path: string): Calibration {
  if (!existsSync(path)) return SHIPPED;
  const read = readCalibration(JSON.parse(readFileSync(path, 'utf8')) as Json);
  if (read.kind === 'calibration') return read;
  const [problem] = read.problems;
  throw new Error(`The settings ${path} are damaged: ${problem?.path} ${problem?.reason}`);
}
