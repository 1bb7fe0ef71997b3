import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { KinesisStreamEvent } from 'aws-lambda';
import { s3Client } from '../ports/aws/clients.ts';
import { required } from '../ports/environment.ts';
import { toRecord } from '../ports/records.ts';
import { archiveObjects } from './objects.ts';

/**
 * Invoked by a mapping of its own, with some thousand records at a time. If an object cannot be put the whole batch
 * comes again, until it can, or until the stream forgets it: nothing here is given up or passed over.
 */
export async function handler(event: KinesisStreamEvent): Promise<void> {
  const Bucket = required('ARCHIVE_BUCKET');
  const objects = archiveObjects(event.Records.map(toRecord));
  await Promise.all(
    objects.map(({ key, body }) =>
      s3Client().send(
        new PutObjectCommand({ Bucket, Key: key, Body: body, ContentType: 'application/gzip' }),
      ),
    ),
  );
}
