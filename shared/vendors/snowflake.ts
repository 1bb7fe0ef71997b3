import { type Actor, KINDS, type Kind, type Outcome, type Resource } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { known, knownOrNone, number, text } from './field.ts';
import { outsideIf } from './outside.ts';
import { sourceOfSession } from './snowflake-client.ts';
import { actorOf, readQuery } from './snowflake-query.ts';
import { targetOf } from './target.ts';
import { type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Rows of SNOWFLAKE.ACCOUNT_USAGE (or of the INFORMATION_SCHEMA functions of the same names), one JSON object a
 * row, with column names in upper or in lower case: https://docs.snowflake.com/en/sql-reference/account-usage
 * QUERY_TEXT holds customer data: only names of objects leave.
 */
export const snowflake: Vendor = {
  uid: 'snowflake',
  title: 'Snowflake account usage',
  revision: 13,
  marks: ['USER_NAME', 'user_name', 'GRANTEE_NAME', 'grantee_name', 'BYTES_TRANSFERRED', 'bytes_transferred'],
  recognises: (event) => viewOf(event) !== undefined,
  parse: (event) => {
    const row = columnsOf(event);
    const view = viewOf(row);
    return view === undefined
      ? malformed('', 'expected a row of a known ACCOUNT_USAGE view')
      : READ[view](row);
  },
  coverage: {
    source:
      'a task that selects new rows from SNOWFLAKE.ACCOUNT_USAGE by their end time and unloads them as JSON.',
    delay:
      'QUERY_HISTORY up to 45 minutes, LOGIN_HISTORY and DATA_TRANSFER_HISTORY up to 2 hours, ACCESS_HISTORY and SESSIONS up to 3 hours',
    sees: [
      'logins with address, factors and client; sessions with the application that the client names',
      'queries with rows and bytes of their results, unloads to stages and buckets, files fetched from stages',
      'the tables behind a query, also behind views and in unloads (ACCESS_HISTORY, Enterprise edition)',
      'stages, integrations, shares, network policies, users, keys and grants, by statement',
      'bytes sent to other regions and clouds, by hour and without an actor',
    ],
    blindSpots: [
      'the address behind a query: only logins have one',
      'bytes of an unload inside the same region, whatever rows hold, and of files fetched with GET',
      'short queries on hybrid tables write no row (QUERY_HISTORY, "Caution")',
      'whose task it was: what tasks do is told of the user SYSTEM; who reads a share in the account that consumes it',
      'read-only calls of the SQL API that fail before they become a query',
    ],
    reference: 'https://docs.snowflake.com/en/sql-reference/account-usage',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'UNLOAD',
        read: 'SELECT',
        list: 'SHOW',
        share: 'CREATE',
        logon: 'LOGIN',
        credential: 'ALTER_USER_RESET_PASSWORD',
        privilege: 'GRANT ROLE',
        mfa: 'ALTER_USER',
        logging: 'REMOVE_FILES',
        destination: 'DATA_TRANSFER COPY',
      },
      volume: ['records', 'bytes'],
      address: true,
      late: KINDS.filter((kind) => kind !== 'other'),
    },
  },
};

type View = 'login' | 'query' | 'session' | 'grant' | 'transfer';

/** By the columns that only one view has. Asked of every event, so upper and lower case are tried as they are. */
function viewOf(row: JsonObject): View | undefined {
  const has = (column: string) => column in row || column.toLowerCase() in row;
  if (has('USER_NAME')) {
    if (has('EVENT_TIMESTAMP') && (has('IS_SUCCESS') || has('REPORTED_CLIENT_TYPE'))) return 'login';
    if (has('QUERY_TEXT') || has('QUERY_TYPE') || has('DIRECT_OBJECTS_ACCESSED')) return 'query';
    if (has('SESSION_ID') && (has('LOGIN_EVENT_ID') || has('CLIENT_ENVIRONMENT'))) return 'session';
    return undefined;
  }
  if (has('GRANTEE_NAME') && has('GRANTED_BY')) return 'grant';
  return has('BYTES_TRANSFERRED') && has('TARGET_CLOUD') ? 'transfer' : undefined;
}

const READ: Readonly<Record<View, (row: JsonObject) => Parsed>> = {
  login: readLogin,
  query: readQuery,
  session: readSession,
  grant: readGrant,
  transfer: readTransfer,
};

function columnsOf(event: JsonObject): JsonObject {
  if (MARKS.some((column) => column in event)) return event;
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [name.toUpperCase(), value]));
}

/** Each view has one of them. */
const MARKS = ['USER_NAME', 'GRANTEE_NAME', 'BYTES_TRANSFERRED'];

function readLogin(row: JsonObject): Parsed {
  const actor = actorOf(row);
  if (actor === undefined) return malformed('USER_NAME', 'expected the name of the user');
  const id = text(row, 'EVENT_ID');
  return {
    kind: 'activity',
    draft: known({
      identity: identityOf('login', id),
      eventId: id,
      time: parseTime(row['EVENT_TIMESTAMP']),
      kind: 'logon' as const,
      operation: text(row, 'EVENT_TYPE') ?? 'LOGIN',
      outcome: successOf(text(row, 'IS_SUCCESS')),
      actor,
      // Logins of Snowflake's own services come from 0.0.0.0.
      source: knownOrNone({
        ip: parseAddress(text(row, 'CLIENT_IP')),
        client: clientOf(knownClient(text(row, 'REPORTED_CLIENT_TYPE'))),
      }),
      resources: [],
    }),
  };
}

