import { existsSync, readFileSync } from 'node:fs';
import type { Guard } from '../../shared/settings/guard.ts';

/** Beside the code of the function that tells on-call, where the bundle puts which rules and detectors page. */
export const LIVE_FILE = 'live.json';

/** Undefined without the file. The bundle wrote it, so one that is wrong is damaged: it throws. */
export function readLive(path: string): readonly Guard[] | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Guard[]) : undefined;
}
