import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Knowledge, knowledge } from '../../detect/knowledge.ts';
import { dynamoClient, s3Client } from '../../ports/aws/clients.ts';
import { s3FileStore } from '../../ports/aws/files.ts';
import { dynamoNoteStore } from '../../ports/aws/notes.ts';
import { s3Objects } from '../../ports/aws/objects.ts';
import { dynamoStateStore } from '../../ports/aws/state.ts';
import { dynamoVerdictStore } from '../../ports/aws/verdicts.ts';
import { optionalNumber, required } from '../../ports/environment.ts';
import { logMetrics } from '../../ports/metrics.ts';
import { drop } from '../drop/drop.ts';
import { objectsOf } from '../drop/message.ts';
import type { FeedName } from '../drop/place.ts';
import { type Dropped, OvertakenError, type Progress } from '../drop/progress.ts';
import { reportDrop } from '../drop/report.ts';
import { type Built, build } from './build.ts';
import { dayFiles } from './days.ts';
import type { Job } from './job.ts';
import { snapshots } from './snapshot.ts';
import { toDays } from './to-days.ts';

/** Left for the last step, its note, and the replay as it stands, when time runs out. */
const SPARE_MS = 120_000;
/** Of a file, held at once: the longer a step, the fewer and larger the files of days. */
const STEP = { entries: 5000, bytes: 16 * 1024 * 1024, records: 20_000 };

/**
 * Invoked by the queue that S3 tells about new objects under `history/`. Each object is read into files of days; then
 * profiles are built out of all of them. Whoever finds somebody else building comes again, and sees what came of it.
 */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const stopMs = Date.now() + context.getRemainingTimeInMillis() - SPARE_MS;
  const known = await knowledge();
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of event.Records)
    if (!(await isDealtWith(messageId, objectsOf(body), known, stopMs)))
      batchItemFailures.push({ itemIdentifier: messageId });
  return { batchItemFailures };
}

async function isDealtWith(
  message: string,
  objects: readonly Dropped[],
  known: Knowledge,
  stopMs: number,
): Promise<boolean> {
  if (objects.length === 0) return true;
  const states: Progress['state'][] = [];
  for (const object of objects) states.push(await readOne(object, known, stopMs));
  if (states.includes('reading') || Date.now() >= stopMs) return false;
  const built = await buildAll(message, known, stopMs);
  if (built.kind === 'unfinished') return false;
  if (!built.repeated) reportBuilt(built.job);
  return true;
}

async function readOne(object: Dropped, known: Knowledge, stopMs: number): Promise<Progress['state']> {
  try {
    const outcome = await drop(
      object,
      {
        objects: s3Objects(s3Client(), required('DROP_BUCKET')),
        notes: notes(),
        deliver: toDays(days(), { ...known, now: Date.now }),
        now: Date.now,
      },
      {
        folder: 'history',
        // Set by the stack, and by nothing else.
        feeds: JSON.parse(required('FEEDS')) as readonly FeedName[],
        stopMs,
        keepDays: keepDays(),
        limits: STEP,
      },
    );
    if (!outcome.repeated) {
      reportDrop(object, outcome);
      if (outcome.honey !== undefined && outcome.state !== 'reading') warnOfHoney(object, outcome.honey);
    }
    return outcome.state;
  } catch (error) {
    if (error instanceof OvertakenError) return 'reading';
    throw error;
  }
}

function buildAll(message: string, known: Knowledge, stopMs: number): Promise<Built> {
  return build(
    {
      days: days(),
      snapshots: snapshots(s3FileStore(s3Client(), required('DROP_BUCKET'))),
      notes: notes(),
      state: dynamoStateStore(dynamoClient(), required('STATE_TABLE')),
      now: Date.now,
    },
    {
      ...known,
      message,
      verdicts: dynamoVerdictStore(dynamoClient(), required('FINDINGS_TABLE')),
      stopMs,
      spareMs: SPARE_MS,
      keepDays: keepDays(),
    },
  );
}

const days = () => dayFiles(s3FileStore(s3Client(), required('DROP_BUCKET')));
const notes = () => dynamoNoteStore(dynamoClient(), required('INGEST_TABLE'), Date.now);
const keepDays = () => optionalNumber('KEEP_DAYS', 30);

function warnOfHoney({ key }: Dropped, honey: Readonly<Record<string, number>>): void {
  for (const [dataset, events] of Object.entries(honey))
    console.warn(
      JSON.stringify({ message: 'Events of history hold honey of a dataset.', key, dataset, events }),
    );
}

function reportBuilt({ state, reason, activities, written, unchanged, kept, expired }: Job): void {
  const counts = { activities, written, unchanged, kept, expired };
  if (state === 'refused') console.error(JSON.stringify({ message: `The dropped history ${reason}.` }));
  else console.log(JSON.stringify({ message: 'Profiles are built from all dropped history.', ...counts }));
  logMetrics('history', {
    DropsRefused: state === 'refused' ? 1 : 0,
    HistoryActivities: activities,
    HistoryProfiles: written,
    HistoryKept: kept,
  });
}
