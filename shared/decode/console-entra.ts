import { known } from '../vendors/field.ts';
import type { JsonObject } from '../vendors/vendor.ts';
import { cellIn } from './console-rows.ts';
import { opened, type Row } from './row.ts';

/** "The user was asked whether to stay signed in": that nobody was refused is all that is known, as where the status is another. */
const INTERRUPTED = 50140;

/**
 * Entra's sign-ins, interactive or not, of users, service principals and managed identities, as its portal downloads them: what
 * Microsoft Graph calls by other names. The request has the id of the sign-in.
 * https://learn.microsoft.com/en-us/entra/identity/monitoring-health/howto-download-logs
 */
export function signInOfEntra(row: Row): Row {
  const cell = cellIn(row);
  return known({
    createdDateTime: row['Date (UTC)'],
    id: cell('Request ID'),
    userPrincipalName: cell('Username') ?? cell('User ID') ?? cell('User'),
    userId: cell('User ID'),
    userDisplayName: cell('User'),
    servicePrincipalId: cell('Service principal ID'),
    servicePrincipalName: cell('Service principal name'),
    appId: cell('Application ID'),
    appDisplayName: cell('Application') ?? cell('App'),
    resourceId: cell('Resource ID'),
    ipAddress: cell('IP address'),
    userAgent: cell('User agent'),
    sessionId: cell('Session ID'),
    status: { errorCode: errorOf(cell('Sign-in error code'), cell('Status')) ?? INTERRUPTED },
  });
}

const ERRORS: ReadonlyMap<string, number> = new Map([
  ['Success', 0],
  ['Interrupted', INTERRUPTED],
  ['Failure', -1],
]);

function errorOf(code: string | undefined, status: string | undefined): number | undefined {
  const stated = Number(code ?? Number.NaN);
  return Number.isInteger(stated) ? stated : ERRORS.get(status ?? '');
}

/**
 * The same as scripts write them that ask Graph by PowerShell, for whom the error is all that is left of the status; what holds
 * the whole of it stays as it is.
 */
export function signInOfPowerShell(row: Row): Row {
  const cell = cellIn(row);
  const errorCode = errorOf(cell('StatusErrorCode') ?? cell('ErrorCode') ?? cell('Status'), cell('Status'));
  return errorCode === undefined ? opened(row) : { ...opened(row), Status: { ErrorCode: errorCode } };
}

const MAX_TARGETS = 10;
const MAX_PROPERTIES = 20;
const MAX_DETAILS = 20;

/** The numbered columns that begin with the first of these names, as objects. */
function numbered(
  most: number,
  first: string,
  make: (column: (part: string) => string) => Row,
): JsonObject[] {
  return Array.from({ length: most }, (_, at) =>
    make((part) => first.replace('#', String(at + 1)) + part),
  ).filter((made) => Object.keys(made).length > 0);
}

/** Entra's audit log as its portal downloads it. One correlation has several events, and none has its own id here. */
export function auditOfEntra(row: Row): Row {
  const cell = cellIn(row);
  const principal = cell('ActorServicePrincipalId');
  const user = known({
    id: cell('ActorObjectId'),
    userPrincipalName: cell('ActorUserPrincipalName'),
  });
  const name = cell('ActorServicePrincipalName') ?? cell('ActorDisplayName');
  const isUser = principal === undefined && cell('ActorType') !== 'Application';
  const app = known({ servicePrincipalId: principal ?? cell('ActorObjectId'), displayName: name });
  return known({
    activityDateTime: row['Date (UTC)'],
    activityDisplayName: cell('Activity'),
    category: cell('Category'),
    result: cell('Result'),
    callerIpAddress: cell('IPAddress'),
    userAgent: cell('User Agent') ?? cell('UserAgent'),
    initiatedBy: isUser ? { user } : { app },
    targetResources: numbered(MAX_TARGETS, 'Target#', (target) =>
      known({
        id: cell(target('ObjectId')),
        type: cell(target('Type')),
        displayName: cell(target('DisplayName')),
        userPrincipalName: cell(target('UserPrincipalName')),
        modifiedProperties:
          cell(target('ModifiedProperty1Name')) &&
          numbered(MAX_PROPERTIES, target('ModifiedProperty#'), (property) =>
            known({
              displayName: cell(property('Name')),
              oldValue: cell(property('OldValue')),
              newValue: cell(property('NewValue')),
            }),
          ),
      }),
    ),
    additionalDetails: numbered(MAX_DETAILS, 'AdditionalDetail#', (detail) =>
      known({ key: cell(detail('Key')), value: cell(detail('Value')) }),
    ),
  });
}
