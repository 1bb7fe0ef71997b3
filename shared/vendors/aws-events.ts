import type { Kind } from '../activity.ts';
import calls from './aws-calls.json' with { type: 'json' };
import { outsidersOf, sharedWith } from './aws-outside.ts';
import { firstText, isObject, list, object, text } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/**
 * What API calls mean for data: a service (the first part of `eventSource`) and its event names. Names are those
 * of the API references; what is not here is `other`.
 * S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 * IAM and sign-in: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 * Of what records and looks for attacks; alarms, checks of configuration and an application's logs are engineering.
 */
const CALLS = calls satisfies Partial<Record<Kind, readonly string[]>>;

const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(CALLS).flatMap(([kind, calls]) =>
    calls.flatMap((line) => {
      const [service = '', ...names] = line.split(' ');
      // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
      return names.map((name) => [`${service} ${name}`, kind as Kind] as const);
    }),
  ),
);

/** API versions in names: `AddPermission20150331v2`, `CreateDistribution2020_05_31`. */
const API_VERSION = /(?:\d{8}(?:v\d+)?|\d{4}_\d{2}_\d{2})$/;

export function kindOf(service: string, eventName: string, event: JsonObject): Kind {
  const request = object(event, 'requestParameters');
  switch (eventName) {
    case 'CopyObject':
    case 'UploadPartCopy':
      return touchesForeignAccount(event) ? 'export' : tabled(service, eventName);
    case 'ModifySnapshotAttribute':
    case 'ModifyImageAttribute':
    case 'ModifyDBSnapshotAttribute':
    case 'ModifyDBClusterSnapshotAttribute':
      return sharedWith(request).length > 0 ? 'share' : 'other';
    // Of the own account this is everyday work, or a change of who may do what in it.
    case 'BatchGrantPermissions':
    case 'CreateDomain':
    case 'CreateElasticsearchDomain':
    case 'CreateGrant':
    case 'CreateKey':
    case 'CreateQueue':
    case 'CreateTopic':
    case 'GrantPermissions':
    case 'PutKeyPolicy':
    case 'UpdateDomainConfig':
    case 'UpdateElasticsearchDomainConfig':
      return outsidersOf(event).length > 0 ? 'share' : tabled(service, eventName);
    case 'CreateDBInstanceReadReplica':
    case 'RestoreDBInstanceFromDBSnapshot':
    case 'RestoreDBInstanceToPointInTime':
    case 'RestoreFromClusterSnapshot':
    case 'ModifyCluster':
    case 'ModifyDBInstance':
    case 'ModifyDBCluster':
      if (request?.['publiclyAccessible'] === true) return 'share';
      return text(request, 'masterUserPassword') === undefined ? 'other' : 'credential';
    // Copies of a cache leave where they name a bucket; topics and queues are opened by their attribute.
    case 'CopySnapshot':
      return service !== 'ec2' && text(request, 'targetBucket') !== undefined
        ? 'export'
        : tabled(service, eventName);
    // What a machine is told when it starts often holds its secrets.
    case 'DescribeInstanceAttribute':
      return text(request, 'attribute') === 'userData' ? 'read' : 'other';
    case 'SetTopicAttributes':
      return text(request, 'attributeName') === 'Policy' ? 'share' : 'other';
    case 'SetQueueAttributes':
      return object(request, 'attributes')?.['Policy'] === undefined ? 'other' : 'share';
    // Of most groups and buckets this is everyday work; of those that hold the trail it is not.
    case 'DeleteLogGroup':
    case 'DeleteLogStream':
    case 'DeleteMetricFilter':
    case 'DeleteSubscriptionFilter':
    case 'PutRetentionPolicy':
    case 'PutBucketLifecycle':
      return TRAIL.test(firstText(request, ['logGroupName', 'bucketName']) ?? '')
        ? 'logging'
        : tabled(service, eventName);
    // Without the part that says where to, it is turned off.
    case 'PutBucketLogging':
      return object(object(request, 'BucketLoggingStatus'), 'LoggingEnabled') === undefined
        ? 'logging'
        : 'other';
    case 'UpdateClusterConfig':
      return stopsAudit(list(object(request, 'logging'), 'clusterLogging')) ? 'logging' : 'other';
    case 'StartQueryExecution':
      return /^UNLOAD\b/i.test((text(request, 'queryString') ?? '').replace(LEADING, '')) ? 'export' : 'read';
    default:
      return tabled(service, eventName);
  }
}

/** Terraform and the console name all logs of a cluster at each change, those that stay off, too: then only the audit log counts. */
function stopsAudit(logs: readonly Json[]): boolean {
  const of = (enabled: boolean) =>
    logs.flatMap((one) => (isObject(one) && one['enabled'] === enabled ? list(one, 'types') : []));
  const stopped = of(false);
  return of(true).length > 0 ? stopped.includes('audit') : stopped.length > 0;
}

/** Blanks and comments before a statement of Athena: taken off first, because a pattern that goes on behind them is slow. */
const LEADING = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;

/** As AWS proposes: `aws-cloudtrail-logs-123456789012-…`, `aws-waf-logs-…`, `/vpc/flowlogs`. */
const TRAIL = /trail|audit|flow-?logs|waf-logs|guardduty|securitylake|security-lake/i;

function tabled(service: string, eventName: string): Kind {
  return KINDS.get(`${service} ${eventName.replace(API_VERSION, '')}`) ?? 'other';
}

/** A bucket or key of another account: `resources` names the owner of each. */
function touchesForeignAccount(event: JsonObject): boolean {
  const own = text(object(event, 'userIdentity'), 'accountId');
  return list(event, 'resources').some((resource) => {
    const owner = isObject(resource) ? text(resource, 'accountId') : undefined;
    return owner !== undefined && own !== undefined && owner !== own;
  });
}
