import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { dynamoClient, kinesisClient, secretsClient } from '../../ports/aws/clients.ts';
import { dynamoNoteStore } from '../../ports/aws/notes.ts';
import { type SecretReader, secretReader } from '../../ports/aws/secrets.ts';
import { kinesisStream } from '../../ports/aws/stream.ts';
import { required } from '../../ports/environment.ts';
import { logMetrics } from '../../ports/metrics.ts';
import { type Hook, receive } from './receive.ts';

/** A hook with where its secrets are. */
interface StoredHook extends Hook {
  readonly secretArn: string;
}

/** Invoked by the function's own address, which anybody can reach. */
export async function handler(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  // Set by the stack, and by nothing else.
  const hooks = JSON.parse(required('HOOKS')) as readonly StoredHook[];
  const { status, reason, events } = await receive(
    {
      method: event.requestContext.http.method,
      path: event.rawPath,
      headers: event.headers,
      body: event.body ?? '',
      isBase64: event.isBase64Encoded,
    },
    hooks,
    {
      secrets: async (name) => {
        const arn = hooks.find((hook) => hook.name === name)?.secretArn;
        return arn === undefined ? [] : Object.values(await secrets()(arn));
      },
      notes: dynamoNoteStore(dynamoClient(), required('INGEST_TABLE'), Date.now),
      stream: kinesisStream(kinesisClient(), required('STREAM_NAME')),
      now: Date.now,
    },
  );
  if (status !== 204) console.warn(JSON.stringify({ message: `Refused a request ${reason}.`, status }));
  logMetrics('webhook', {
    WebhookEvents: events,
    WebhookRefused: status === 401 ? 1 : 0,
    WebhookUnreadable: status === 400 || status === 413 ? 1 : 0,
    WebhookFailed: status === 503 ? 1 : 0,
  });
  return { statusCode: status };
}

let reader: SecretReader | undefined;

function secrets(): SecretReader {
  reader ??= secretReader(secretsClient(), Date.now);
  return reader;
}
