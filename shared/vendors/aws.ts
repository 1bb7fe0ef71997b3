import type { Actor, Draft, Kind, Outcome } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { kindOf } from './aws-events.ts';
import { actorOf, sessionNameOf } from './aws-identity.ts';
import { leavesAccount } from './aws-outside.ts';
import { resourcesOf } from './aws-resources.ts';
import { accountOf } from './aws-target.ts';
import { known, knownOrNone, list, number, object, recaser, text } from './field.ts';
import { outsideIf } from './outside.ts';
import { ignored, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Every hour a trail writes into the same bucket which files it has written:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
const DIGEST = 'digestS3Object';

function isDigest(event: JsonObject): boolean {
  return DIGEST in event && Array.isArray(event['logFiles']) && !('eventName' in event);
}

/** AWS CloudTrail records: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export const aws: Vendor = {
  uid: 'aws',
  title: 'AWS CloudTrail',
  revision: 17,
  counts: 'objects',
  marks: ['eventName', 'eventVersion', 'eventname', 'eventversion', DIGEST],
  recognises: (event) =>
    (typeof event['eventName'] === 'string' &&
      (isService(event['eventSource']) || typeof object(event, 'userIdentity')?.['type'] === 'string')) ||
    ('eventVersion' in event && 'awsRegion' in event && 'eventType' in event) ||
    isOfLake(event) ||
    isDigest(event),
  parse: (event) => parse(isOfLake(event) || hasLowerCase(event) ? recase(event) : event),
  coverage: {
    source:
      'a trail that delivers to S3, CloudWatch Logs or EventBridge; data events (S3 objects, DynamoDB items, EBS blocks) are off until they are selected. Also files of S3’s server access logs.',
    delay:
      'about 5 minutes on average to S3, "not guaranteed" (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html)',
    sees: [
      'console sign-ins, roles assumed, access keys, users, policies and MFA devices changed',
      'S3 objects read and listed, with bytes, where data events are on',
      'snapshots, images, buckets, secrets and functions opened to other accounts',
      'database and table exports, replication, pipelines and subscriptions that data can leave by',
      'secrets and parameters read; trails, detectors and log groups stopped or deleted',
    ],
    blindSpots: [
      'S3, DynamoDB and EBS reads without data events',
      'what SQL asked of RDS, Redshift or Aurora read, and rows that Athena returned: no event carries a count',
      'objects that AWS itself reads on behalf of a service, such as replication',
      'the person behind a role whose session name the caller chose, outside IAM Identity Center',
      'which other accounts are the company’s own: each that is opened something to by its number counts as outside, everybody of one organization does not',
      'DNS, network and instance traffic: data that leaves a server never passes an AWS API',
      'which parameters of Systems Manager a call by path returns, and how many',
    ],
    reference:
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'StartExportTask',
        read: 'GetObject',
        list: 'ListObjectsV2',
        share: 'PutBucketPolicy',
        logon: 'ConsoleLogin',
        credential: 'CreateAccessKey',
        privilege: 'AttachUserPolicy',
        mfa: 'DeactivateMFADevice',
        logging: 'StopLogging',
        destination: 'PutBucketReplication',
      },
      volume: ['bytes'],
      address: true,
      late: [],
    },
  },
};

/** As Athena has it: https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html */
function isOfLake(event: JsonObject): boolean {
  return typeof event['eventname'] === 'string' && isService(event['eventsource']);
}

/** As CloudTrail Lake has it: the names of columns are whole, those within them are not. */
function hasLowerCase(event: JsonObject): boolean {
  return 'principalid' in (object(event, 'userIdentity') ?? {});
}

/** What is read here and not lower case already, for tables in data lakes, whose columns are. */
const recase = recaser(`
  eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode eventID eventType
  requestParameters responseElements additionalEventData serviceEventDetails recipientAccountId sharedEventID sessionCredentialFromConsole
  principalId accountId accessKeyId userName invokedBy sessionContext sessionIssuer webIdFederationData federatedProvider
  mfaAuthenticated credentialId onBehalfOf userId
`);

const DOMAIN = /\.amazonaws\.com(?:\.cn)?$/;

function isService(source: unknown): boolean {
  return typeof source === 'string' && DOMAIN.test(source);
}

function parse(event: JsonObject): Parsed {
  if (text(event, 'eventType') === 'AwsCloudTrailInsight') return ignored('rate of calls, not a call');
  if (isDigest(event)) return ignored('digest of files of the log, not an event');
  const operation = text(event, 'eventName');
  if (operation === undefined) return malformed('eventName', 'expected the name of the API call');
  const actor = actorOf(event);
  if (actor === undefined) return malformed('userIdentity', 'expected the identity that made the call');
  const service = (text(event, 'eventSource') ?? '').replace(DOMAIN, '');
  const kind = kindOf(service, operation, event);
  // A service that assumes its role, rotates a key or reports on itself.
  if (isAwsItself(event, actor) && (kind === 'other' || kind === 'logon'))
    return ignored('done by AWS itself');
  const outcome = outcomeOf(event);
  const eventId = text(event, 'eventID');
  return {
    kind: 'activity',
    draft: known({
      identity: identityOf(event, eventId),
      eventId,
      time: parseTime(event['eventTime']),
      kind,
      operation,
      outcome,
      actor,
      // Users of Cognito or of a file server are nobody's colleagues.
      target: accountOf(event, service === 'iam' ? kindOfTarget('aws', kind, operation) : kind, actor),
      source: sourceOf(event),
      resources: resourcesOf(event, kind),
      volume: outcome === 'failure' ? undefined : volumeOf(event, kind, operation),
      outside: outsideIf(kind, () => leavesAccount(event)),
      // Temporary keys (`ASIA…`) live for one session.
      session: temporaryKeyOf(event),
      sessionName: sessionNameOf(event),
    }),
  };
}

/** IAM Identity Center tells of sign-ins of people in events of the service. */
function isAwsItself(event: JsonObject, { type }: Actor): boolean {
  return (
    text(object(event, 'userIdentity'), 'type') === 'AWSService' ||
    (text(event, 'eventType') === 'AwsServiceEvent' && type !== 'user')
  );
}

/** A call between accounts is told to each of them under ids of their own, and a shared one. */
function identityOf(event: JsonObject, eventId: string | undefined): Draft['identity'] {
  const shared = text(event, 'sharedEventID');
  if (shared !== undefined) return { kind: 'operation', id: shared };
  return eventId === undefined ? undefined : { kind: 'event', id: eventId };
}

/** Sign-in events say how it went in their answer or details; a call without an error code succeeded. */
function outcomeOf(event: JsonObject): Outcome {
  const error = text(event, 'errorCode');
  // Managed Grafana writes the status of each answer there.
  if (error !== undefined && !/^[123]\d\d$/.test(error)) return 'failure';
  const operation = text(event, 'eventName') ?? '';
  const signIn =
    text(object(event, 'responseElements'), operation) ??
    text(object(event, 'serviceEventDetails'), operation);
  return signIn === 'Failure' || signIn === 'Failed' ? 'failure' : 'success';
}

/** An address, or the DNS name of the service that called. Agents of AWS's own tools stand in brackets. */
function sourceOf(event: JsonObject): Draft['source'] {
  const agent = text(event, 'userAgent')?.replace(/^\[|\]$/g, '');
  return knownOrNone({ ip: parseAddress(text(event, 'sourceIPAddress')), client: clientOf(agent) });
}

function volumeOf(event: JsonObject, kind: Kind, operation: string): Draft['volume'] {
  if (SINGLE.has(operation)) return { records: 1 };
  const named = BY_NAME.get(operation);
  if (named !== undefined) {
    const records = list(object(event, 'requestParameters'), named).length;
    return records === 0 ? undefined : { records };
  }
  // What a copy or a listing transfers is its answer, not the data.
  if (kind !== 'read' || COPIES.has(operation)) return undefined;
  return knownOrNone({
    bytes: wholeBytes(number(object(event, 'additionalEventData'), 'bytesTransferredOut')),
  });
}

const SINGLE = new Set(['GetSecretValue', 'GetParameter']);
/** What is asked for by name stands in this list. */
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ['BatchGetSecretValue', 'secretIdList'],
  ['GetParameters', 'names'],
]);
const COPIES = new Set(['CopyObject', 'UploadPartCopy']);

/** Written as a float (`7759.0`). */
function wholeBytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.floor(bytes);
}

function temporaryKeyOf(event: JsonObject): string | undefined {
  const key = text(object(event, 'userIdentity'), 'accessKeyId');
  return key?.startsWith('ASIA') ? key : undefined;
}
