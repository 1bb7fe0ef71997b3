import { narrows } from './aws-condition.ts';
import { sharedWith } from './aws-events.ts';
import { isObject, list, object, text } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/** What is shared with everybody or with another account; whom a policy names otherwise is not read. */
export function leavesAccount(event: JsonObject): boolean {
  const request = object(event, 'requestParameters');
  const own = text(event, 'recipientAccountId') ?? text(object(event, 'userIdentity'), 'accountId');
  return (
    request?.['publiclyAccessible'] === true ||
    [...sharedWith(request), ...namedIn(request, own)].some((account) => account !== own) ||
    isPublicAcl(request) ||
    many(object(request, 'bucketPolicy'), 'Statement')
      .slice(0, MAX_ENTRIES)
      .some((statement) => allowsEverybody(statement, own))
  );
}

/** More than the 20 kB of a policy hold: harmless ones that come first must hide none. */
const MAX_ENTRIES = 1000;

const EVERYBODY = '*';
const ACCOUNT = /^(?:arn:aws[\w-]*:(?:iam|sts)::)?(\d{12})(?::|$)|^(?:\*|all)$/;

/**
 * Accounts that a request names one by one, by their number or by somebody of theirs, but no services and no parts of the own
 * organization. Snapshots and datashares of Redshift, functions of Lambda, shares of RAM and documents of Systems Manager:
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_AuthorizeSnapshotAccess.html
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_AuthorizeDataShare.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ModifyDocumentPermission.html
 */
function namedIn(request: JsonObject | undefined, own: string | undefined): string[] {
  if (request === undefined || request['allowExternalPrincipals'] === false) return [];
  const keepsInside = narrowsEverybody(request, own);
  return [
    'accountWithRestoreAccess',
    'consumerIdentifier',
    'principal',
    'principals',
    'accountIdsToAdd',
  ].flatMap((name) =>
    many(request, name)
      .slice(0, MAX_ENTRIES)
      .flatMap((named) => {
        const account = typeof named === 'string' ? ACCOUNT.exec(named) : null;
        if (account === null || (keepsInside && account[0] === EVERYBODY)) return [];
        return [account[1] ?? account[0]];
      }),
  );
}

/**
 * Everybody is then only who comes out of the own account, or of one organization; which is the own one is not known, and
 * its id is taken for it. An account that is named is let in whatever stands beside it.
 */
function narrowsEverybody(request: JsonObject, own: string | undefined): boolean {
  const { principalOrgID } = request;
  if (typeof principalOrgID === 'string' && principalOrgID !== '') return true;
  return own !== undefined && text(request, 'sourceAccount') === own;
}

/** Also to whoever has any account of AWS; CloudTrail has headers of a request as lists. */
const PUBLIC = /^(?:public|authenticated)-read/;
const GROUPS = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
function isPublicAcl(request: JsonObject | undefined): boolean {
  if (many(request, 'x-amz-acl').some((acl) => typeof acl === 'string' && PUBLIC.test(acl))) return true;
  const acl = object(object(request, 'AccessControlPolicy'), 'AccessControlList');
  return many(acl, 'Grant')
    .slice(0, MAX_ENTRIES)
    .some((grant) => isObject(grant) && GROUPS.test(text(object(grant, 'Grantee'), 'URI') ?? ''));
}

/** A condition may let in the company's own network only. Whoever is let in but for some is everybody. */
function allowsEverybody(statement: Json, own: string | undefined): boolean {
  if (!isObject(statement) || text(statement, 'Effect') !== 'Allow') return false;
  if (narrows(statement['Condition'], own)) return false;
  const { Principal, NotPrincipal } = statement;
  return (
    NotPrincipal !== undefined ||
    Principal === '*' ||
    many(isObject(Principal) ? Principal : undefined, 'AWS').includes('*')
  );
}

/** What stands alone where a list would be long; tables hold the text of a list. */
function many(parent: JsonObject | undefined, name: string): readonly Json[] {
  const items = list(parent, name);
  const value = parent?.[name];
  return items.length > 0 || value === undefined || Array.isArray(value) ? items : [value];
}
