import type { Actor, Draft, Kind, Outcome, Resource } from '../activity.ts';
import { parseJson } from '../decode/json.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { emailOf, isObject, known, knownOrNone, number, text } from './field.ts';
import { outsideIf } from './outside.ts';
import { sourceOfSession } from './snowflake-client.ts';
import { isSession, kindOf, typeOf, typeOfUserGone } from './snowflake-events.ts';
import { readSql } from './snowflake-sql.ts';
import { targetOf } from './target.ts';
import { ignored, type Json, type JsonObject, malformed, type Parsed } from './vendor.ts';

/**
 * Rows about a query, with column names in upper case: QUERY_HISTORY says what it did and how much came out,
 * ACCESS_HISTORY which tables stood behind it. Both carry QUERY_ID and the query's start, and become one operation.
 */
export function readQuery(row: JsonObject): Parsed {
  const actor = actorOf(row);
  if (actor === undefined) return malformed('USER_NAME', 'expected the name of the user');
  const query = 'QUERY_TEXT' in row || 'QUERY_TYPE' in row ? queryOf(row) : accessOf(row);
  if (isSession(query.operation)) return ignored('steers the session only');
  if (actor.name === 'SYSTEM' && query.kind === 'other') return ignored('done by Snowflake itself');
  const id = text(row, 'QUERY_ID');
  const user = query.resources.find(({ type }) => type === 'user')?.uid;
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'operation', id } as const),
      eventId: id,
      time: parseTime(row['START_TIME']) ?? parseTime(row['QUERY_START_TIME']) ?? parseTime(row['END_TIME']),
      kind: query.kind,
      operation: query.operation,
      outcome: query.outcome,
      actor,
      target: targetOf(
        kindOfTarget('snowflake', query.kind, query.operation),
        actor,
        user?.toLowerCase(),
        user,
      ),
      source: sourceOfSession(row),
      resources: query.resources,
      volume: query.volume,
      // A share is what other accounts of Snowflake read.
      outside: outsideIf(query.kind, () => true),
      session: text(row, 'SESSION_ID'),
    }),
  };
}

interface Query {
  readonly kind: Kind;
  readonly operation: string;
  readonly outcome: Outcome;
  readonly resources: readonly Resource[];
  readonly volume: Draft['volume'];
}

function queryOf(row: JsonObject): Query {
  const sql = readSql(text(row, 'QUERY_TEXT') ?? '', {
    database: text(row, 'DATABASE_NAME'),
    schema: text(row, 'SCHEMA_NAME'),
  });
  const operation = typeOfUserGone(sql) ?? text(row, 'QUERY_TYPE')?.toUpperCase() ?? typeOf(sql.statement);
  const sent = number(row, 'EXTERNAL_FUNCTION_TOTAL_SENT_BYTES') ?? 0;
  // A query that calls an external function hands rows to a server outside Snowflake.
  const kind = sent > 0 ? 'export' : kindOf(operation, sql);
  return {
    kind,
    operation,
    outcome: outcomeOf(row),
    resources: sql.objects,
    volume: volumeOf(row, kind, operation),
  };
}

function outcomeOf(row: JsonObject): Outcome {
  const status = text(row, 'EXECUTION_STATUS') ?? (text(row, 'ERROR_CODE') === undefined ? '' : 'FAIL');
  if (/^success/i.test(status)) return 'success';
  return /^(?:fail|incident)/i.test(status) ? 'failure' : 'unknown';
}

/** Columns: https://docs.snowflake.com/en/sql-reference/account-usage/query_history */
function volumeOf(row: JsonObject, kind: Kind, operation: string): Draft['volume'] {
  if (operation === 'UNLOAD')
    return knownOrNone({
      records: number(row, 'ROWS_UNLOADED') ?? number(row, 'ROWS_PRODUCED'),
      // Zero where the stage is in the same region: then the bytes are unknown.
      bytes: number(row, 'OUTBOUND_DATA_TRANSFER_BYTES') || undefined,
    });
  // The rows of GET and COPY FILES are files, not records.
  if (operation === 'GET_FILES' || operation === 'COPY_FILES') return undefined;
  if (kind === 'export')
    return knownOrNone({
      records: number(row, 'EXTERNAL_FUNCTION_TOTAL_SENT_ROWS'),
      bytes: number(row, 'EXTERNAL_FUNCTION_TOTAL_SENT_BYTES'),
    });
  if (kind !== 'read' && kind !== 'list') return undefined;
  const records = number(row, 'ROWS_PRODUCED') ?? number(row, 'ROWS_WRITTEN_TO_RESULT');
  const bytes = number(row, 'BYTES_WRITTEN_TO_RESULT');
  return knownOrNone({
    records: (bytes ?? 0) > (records ?? 0) * WIDEST_ROW ? undefined : records,
    bytes,
  });
}

