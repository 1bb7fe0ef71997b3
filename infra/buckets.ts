import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { bucketNotDone } from './nag.ts';

interface BucketProps {
  /** How long an object is kept. */
  readonly days: number;
  /** How long after it was replaced or removed; 30 unless given. */
  readonly replacedDays?: number;
  /** S3's own unless given. */
  readonly key?: kms.IKey;
  /** Objects that are kept shorter, by the beginning of their names. */
  readonly shorter?: Readonly<Record<string, number>>;
  /** Who reads and writes it, and why access logs would add nothing. */
  readonly access: string;
}

/** Every bucket of the stack: nothing public, TLS alone, versions kept for a while, and not removed with the stack. */
export function keptBucket(stack: Stack, id: string, props: BucketProps): s3.Bucket {
  const { days, replacedDays = 30, key, shorter = {}, access } = props;
  const bucket = new s3.Bucket(stack, id, {
    versioned: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    ...(key === undefined
      ? { encryption: s3.BucketEncryption.S3_MANAGED }
      : { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        expiration: Duration.days(days),
        noncurrentVersionExpiration: Duration.days(replacedDays),
        // Of a large file that broke off its parts would stay for ever, under no name.
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
      ...Object.entries(shorter).map(([prefix, kept]) => ({ prefix, expiration: Duration.days(kept) })),
    ],
  });
  bucketNotDone(bucket, access);
  return bucket;
}

export const WRITTEN_BY_ONE =
  'Written by one function and read by hand; CloudTrail data events serve better than access logs.';
