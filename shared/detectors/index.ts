import { contextNovelty } from './context-novelty.ts';
import type { Detector } from './detector.ts';
import { volume } from './volume.ts';

export const DETECTORS: readonly Detector[] = [volume, contextNovelty];

export function findDetector(uid: string): Detector | undefined {
  return DETECTORS.find((detector) => detector.uid === uid);
}