/** An aggregate puts a whole table into one row: how many records such rows hold is unknown, and their bytes tell. */
const WIDEST_ROW = 10_000;

/** https://docs.snowflake.com/en/sql-reference/account-usage/access_history */
function accessOf(row: JsonObject): Query {
  const accessed = [...objectsOf(row['DIRECT_OBJECTS_ACCESSED']), ...objectsOf(row['BASE_OBJECTS_ACCESSED'])];
  const modified = objectsOf(row['OBJECTS_MODIFIED']);
  const isUnload = accessed.length > 0 && modified.some(({ type }) => type === 'stage');
  return {
    kind: isUnload ? 'export' : accessed.length > 0 && modified.length === 0 ? 'read' : 'other',
    // In lower case so that the row of QUERY_HISTORY, which knows the type, sorts before and is believed.
    operation: 'access_history',
    outcome: 'success',
    resources: [...accessed, ...(isUnload ? modified : [])].slice(0, MAX_OBJECTS),
    volume: undefined,
  };
}

const MAX_OBJECTS = 1000;
const MAX_LIST = 500_000;
/** What a query's text names in one way, whichever of them it is. */
const TABLE_LIKE = /table|view/i;

/** A VARIANT column: an array, or its text where the export wrote it as text. */
function objectsOf(value: Json | undefined): Resource[] {
  const parsed = typeof value === 'string' && value.length <= MAX_LIST ? parseJson(value) : value;
  if (!Array.isArray(parsed)) return [];
  const resources: Resource[] = [];
  for (const item of parsed.slice(0, MAX_OBJECTS)) {
    const object: JsonObject | undefined = isObject(item) ? item : undefined;
    const uid = text(object, 'objectName') ?? text(object, 'location');
    const domain = text(object, 'objectDomain') ?? 'object';
    if (uid !== undefined)
      resources.push({ type: TABLE_LIKE.test(domain) ? 'table' : domain.toLowerCase(), uid });
  }
  return resources;
}

/** First factors that only programs use; a person's browser may hold an OAuth or programmatic token too. */
const KEYS = new Set(['RSA_KEYPAIR', 'WORKLOAD_IDENTITY']);

/** Views carry the user's name only; it is stored in upper case unless quoted, and typed in any case at login. */
export function actorOf(row: JsonObject): Actor | undefined {
  const name = text(row, 'USER_NAME');
  // Null where somebody failed to sign in whom the account does not know.
  if (name === undefined) return row['USER_NAME'] === null ? { uid: 'unknown', type: 'unknown' } : undefined;
  return known({
    uid: name.toLowerCase(),
    type: actorTypeOf(row, name),
    email: emailOf(name),
    name,
    // LOGIN_HISTORY: which key, token or passkey it was; joins with the view CREDENTIALS.
    credential: text(row, 'FIRST_AUTHENTICATION_FACTOR_ID'),
  });
}

/**
 * SESSIONS has both factors in one column, joined by a plus, of which no list of values is published: what is none of
 * those that LOGIN_HISTORY tells apart says nothing.
 */
function factorsOf(row: JsonObject): [first: string | undefined, second: string | undefined] {
  const method = text(row, 'AUTHENTICATION_METHOD');
  if (method === undefined)
    return [text(row, 'FIRST_AUTHENTICATION_FACTOR'), text(row, 'SECOND_AUTHENTICATION_FACTOR')];
  const [first = '', second] = method.slice(0, MAX_METHOD).split('+');
  return [METHODS.find(([pattern]) => pattern.test(first))?.[1], second?.trim() || undefined];
}

const MAX_METHOD = 256;
const METHODS: readonly (readonly [RegExp, string])[] = [
  [/^\s*rsa|key.?pair/i, 'RSA_KEYPAIR'],
  [/workload.?identity/i, 'WORKLOAD_IDENTITY'],
  [/saml|oauth|id.?token|passkey|browser/i, 'OAUTH_ACCESS_TOKEN'],
];

function actorTypeOf(row: JsonObject, name: string): Actor['type'] {
  // The user SNOWFLAKE is for Snowflake's support, SYSTEM runs tasks, WORKSHEETS_APP_USER serves the web interface.
  if (name === 'SNOWFLAKE') return 'vendor-staff';
  if (name === 'SYSTEM' || name === 'WORKSHEETS_APP_USER') return 'service';
  if (/SERVICE$/i.test(text(row, 'USER_TYPE') ?? '')) return 'service';
  const [factor, second] = factorsOf(row);
  if (factor !== undefined && KEYS.has(factor)) return 'service';
  // People know passwords, and programs keep them: whoever stole a program's must not make a person of it.
  const tells = factor !== undefined && factor !== 'PASSWORD';
  const isPerson = tells || second !== undefined;
  // A query does not tell whose it is; the sign-in before it does.
  return isPerson || text(row, 'USER_TYPE') !== undefined || emailOf(name) !== undefined ? 'user' : 'unknown';
}
