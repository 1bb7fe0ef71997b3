import {
  type Account,
  type CorpusEvent,
  type Dataset,
  type Dialect,
  isBrowser,
  type Session,
  said,
} from '../model.ts';
import { SSO_ROLE_ID } from '../population.ts';
import { uuid } from '../random.ts';

/** CloudTrail with data events of S3: sizes are bytes. A dataset is a bucket. */
export const aws: Dialect = {
  vendor: 'aws',
  datasets: 60,
  typicalRows: 500_000,
  signIn: (session, timeMs) => (isBrowser(session) ? [consoleLogin(session, timeMs, 'Success')] : []),
  failSignIn: (session, timeMs) => [consoleLogin(session, timeMs, 'Failure')],
  look: (session, timeMs, dataset, rows) => [getObject(session, timeMs, dataset, rows)],
  list: keys,
  export: objects,
  bulk: objects,
  describe: keys,
  credential: (session, timeMs) => [
    call(
      session,
      timeMs,
      'iam',
      'CreateAccessKey',
      { userName: session.account.holder.name.replaceAll(' ', '') },
      { readOnly: false },
    ),
  ],
  privilege: (session, timeMs, target) => [
    call(
      session,
      timeMs,
      'sso',
      'CreateAccountAssignment',
      { principalId: target.holder.email },
      { readOnly: false },
    ),
  ],
};

function keys(session: Session, timeMs: number, dataset: Dataset): CorpusEvent[] {
  const asked = { ...bucket(dataset), 'list-type': '2' };
  return [call(session, timeMs, 's3', 'ListObjectsV2', asked, { eventCategory: 'Data' })];
}

/** Files of up to fifty thousand rows, ten megabytes. */
function objects(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent[] {
  const size = Math.max(1, Math.ceil(rows / Math.min(60, Math.ceil(rows / OBJECT_ROWS))));
  const events: CorpusEvent[] = [];
  let at = timeMs;
  for (let left = rows; left > 0; left -= size, at += session.random.between(200, 4000))
    events.push(getObject(session, at, dataset, Math.min(left, size), Math.min(left, size)));
  return events;
}

const OBJECT_ROWS = 50_000;
const ROW_BYTES = 210;

function getObject(
  session: Session,
  timeMs: number,
  dataset: Dataset,
  rows: number,
  records = 0,
): CorpusEvent {
  const key = `part-${session.random.between(0, 99_999)}.parquet`;
  return call(
    session,
    timeMs,
    's3',
    'GetObject',
    { ...bucket(dataset), key },
    {
      additionalEventData: {
        SignatureVersion: 'SigV4',
        bytesTransferredIn: 0,
        bytesTransferredOut: rows * ROW_BYTES,
        AuthenticationMethod: 'AuthHeader',
      },
      eventCategory: 'Data',
      managementEvent: false,
      resources: [{ accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${nameOf(dataset)}` }],
    },
    records,
  );
}

const ACCOUNT = '123456789012';

function nameOf({ number }: Dataset): string {
  return `example-lake-${number}`;
}

function bucket(dataset: Dataset): object {
  return { bucketName: nameOf(dataset), Host: `${nameOf(dataset)}.s3.eu-central-1.amazonaws.com` };
}

function consoleLogin(session: Session, timeMs: number, result: 'Success' | 'Failure'): CorpusEvent {
  return call(session, timeMs, 'signin', 'ConsoleLogin', null, {
    eventType: 'AwsConsoleSignIn',
    responseElements: { ConsoleLogin: result },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/', MobileVersion: 'No', MFAUsed: 'No' },
    readOnly: false,
  });
}

function call(
  session: Session,
  timeMs: number,
  service: string,
  eventName: string,
  requestParameters: object | null,
  fields: object,
  records = 0,
): CorpusEvent {
  const { client, place, random } = session;
  // To the second, as CloudTrail writes it: the event's own time is that of its text.
  const secondMs = timeMs - (timeMs % 1000);
  const event = {
    eventVersion: '1.11',
    userIdentity: identityOf(session.account, session.key),
    eventTime: new Date(secondMs).toISOString().replace('.000', ''),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: place.ip,
    userAgent: client.userAgent,
    requestParameters,
    responseElements: null,
    requestID: uuid(random),
    eventID: uuid(random),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...fields,
  };
  return said(session, secondMs, event, records);
}

function identityOf(account: Account, key: string): object {
  const isPerson = account.kind === 'person';
  const roleId = isPerson ? SSO_ROLE_ID : account.uid;
  const role = isPerson ? 'AWSReservedSSO_Analyst_0123456789abcdef' : account.role;
  const path = isPerson ? 'aws-reserved/sso.amazonaws.com/' : '';
  const name = isPerson ? account.holder.email : `run-${key.slice(0, 8)}`;
  return {
    type: 'AssumedRole',
    principalId: `${roleId}:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`,
    accountId: ACCOUNT,
    accessKeyId: `ASIAEXAMPLE${key.slice(0, 9).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId,
        arn: `arn:aws:iam::${ACCOUNT}:role/${path}${role}`,
        accountId: ACCOUNT,
        userName: role,
      },
      attributes: { creationDate: '2026-03-02T09:00:00Z', mfaAuthenticated: 'false' },
    },
  };
}
