import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * What cdk-nag asks for and is not done, with the reason, one resource after the other. test/infra/nag.test.ts runs
 * AwsSolutions, Serverless and NIST 800-53 revision 5, and fails where something is neither done nor said here.
 */
export function notDone(on: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(on).acknowledge({ id, reason });
}

const nist = (rule: string) => `NIST.800.53.R5::NIST.800.53.R5-${rule}`;
const serverless = (rule: string) => `Serverless::Serverless-${rule}`;

/** `failed`: what becomes of what a function was invoked with if it fails; its concurrency may be reserved. */
export function functionNotDone(fn: IConstruct, failed: string): void {
  notDone(fn, {
    [serverless('LambdaDLQ')]: failed,
    [nist('LambdaDLQ')]: failed,
    [nist('LambdaConcurrency')]:
      'Whatever one part of an account reserves, the others lack, and a new account has 10 in all: set by the configuration (concurrency), by whoever knows what else runs in the account.',
    [nist('LambdaInsideVPC')]:
      'It listens on no network and calls services of AWS by TLS and IAM, as the review packet lists. A network would add paths, not close one.',
    [serverless('LambdaTracing')]:
      'A trace would hold names of objects and accounts beside the logs. Counts and durations of every batch are metrics.',
  });
}

/** `retried`: by whom, and who is told. */
export function mappingNotDone(mapping: IConstruct, retried: string): void {
  notDone(mapping, { [serverless('LambdaEventSourceMappingDestination')]: retried });
}

export function scheduleNotDone(rule: IConstruct, next: string): void {
  notDone(rule, { [serverless('EventBusDLQ')]: next });
}

export function deadLettersNotDone(queue: IConstruct, reason = 'It is the dead-letter queue.'): void {
  notDone(queue, { 'AwsSolutions-SQS3': reason, [serverless('SQSRedrivePolicy')]: reason });
}

export function subscriptionNotDone(subscription: IConstruct, reason: string): void {
  notDone(subscription, { [serverless('SNSRedrivePolicy')]: reason });
}

export function tableNotDone(table: IConstruct): void {
  notDone(table, {
    [nist('DynamoDBInBackupPlan')]:
      'Every second of the last 35 days can be restored. Plans of AWS Backup belong to the account and choose tables by tag: the configuration sets tags.',
  });
}

/** `access`: who reads and writes it, and why access logs would add nothing. */
export function bucketNotDone(bucket: IConstruct, access: string): void {
  notDone(bucket, {
    'AwsSolutions-S1': access,
    [nist('S3BucketLoggingEnabled')]: access,
    [nist('S3BucketReplicationEnabled')]:
      'In which other region personal data may lie is for its owner to say. Versions are kept against deletion, and S3 holds each object in three zones.',
  });
}

export function ownKeyNotDone(bucket: IConstruct, reason: string): void {
  notDone(bucket, { [nist('S3DefaultEncryptionKMS')]: reason });
}

export function logGroupNotDone(group: IConstruct): void {
  notDone(group, {
    [nist('CloudWatchLogGroupEncrypted')]:
      'Holds counts and errors and no event, encrypted by a key of AWS. Under ours, a revoked key would silence the very log that says so.',
  });
}

export function roleNotDone(role: IConstruct): void {
  notDone(role, {
    [nist('IAMNoInlinePolicy')]:
      'What this role may do is written for it alone: it cannot be attached to another, and goes with it.',
  });
}

export function secretNotDone(secret: IConstruct, reason: string): void {
  notDone(secret, { 'AwsSolutions-SMG4': reason, [nist('SecretsManagerRotationEnabled')]: reason });
}

export function publicNotDone(permission: IConstruct): void {
  notDone(permission, {
    [nist('LambdaFunctionPublicAccessProhibited')]:
      'Only where the configuration says publicEndpoints: vendors have no identity in AWS. Whoever is not known by a signature gets an empty 401, and its concurrency is bounded.',
  });
}
