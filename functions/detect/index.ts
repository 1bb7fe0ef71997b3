import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { HEARTBEAT_CONTRACT } from '../../shared/heartbeat.ts';
import { dynamoClient, lambdaClient, s3Client } from '../ports/aws/clients.ts';
import { dynamoFindingStore } from '../ports/aws/findings.ts';
import { lambdaNudge } from '../ports/aws/nudge.ts';
import { s3Quarantine } from '../ports/aws/quarantine.ts';
import { dynamoStateStore } from '../ports/aws/state.ts';
import { dynamoVerdictStore } from '../ports/aws/verdicts.ts';
import { required } from '../ports/environment.ts';
import { logMetrics } from '../ports/metrics.ts';
import type { StateStore } from '../ports/state.ts';
import { answer } from './answer.ts';
import type { FeedMemory } from './feeds.ts';
import { knowledge, takeDetectorFailures } from './knowledge.ts';
import { type Organisations, organisationsIn } from './organisations.ts';
import { profileMemory } from './profile-memory.ts';

/** Invoked by the event source mapping, with the records of one shard in order. */
export async function handler(event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> {
  const startedMs = Date.now();
  const { contracts, addressAgeDays, ...known } = await knowledge();
  const { response, counts } = await answer(event, ports(), {
    ...known,
    contracts: [...contracts, HEARTBEAT_CONTRACT],
    now: Date.now,
  });
  const failures = takeDetectorFailures();
  logMetrics('detect', {
    ...counts,
    ...(failures === 0 ? {} : { DetectorFailures: failures }),
    ...(addressAgeDays === undefined ? {} : { AddressDataAgeDays: addressAgeDays }),
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
    profiles,
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

/** Kept between invocations: given back only where what is stored is still the same. */
const profiles = profileMemory();

/** What is stored of feeds, as far as this process knows. */
const feeds: FeedMemory = new Map();
