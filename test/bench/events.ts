import type { StreamRecord } from '../../shared/decode.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { getObjectRecord, ROLE } from '../fixtures/aws.ts';
import { OKTA_TARGET_APP, oktaEvent } from '../fixtures/okta.ts';

/** After the time of every event, so that none is of the future. */
export const ARRIVAL = Date.UTC(2030, 0, 1);
export const HASH_KEY = new Uint8Array(32).fill(1);

export function recordOf(event: JsonObject, at: number): StreamRecord {
  return {
    data: Buffer.from(JSON.stringify(event)).toString('base64'),
    partitionKey: 'any',
    sequenceNumber: String(at),
    arrival: ARRIVAL,
  };
}

/** Each record an event of its own: ids, people and addresses differ as they do in a log, and some come again. */
export function recordsOf(events: readonly JsonObject[], count: number): StreamRecord[] {
  return Array.from({ length: count }, (_, at) => recordOf(varied(events[at % events.length] ?? {}, at), at));
}

function varied(event: JsonObject, at: number): JsonObject {
  return Object.fromEntries(Object.entries(event).map(([key, field]) => [key, variedIn(field ?? null, at)]));
}

function variedIn(value: Json, at: number): Json {
  if (typeof value === 'string') {
    if (/^192\.0\.2\.\d+$/.test(value)) return `11.${at % 200}.${(at >> 3) % 250}.7`;
    return /[0-9a-f]{4}/.test(value) && value.length > 8 && !value.includes(':')
      ? value.replace(/\d(?=\D*$)/, String(at % 10))
      : value;
  }
  if (Array.isArray(value)) return value.map((item) => variedIn(item, at));
  return typeof value === 'object' && value !== null ? varied(value as JsonObject, at) : value;
}

/** One account at work: its own id and address, a few networks, the application that it uses. */
export interface Act {
  readonly actor: number;
  /** Number of the event: no two have the same. */
  readonly number: number;
  readonly timeMs: number;
}

export type Dialect = 'okta' | 'aws';

/** Accounts of one prototype share an address of the person, so that all of its profile is theirs. */
export const PROTOTYPES = 4;

export const DIALECTS: Readonly<Record<Dialect, (act: Act) => JsonObject>> = {
  okta: ({ actor, number, timeMs }) =>
    oktaEvent({
      uuid: `0000${number.toString(16).padStart(8, '0')}-5a0c-11f1-9d1e-2f0c8a1b2c3d`,
      published: new Date(timeMs).toISOString(),
      eventType: number % 5 === 0 ? 'user.session.start' : 'user.authentication.sso',
      actor: {
        id: accountOf('okta', actor),
        type: 'User',
        alternateId: `person${actor % PROTOTYPES}@example.com`,
        displayName: `Person ${actor % PROTOTYPES}`,
        detailEntry: null,
      },
      client: {
        ...CLIENT,
        ipAddress: addressOf(actor, number),
      },
      target: [{ ...OKTA_TARGET_APP, id: `0oa1example0App${number % 7}`, displayName: `App ${number % 7}` }],
    }),
  aws: ({ actor, number, timeMs }) =>
    getObjectRecord({
      eventID: `0000${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000101`,
      eventTime: new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      userIdentity: { ...ROLE, principalId: `${accountOf('aws', actor)}:nightly-1772442930` },
      sourceIPAddress: addressOf(actor, number),
      requestParameters: {
        bucketName: `example-lake-${number % 7}`,
        Host: `example-lake-${number % 7}.s3.us-east-1.amazonaws.com`,
        key: `part-${number}.parquet`,
      },
      resources: [
        { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::example-lake-${number % 7}/part-${number}.parquet` },
        {
          accountId: '123456789012',
          type: 'AWS::S3::Bucket',
          ARN: `arn:aws:s3:::example-lake-${number % 7}`,
        },
      ],
    }),
};

const CLIENT = oktaEvent()['client'] as JsonObject;

export function accountOf(dialect: Dialect, actor: number): string {
  const digits = String(actor).padStart(9, '0');
  return dialect === 'okta' ? `00u1example${digits}` : `AROAEXAMPLE${digits}`;
}

/** Two networks for each account, out of a hundred thousand. */
function addressOf(actor: number, number: number): string {
  const network = (actor * 2 + (number % 2)) % 100_000;
  return `11.${network % 200}.${Math.floor(network / 200) % 250}.${1 + (actor % 250)}`;
}
