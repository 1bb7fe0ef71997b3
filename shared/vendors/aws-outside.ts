import { narrows } from './aws-condition.ts';
import { MAX_ENTRIES, many, ownAccountOf, partsOf } from './aws-request.ts';
import { firstText, isObject, list, object, text } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/** What is shared with everybody or with another account. */
export function leavesAccount(event: JsonObject): boolean {
  const request = object(event, 'requestParameters');
  return request?.['publiclyAccessible'] === true || isPublicAcl(request) || outsidersOf(event).length > 0;
}

/**
 * Whom a request opens something to: other accounts, and everybody as `all`. Which accounts are the company's own is not known
 * but of the one that has the event: another one counts, whatever condition stands beside it.
 */
export function outsidersOf(event: JsonObject): string[] {
  const request = object(event, 'requestParameters');
  const own = ownAccountOf(event);
  const accounts = [...sharedWith(request), ...namedIn(request, own), ...granteesOf(request)];
  return [...new Set(accounts.map((account) => (account === EVERYBODY ? 'all' : account)))].filter(
    (account) => account !== own,
  );
}

/** Accounts that a snapshot or image is opened to; `all` is everybody. */
export function sharedWith(request: JsonObject | undefined): string[] {
  const added = [
    ...list(request, 'valuesToAdd'),
    ...list(object(object(request, 'createVolumePermission'), 'add'), 'items'),
    ...list(object(object(request, 'launchPermission'), 'add'), 'items'),
  ];
  return added.flatMap((item) => {
    if (typeof item === 'string') return item;
    return isObject(item) ? (firstText(item, ['userId', 'group']) ?? []) : [];
  });
}

const EVERYBODY = '*';
const ACCOUNT = /^(?:arn:aws[\w-]*:(?!organizations)[\w-]+:[\w-]*:)?(\d{12})(?::|$)|^(?:\*|all)$/;

/**
 * Where requests name accounts one by one, by their number or by somebody of theirs. Snapshots, datashares and endpoints of
 * Redshift, functions of Lambda, shares of RAM, documents of Systems Manager, queues and topics, grants of keys, of S3 and of
 * Lake Formation, grants of Data Exchange, shares of HealthOmics, images of WorkSpaces:
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_AuthorizeSnapshotAccess.html
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_AuthorizeDataShare.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ModifyDocumentPermission.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessGrant.html
 * https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakePrincipal.html
 */
const NAMES =
  /^(?!.*revoke).*\/(?:accountwithrestoreaccess|consumeridentifier|principals?|accountidstoadd|awsaccountids?|account|sharedaccountid|granteeprincipal|granteeidentifier|datalakeprincipalidentifier|principalsubscriber|receiverprincipal)$/;

function namedIn(request: JsonObject | undefined, own: string | undefined): string[] {
  if (request?.['allowExternalPrincipals'] === false || request?.['allowCopyImage'] === false) return [];
  const keepsInside = narrowsEverybody(request, own);
  const onlyWrites = isWriting(request, ['action', 'actions', 'actionName', 'actionNames']);
  return partsOf(request).flatMap(({ at, value }) => {
    if (typeof value !== 'string') return letIn(value, own);
    const account = NAMES.test(at) ? ACCOUNT.exec(value) : null;
    if (account === null || (keepsInside && account[0] === EVERYBODY)) return [];
    return account[1] === undefined || !onlyWrites ? [account[1] ?? account[0]] : [];
  });
}

/**
 * Everybody is then only who comes out of the own account, or of one organization; which is the own one is not known, and
 * its id is taken for it. An account that is named is let in whatever stands beside it.
 */
function narrowsEverybody(request: JsonObject | undefined, own: string | undefined): boolean {
  if (
    ['principalOrgID', 'organizationId'].some((name) => typeof request?.[name] === 'string' && request[name])
  )
    return true;
  return own !== undefined && text(request, 'sourceAccount') === own;
}

