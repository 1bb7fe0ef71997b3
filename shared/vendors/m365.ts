import { type Actor, KINDS, type Kind, type Outcome, type Source } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseJson } from '../decode/json.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { firstText, isObject, known, knownOrNone, list, object, text } from './field.ts';
import { actorOf } from './m365-actor.ts';
import { crmMessageOf, kindOfCrm, resourcesOfCrm, volumeOfCrm } from './m365-crm.ts';
import { isOfEntra, ofEntra } from './m365-entra.ts';
import { type Hints, isNoise, isRefusal, kindOf } from './m365-events.ts';
import { isGraphCall, parseGraphCall } from './m365-graph.ts';
import { holdsRecord, MAX_PARAMETERS, recordOf } from './m365-records.ts';
import { accountOf, resourcesOf, syncsOthers, volumeOf } from './m365-resources.ts';
import { namedValue } from './m365-values.ts';
import { isForeign, outsideIf } from './outside.ts';
import { ignored, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Microsoft 365 unified audit log, from the Management Activity API, Microsoft Graph, Search-UnifiedAuditLog or the
 * portal of Purview, and the logs of Entra:
 * https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema
 */
export const m365: Vendor = {
  uid: 'm365',
  title: 'Microsoft 365 unified audit log',
  revision: 19,
  counts: 'objects',
  marks: [
    'Operation',
    'operation',
    'AuditData',
    'auditData',
    'auditdata',
    'activityDisplayName',
    'ActivityDisplayName',
    'createdDateTime',
    'CreatedDateTime',
    'requestUri',
  ],
  recognises: (event) => holdsRecord(event) || isOfEntra(event) || isGraphCall(event),
  parse: (event) => {
    if (isGraphCall(event)) return parseGraphCall(event);
    if (isOfEntra(event)) return parse(ofEntra(event));
    const record = recordOf(event);
    return record === undefined ? malformed('AuditData', 'expected an audit record as JSON') : parse(record);
  },
  coverage: {
    source:
      'Office 365 Management Activity API, polled or announced by webhook; or an export of Search-UnifiedAuditLog or of the Purview portal. Also audit and sign-in logs of Entra, from Microsoft Graph, Azure Monitor or its portal, and the log of calls to Microsoft Graph from Azure Monitor.',
    delay:
      'no bound: typically 60 to 90 minutes, out of order, at times a day (https://learn.microsoft.com/en-us/purview/audit-search)',
    sees: [
      'files read, downloaded, synced and shared, also by anonymous link, with site and file',
      'mail read (MailItemsAccessed), with count and bytes; forwarding rules, mailboxes opened to others',
      'records of Dynamics 365 read, listed and exported, with ids and count, where its auditing is on',
      'eDiscovery searches, previews and exports; Power BI, Forms and Teams exports',
      'sign-ins, consents to applications with what they may do, credentials of applications, roles, strong authentication',
      'audit, retention and data loss policies weakened',
    ],
    blindSpots: [
      'bytes of a downloaded file in many records; rows of a Power BI export',
      'mail that a client syncs: the record names the folder, not its size; beyond 1,000 records in 24 hours a mailbox is throttled',
      'mailboxes without a licence that includes MailItemsAccessed',
      'sign-ins of service principals and managed identities, which only the logs of Entra have; calls to Microsoft Graph without their log, which knows users by the id of their object alone',
      'a file read again by the same person within minutes is not logged again',
    ],
    reference:
      'https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'FileDownloaded',
        read: 'FileAccessed',
        list: 'SearchQueryPerformed',
        share: 'AnonymousLinkCreated',
        logon: 'UserLoggedIn',
        credential: 'Add OAuth2PermissionGrant',
        privilege: 'Add-RoleGroupMember',
        mfa: 'Disable Strong Authentication',
        logging: 'Set-AdminAuditLogConfig',
        destination: 'New-TransportRule',
      },
      volume: ['records', 'bytes'],
      address: true,
      late: KINDS.filter((kind) => kind !== 'other'),
    },
  },
};

function parse(record: JsonObject): Parsed {
  const crm = crmMessageOf(record);
  const operation = crm ?? text(record, 'Operation');
  if (operation === undefined) return malformed('Operation', 'expected the name of the operation');
  if (isNoise(operation)) return ignored('done by the browser beside what the person did');
  const kind = syncsOthers(record)
    ? 'export'
    : crm === undefined
      ? kindOf(operation, hintsOf(record))
      : kindOfCrm(record, crm);
  const actor = actorOf(record, kind);
  if (actor === undefined) return malformed('UserId', 'expected the name or key of the user');
  const about = kindOfTarget('m365', kind, operation);
  if (actor.type === 'service' && about === 'other') return ignored('done by Microsoft 365 itself');
  const id = text(record, 'Id');
  const outcome = outcomeOf(record, operation, kind);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(record['CreationTime']),
      kind,
      operation,
      outcome,
      actor,
      target: crm === undefined ? accountOf(record, about, actor) : undefined,
      source: sourceOf(record),
      resources: crm === undefined ? resourcesOf(record, kind) : resourcesOfCrm(record),
      volume: outcome === 'failure' ? undefined : volumeIn(record, operation, crm, kind),
      outside: outsideIf(kind, () => opensOutside(record, operation, actor)),
      session: sessionOf(record),
    }),
  };
}

