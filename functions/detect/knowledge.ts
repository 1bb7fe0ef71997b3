import { join } from 'node:path';
import { type Judging, judgingWith } from '../../shared/assess.ts';
import type { Calibration } from '../../shared/calibration/file.ts';
import type { Detector } from '../../shared/detectors/detector.ts';
import { type Databases, enrich } from '../../shared/enrich.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import type { Contract } from '../../shared/settings/contract.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import { dynamoClient } from '../ports/aws/clients.ts';
import { dynamoHoneyStore } from '../ports/aws/honey.ts';
import { dynamoInstallationStore } from '../ports/aws/installation.ts';
import { dynamoSettingsStore } from '../ports/aws/settings.ts';
import { CALIBRATION_FILE, readCalibrationFile } from '../ports/calibration.ts';
import { DETECTORS_FILE, readDetectors } from '../ports/detectors.ts';
import { required } from '../ports/environment.ts';
import { ageDays, GEO_FOLDER, readGeoFolder, staleness } from '../ports/geo.ts';
import { RULES_FILE, readRuleSet } from '../ports/rules.ts';
import type { Enrich } from './arrivals.ts';
import { keptHoney, keptTuning, type Tuning } from './tuning.ts';

/** What events are read and judged by on Lambda, out of the bundle and the settings table. */
export interface Knowledge {
  readonly hashKey: Uint8Array;
  readonly settings: Settings;
  readonly contracts: readonly Contract[];
  readonly rules: RuleSet;
  readonly judging: Judging;
  readonly honey?: HoneyIndex;
  readonly enrich: Enrich;
  /** Age of the address databases; absent where there are none. */
  readonly addressAgeDays?: number;
}

export async function knowledge(): Promise<Knowledge> {
  const [{ hashKey }, { settings, contracts }, planted] = await Promise.all([
    installations().installation(),
    tuning(),
    honey(),
  ]);
  const located = addresses();
  const age = ageDays(located, Date.now());
  return {
    hashKey,
    settings,
    contracts,
    enrich: (source) => enrich(source, located),
    rules: rules(),
    judging: judging(planted),
    ...(planted === undefined ? {} : { honey: planted }),
    ...(age === undefined ? {} : { addressAgeDays: age }),
  };
}

let installed: ReturnType<typeof dynamoInstallationStore> | undefined;

function installations() {
  installed ??= dynamoInstallationStore(dynamoClient(), required('SETTINGS_TABLE'));
  return installed;
}

let tuned: (() => Promise<Tuning>) | undefined;

function tuning(): Promise<Tuning> {
  tuned ??= keptTuning(
    dynamoSettingsStore(dynamoClient(), required('SETTINGS_TABLE')),
    calibration().settings,
    Date.now,
  );
  return tuned();
}

let asked: RuleSet | undefined;

function rules(): RuleSet {
  asked ??= readRuleSet(join(required('LAMBDA_TASK_ROOT'), RULES_FILE));
  return asked;
}

let calibrated: Calibration | undefined;

function calibration(): Calibration {
  calibrated ??= readCalibrationFile(join(required('LAMBDA_TASK_ROOT'), CALIBRATION_FILE));
  return calibrated;
}

function judging(planted: HoneyIndex | undefined): Judging {
  return judgingWith(rules(), calibration().tails, planted, detectors());
}

let own: readonly Detector[] | undefined;

let detectorFailures = 0;
const toldFailures = new Set<string>();

/** What detectors of one's own threw since it was last asked; told once for each in the log. */
export function takeDetectorFailures(): number {
  const failures = detectorFailures;
  detectorFailures = 0;
  return failures;
}

function detectors(): readonly Detector[] {
  own ??= readDetectors(join(required('LAMBDA_TASK_ROOT'), DETECTORS_FILE), (uid, error) => {
    detectorFailures++;
    if (!toldFailures.has(uid))
      console.error(`The detector ${uid} failed: days are judged without it.`, error);
    toldFailures.add(uid);
  });
  return own;
}

let hidden: (() => Promise<HoneyIndex | undefined>) | undefined;

function honey(): Promise<HoneyIndex | undefined> {
  hidden ??= keptHoney(dynamoHoneyStore(dynamoClient(), required('SETTINGS_TABLE')), Date.now);
  return hidden();
}

let databases: Databases | undefined;

/** Read at the first invocation; they change only with the code. Lambda says where that lies. */
function addresses(): Databases {
  if (databases !== undefined) return databases;
  databases = readGeoFolder(join(required('LAMBDA_TASK_ROOT'), GEO_FOLDER));
  const stale = staleness(databases, Date.now());
  if (stale !== undefined) console.warn(stale);
  return databases;
}
