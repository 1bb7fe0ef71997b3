import { FEED_DETECTORS } from '../feeds/detectors.ts';
import { activity } from './activity.ts';
import { afterLeaving } from './after-leaving.ts';
import { bulkExport } from './bulk-export.ts';
import { capacity } from './capacity.ts';
import { contextNovelty } from './context-novelty.ts';
import { coverUp } from './cover-up.ts';
import type { Detector, DetectorText, Signal } from './detector.ts';
import { dormant } from './dormant.ts';
import { enumeration } from './enumeration.ts';
import { granting } from './granting.ts';
import { honeyTouched } from './honey.ts';
import { knownTool } from './known-tool.ts';
import { letIn } from './let-in.ts';
import { newOperation } from './new-operation.ts';
import { novelData } from './novel-data.ts';
import { outsideSharing } from './outside-sharing.ts';
import { ruleMatch } from './rule-match.ts';
import { sequence } from './sequence.ts';
import { singleExport } from './single-export.ts';
import { slowDrip } from './slow-drip.ts';
import { spraying } from './spraying.ts';
import { timeOfWeek } from './time-of-week.ts';
import { tripwire } from './tripwire.ts';
import { twoPlaces } from './two-places.ts';
import { volume } from './volume.ts';
import { youngContext } from './young-context.ts';

export const DETECTORS: readonly Detector[] = [
  volume,
  contextNovelty,
  youngContext,
  singleExport,
  bulkExport,
  activity,
  enumeration,
  novelData,
  newOperation,
  outsideSharing,
  sequence,
  granting,
  letIn,
  afterLeaving,
  timeOfWeek,
  slowDrip,
  capacity,
  dormant,
  coverUp,
  knownTool,
  twoPlaces,
  tripwire,
  spraying,
];

/** Also what only some installations run, and what judges feeds, so that its findings can be told everywhere. */
export const KNOWN_DETECTORS: readonly (DetectorText &
  Pick<Partial<Detector>, 'finds' | 'entity' | 'family'>)[] = [
  ...DETECTORS,
  ruleMatch(() => undefined),
  honeyTouched(() => undefined),
  ...FEED_DETECTORS,
];

export const DETECTOR_NAMES: readonly string[] = KNOWN_DETECTORS.map(({ uid }) => uid);

export function findDetector(uid: string): DetectorText | undefined {
  return KNOWN_DETECTORS.find((detector) => detector.uid === uid);
}

/** What the detector of a signal is; undefined where it was of another version and is gone. */
export function textOf({ detector, told }: Pick<Signal, 'detector' | 'told'>): DetectorText | undefined {
  return told ?? findDetector(detector);
}