function knownClient(client: string | undefined): string | undefined {
  return client === 'OTHER' ? undefined : client;
}

/** IS_SUCCESS is text, `YES` or `NO`. */
function successOf(value: string | undefined): Outcome {
  return value === undefined ? 'unknown' : /^(?:yes|true|1)$/i.test(value) ? 'success' : 'failure';
}

function readSession(row: JsonObject): Parsed {
  const actor = actorOf(row);
  if (actor === undefined) return malformed('USER_NAME', 'expected the name of the user');
  const id = text(row, 'SESSION_ID');
  return {
    kind: 'activity',
    draft: known({
      identity: identityOf('session', id),
      eventId: id,
      time: parseTime(row['CREATED_ON']),
      kind: 'logon' as const,
      operation: 'SESSION',
      outcome: 'success' as const,
      actor,
      source: sourceOfSession(row),
      resources: [],
      session: id,
    }),
  };
}

/** GRANTS_TO_USERS and GRANTS_TO_ROLES: a row is a grant, and is written again when it is taken back. */
function readGrant(row: JsonObject): Parsed {
  const revoked = parseTime(row['DELETED_ON']);
  const privilege = text(row, 'PRIVILEGE');
  const grantedTo = text(row, 'GRANTED_TO') ?? 'USER';
  const kind = revoked === undefined ? kindOfGrant(privilege, grantedTo) : 'other';
  const actor = granterOf(text(row, 'GRANTED_BY'));
  const user = grantedTo === 'USER' ? text(row, 'GRANTEE_NAME') : undefined;
  return {
    kind: 'activity',
    draft: known({
      time: revoked ?? parseTime(row['CREATED_ON']),
      kind,
      operation: `${revoked === undefined ? 'GRANT' : 'REVOKE'} ${privilege ?? 'ROLE'}`,
      outcome: 'success' as const,
      actor,
      target: targetOf(kind, actor, user?.toLowerCase(), user),
      resources: grantedOf(row, grantedTo),
      outside: outsideIf(kind, () => true),
    }),
  };
}

function kindOfGrant(privilege: string | undefined, grantedTo: string): Kind {
  if (grantedTo === 'SHARE') return 'share';
  // Whoever creates an object is granted its ownership at once: that is no step up.
  return privilege === 'OWNERSHIP' ? 'other' : 'privilege';
}

/** GRANTED_BY is a role, not a user; empty where the system granted. */
function granterOf(role: string | undefined): Actor {
  if (role === undefined || role === 'SNOWFLAKE') return { uid: 'role/snowflake', type: 'service' };
  return { uid: `role/${role.toLowerCase()}`, type: 'unknown', name: role };
}

function grantedOf(row: JsonObject, grantedTo: string): Resource[] {
  const grantee = text(row, 'GRANTEE_NAME');
  const role = text(row, 'ROLE');
  const object = ['TABLE_CATALOG', 'TABLE_SCHEMA', 'NAME'].flatMap((name) => text(row, name) ?? []);
  const resources: Resource[] = [];
  if (grantee !== undefined) resources.push({ type: grantedTo.toLowerCase(), uid: grantee });
  if (role !== undefined) resources.push({ type: 'role', uid: role });
  if (object.length > 0)
    resources.push({ type: (text(row, 'GRANTED_ON') ?? 'object').toLowerCase(), uid: object.join('.') });
  return resources;
}

/** QUERY_HISTORY states these bytes query by query, so here they name a destination and are not counted. */
const COUNTED_BY_QUERIES = new Set(['COPY', 'COPY_FILES', 'EXTERNAL_FUNCTION']);

const ACCOUNT: Actor = { uid: 'account', type: 'service', name: 'Snowflake account' };

/** DATA_TRANSFER_HISTORY: sums by hour for the whole account. */
function readTransfer(row: JsonObject): Parsed {
  const type = text(row, 'TRANSFER_TYPE') ?? 'UNKNOWN';
  if (type === 'INTERNAL') return { kind: 'ignored', reason: 'transfer inside Snowflake' };
  const start = text(row, 'START_TIME');
  const target = [text(row, 'TARGET_CLOUD') ?? 'unknown', text(row, 'TARGET_REGION') ?? 'unknown'].join('/');
  return {
    kind: 'activity',
    draft: known({
      identity:
        start === undefined
          ? undefined
          : { kind: 'operation' as const, id: `transfer/${start}/${target}/${type}` },
      time: parseTime(row['START_TIME']),
      kind: COUNTED_BY_QUERIES.has(type) ? ('destination' as const) : ('export' as const),
      operation: `DATA_TRANSFER ${type}`,
      outcome: 'success' as const,
      actor: ACCOUNT,
      resources: [{ type: 'region', uid: target }],
      volume: knownOrNone({ bytes: number(row, 'BYTES_TRANSFERRED') }),
    }),
  };
}

/** Ids of different views may coincide. */
function identityOf(view: View, id: string | undefined) {
  return id === undefined ? undefined : ({ kind: 'event', id: `${view}/${id}` } as const);
}