function volumeIn(record: JsonObject, operation: string, crm: string | undefined, kind: Kind) {
  return crm === undefined ? volumeOf(record, operation, kind) : volumeOfCrm(record, crm, kind);
}

/** Links that anybody can open, invitations of who is not in the directory yet, and whom the record calls a guest. */
const OUTSIDE = new Set([
  'AnonymousLinkCreated',
  'AnonymousLinkUpdated',
  'CreateExternalDataShare',
  'PublishToWebReport',
  'SharingInvitationCreated',
]);

function opensOutside(record: JsonObject, operation: string, actor: Actor): boolean {
  if (OUTSIDE.has(operation)) return true;
  const recipient = text(record, 'TargetUserOrGroupName') ?? '';
  const type = (text(record, 'TargetUserOrGroupType') ?? '').toLowerCase();
  if (type === 'guest' || type === 'partner' || /#ext#/i.test(recipient)) return true;
  // A member of the directory is nobody else's, whichever domain his address has.
  return type !== 'member' && isForeign(actor, recipient);
}

const MAX_TEXT = 4_000;
/** Actions of a rule, and what they are about: whoever wants to hide one puts others before it. */
const MAX_HINT = 100_000;

const OFF = /^\$?false$/i;

/** `Parameters` is an array for Exchange and text for Security & Compliance; Outlook lists the actions of its rules. */
function hintsOf(record: JsonObject): Hints {
  const names = (property: string) =>
    list(record, property)
      .slice(0, MAX_PARAMETERS)
      .filter(isObject)
      .flatMap((item) => [text(item, 'Name') ?? '', OFF.test(text(item, 'Value') ?? '') ? 'False' : '']);
  return {
    parameters: () =>
      [
        ...names('Parameters'),
        (text(record, 'Parameters') ?? '').slice(0, MAX_HINT),
        (namedValue(record, 'OperationProperties', 'RuleActions') ?? '').slice(0, MAX_HINT),
      ].join(' '),
    changed: () => names('ModifiedProperties').join(' '),
  };
}

/** Of a sign-in, `ResultStatus` says only that the request was handled: `LogonError` says how it ended. */
function outcomeOf(record: JsonObject, operation: string, kind: Kind): Outcome {
  if (kind === 'logon' && isInterrupted(record)) return 'unknown';
  if (isRefusal(operation)) return 'failure';
  if (kind === 'logon' && text(record, 'LogonError') !== undefined) return 'failure';
  // SharePoint and Teams write records of what has happened, without a status; Power BI says whether it did.
  if (record['IsSuccess'] === false) return 'failure';
  const status = text(record, 'ResultStatus') ?? '';
  // Entra gave up waiting: whether it was done is not said.
  if (/^timeout/i.test(status)) return 'unknown';
  return /^(?:fail|false|error)/i.test(status) ? 'failure' : 'success';
}

/**
 * Nobody was refused: a second factor was asked for (50076), the user was asked whether to stay signed in (50140) or to
 * register how he resets his password (50125), or has to sign in again (70043, 70044). 50074 says that he "did not pass the
 * MFA challenge": https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
 */
const INTERRUPTED =
  /^(?:50076|50125|50140|7004[34]|UserStrongAuthClientAuthNRequired|PasswordResetRegistrationRequiredInterrupt|KmsiInterrupt)$/;

function isInterrupted(record: JsonObject): boolean {
  const error = text(record, 'ErrorNumber');
  return INTERRUPTED.test((error === '0' ? undefined : error) ?? text(record, 'LogonError') ?? '');
}

/** `203.0.113.5`, `[203.0.113.5]:443`, `198.51.100.7:51000`. */
function sourceOf(record: JsonObject): Source | undefined {
  return knownOrNone({
    ip:
      parseAddress(text(record, 'ClientIP')) ??
      parseAddress(text(record, 'ActorIpAddress')) ??
      parseAddress(text(record, 'ClientIPAddress')),
    client: clientOf(userAgentOf(record)),
  });
}

function userAgentOf(record: JsonObject): string | undefined {
  const agent =
    firstText(record, ['UserAgent', 'ClientUserAgent']) ??
    namedValue(record, 'ExtendedProperties', 'UserAgent');
  if (agent !== undefined) return agent;
  const details = namedValue(record, 'ExtendedProperties', 'additionalDetails');
  const parsed = details !== undefined && details.length <= MAX_TEXT ? parseJson(details) : undefined;
  return isObject(parsed) ? text(parsed, 'User-Agent') : mailClientOf(text(record, 'ClientInfoString'));
}

/** `Client=OWA;Action=ViaProxy`, `Client=REST;;`, `Client=/owa/…; Mozilla/5.0 …`. */
function mailClientOf(info: string | undefined): string | undefined {
  if (info === undefined) return undefined;
  const browser = info.indexOf('Mozilla/');
  return browser === -1 ? /^Client=([^;/]{1,64})/.exec(info)?.[1] : info.slice(browser);
}

function sessionOf(record: JsonObject): string | undefined {
  return (
    text(object(record, 'AppAccessContext'), 'AADSessionId') ??
    namedValue(record, 'DeviceProperties', 'SessionId') ??
    text(record, 'SessionId')
  );
}
