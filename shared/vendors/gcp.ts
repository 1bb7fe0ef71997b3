import type { Actor, Draft, Kind, Outcome, Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseJson } from '../decode/json.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { firstText, isObject, known, knownOrNone, list, number, object, text } from './field.ts';
import { actorOf } from './gcp-actor.ts';
import { methodOf, ofAuditData } from './gcp-audit-data.ts';
import { type BigQuery, bigQueryOf } from './gcp-bigquery.ts';
import { holdsData, kindOf, setsPolicy } from './gcp-events.ts';
import { isJob, ofJob } from './gcp-jobs.ts';
import { accountOf, bucketIn, policyChangeOf, resourcesOf } from './gcp-resources.ts';
import { readTransparency } from './gcp-transparency.ts';
import { type Workspace, workspaceOf } from './gcp-workspace.ts';
import { outsideIf } from './outside.ts';
import { targetOf } from './target.ts';
import { ignored, type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Google Cloud audit logs, as `LogEntry` from a log sink, and BigQuery's own list of jobs:
 * https://docs.cloud.google.com/logging/docs/audit/understanding-audit-logs
 */
export const gcp: Vendor = {
  uid: 'gcp',
  title: 'Google Cloud audit logs',
  revision: 17,
  isBulk: (operation) => operation.endsWith(' TABLE'),
  marks: [
    'protoPayload',
    'protopayload',
    'protopayload_auditlog',
    'insertId',
    'insertid',
    'job_id',
    'jobReference',
  ],
  recognises: (event) =>
    payloadOf(event) !== undefined ||
    isJob(event) ||
    (('insertId' in event || 'insertid' in event) && ('logName' in event || 'logname' in event)),
  parse: (event) => parse(isJob(event) ? ofJob(event) : event),
  coverage: {
    source:
      'a log sink to Pub/Sub or Cloud Storage; data access logs are off except for BigQuery, and must be enabled for Cloud Storage, Secret Manager and others. Also BigQuery’s own lists of jobs (INFORMATION_SCHEMA.JOBS, bq ls --jobs), which have no address.',
    delay: 'usually seconds; Google publishes no bound',
    sees: [
      'BigQuery jobs, also in its older audit log, with the rows they returned, tables read, exports with bytes and buckets, rows written to other projects, read sessions',
      'objects read and listed in Cloud Storage, secrets accessed, where data access logs are on',
      'service account keys, tokens made by impersonation, HMAC and API keys',
      'policies changed, with the members let in; buckets, datasets and snapshots opened to everybody',
      'log sinks, exclusions and audit settings changed; subscriptions, transfers and streams created',
      'staff of Google who touch customer data (Access Transparency, where it is enabled)',
    ],
    blindSpots: [
      'bytes of an object that is downloaded: the entry carries none; of a query: it states bytes scanned, and rows of any size',
      'rows of a Storage Read API session, or of a table that is listed page by page; where EXPORT DATA wrote to, and whose a bucket is',
      'objects read with a signed URL name its signer, and reads of public objects nobody',
      'callers whose address Google redacts (https://docs.cloud.google.com/logging/docs/audit#user-id)',
      'data that leaves a virtual machine or a cluster over the network',
    ],
    reference:
      'https://docs.cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'JobService.InsertJob EXPORT',
        read: 'JobService.InsertJob QUERY',
        list: 'storage.objects.list',
        share: 'SetIamPolicy',
        logon: 'AuthorizeUser',
        credential: 'google.iam.admin.v1.CreateServiceAccountKey',
        privilege: 'SetIamPolicy',
        mfa: 'google.login.LoginService.2svDisable',
        logging: 'google.logging.v2.ConfigServiceV2.DeleteSink',
        destination: 'google.logging.v2.ConfigServiceV2.CreateSink',
      },
      volume: ['records', 'bytes'],
      address: true,
      late: [],
    },
  },
};

/** Also under the column names of a sink to BigQuery. */
const PAYLOADS = ['protoPayload', 'protopayload', 'protopayload_auditlog'];

function payloadOf(event: JsonObject): JsonObject | undefined {
  for (const name of PAYLOADS) {
    const payload = object(event, name);
    if (payload !== undefined) return payload;
  }
  return undefined;
}

