import { Duration } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { TUNING_KINDS } from '../../functions/detect/tuning.ts';
import { allow, leadingKeys, through } from '../roles.ts';
import { acknowledgePrefixes, type ObjectQueue, receiveFrom } from './objects.ts';
import { addReader, type Ground } from './way.ts';

export const HISTORY = 'history/';
/** What is read of history, by day, and replays as they stand. */
const SPOOL = 'spool/';
export const SNAPSHOTS = `${SPOOL}state/`;
/** As long as Lambda allows. */
export const HISTORY_TIMEOUT = Duration.minutes(15);

/**
 * Builds profiles out of what is dropped under `history/`. That it tells nobody of anything is its role's doing: it may
 * write profiles, and neither a finding, nor the stream, nor a topic, nor call another function.
 */
export function addHistory(
  ground: Ground,
  bucket: Bucket,
  past: ObjectQueue,
  environment: Readonly<Record<string, string>>,
): void {
  const { keys, stores } = ground;
  const { state, findings, settings } = stores;
  const { fn, role } = addReader(ground, {
    id: 'History',
    way: 'history',
    notes: 'drop',
    // Holds the profiles of all accounts of the history; the most that every account of AWS may ask for.
    memorySize: 3008,
    timeout: HISTORY_TIMEOUT,
    environment: {
      ...environment,
      STATE_TABLE: state.tableName,
      FINDINGS_TABLE: findings.tableName,
      SETTINGS_TABLE: settings.tableName,
    },
    statements: [
      allow(['s3:GetObject', 's3:GetObjectVersion'], bucket.arnForObjects(`${HISTORY}*`)),
      allow(['s3:GetObject', 's3:PutObject'], bucket.arnForObjects(`${SPOOL}*`)),
      allow(['s3:ListBucket'], bucket.bucketArn, { StringLike: { 's3:prefix': [`${SPOOL}*`] } }),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], keys.evidence.keyArn, through('s3')),
      allow(['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem'], state.tableArn),
      // What people have decided about days, to learn from.
      allow(['dynamodb:GetItem'], findings.tableArn, leadingKeys('verdict#*')),
      // As detect: the installation's record, what tunes detection, and what honey is known by.
      allow(['dynamodb:GetItem', 'dynamodb:PutItem'], settings.tableArn, leadingKeys('installation')),
      allow(['dynamodb:Query'], settings.tableArn, leadingKeys(...TUNING_KINDS)),
      allow(['dynamodb:GetItem'], settings.tableArn, leadingKeys('honey')),
      receiveFrom(past.queue),
    ],
    meaning: 'the queue keeps the file and hands it on again; no profile is half written.',
    again: past.again,
  });
  acknowledgePrefixes(role, [bucket, HISTORY], [bucket, SPOOL]);
  past.handTo(fn);
}
