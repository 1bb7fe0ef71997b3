import { join } from 'node:path';
import { documentOf } from '../../shared/settings/document.ts';
import { changed, type Settings } from '../../shared/settings.ts';
import { CALIBRATION_FILE, readCalibrationFile } from './calibration.ts';
import { required } from './environment.ts';
import { keptFor } from './kept.ts';
import type { SettingsReader } from './settings.ts';

/** What pages: as the stack was deployed, and on top what people have applied since. */
export async function readThresholds(reader: SettingsReader, deployed: Settings): Promise<Settings> {
  return changed(deployed, documentOf(await reader.ofKind('thresholds')).thresholds);
}

/** The same, kept for a while. */
export function keptThresholds(
  reader: SettingsReader,
  deployed: Settings,
  now: () => number,
): () => Promise<Settings> {
  return keptFor(
    () => readThresholds(reader, deployed),
    'The thresholds cannot be read; those of the last time stand.',
    now,
  );
}

/** On Lambda, where the bundle has a calibration of one's own if there is one. */
export function thresholdsIn(reader: SettingsReader): () => Promise<Settings> {
  return keptThresholds(reader, deployed(), Date.now);
}

/** The same, read anew. */
export function thresholdsNow(reader: SettingsReader): Promise<Settings> {
  return readThresholds(reader, deployed());
}

function deployed(): Settings {
  return readCalibrationFile(join(required('LAMBDA_TASK_ROOT'), CALIBRATION_FILE)).settings;
}