function parse(event: JsonObject): Parsed {
  const payload = payloadOf(event);
  const name = PAYLOADS.find((one) => typeof event[one] === 'string' && event[one] !== '');
  if (payload === undefined && name !== undefined) return malformed(name, 'expected an object, whole');
  if (payload === undefined) return readTransparency(event) ?? ignored('no audit log');
  const operation = text(payload, 'methodName') ?? permissionOf(payload);
  if (operation === undefined) return malformed('protoPayload.methodName', 'expected the name of the method');
  const metadata = metadataOf(payload) ?? ofAuditData(payload);
  const bigQuery = bigQueryOf(metadata, text(payload, 'resourceName') ?? '');
  if (text(object(metadata, 'tableDataRead'), 'reason') === 'MATERIALIZED_VIEW_REFRESH')
    return ignored('done by BigQuery itself');
  const workspace = workspaceOf(payload, metadata);
  const actor = actorOf(payload);
  const kind = bigQuery?.kind ?? workspace?.kind ?? kindOfCall(payload, metadata, operation);
  if (kind === 'other' && SERVICE_AGENT.test(actor.uid)) return ignored('done by Google Cloud itself');
  if (isPulse(payload, operation, actor))
    return ignored('probe of a cluster, or a program renewing its lease');
  const outcome = outcomeOf(payload, bigQuery, workspace);
  const eventId = firstText(event, ['insertId', 'insertid']);
  return {
    kind: 'activity',
    draft: known({
      identity: identityOf(event, eventId, bigQuery),
      eventId,
      time: bigQuery?.time ?? timeOf(event, payload),
      kind,
      operation: operationOf(operation, bigQuery),
      outcome,
      actor,
      target:
        workspace === undefined ? accountOf(event, payload, kind, actor) : namedIn(workspace, kind, actor),
      source: sourceOf(payload),
      resources: bigQuery?.resources ?? [
        ...resourcesOf(event, payload),
        ...policyResourcesOf(payload, operation),
        ...(workspace?.resources ?? []),
      ],
      volume:
        bigQuery === undefined && outcome !== 'failure'
          ? volumeOf(payload, metadata, kind)
          : bigQuery?.volume,
      outside: outsideIf(kind, () => policyChangeOf(payload, actor).outside),
    }),
  };
}

/** `JobService.InsertJob EXPORT`: of a job the method alone does not say what was done, and its whole name leaves no room. */
function operationOf(method: string, bigQuery: BigQuery | undefined): string {
  const jobType = bigQuery?.jobType;
  return jobType === undefined ? method : `${methodOf(method).split('.').slice(-2).join('.')} ${jobType}`;
}

function timeOf(event: JsonObject, payload: JsonObject): number | undefined {
  return (
    parseTime(event['timestamp']) ??
    parseTime(payload['timestamp']) ??
    parseTime(event['receiveTimestamp']) ??
    parseTime(event['receivetimestamp'])
  );
}

/** The permission that was asked for, where an entry has lost its method. */
function permissionOf(payload: JsonObject): string | undefined {
  const [first] = list(payload, 'authorizationInfo');
  return isObject(first) ? text(first, 'permission') : undefined;
}

const MAX_METADATA = 200_000;

/** In a sink to BigQuery `metadata` is text. */
function metadataOf(payload: JsonObject): JsonObject | undefined {
  const metadata: Json | undefined = payload['metadata'] ?? payload['metadataJson'];
  const parsed =
    typeof metadata === 'string' && metadata.length <= MAX_METADATA ? parseJson(metadata) : metadata;
  return isObject(parsed) ? parsed : undefined;
}

function kindOfCall(payload: JsonObject, metadata: JsonObject | undefined, operation: string): Kind {
  const service = text(payload, 'serviceName') ?? '';
  if (setsPolicy(operation)) {
    const change = policyChangeOf(payload);
    if (change.stopsLogging) return 'logging';
    return change.public || holdsData(service, operation) ? 'share' : 'privilege';
  }
  const kind = kindOf(service, operation);
  if (kind === 'other' && object(metadata, 'datasetChange') !== undefined && policyChangeOf(payload).public)
    return 'share';
  return kind === 'read' && leavesBucket(payload, metadata) ? 'export' : kind;
}

