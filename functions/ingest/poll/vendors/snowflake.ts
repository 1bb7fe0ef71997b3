import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { parseJson } from '../../../../shared/decode/json.ts';
import { HOUR_MS } from '../../../../shared/time.ts';
import { isObject, list, object, text } from '../../../../shared/vendors/field.ts';
import type { Json, JsonObject } from '../../../../shared/vendors/vendor.ts';
import { type Answer, PollError } from '../api.ts';
import type { Login, Page, Poller, Window } from '../poller.ts';

/** Views and the column by which their rows become visible. Up to three hours late. */
const VIEWS = [
  ['LOGIN_HISTORY', 'EVENT_TIMESTAMP'],
  ['QUERY_HISTORY', 'END_TIME'],
  ['SESSIONS', 'CREATED_ON'],
  ['GRANTS_TO_USERS', 'CREATED_ON'],
  ['DATA_TRANSFER_HISTORY', 'END_TIME'],
] as const;

/** Where a window stands: which view, and which part of its result. */
interface At {
  readonly view: number;
  readonly handle?: string;
  readonly part: number;
  /** How many parts there are: only the first of them says so. */
  readonly total?: number;
}

/** One statement for each view, its result part by part: https://docs.snowflake.com/en/developer-guide/sql-api */
export const snowflake: Poller = {
  fields: ['account', 'user', 'privateKey', 'warehouse', 'role'],
  overlapMs: 4 * HOUR_MS,
  firstMs: 24 * HOUR_MS,
  async page(window, next, login) {
    const at: At = next === undefined ? { view: 0, part: 0 } : JSON.parse(next);
    const answer =
      at.handle === undefined ? await submit(window, at.view, login) : await fetchPart(at, login);
    const { value, status } = answer;
    if (!isObject(value)) throw new PollError('refused', 'The answer of Snowflake is no result.');
    const handle = at.handle ?? text(value, 'statementHandle');
    // Still at work: asked again, after a wait, by whoever comes with this handle.
    if (status === 202) return waiting(at, handle);
    return pageOf(value, { ...at, ...(handle === undefined ? {} : { handle }) });
  },
};

async function submit({ fromMs, untilMs }: Window, view: number, login: Login): Promise<Answer> {
  const [name, column] = VIEWS[view] ?? VIEWS[0];
  const time = (ms: number) => `'${new Date(ms).toISOString()}'::TIMESTAMP_TZ`;
  return login.api.json({
    path: '/api/v2/statements',
    method: 'POST',
    headers: headersOf(login),
    body: JSON.stringify({
      statement: `SELECT TO_JSON(OBJECT_CONSTRUCT(*)) FROM SNOWFLAKE.ACCOUNT_USAGE.${name} WHERE ${column} >= ${time(fromMs)} AND ${column} < ${time(untilMs)}`,
      timeout: 300,
      warehouse: login.secret['warehouse'],
      role: login.secret['role'],
      parameters: {
        TIMEZONE: 'UTC',
        TIMESTAMP_LTZ_OUTPUT_FORMAT: 'YYYY-MM-DD"T"HH24:MI:SS.FF3TZHTZM',
        TIMESTAMP_TZ_OUTPUT_FORMAT: 'YYYY-MM-DD"T"HH24:MI:SS.FF3TZHTZM',
      },
    }),
  });
}

function fetchPart({ handle = '', part }: At, login: Login): Promise<Answer> {
  const path = `/api/v2/statements/${encodeURIComponent(handle)}?partition=${part}`;
  return login.api.json({ path, headers: headersOf(login) });
}

function waiting(at: At, handle: string | undefined): Page {
  if (handle === undefined)
    throw new PollError('refused', 'Snowflake works on a statement and names no handle.');
  if (at.handle !== undefined) throw new PollError('later', 'Snowflake is still at work.');
  return { events: [], next: JSON.stringify({ ...at, handle }) };
}

function pageOf(value: JsonObject, at: At): Page {
  const events = list(value, 'data').map(rowOf);
  const stated = list(object(value, 'resultSetMetaData'), 'partitionInfo').length;
  const total = at.total ?? Math.max(1, stated);
  if (at.part + 1 < total) return { events, next: JSON.stringify({ ...at, part: at.part + 1, total }) };
  return at.view + 1 < VIEWS.length
    ? { events, next: JSON.stringify({ view: at.view + 1, part: 0 }) }
    : { events };
}

/** Each row is one column: JSON, as text. */
function rowOf(row: Json): Json {
  const [cell] = Array.isArray(row) ? row : [row];
  return typeof cell === 'string' ? (parseJson(cell) ?? cell) : (cell ?? null);
}

function headersOf(login: Login): Record<string, string> {
  return {
    authorization: `Bearer ${tokenOf(login)}`,
    'content-type': 'application/json',
    'user-agent': 'outflow/1',
    'x-snowflake-authorization-token-type': 'KEYPAIR_JWT',
  };
}

/** https://docs.snowflake.com/en/developer-guide/sql-api/authenticating#using-key-pair-authentication */
function tokenOf({ secret, now }: Login): string {
  const key = privateKeyOf(secret['privateKey'] ?? '');
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const fingerprint = createHash('sha256').update(publicKey).digest('base64');
  // The region behind a dot is no part of the account's name here.
  const account = (secret['account'] ?? '').split('.')[0]?.toUpperCase();
  const subject = `${account}.${(secret['user'] ?? '').toUpperCase()}`;
  const iat = Math.floor(now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: `${subject}.SHA256:${fingerprint}`, sub: subject, iat, exp: iat + 3540 };
  const head = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${head}.${sign('sha256', Buffer.from(head), key).toString('base64url')}`;
}

function privateKeyOf(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new PollError('refused', 'The privateKey in the secret of Snowflake is no unencrypted PEM.');
  }
}
