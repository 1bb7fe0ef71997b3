import type { Kind } from '../activity.ts';
import type { Sql } from './snowflake-sql.ts';

/**
 * QUERY_TYPE of QUERY_HISTORY. Snowflake publishes no complete list; these are the values of
 * https://docs.snowflake.com/en/sql-reference/account-usage/query_history and of public queries against it.
 * A bare CREATE, ALTER, DROP or GRANT is told by the first words of its statement instead.
 */
const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    export: ['COPY_FILES', 'GET_FILES', 'UNLOAD'],
    read: ['SELECT'],
    list: ['LIST_FILES', 'SHOW'],
    share: ['CREATE_CUSTOMER_ACCOUNT'],
    credential: ['ALTER_USER', 'ALTER_USER_RESET_PASSWORD'],
    privilege: [
      'ALTER_NETWORK_POLICY',
      'CREATE_NETWORK_POLICY',
      'CREATE_ROLE',
      'CREATE_USER',
      'DROP_NETWORK_POLICY',
      'GRANT',
      'GRANT_ROLE',
    ],
    // Files removed from a stage are what an unload left, and what would show what it took.
    logging: ['REMOVE_FILES'],
  } satisfies Partial<Record<Kind, readonly string[]>>).flatMap(([kind, types]) =>
    // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
    types.map((type) => [type, kind as Kind] as const),
  ),
);

const VERB = '^(?:CREATE(?: OR (?:REPLACE|ALTER))?|ALTER) ';
const OBJECT = '(?:TEMP(?:ORARY)? |TRANSIENT |SECURE |EXTERNAL |ORGANIZATION |IF NOT EXISTS )*';

/**
 * Files that somebody removes from the stage that each user has: clients upload to it and clean it, and Snowflake asks
 * to (https://docs.snowflake.com/en/sql-reference/sql/remove). QUERY_HISTORY keeps the unload and the download.
 */
const OWN_FILES = /^(?:REMOVE|RM) @~/;

const POLICY = '(?:AGGREGATION|MASKING|PROJECTION|ROW ACCESS) POLIC(?:IES|Y)\\b';
const GUARD =
  '(?:PREVENT_UNLOAD_TO_(?:INLINE_URL|INTERNAL_STAGES)|REQUIRE_STORAGE_INTEGRATION_FOR_STAGE_(?:CREATION|OPERATION))';