/** A read that is the first half of a copy names where the copy goes. */
function leavesBucket(payload: JsonObject, metadata: JsonObject | undefined): boolean {
  const target = bucketIn(text(metadata, 'destination') ?? '')[0]?.uid;
  return target !== undefined && target !== bucketIn(text(payload, 'resourceName') ?? '')[0]?.uid;
}

function policyResourcesOf(payload: JsonObject, operation: string) {
  return setsPolicy(operation) ? policyChangeOf(payload).resources : [];
}

/** Bytes that a partial read asked for; items that a list returned; a secret is one record. */
function volumeOf(payload: JsonObject, metadata: JsonObject | undefined, kind: Kind): Draft['volume'] {
  if (kind !== 'read' && kind !== 'list' && kind !== 'export') return undefined;
  const isSecret = text(payload, 'serviceName') === 'secretmanager.googleapis.com' && kind === 'read';
  return knownOrNone({
    records: isSecret ? 1 : number(payload, 'numResponseItems'),
    bytes: number(metadata, 'requested_bytes'),
  });
}

/**
 * An insertId is unique among entries of one log and time. The two entries of a long-running operation, marked
 * first and last, share the operation's id.
 */
function identityOf(event: JsonObject, insertId: string | undefined, bigQuery: BigQuery | undefined) {
  if (bigQuery?.operation !== undefined) return { kind: 'operation', id: bigQuery.operation } as const;
  const running = object(event, 'operation');
  const id = text(running, 'id');
  if (
    bigQuery === undefined &&
    id !== undefined &&
    (running?.['first'] === true) !== (running?.['last'] === true)
  )
    return { kind: 'operation', id: `${text(running, 'producer') ?? ''}/${id}` } as const;
  if (insertId === undefined) return undefined;
  return { kind: 'event', id: `${insertId}/${text(event, 'timestamp') ?? ''}` } as const;
}

function namedIn({ resources }: Workspace, kind: Kind, actor: Actor): Draft['target'] {
  return targetOf(kind, actor, undefined, resources.find(({ type }) => type === 'user')?.uid);
}

function outcomeOf(
  payload: JsonObject,
  bigQuery: BigQuery | undefined,
  workspace: Workspace | undefined,
): Outcome {
  const code = number(object(payload, 'status'), 'code') ?? 0;
  if (code !== 0) return 'failure';
  if (bigQuery?.outcome !== undefined) return bigQuery.outcome;
  if (workspace !== undefined) return workspace.outcome;
  const permissions = list(payload, 'authorizationInfo');
  const refused =
    permissions.length > 0 && permissions.every((item) => isObject(item) && item['granted'] === false);
  return refused ? 'failure' : 'success';
}

/**
 * Accounts that Google's services and a cluster's own parts act with. Other accounts of a cluster are those of the
 * customer's programs, and `system:anonymous` is anybody.
 */
const SERVICE_AGENT =
  /^(?:service-\d+@[\w-]+\.iam\.gserviceaccount\.com|system@google\.com|system:(?!anonymous$|serviceaccount:).*|system:serviceaccount:(?:kube|gke|gmp)-.*)$/;

/** Whether a cluster is well is asked without an account, and leases are renewed, every few seconds. */
function isPulse(payload: JsonObject, operation: string, actor: Actor): boolean {
  if (operation.startsWith('io.k8s.coordination.')) return actor.uid.startsWith('system:');
  return actor.uid === 'anonymous' && PROBE.test(text(payload, 'resourceName') ?? '');
}

const PROBE = /^(?:healthz|livez|readyz|version)(?:\/|$)/;

/** `private` and `gce-internal-ip` are no addresses. */
function sourceOf(payload: JsonObject): Source | undefined {
  const request = object(payload, 'requestMetadata');
  return knownOrNone({
    ip: parseAddress(firstText(request, ['callerIp', 'callerIP'])),
    client: clientOf(text(request, 'callerSuppliedUserAgent')),
  });
}
