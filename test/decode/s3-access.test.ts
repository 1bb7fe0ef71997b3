import { describe, expect, test } from 'vitest';
import { isS3Access, s3Event } from '../../shared/decode/s3-access.ts';
import { decodeValue } from '../../shared/decode.ts';

const hashKey = new Uint8Array(32).fill(1);
const OWNER = 'ab'.repeat(32);
const ALICE = 'arn:aws:iam::123456789012:user/alice';

interface Parts {
  readonly requester?: string;
  readonly operation?: string;
  readonly key?: string;
  readonly status?: string;
  readonly bytes?: string;
}

function line({
  requester = ALICE,
  operation = 'REST.GET.OBJECT',
  key = 'exports/all+people%20x.csv',
  status = '200 -',
  bytes = '113000',
}: Parts = {}): string {
  const request = `"GET /example-bucket/${key} HTTP/1.1" ${status} ${bytes} 113000 70 10`;
  const before = `${OWNER} example-bucket [02/Mar/2026:10:15:30 +0100] 192.0.2.10 ${requester} 3E57427F33A59F07`;
  return `${before} ${operation} ${key} ${request} "-" "aws-cli/2.15.0" - s9l= SigV4 ECDHE AuthHeader h TLSV1.2 - -`;
}

function read(text: string): object[] {
  const event = s3Event(text);
  if (event === undefined) return [];
  const { activities, ignored, malformed } = decodeValue(event, { hashKey });
  return [...activities, ...ignored, ...malformed];
}

describe("A line of S3's access log", () => {
  test('says who took which object of which bucket, where from, and how much of it', () => {
    expect(isS3Access(line())).toBe(true);
    expect(s3Event(line())).toMatchObject({
      requestParameters: { bucketName: 'example-bucket', key: 'exports/all people x.csv' },
    });
    expect(read(line())).toMatchObject([
      {
        vendor: 'aws',
        eventId: '3E57427F33A59F07',
        time: Date.UTC(2026, 2, 2, 9, 15, 30),
        kind: 'read',
        operation: 'GetObject',
        outcome: 'success',
        actor: { uid: ALICE, type: 'user', name: 'alice' },
        source: { ip: '192.0.2.10', client: 'aws-cli' },
        resources: [{ type: 'bucket', uid: 'example-bucket' }],
        volume: { bytes: 113_000 },
      },
    ]);
  });

  test.each([
    ['arn:aws:sts::123456789012:assumed-role/Etl/some-session', { type: 'service', name: 'Etl' }],
    ['arn:aws:iam::123456789012:user/team/bob', { type: 'user', name: 'bob' }],
    ['svc:logging.s3.amazonaws.com', { uid: 'logging.s3.amazonaws.com' }],
    ['arn:aws:iam::123456789012:root', { uid: '123456789012', type: 'user' }],
    [OWNER, { uid: OWNER, type: 'unknown' }],
    ['-', { uid: 'anonymous', type: 'unknown' }],
  ])('of %s has who asked', (requester, actor) => {
    expect(read(line({ requester }))).toMatchObject([{ actor }]);
  });

  test('knows a role whatever its sessions are called', () => {
    const uidOf = (session: string) =>
      read(line({ requester: `arn:aws:sts::123456789012:assumed-role/Etl/${session}` })).map(
        (one) => 'actor' in one && (one.actor as { uid: string }).uid,
      );
    expect(uidOf('one')).toEqual(uidOf('two'));
  });

  test.each([
    ['REST.GET.BUCKET', 'ListObjects', 'list'],
    ['REST.PUT.BUCKETPOLICY', 'PutBucketPolicy', 'share'],
    ['REST.PUT.ACL', 'PutBucketAcl', 'share'],
    ['REST.DELETE.PUBLIC_ACCESS_BLOCK', 'DeleteBucketPublicAccessBlock', 'share'],
    ['REST.GET.LOCATION', 'REST.GET.LOCATION', 'other'],
  ])('of %s is %s', (operation, name, kind) => {
    expect(read(line({ operation, key: '-' }))).toMatchObject([{ operation: name, kind }]);
  });

  test('that was refused has taken nothing', () => {
    const [refused, gone] = ['403 AccessDenied', '404 -'].flatMap((status) => read(line({ status })));
    expect([refused, gone]).toMatchObject([{ outcome: 'failure' }, { outcome: 'failure' }]);
    expect(refused).not.toHaveProperty('volume');
  });

  test('of an object whose rights were set says so of the object', () => {
    expect(read(line({ operation: 'REST.PUT.ACL' }))).toMatchObject([{ operation: 'PutObjectAcl' }]);
  });

  test('is read whatever quotes whoever asked has written into his request and agent', () => {
    const request = line().replace(' HTTP/1.1"', '?x="403"AccessDenied"-" HTTP/1.1"');
    expect(read(request)).toMatchObject([{ outcome: 'success', volume: { bytes: 113_000 } }]);
    const agent = line().replace('"aws-cli/2.15.0"', '"aws-cli/2.15.0 "x" y"');
    expect(read(agent)).toMatchObject([{ outcome: 'success', source: { client: 'aws-cli' } }]);
  });

  test('is one of several of its request where that copies, or deletes many at once', () => {
    const operations = ['REST.COPY.OBJECT', 'REST.COPY.OBJECT_GET', 'BATCH.DELETE.OBJECT'];
    const lines = operations.flatMap((operation) => [
      line({ operation, key: 'a' }),
      line({ operation, key: 'b' }),
    ]);
    expect(new Set(lines.flatMap(read).map((one) => 'uid' in one && one.uid)).size).toBe(6);
  });

  test('with long values is read', () => {
    const long = line().replace('"-"', `"https://example.com/${'x'.repeat(20_000)}"`);
    expect(read(long)).toMatchObject([{ operation: 'GetObject', source: { client: 'aws-cli' } }]);
  });

  test('of S3 itself says nothing', () => {
    const requester = 'svc:s3.amazonaws.com';
    expect(read(line({ requester, operation: 'S3.EXPIRE.OBJECT', status: '- -', bytes: '-' }))).toMatchObject(
      [{ reason: 'done by AWS itself' }],
    );
  });

  test.each(['', 'torn line', line().slice(0, 120), `${line()}${'x'.repeat(70_000)}`, `x${line()}`])(
    'is none: %#',
    (text) => {
      expect(s3Event(text)).toBeUndefined();
    },
  );

  test('with a key that is written otherwise keeps it', () => {
    expect(s3Event(line({ key: '100%.csv' }))).toMatchObject({ requestParameters: { key: '100%.csv' } });
  });
});
