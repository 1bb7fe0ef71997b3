import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Detector } from '../../shared/detectors/detector.ts';
import { askedOwn, type OnFailure, type OwnDetector } from '../../shared/own/detector.ts';

/** Beside the code of the function that asks them, where the bundle puts the detectors of one's own. */
export const DETECTORS_FILE = 'detectors.js';

/**
 * Those that are not off, as the bundle checked them; none without the file. One that cannot even be loaded takes the
 * others with it, and not what is shipped.
 */
export function readDetectors(path: string, onFailure: OnFailure): readonly Detector[] {
  if (!existsSync(path)) return [];
  try {
    const { detectors }: { readonly detectors: readonly OwnDetector[] } = createRequire(path)(path);
    return detectors.filter(({ stage }) => stage !== 'off').map((own) => askedOwn(own, onFailure));
  } catch (error) {
    onFailure(DETECTORS_FILE, error);
    return [];
  }
}
