import type { SESEvent } from 'aws-lambda';
import { kinesisClient } from '../../ports/aws/clients.ts';
import { kinesisStream } from '../../ports/aws/stream.ts';
import { required } from '../../ports/environment.ts';
import { logMetrics } from '../../ports/metrics.ts';
import { passOn } from './mail.ts';

/** Invoked by the receipt rule of SES, once for each message to a domain of honey. */
export async function handler(event: SESEvent): Promise<void> {
  const stream = kinesisStream(kinesisClient(), required('STREAM_NAME'));
  logMetrics('mail', { HoneyMails: await passOn(event, { tenant: required('TENANT'), stream }) });
}
