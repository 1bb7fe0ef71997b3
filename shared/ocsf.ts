import type { Maker } from './access-change.ts';
import type { ActorType, Kind } from './activity.ts';
import type { Signal } from './detectors/detector.ts';
import { textOf } from './detectors/index.ts';
import { TECHNIQUES } from './detectors/techniques.ts';
import type { Finding, Severity } from './finding.ts';
import { parseAddress } from './network.ts';
import { DAY_MS } from './time.ts';

/**
 * Findings as OCSF 1.8 Detection Finding (class 2004), the shape in which they are stored and exported.
 * Source: ocsf/ocsf-schema v1.8.0. What OCSF has no attribute for (row counts, bounds, counterfactuals) stands
 * under `unmapped.outflow`, from which the finding can be read back whole.
 */
export interface DetectionFinding {
  readonly [attribute: string]: unknown;
  readonly unmapped: { readonly outflow: Finding };
}

const OCSF_VERSION = '1.8.0';
const CLASS_UID = 2004;
const CREATE = 1;
const CLOSE = 3;

/** OCSF class and activity of each kind of activity: `type_uid` = class * 100 + activity. */
export const ACTIVITY_TYPES: Readonly<
  Record<Kind, { readonly classUid: number; readonly activityId: number }>
> = {
  export: { classUid: 6001, activityId: 7 },
  read: { classUid: 6005, activityId: 1 },
  list: { classUid: 6005, activityId: 8 },
  share: { classUid: 6001, activityId: 8 },
  logon: { classUid: 3002, activityId: 1 },
  credential: { classUid: 6003, activityId: 1 },
  privilege: { classUid: 3005, activityId: 1 },
  mfa: { classUid: 3001, activityId: 99 },
  logging: { classUid: 3004, activityId: 3 },
  destination: { classUid: 3004, activityId: 1 },
  other: { classUid: 6003, activityId: 99 },
};

const SEVERITY_IDS: Readonly<Record<Severity, number>> = {
  informational: 1,
  medium: 3,
  high: 4,
  critical: 5,
};
const USER_TYPE_IDS: Readonly<Record<ActorType, number>> = {
  unknown: 0,
  user: 1,
  'vendor-staff': 99,
  service: 4,
  integration: 4,
};
const STATISTICAL = 3;

export function toOcsf(finding: Finding): DetectionFinding {
  const activityId = finding.state === 'withdrawn' ? CLOSE : CREATE;
  return {
    category_uid: 2,
    class_uid: CLASS_UID,
    activity_id: activityId,
    type_uid: CLASS_UID * 100 + activityId,
    severity_id: SEVERITY_IDS[finding.severity],
    status_id: finding.state === 'withdrawn' ? 4 : 1,
    is_alert: finding.severity !== 'informational',
    time: finding.lastTime,
    start_time: finding.firstTime,
    end_time: finding.lastTime,
    count: finding.exposure.operations,
    risk_score: Math.round(finding.score),
    metadata: {
      version: OCSF_VERSION,
      // The profile that gives a finding its actor.
      profiles: ['host'],
      uid: finding.id,
      tenant_uid: finding.tenant,
      log_provider: finding.vendor,
      product: { name: 'Outflow', vendor_name: 'Outflow' },
    },
    actor: { user: userOf(finding) },
    finding_info: {
      uid: finding.id,
      title:
        finding.signals.map((signal) => textOf(signal)?.title ?? signal.detector).join('; ') || 'Withdrawn',
      types: finding.signals.map(({ detector }) => detector),
      analytic: { type_id: STATISTICAL, name: 'Outflow', uid: finding.signals[0]?.detector ?? 'none' },
      attacks: finding.signals.flatMap(attackOf),
      first_seen_time: finding.firstTime,
      last_seen_time: finding.lastTime,
      data_sources: [finding.vendor],
      related_events: finding.evidence
        .filter(({ eventId }) => eventId !== '')
        .map(({ eventId }) => ({ uid: eventId })),
    },
    anomaly_analyses: finding.signals.map((signal) => analysisOf(finding, signal)),
    evidences: finding.evidence.map(({ time, operation, ip, client, eventId, by }) => ({
      api: { operation },
      ...(by === undefined ? {} : { actor: { user: personOf(by) } }),
      ...(parseAddress(ip) === undefined ? {} : { src_endpoint: { ip } }),
      data: { time, uid: eventId, user_agent: client },
    })),
    resources: finding.exposure.datasets.map(({ name }) => ({ name, uid: name })),
    unmapped: { outflow: finding },
  };
}

export function fromOcsf(document: DetectionFinding): Finding {
  return document.unmapped.outflow;
}

/** OCSF's own pattern of `email_t`; some vendors put a login name there. */
const EMAIL = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;

function userOf({ actor }: Finding): object {
  return {
    ...personOf(actor),
    type_id: USER_TYPE_IDS[actor.type],
  };
}

function personOf({ uid, name, email }: Maker): object {
  return {
    uid,
    ...(name === '' ? {} : { name }),
    ...(EMAIL.test(email) ? { email_addr: email } : {}),
  };
}

function attackOf(signal: Signal): object[] {
  // That of a rule may be one of which nothing but the id is known.
  const known = [textOf(signal)?.technique, ...Object.values(TECHNIQUES)].find(
    (one) => one?.uid === signal.technique,
  );
  if (known === undefined) return [{ version: '18', technique: { uid: signal.technique } }];
  const { uid, name, tactic } = known;
  return [{ version: '18', tactic, technique: { uid, name } }];
}

function analysisOf({ actor, day }: Finding, { detector, observed, expected, decades }: Signal): object {
  const window = { start_time: day * DAY_MS, end_time: (day + 1) * DAY_MS };
  return {
    analysis_targets: [{ name: actor.email || actor.uid, type: 'user' }],
    anomalies: [
      {
        observation_parameter: detector,
        observations: [{ value: observed, timespan: { duration: DAY_MS, ...window } }],
        observation_type: `${decades} decades`,
      },
    ],
    baselines: [{ observation_parameter: detector, observations: [{ value: expected }] }],
  };
}
