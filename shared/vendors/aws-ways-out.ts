import type { Kind, Resource } from '../activity.ts';
import { outsidersOf } from './aws-outside.ts';
import { ownAccountOf, partsOf } from './aws-request.ts';
import { isObject, list, object, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/** Other accounts that a call opens something to or sends something to, and the buckets and hosts where it is sent. */
export function waysOutOf(event: JsonObject, kind: Kind): Resource[] {
  const account = (uid: string): Resource => ({ type: 'account', uid });
  // A role or a right may be given to another account as well, and stays a matter of who may do what.
  if (kind === 'share' || kind === 'privilege') return outsidersOf(event).slice(0, MAX_PLACES).map(account);
  if (kind !== 'destination' && kind !== 'export') return [];
  const own = ownAccountOf(event);
  const parts = partsOf(object(event, 'requestParameters')).flatMap(({ at, value }) =>
    typeof value === 'string' ? placesIn(at, value) : [],
  );
  const places = [...parts, ...ownersOf(event).map(account)];
  const unique = new Map(places.map((place) => [`${place.type} ${place.uid}`, place]));
  return [...unique.values()]
    .filter(({ type, uid }) => type !== 'account' || uid !== own)
    .slice(0, MAX_PLACES);
}

const MAX_PLACES = 32;

/**
 * Replication and lists of S3 (`Destination.Account`, `Destination.Bucket`), exports of DynamoDB (`s3BucketOwner`), registries of
 * ECR, vaults, functions, queues, topics and streams by their ARN, locations of DataSync, connectors of Transfer Family:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_InventoryS3BucketDestination.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html
 */
const TOWARDS = /\/[^/]*(?:destination|target|endpoint)/;
const ACCOUNTS = /\/(?:account|accountid|bucketaccountid|registryid)$/;
const OWNER = /\/s3bucketowner$/;
const BUCKETS = /\/(?:s3bucket|bucketarn|s3bucketarn)$/;
const HOSTS = /\/(?:serverhostname|containerurl|url|[^/]*endpoint)$/;

const NUMBER = /^\d{12}$/;
const ARN = /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/;
const BUCKET = /^(?:arn:[\w-]+:s3:::)?([a-z0-9][a-z0-9.-]{2,62})$/;
/** Without the path, which may hold a secret. */
const HOST = /^(?:(?:https?|sftp):\/\/)?([\w-]+(?:\.[\w-]+){1,20})(?::\d+)?(?:[/?]|$)/;

function placesIn(at: string, value: string): Resource[] {
  const towards = TOWARDS.test(at);
  if (NUMBER.test(value))
    return OWNER.test(at) || (towards && ACCOUNTS.test(at)) ? [{ type: 'account', uid: value }] : [];
  const account = towards ? ARN.exec(value)?.[1] : undefined;
  if (account !== undefined) return [{ type: 'account', uid: account }];
  const isBucket = BUCKETS.test(at) || at === '/destination' || (towards && value.includes(':s3:::'));
  const bucket = isBucket ? BUCKET.exec(value)?.[1] : undefined;
  if (bucket !== undefined) return [{ type: 'location', uid: `s3://${bucket}` }];
  const host = HOSTS.test(at) ? HOST.exec(value)?.[1] : undefined;
  return host === undefined ? [] : [{ type: 'location', uid: host.toLowerCase() }];
}

/** Whose the buckets and keys are that a call touched. */
function ownersOf(event: JsonObject): string[] {
  return list(event, 'resources').flatMap((resource) =>
    isObject(resource) ? (text(resource, 'accountId') ?? []) : [],
  );
}
