import type { Kind, Resource } from '../activity.ts';
import { HIDDEN } from './aws-identity.ts';
import { waysOutOf } from './aws-ways-out.ts';
import { firstText, isObject, list, object, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * What a call touched, as the request names it. Keys of objects and items stay out: they are customer data, and
 * the dataset is the bucket or table. Query text (`queryString`, `statement`) stays out as well.
 */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['bucketName', 'bucket'],
  ['s3BucketName', 'bucket'],
  ['targetBucket', 'bucket'],
  ['tableName', 'table'],
  ['tableArn', 'table'],
  ['sourceArn', 'snapshot'],
  ['dBInstanceIdentifier', 'database'],
  ['dBClusterIdentifier', 'database'],
  ['dBSnapshotIdentifier', 'snapshot'],
  ['dBClusterSnapshotIdentifier', 'snapshot'],
  ['sourceDBSnapshotIdentifier', 'snapshot'],
  ['sourceDBClusterSnapshotIdentifier', 'snapshot'],
  ['snapshotId', 'snapshot'],
  ['sourceSnapshotId', 'snapshot'],
  ['imageId', 'image'],
  ['secretId', 'secret'],
  ['userPoolId', 'user-pool'],
  ['functionName', 'function'],
  ['repositoryName', 'repository'],
  ['logGroupName', 'log-group'],
  ['trailName', 'trail'],
  ['streamName', 'stream'],
  ['topicArn', 'topic'],
  ['queueUrl', 'queue'],
  ['detectorId', 'detector'],
  ['workGroup', 'workgroup'],
  ['userName', 'user'],
  ['roleName', 'role'],
  ['roleArn', 'role'],
  ['groupName', 'group'],
  ['policyArn', 'policy'],
  ['accessKeyId', 'access-key'],
]);

export function resourcesOf(event: JsonObject, kind: Kind): Resource[] {
  const request = object(event, 'requestParameters');
  const resources: Resource[] = [];
  const add = (type: string, uid: string | undefined) => {
    if (uid !== undefined && uid !== HIDDEN) resources.push({ type, uid });
  };
  for (const name in request) {
    const type = PARAMETERS.get(name);
    if (type !== undefined) add(type, text(request, name));
  }
  for (const [type, uid] of namedOneByOne(event, request)) add(type, uid);
  add('database', text(object(request, 'queryExecutionContext'), 'database'));
  const answer = object(event, 'responseElements');
  add('access-key', text(object(answer, 'accessKey'), 'accessKeyId'));
  add('user', text(object(answer, 'user'), 'userName'));
  add('bucket', sourceBucketOf(request));
  if (text(event, 'eventSource') === 'cloudtrail.amazonaws.com') add('trail', text(request, 'name'));
  resources.push(...waysOutOf(event, kind));
  for (const resource of list(event, 'resources').slice(0, MAX_RESOURCES)) {
    const [type, uid] = isObject(resource) ? fromArn(resource) : [];
    if (type !== undefined) add(type, uid);
  }
  return resources;
}

const MAX_RESOURCES = 32;
const PARAMETER = /^GetParameter/;

/** Secrets and parameters, each of which is one; `name` and `names` are of anything elsewhere. */
function namedOneByOne(event: JsonObject, request: JsonObject | undefined): [string, string | undefined][] {
  const named = (type: string, key: string) =>
    list(request, key)
      .slice(0, MAX_RESOURCES)
      .map((one): [string, string | undefined] => [type, typeof one === 'string' ? one : undefined]);
  if (text(event, 'eventSource') !== 'ssm.amazonaws.com' || !PARAMETER.test(text(event, 'eventName') ?? ''))
    return named('secret', 'secretIdList');
  return [['parameter', firstText(request, ['name', 'path'])], ...named('parameter', 'names')];
}

/** `x-amz-copy-source`: `bucket/key`, or the ARN of an access point. */
function sourceBucketOf(request: JsonObject | undefined): string | undefined {
  const source = text(request, 'x-amz-copy-source')?.replace(/^\//, '');
  return source === undefined || source.startsWith('arn:')
    ? undefined
    : source.slice(0, MAX_BUCKET).split('/')[0];
}

const MAX_BUCKET = 200;

/** `AWS::S3::Bucket` and its ARN; of an object the bucket. */
function fromArn(resource: JsonObject): [string, string] | [] {
  const arn = firstText(resource, ['ARN', 'arn']);
  const type = text(resource, 'type');
  if (arn === undefined || type === undefined) return [];
  if (type.startsWith('AWS::S3::')) {
    const bucket = /^arn:[\w-]+:s3:::([^/*]{1,63})/.exec(arn)?.[1];
    return bucket === undefined ? [] : ['bucket', bucket];
  }
  return [type.replace(/^.*::/, '').toLowerCase(), arn];
}
