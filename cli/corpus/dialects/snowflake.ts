import { type CorpusEvent, type Dataset, type Dialect, isBrowser, type Session, said } from '../model.ts';
import { HEX } from '../random.ts';

/** Rows of ACCOUNT_USAGE: https://docs.snowflake.com/en/sql-reference/account-usage */
export const snowflake: Dialect = {
  vendor: 'snowflake',
  datasets: 160,
  typicalRows: 400_000,
  signIn: (session, timeMs) => [loginRow(session, timeMs, true), sessionRow(session, timeMs + 300)],
  failSignIn: (session, timeMs) => [loginRow(session, timeMs, false)],
  look: (session, timeMs, dataset, rows) => [
    query(session, timeMs, 'SELECT', `SELECT * FROM ${nameOf(dataset)} LIMIT ${rows}`, {
      ROWS_PRODUCED: String(rows),
    }),
  ],
  list: (session, timeMs, dataset) => [
    query(session, timeMs, 'SHOW', `SHOW TABLES IN SCHEMA ${schemaOf(dataset)}`, {
      ROWS_PRODUCED: String(session.random.between(5, 60)),
    }),
  ],
  export: exported,
  bulk: (session, timeMs, dataset, rows) => [
    unload(session, timeMs, dataset, rows, `'s3://example-lake/${session.account.uid}/'`),
  ],
  describe: (session, timeMs, dataset) => [
    query(session, timeMs, 'SELECT', `SELECT COUNT(*) FROM ${nameOf(dataset)}`, { ROWS_PRODUCED: '1' }),
  ],
  credential: (session, timeMs) => [
    query(session, timeMs, 'ALTER_USER', `ALTER USER ${userOf(session)} ADD PROGRAMMATIC ACCESS TOKEN daily`),
  ],
  privilege: (session, timeMs, target) => [
    query(session, timeMs, 'GRANT', `GRANT ROLE REPORTING TO USER "${target.uid.toUpperCase()}"`),
  ],
};

