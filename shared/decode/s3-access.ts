import { MONTHS } from '../time.ts';
import { known } from '../vendors/field.ts';
import type { JsonObject } from '../vendors/vendor.ts';

/**
 * Lines of S3's server access logs, which tell of objects what data events of CloudTrail do, as the latter:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
 */
export function isS3Access(head: string): boolean {
  return /^[0-9a-f]{64} \S{3,63} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] /.test(head);
}

/**
 * Nobody can write a space into what he asks for, but quotes: a request ends where its three words do. Behind it are the status,
 * the error and the bytes, four more numbers, where it came from and the agent.
 */
const LINE =
  /^\S+ (\S+) \[([^\]]{26})\] (\S+) (\S+) (\S+) (\S+) (\S+) (?:"\S+ \S+ \S+"|"[^"]*"|-) (\S+) (\S+) (\S+)(?: \S+ \S+ \S+ (?:"[^"]*"|-) (?:"([^"]*)"|-))?/;
const MAX_LINE = 64 * 1024;

/** Undefined if the line is none of them. */
export function s3Event(line: string): JsonObject | undefined {
  if (!isS3Access(line) || line.length > MAX_LINE) return undefined;
  const stated = LINE.exec(line)?.map((field) => (field === '-' || field === '' ? undefined : field));
  if (stated === undefined) return undefined;
  const [, bucket, time = '', ip, requester, id, operation, key, status, error, bytes, agent] = stated;
  if (operation === undefined) return undefined;
  return known({
    eventTime: timeOf(time),
    eventSource: 's3.amazonaws.com',
    eventName: nameOf(operation, key),
    // A copy has a line for what it reads and one for what it writes, many deleted at once one for each.
    eventID: /^(?:BATCH|REST\.COPY)\./.test(operation) ? undefined : id,
    requestID: id,
    sourceIPAddress: ip,
    userAgent: agent,
    userIdentity: identityOf(requester),
    errorCode: error ?? (Number(status) >= 400 ? status : undefined),
    requestParameters: known({ bucketName: bucket, key: key === undefined ? undefined : decoded(key) }),
    additionalEventData: bytes === undefined ? undefined : { bytesTransferredOut: Number(bytes) },
  });
}

function nameOf(operation: string, key: string | undefined): string {
  if (operation === 'REST.PUT.ACL' && key === undefined) return 'PutBucketAcl';
  return NAMES.get(operation) ?? operation;
}

/** As CloudTrail calls them; what is not here keeps the name that it has. */
const NAMES = new Map([
  ['REST.GET.OBJECT', 'GetObject'],
  ['WEBSITE.GET.OBJECT', 'GetObject'],
  ['REST.COPY.OBJECT_GET', 'GetObject'],
  ['REST.HEAD.OBJECT', 'HeadObject'],
  ['REST.PUT.OBJECT', 'PutObject'],
  ['REST.COPY.OBJECT', 'CopyObject'],
  ['REST.DELETE.OBJECT', 'DeleteObject'],
  ['REST.GET.BUCKET', 'ListObjects'],
  ['REST.GET.BUCKETVERSIONS', 'ListObjectVersions'],
  ['REST.PUT.ACL', 'PutObjectAcl'],
  ['REST.PUT.BUCKETPOLICY', 'PutBucketPolicy'],
  ['REST.PUT.PUBLIC_ACCESS_BLOCK', 'PutBucketPublicAccessBlock'],
  ['REST.DELETE.PUBLIC_ACCESS_BLOCK', 'DeleteBucketPublicAccessBlock'],
  ['REST.PUT.REPLICATION', 'PutBucketReplication'],
  ['BATCH.DELETE.OBJECT', 'DeleteObject'],
  ['REST.PUT.LOGGING_STATUS', 'PutBucketLogging'],
]);

/** `04/Jun/2026:09:00:00 +0000`. */
function timeOf(time: string): string {
  const [, day, month = '', year, clock, zone] = /^(\d\d)\/(\w{3})\/(\d{4}):(\S+) (\S+)$/.exec(time) ?? [];
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${clock}${zone}`;
}

const ARN = /^arn:aws[\w-]*:(iam|sts)::(\d{12}):(user|assumed-role|root)\b(?:\/(.*))?$/;

/** The ARN of who asked, the canonical id of an account, or nobody who said who he is. */
function identityOf(requester: string | undefined): JsonObject {
  if (requester === undefined)
    return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
  const [, , accountId, kind, name] = ARN.exec(requester) ?? [];
  if (accountId === undefined)
    return requester.endsWith('.amazonaws.com')
      ? { type: 'AWSService', invokedBy: requester.replace(/^svc:/, '') }
      : { type: 'AWSAccount', principalId: requester };
  if (kind === 'root') return { type: 'Root', principalId: accountId, accountId, arn: requester };
  if (kind === 'user')
    return known({ type: 'IAMUser', arn: requester, accountId, userName: name?.split('/').pop() });
  // What the session is called its caller has chosen.
  const [userName = ''] = name?.split('/', 1) ?? [];
  const arn = `arn:aws:iam::${accountId}:role/${userName}`;
  const sessionIssuer = { type: 'Role', arn, accountId, userName };
  return { type: 'AssumedRole', arn: requester, accountId, sessionContext: { sessionIssuer } };
}

/** Keys are written as in an address. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