/** First match wins. The statement is in upper case, without comments and strings, blanks made single. */
const STATEMENTS: readonly (readonly [Kind, RegExp])[] = [
  ['share', new RegExp(`${VERB}${OBJECT}(?:SHARE|LISTING|MANAGED ACCOUNT|(?:REPLICATION|FAILOVER) GROUP) `)],
  ['share', /^GRANT .* TO SHARE /],
  ['share', /^ALTER DATABASE .* ENABLE (?:REPLICATION|FAILOVER) TO ACCOUNTS /],
  ['share', /^(?:CREATE|ALTER) APPLICATION PACKAGE .*\bDISTRIBUTION ?= ?EXTERNAL\b/],
  ['destination', new RegExp(`${VERB}${OBJECT}(?:STAGE|VOLUME|FUNCTION .*API_INTEGRATION|NETWORK RULE) `)],
  ['destination', new RegExp(`${VERB}${OBJECT}(?:STORAGE|NOTIFICATION|API|ACCESS) INTEGRATION `)],
  // Code that may call addresses outside: https://docs.snowflake.com/en/developer-guide/external-network-access/external-network-access-overview
  ['destination', /^(?:CREATE|ALTER) .*\bEXTERNAL_ACCESS_INTEGRATIONS ?= ?\( ?[^ )]/],
  // Unloads by itself, as often as it says.
  ['destination', new RegExp(`${VERB}${OBJECT}TASK .*\\bAS COPY INTO (?:@|'')`)],
  ['mfa', new RegExp(`${VERB}AUTHENTICATION POLICY `)],
  ['mfa', /^(?:DROP |ALTER (?:ACCOUNT|USER) .*\b)AUTHENTICATION POLICY\b/],
  ['mfa', /^ALTER USER .*\b(?:MINS_TO_BYPASS_MFA|DISABLE_MFA|MFA)\b/],
  ['credential', new RegExp(`${VERB}${OBJECT}(?:SECURITY INTEGRATION|SECRET) `)],
  ['privilege', /^ALTER USER .*\bDISABLED ?= ?FALSE\b/],
  [
    'credential',
    /^ALTER USER .*\b(?:PASSWORD|RSA_PUBLIC_KEY(?:_2)?|PROGRAMMATIC ACCESS TOKEN|PAT|DISABLED|DELEGATED|WORKLOAD_IDENTITY|TYPE|LOGIN_NAME|RENAME)\b/,
  ],
  ['privilege', /^CREATE (?:OR REPLACE )?USER /],
  ['privilege', new RegExp(`${VERB}${OBJECT}(?:DATABASE |APPLICATION )?ROLE `)],
  ['privilege', new RegExp(`${VERB}NETWORK POLICY `)],
  ['privilege', /^(?:DROP NETWORK POLICY|ALTER (?:ACCOUNT|USER) .*\bNETWORK_POLICY)\b/],
  // What keeps rows and columns from people, and data from leaving by an address in the statement itself:
  // https://docs.snowflake.com/en/sql-reference/parameters
  ['privilege', new RegExp(`^(?:ALTER|DROP) ${POLICY}`)],
  ['privilege', new RegExp(`^ALTER .*\\b(?:UNSET|DROP|DROP ALL) ${POLICY}`)],
  // After the first of them, so that the others are not tried one by one.
  ['privilege', new RegExp(`^ALTER (?=(.*?\\bSET ${POLICY}))\\1.*\\bFORCE\\b`)],
  ['privilege', new RegExp(`^ALTER ACCOUNT (?:UNSET .*\\b${GUARD}\\b|SET .*\\b${GUARD} ?= ?FALSE\\b)`)],
  // Preferences such as a default warehouse.
  ['other', /^ALTER USER /],
  ['privilege', /^GRANT /],
  ['other', OWN_FILES],
  ['logging', /^(?:DROP STAGE|REMOVE|RM) /],
  ['export', /^(?:COPY INTO (?:@|'')|COPY FILES |GET )/],
  ['list', /^(?:SHOW|LIST|LS) /],
  ['read', /^(?:SELECT|WITH) /],
];

/** Types that say too little: the words of the statement decide. */
const VAGUE = /^(?:CREATE|ALTER|DROP|GRANT|UNKNOWN)/;

export function kindOf(type: string, { statement, makesToken }: Sql): Kind {
  const kind = wordedKind(type, statement);
  return (kind === 'read' || kind === 'other') && makesToken ? 'credential' : kind;
}

function wordedKind(type: string, statement: string): Kind {
  const kind = OWN_FILES.test(statement) ? 'other' : KINDS.get(type);
  if (kind !== undefined && !VAGUE.test(type)) return kind;
  if (!VAGUE.test(type)) return 'other';
  // A failed query is of type UNKNOWN.
  return STATEMENTS.find(([, pattern]) => pattern.test(statement))?.[0] ?? kind ?? 'other';
}

/** What a row without QUERY_TYPE did, in the words of QUERY_TYPE where they differ from those of SQL. */
export function typeOf(statement: string): string {
  if (/^COPY INTO (?:@|'')/.test(statement)) return 'UNLOAD';
  if (statement.startsWith('COPY FILES ')) return 'COPY_FILES';
  const verb = /^[A-Z]{1,20}/.exec(statement)?.[0] ?? 'UNKNOWN';
  return TYPES.get(verb) ?? verb;
}

/** Of a user who is taken away; undefined of any other statement: QUERY_TYPE calls every change of a user the same. */
export function typeOfUserGone({ statement }: Sql): string | undefined {
  if (/^DROP USER /.test(statement)) return 'DROP_USER';
  return /^ALTER USER .*\bDISABLED ?= ?TRUE\b/.test(statement) ? 'ALTER_USER DISABLED' : undefined;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['GET', 'GET_FILES'],
  ['LIST', 'LIST_FILES'],
  ['LS', 'LIST_FILES'],
  ['REMOVE', 'REMOVE_FILES'],
  ['RM', 'REMOVE_FILES'],
  ['WITH', 'SELECT'],
]);

/** Statements that only steer the session. */
const SESSION = new Set([
  'ALTER_SESSION',
  'BEGIN_TRANSACTION',
  'COMMIT',
  'ROLLBACK',
  'SET',
  'UNSET',
  'UNSET_SESSION',
  'USE',
]);

export function isSession(type: string): boolean {
  return SESSION.has(type);
}
