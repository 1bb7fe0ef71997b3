import { join } from 'node:path';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { type Judging, judgingWith } from '../../shared/assess.ts';
import type { Calibration } from '../../shared/calibration/file.ts';
import type { Detector } from '../../shared/detectors/detector.ts';
import { type Databases, enrich } from '../../shared/enrich.ts';
import { HEARTBEAT_CONTRACT } from '../../shared/heartbeat.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import { dynamoClient, lambdaClient, s3Client } from '../ports/aws/clients.ts';
import { dynamoFindingStore } from '../ports/aws/findings.ts';
import { dynamoHoneyStore } from '../ports/aws/honey.ts';
import { dynamoInstallationStore } from '../ports/aws/installation.ts';
import { lambdaNudge } from '../ports/aws/nudge.ts';
import { s3Quarantine } from '../ports/aws/quarantine.ts';
import { dynamoSettingsStore } from '../ports/aws/settings.ts';
import { dynamoStateStore } from '../ports/aws/state.ts';
import { dynamoVerdictStore } from '../ports/aws/verdicts.ts';
import { CALIBRATION_FILE, readCalibrationFile } from '../ports/calibration.ts';
import { DETECTORS_FILE, readDetectors } from '../ports/detectors.ts';
import { required } from '../ports/environment.ts';
import { ageDays, GEO_FOLDER, readGeoFolder, staleness } from '../ports/geo.ts';
import { logMetrics } from '../ports/metrics.ts';
import { RULES_FILE, readRuleSet } from '../ports/rules.ts';
import type { StateStore } from '../ports/state.ts';
import { answer } from './answer.ts';
import type { FeedMemory } from './feeds.ts';
import { type Organisations, organisationsIn } from './organisations.ts';
import { keptHoney, keptTuning, type Tuning } from './tuning.ts';

/** Invoked by the event source mapping, with the records of one shard in order. */
export async function handler(event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> {
  const startedMs = Date.now();
  const [{ hashKey }, { settings, contracts }, planted] = await Promise.all([
    installations().installation(),
    tuning(),
    honey(),
  ]);
  const located = addresses();
  const { response, counts } = await answer(event, ports(), {
    hashKey,
    settings,
    contracts: [...contracts, HEARTBEAT_CONTRACT],
    now: Date.now,
    enrich: (source) => enrich(source, located),
    rules: rules(),
    judging: judging(planted),
    ...(planted === undefined ? {} : { honey: planted }),
  });
  const age = ageDays(located, startedMs);
  const failures = detectorFailures;
  detectorFailures = 0;
  logMetrics('detect', {
    ...counts,
    ...(failures === 0 ? {} : { DetectorFailures: failures }),
    ...(age === undefined ? {} : { AddressDataAgeDays: age }),
    DetectMs: Date.now() - startedMs,
  });
  return response;
}

function ports() {
  state ??= dynamoStateStore(dynamoClient(), required('STATE_TABLE'));
  organisations ??= organisationsIn(state);
  return {
    state,
    organisations,
    feeds,
    findings: dynamoFindingStore(dynamoClient(), required('FINDINGS_TABLE')),
    verdicts: dynamoVerdictStore(dynamoClient(), required('FINDINGS_TABLE')),
    quarantine: s3Quarantine(s3Client(), required('QUARANTINE_BUCKET')),
    nudge: lambdaNudge(lambdaClient(), required('ALERT_FUNCTION')),
  };
}

/** Kept between invocations, for what it holds that never changes. */
let state: StateStore | undefined;

/** Kept between invocations: what they rest on is final. */
let organisations: Organisations | undefined;

/** What is stored of feeds, as far as this process knows. */
const feeds: FeedMemory = new Map();

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

/** What they threw since the last batch; told once for each in the log. */
let detectorFailures = 0;
const toldFailures = new Set<string>();

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