/**
 * What somebody is let in for who only brings something: logs of load balancers, events, messages, images.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const WRITES =
  /^(?:\w+:)?(?:AbortMultipartUpload|CopyIntoBackupVault|CreateRepository|GetBucket(?:Acl|Location|Versioning)|ObjectOwnerOverrideToBucketOwner|Publish|PutEvents|PutObject|PutRecords?|PutSubscriptionFilter|Replicate(?:Delete|Image|Object|Tags)|SendMessage)$/i;

function isWriting(parent: JsonObject | undefined, names: readonly string[]): boolean {
  const actions = names.flatMap((name) => many(parent, name));
  return actions.length > 0 && actions.every((action) => typeof action === 'string' && WRITES.test(action));
}

/**
 * Accounts that a statement of a policy lets in, and everybody: a condition may let in the company's own network only, and
 * whoever is let in but for some is everybody.
 */
function letIn(statement: JsonObject, own: string | undefined): string[] {
  if (text(statement, 'Effect') !== 'Allow') return [];
  const { Principal, NotPrincipal } = statement;
  const principals =
    NotPrincipal === undefined ? [Principal ?? null, ...many(Principal, 'AWS')] : [EVERYBODY];
  const isNarrow = narrows(statement['Condition'], own);
  const onlyWrites = isWriting(statement, ['Action']);
  return principals.flatMap((principal) => {
    if (principal === EVERYBODY) return isNarrow ? [] : [EVERYBODY];
    const account = typeof principal === 'string' ? ACCOUNT.exec(principal)?.[1] : undefined;
    return account === undefined || onlyWrites ? [] : [account];
  });
}

/** Also to whoever has any account of AWS; CloudTrail has headers of a request as lists. */
const PUBLIC = /^(?:public|authenticated)-read/;
const GROUPS = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)\b/;
const isText = (value: Json): value is string => typeof value === 'string';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
function isPublicAcl(request: JsonObject | undefined): boolean {
  return (
    many(request, 'x-amz-acl').some((acl) => isText(acl) && PUBLIC.test(acl)) ||
    [...READS, FULL].some((name) =>
      many(request, name).some((grant) => isText(grant) && GROUPS.test(grant)),
    ) ||
    grantsOf(request).some((grantee) => GROUPS.test(text(grantee, 'URI') ?? ''))
  );
}

const FULL = 'x-amz-grant-full-control';
const READS = ['x-amz-grant-read', 'x-amz-grant-read-acp', 'x-amz-grant-write-acp'];

function grantsOf(request: JsonObject | undefined): JsonObject[] {
  const acl = object(object(request, 'AccessControlPolicy'), 'AccessControlList');
  return many(acl, 'Grant')
    .slice(0, MAX_ENTRIES)
    .flatMap((grant): JsonObject | readonly never[] =>
      isObject(grant) ? (object(grant, 'Grantee') ?? []) : [],
    );
}

/** Whom CloudFront writes its logs as: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html */
const LOG_DELIVERY = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0';

/**
 * Other accounts than the owner by their canonical ids. A list tells the owner; of headers, whoever is given full control is
 * taken for him, because nobody needs to be let read what is his.
 */
function granteesOf(request: JsonObject | undefined): string[] {
  const owner = text(object(object(request, 'AccessControlPolicy'), 'Owner'), 'ID');
  const listed = owner === undefined ? [] : grantsOf(request).flatMap((grantee) => text(grantee, 'ID') ?? []);
  const idsIn = (name: string) =>
    many(request, name).flatMap((grant) =>
      isText(grant) ? Array.from(grant.matchAll(/\bid="?([0-9a-f]{64})\b/g), ([, id = '']) => id) : [],
    );
  const full = new Set(idsIn(FULL));
  // Of several not all are owners, and nobody can say who is.
  const owners = [owner, LOG_DELIVERY, ...(full.size > 1 ? [] : full)];
  return [...listed, ...(full.size > 1 ? full : []), ...READS.flatMap(idsIn)].filter(
    (id) => !owners.includes(id),
  );
}
