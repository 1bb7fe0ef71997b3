import { randomUUID } from 'node:crypto';
import { dynamoClient, snsClient } from '../ports/aws/clients.ts';
import { dynamoFindingStore } from '../ports/aws/findings.ts';
import { snsPublisher } from '../ports/aws/publisher.ts';
import { dynamoThreadStore } from '../ports/aws/threads.ts';
import { required } from '../ports/environment.ts';
import { logMetrics } from '../ports/metrics.ts';
import { alertAll, countsOf, failureOf, idsOf } from './batch.ts';

/** Invoked asynchronously by `detect` and `watch`. What fails here is tried again by Lambda, and by `watch`. */
export async function handler(event: unknown): Promise<void> {
  const outcomes = await alertAll(idsOf(event), ports(), options());
  logMetrics('alert', countsOf(outcomes));
  const failure = failureOf(outcomes);
  if (failure !== undefined) throw failure;
}

function ports() {
  const table = required('FINDINGS_TABLE');
  return {
    findings: dynamoFindingStore(dynamoClient(), table),
    threads: dynamoThreadStore(dynamoClient(), table),
    publisher: snsPublisher(snsClient(), {
      alerts: required('ALERTS_TOPIC_ARN'),
      chat: required('CHAT_TOPIC_ARN'),
    }),
    now: Date.now,
    newToken: randomUUID,
  };
}

function options() {
  const consoleUrl = process.env['CONSOLE_URL'];
  return consoleUrl === undefined ? {} : { consoleUrl };
}
