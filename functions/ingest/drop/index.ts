import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamoClient, kinesisClient, s3Client } from '../../ports/aws/clients.ts';
import { dynamoNoteStore } from '../../ports/aws/notes.ts';
import { s3Objects } from '../../ports/aws/objects.ts';
import { s3Quarantine } from '../../ports/aws/quarantine.ts';
import { kinesisStream } from '../../ports/aws/stream.ts';
import { optionalNumber, required } from '../../ports/environment.ts';
import { drop, type Outcome } from './drop.ts';
import { objectsOf } from './message.ts';
import type { FeedName } from './place.ts';
import { type Dropped, OvertakenError } from './progress.ts';
import { reportDrop } from './report.ts';
import { toStream } from './step.ts';

/** Left for the last step and its note when time runs out. */
const SPARE_MS = 20_000;

/** Invoked by the queue that S3 tells about new objects, one message at a time. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const stopMs = Date.now() + context.getRemainingTimeInMillis() - SPARE_MS;
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of event.Records) {
    const states: string[] = [];
    for (const object of objectsOf(body)) states.push(await dropOne(object, stopMs));
    // The message comes back once it is visible again, and the object is read on from where it stands.
    if (states.includes('reading')) batchItemFailures.push({ itemIdentifier: messageId });
  }
  return { batchItemFailures };
}

/** Left to whoever is ahead with the same object: a queue may deliver twice. */
async function dropOne(object: Dropped, stopMs: number): Promise<Outcome['state']> {
  try {
    const outcome = await read(object, stopMs);
    if (!outcome.repeated) reportDrop(object, outcome);
    return outcome.state;
  } catch (error) {
    if (error instanceof OvertakenError) return 'reading';
    throw error;
  }
}

function read(object: Dropped, stopMs: number): Promise<Outcome> {
  return drop(
    object,
    {
      objects: s3Objects(s3Client(), required('DROP_BUCKET')),
      notes: dynamoNoteStore(dynamoClient(), required('INGEST_TABLE'), Date.now),
      deliver: toStream({
        stream: kinesisStream(kinesisClient(), required('STREAM_NAME'), sleep),
        quarantine: s3Quarantine(s3Client(), required('QUARANTINE_BUCKET')),
        now: Date.now,
      }),
      now: Date.now,
    },
    {
      folder: 'live',
      // Set by the stack, and by nothing else.
      feeds: JSON.parse(required('FEEDS')) as readonly FeedName[],
      stopMs,
      keepDays: optionalNumber('KEEP_DAYS', 30),
    },
  );
}