/** A result that is saved from the screen is a SELECT like any other; others go through a stage. */
function exported(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent[] {
  const way = session.random.uniform();
  if (way > 0.95) return stageAndGet(session, timeMs, dataset, rows);
  if (way > 0.7)
    return [
      unload(session, timeMs, dataset, rows, '@~/out/part'),
      get(session, timeMs + 60_000, '@~/out/part'),
    ];
  const text = `SELECT id, name, email FROM ${nameOf(dataset)}`;
  const volume = { ROWS_PRODUCED: String(rows), BYTES_WRITTEN_TO_RESULT: String(rows * ROW_BYTES) };
  return [query(session, timeMs, 'SELECT', text, volume, rows)];
}

/** A stage of one's own, filled and fetched: CREATE STAGE, COPY INTO, GET. */
export function stageAndGet(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent[] {
  const stage = `${schemaOf(dataset)}.S${session.random.text(6, HEX).toUpperCase()}`;
  return [
    query(session, timeMs, 'CREATE', `CREATE TEMP STAGE ${stage}`),
    unload(session, timeMs + session.random.between(5000, 40_000), dataset, rows, `@${stage}/part`),
    get(session, timeMs + session.random.between(50_000, 200_000), `@${stage}/part`),
  ];
}

const ROW_BYTES = 180;

function unload(session: Session, timeMs: number, dataset: Dataset, rows: number, to: string): CorpusEvent {
  return query(
    session,
    timeMs,
    'UNLOAD',
    `COPY INTO ${to} FROM (SELECT * FROM ${nameOf(dataset)}) HEADER = TRUE`,
    {
      ROWS_PRODUCED: String(rows),
      ROWS_UNLOADED: String(rows),
    },
    rows,
  );
}

function get(session: Session, timeMs: number, from: string): CorpusEvent {
  return query(session, timeMs, 'GET_FILES', `GET ${from} 'file:///tmp/out'`, { ROWS_PRODUCED: '4' });
}

function schemaOf({ number }: Dataset): string {
  return `ANALYTICS.S${number % 12}`;
}

function nameOf(dataset: Dataset): string {
  return `${schemaOf(dataset)}.T${dataset.number}`;
}

/** Names with an @ are quoted. */
function userOf({ account }: Session): string {
  return `"${account.uid.toUpperCase()}"`;
}

function query(
  session: Session,
  timeMs: number,
  type: string,
  text: string,
  volume: Readonly<Record<string, string>> = {},
  records = 0,
): CorpusEvent {
  const { account, random } = session;
  return said(
    session,
    timeMs,
    {
      QUERY_ID: `01b4a7ce-0000-${random.text(4, HEX)}-0000-${random.text(12, HEX)}`,
      QUERY_TEXT: text,
      DATABASE_NAME: 'ANALYTICS',
      SCHEMA_NAME: 'S0',
      QUERY_TYPE: type,
      SESSION_ID: session.key,
      USER_NAME: account.uid.toUpperCase(),
      USER_TYPE: account.kind === 'person' ? 'PERSON' : 'SERVICE',
      ROLE_NAME: account.kind === 'person' ? 'REPORTING' : 'LOADER',
      WAREHOUSE_NAME: 'WH',
      EXECUTION_STATUS: 'SUCCESS',
      ERROR_CODE: null,
      START_TIME: rowTime(timeMs),
      END_TIME: rowTime(timeMs + random.between(200, 20_000)),
      ROWS_PRODUCED: '0',
      ROWS_UNLOADED: '0',
      OUTBOUND_DATA_TRANSFER_BYTES: '0',
      EXTERNAL_FUNCTION_TOTAL_SENT_ROWS: '0',
      EXTERNAL_FUNCTION_TOTAL_SENT_BYTES: '0',
      ...volume,
    },
    records,
  );
}

function loginRow(session: Session, timeMs: number, success: boolean): CorpusEvent {
  const { account, random, client, place } = session;
  return said(session, timeMs, {
    EVENT_ID: `120${random.between(1_000_000, 9_999_999)}${random.between(100_000, 999_999)}`,
    EVENT_TIMESTAMP: rowTime(timeMs),
    EVENT_TYPE: 'LOGIN',
    USER_NAME: account.uid.toUpperCase(),
    CLIENT_IP: place.ip,
    REPORTED_CLIENT_TYPE: isBrowser(session) ? 'SNOWFLAKE_UI' : driverOf(client.userAgent),
    REPORTED_CLIENT_VERSION: '20260301',
    FIRST_AUTHENTICATION_FACTOR: factorOf(session),
    SECOND_AUTHENTICATION_FACTOR: null,
    IS_SUCCESS: success ? 'YES' : 'NO',
    ERROR_CODE: success ? null : '390100',
    ERROR_MESSAGE: success ? null : 'INCORRECT_USERNAME_PASSWORD',
    RELATED_EVENT_ID: '0',
    CONNECTION: null,
  });
}

function sessionRow(session: Session, timeMs: number): CorpusEvent {
  const application = isBrowser(session)
    ? 'Snowflake Web App'
    : session.client.userAgent.replace(/\/.*$/, '');
  return said(session, timeMs, {
    SESSION_ID: session.key,
    CREATED_ON: rowTime(timeMs),
    USER_NAME: session.account.uid.toUpperCase(),
    AUTHENTICATION_METHOD: session.account.kind === 'person' ? 'SAML' : 'Keypair',
    LOGIN_EVENT_ID: session.random.between(1_000_000, 9_999_999),
    CLIENT_APPLICATION_ID: isBrowser(session)
      ? 'Snowflake Web App'
      : session.client.userAgent.replace('/', ' '),
    CLIENT_APPLICATION_VERSION: '1',
    CLIENT_ENVIRONMENT: JSON.stringify({ APPLICATION: application, OS: session.client.os }),
  });
}

function factorOf(session: Session): string {
  if (session.account.kind !== 'person') return 'RSA_KEYPAIR';
  if (isBrowser(session)) return 'SAML2_ASSERTION';
  return session.app === undefined ? 'PASSWORD' : 'PROGRAMMATIC_ACCESS_TOKEN';
}

/** Drivers, not applications, are what a login reports. */
function driverOf(userAgent: string): string {
  return /jdbc|dbeaver|tableau/i.test(userAgent) ? 'JDBC_DRIVER' : 'PYTHON_DRIVER';
}

function rowTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').replace('Z', ' +0000');
}
