import type { Actor, ActorType } from '../activity.ts';
import { emailOf, firstText, known, object, pipelineIn, plain, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * Who made a call: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 * The part of `principalId` before the colon is the id of the user or role (`AIDA…`, `AROA…`); what follows is a
 * session name that the caller chose, and so tells nobody apart; it is kept beside. Only IAM Identity Center sets it to the person.
 * Likewise whoever has a user's key may name a federated user at will: `sessionIssuer` is the user.
 */
export function actorOf(event: JsonObject): Actor | undefined {
  const identity = object(event, 'userIdentity');
  const service = text(identity, 'invokedBy');
  const type = text(identity, 'type');
  if (type === 'AWSService' && service !== undefined) return { uid: service, type: 'service' };
  const session = sessionOf(identity);
  const uid = uidOf(identity, type, session);
  if (uid === undefined) return actorWithoutId(event, identity, service);
  return known({
    uid,
    type: service === SUPPORT ? ('vendor-staff' as const) : typeOf(event, type, session),
    email: emailOf(isPerson(session) ? session.name : (signedInAs(event, type) ?? userOf(identity, type))),
    name: signedInAs(event, type) ?? nameOf(identity, session),
    alias: type === 'IAMUser' ? aliasOf(event, nameOf(identity, session)) : undefined,
    app: appOf(session, service),
    credential: longLivedKeyOf(identity),
  });
}

/**
 * `123456789012/alice`: IAM is told a user's name and not the id (`AIDA…`); no two users of an AWS account have the same
 * name in any case of its letters (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export function aliasOf(event: JsonObject, name: string | undefined): string | undefined {
  const account = text(object(event, 'userIdentity'), 'accountId') ?? text(event, 'recipientAccountId');
  return name === undefined || account === undefined ? undefined : `${account}/${name.toLowerCase()}`;
}

/** What the caller of AssumeRole called the session: a person's address where a federation does so, or anything else. */
export function sessionNameOf(event: JsonObject): string | undefined {
  const session = sessionOf(object(event, 'userIdentity'));
  return isPerson(session) ? undefined : session.name;
}

/** Whoever administers the account names its users, some by their address. */
function userOf(identity: JsonObject | undefined, type: string | undefined): string | undefined {
  return type === 'IAMUser' ? nameAt(identity, 'userName') : undefined;
}

/**
 * Users of IAM Identity Center are told by id; events of their sign-in name them beside it. Until July 2025
 * these had the account and a name only
 * (https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html).
 */
function signedInAs(event: JsonObject, type: string | undefined): string | undefined {
  if (type === 'IdentityCenterUser') return nameAt(object(event, 'additionalEventData'), 'UserName');
  return isSignIn(event, type) ? nameAt(object(event, 'userIdentity'), 'userName') : undefined;
}

const SIGN_IN = new Set(['signin.amazonaws.com', 'sso.amazonaws.com']);

function isSignIn(event: JsonObject, type: string | undefined): boolean {
  return (
    type === 'Unknown' &&
    SIGN_IN.has(text(event, 'eventSource') ?? '') &&
    text(object(event, 'userIdentity'), 'userName') !== undefined
  );
}

/** What stands where somebody may have typed his password for his name. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

function nameAt(parent: JsonObject | undefined, name: string): string | undefined {
  const value = text(parent, name);
  return value === HIDDEN ? undefined : value;
}

/**
 * What a service does to keys and certificates of its own accord has no more than the account and
 * `"invokedBy": "AWS Internal"` (https://docs.aws.amazon.com/kms/latest/developerguide/ct-rotatekey.html).
 */
function actorWithoutId(
  event: JsonObject,
  identity: JsonObject | undefined,
  service: string | undefined,
): Actor | undefined {
  if (service !== undefined) return { uid: service, type: 'service' };
  const account = text(identity, 'accountId') ?? text(event, 'recipientAccountId');
  if (account !== undefined) return { uid: account, type: 'unknown' };
  return (event['userIdentity'] ?? null) === null ? { uid: 'unknown', type: 'unknown' } : undefined;
}

/** Keys of users (`AKIA…`) stay until somebody deletes them; temporary ones (`ASIA…`) are sessions. */
function longLivedKeyOf(identity: JsonObject | undefined): string | undefined {
  const key = text(identity, 'accessKeyId');
  return key?.startsWith('AKIA') ? key : undefined;
}

/** AWS Support acts through its service-linked role, AWSServiceRoleForSupport. */
const SUPPORT = 'support.amazonaws.com';

interface Session {
  /** Id of the role that was assumed, or of the user by whose key it was opened. */
  readonly issuer: string | undefined;
  /** Of the role that was assumed. */
  readonly role: string | undefined;
  readonly roleArn: string;
  readonly name: string | undefined;
  readonly attributes: JsonObject | undefined;
  /** OIDC provider, such as `token.actions.githubusercontent.com`. */
  readonly provider: string | undefined;
}

/** `sessionIssuer` is `{}` for users with temporary credentials. */
function sessionOf(identity: JsonObject | undefined): Session {
  const context = object(identity, 'sessionContext');
  const issuer = object(context, 'sessionIssuer');
  const arn = text(identity, 'arn') ?? '';
  const assumed = /:(?:assumed-role\/([^/]{1,128})|federated-user)(?:\/(.{1,128}))?$/.exec(arn);
  return {
    issuer: text(issuer, 'principalId'),
    role: text(issuer, 'userName') ?? assumed?.[1],
    roleArn: text(issuer, 'arn') ?? arn,
    name: assumed?.[2],
    attributes: object(context, 'attributes'),
    provider: text(object(context, 'webIdFederationData'), 'federatedProvider'),
  };
}

function isPerson({ roleArn }: Session): boolean {
  return (
    roleArn.includes('/aws-reserved/sso.amazonaws.com/') ||
    /:(?:assumed-)?role\/AWSReservedSSO_/.test(roleArn)
  );
}

function uidOf(
  identity: JsonObject | undefined,
  type: string | undefined,
  session: Session,
): string | undefined {
  const account = text(identity, 'accountId');
  if (
    account === 'ANONYMOUS_PRINCIPAL' ||
    (type === 'AWSAccount' && text(identity, 'principalId') === undefined)
  )
    return account === 'ANONYMOUS_PRINCIPAL' ? 'anonymous' : account;
  if (type === 'IdentityCenterUser') {
    const user = text(object(identity, 'onBehalfOf'), 'userId');
    if (user !== undefined) return user;
  }
  if (type === 'FederatedUser' && session.issuer !== undefined) return session.issuer;
  const id = pipelineIn(text(identity, 'principalId')?.replace(/^AWS:/, ''));
  // The account is nobody in it, but for its root user.
  const isNamed = type === 'Unknown' && id === account && text(identity, 'userName') !== undefined;
  const principal = isNamed ? undefined : id;
  if (principal !== undefined)
    return /^A(?:ROA|IDA)\w+:/.test(principal) && !isPerson(session)
      ? principal.slice(0, principal.indexOf(':'))
      : principal;
  const arn = text(identity, 'arn');
  if (arn !== undefined)
    return session.role === undefined ? arn : arn.replace(/(:assumed-role\/[^/]+)\/.*$/s, '$1');
  const name = firstText(identity, ['userName', 'credentialId']);
  // A failed sign-in with a user that does not exist has an account and a hidden name only.
  return name === undefined ? undefined : [account, name.toLowerCase()].filter(Boolean).join('/');
}

/** Roles are for programs, unless a person's sign-in stands behind them. */
function typeOf(event: JsonObject, type: string | undefined, session: Session): ActorType {
  switch (type) {
    case 'Root':
    case 'IAMUser':
    case 'FederatedUser':
    case 'SAMLUser':
    case 'IdentityCenterUser':
    case 'Directory':
      return 'user';
    case 'WebIdentityUser':
      return 'integration';
    case 'AssumedRole':
    case 'Role':
      if (session.provider !== undefined) return 'integration';
      return isPerson(session) ||
        plain(session.attributes?.['mfaAuthenticated']) === 'true' ||
        plain(event['sessionCredentialFromConsole']) === 'true'
        ? 'user'
        : 'service';
    default:
      return isSignIn(event, type) ? 'user' : 'unknown';
  }
}

function nameOf(identity: JsonObject | undefined, session: Session): string | undefined {
  // The names of Identity Center's roles end in a random number.
  const { role } = session;
  const name = (role?.startsWith('AWSReservedSSO_') ? session.name : role) ?? nameAt(identity, 'userName');
  if (name !== undefined) return name;
  const arn = /:(?:user|federated-user)\/(?:.*\/)?([^/]{1,128})$/.exec(text(identity, 'arn') ?? '');
  return arn?.[1] ?? (text(identity, 'type') === 'Root' ? 'root' : undefined);
}

function appOf({ provider }: Session, service: string | undefined): string | undefined {
  return provider?.replace(/^arn:[^/]*oidc-provider\//, '') ?? service;
}
