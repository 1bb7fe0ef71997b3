import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { findVendor } from '../../../shared/vendors/index.ts';
import { dynamoClient, kinesisClient, secretsClient } from '../../ports/aws/clients.ts';
import { dynamoNoteStore } from '../../ports/aws/notes.ts';
import { secretReader } from '../../ports/aws/secrets.ts';
import { kinesisStream } from '../../ports/aws/stream.ts';
import { required } from '../../ports/environment.ts';
import { logMetrics } from '../../ports/metrics.ts';
import { apiOf } from './api.ts';
import { poll } from './poll.ts';
import { POLLERS } from './vendors/index.ts';

/** Left for the last put and note when time runs out. */
const SPARE_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** Invoked on a schedule, for the one feed that the stack names. */
export async function handler(_event: unknown, context: Context): Promise<void> {
  const stopMs = Date.now() + context.getRemainingTimeInMillis() - SPARE_MS;
  // Set by the stack, and by nothing else.
  const { vendor: uid, tenant, url, metric } = JSON.parse(required('POLLED')) as Feed;
  const vendor = findVendor(uid);
  const poller = POLLERS[uid];
  if (vendor === undefined || poller === undefined)
    throw new Error(`There is no poller for ${uid}. Deploy the stack again: it names one that there is.`);
  const polled = await poll(
    poller,
    {
      api: apiOf({ url, timeoutMs: REQUEST_TIMEOUT_MS, now: Date.now }),
      secret: await secretReader(secretsClient(), Date.now)(required('SECRET_ARN')),
      notes: dynamoNoteStore(dynamoClient(), required('INGEST_TABLE'), Date.now),
      stream: kinesisStream(kinesisClient(), required('STREAM_NAME')),
      sleep,
      now: Date.now,
    },
    { feed: { vendor, tenant }, stopMs },
  );
  if (polled.reason !== undefined) console.warn(JSON.stringify({ message: 'Left for later.', ...polled }));
  logMetrics('poll', {
    PollPages: polled.pages,
    PollEvents: polled.events,
    PollUnreadable: polled.unreadable,
    PollRetries: polled.retries,
    [metric]: polled.behindMs,
  });
}

interface Feed {
  readonly vendor: string;
  readonly tenant: string;
  readonly url: string;
  /** Name of the metric that says how far behind this feed is: metrics have no dimensions. */
  readonly metric: string;
}
