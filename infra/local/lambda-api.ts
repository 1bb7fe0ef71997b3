import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaFunction } from './lambda-function.ts';

/** Payload limit of a synchronous invocation; an asynchronous one may be smaller still. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
/** Retries of an asynchronous invocation that ended in an error, and the wait before each (1 and 2 minutes on AWS). */
const RETRY_AFTER_MS = [500, 1000];

export interface LambdaApi {
  readonly url: string;
  /** Runs a function as an `Event` invocation would: retried twice, result dropped. */
  invokeAsync(target: LambdaFunction, payload: string): void;
  /** Resolves when no asynchronous invocation is queued, running or waiting for its retry. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** The Invoke call of the Lambda API: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function startLambdaApi(
  functions: ReadonlyMap<string, LambdaFunction>,
  stopping: AbortSignal,
): Promise<LambdaApi> {
  const running = new Set<Promise<void>>();

  function invokeAsync(target: LambdaFunction, payload: string): void {
    const run = runWithRetries(target, payload, stopping).finally(() => running.delete(run));
    running.add(run);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || encoded === undefined)
      return refuse(response, 404, 'UnknownOperationException', 'Only Invoke works locally.');
    const target = functions.get(functionName(decodeURIComponent(encoded)));
    if (target === undefined)
      return refuse(
        response,
        404,
        'ResourceNotFoundException',
        `Function not found: ${decodeURIComponent(encoded)}`,
      );
    const payload = await readBody(request);
    if (payload === undefined)
      return refuse(
        response,
        413,
        'RequestTooLargeException',
        `The payload is over ${MAX_PAYLOAD_BYTES} bytes.`,
      );
    if (request.headers['x-amz-invocation-type'] === 'Event') {
      invokeAsync(target, payload);
      response.writeHead(202).end();
      return;
    }
    const outcome = await target.invoke(payload);
    if (outcome.kind === 'returned') response.writeHead(200).end(outcome.payload);
    else {
      const { errorType, errorMessage } = outcome;
      response
        .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
        .end(JSON.stringify({ errorType, errorMessage }));
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => refuse(response, 500, 'ServiceException', String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invokeAsync,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(running);
    },
  };
}

async function runWithRetries(target: LambdaFunction, payload: string, stopping: AbortSignal): Promise<void> {
  for (const delayMs of [...RETRY_AFTER_MS, undefined]) {
    const outcome = await target.invoke(payload || 'null');
    if (outcome.kind === 'returned' || delayMs === undefined || stopping.aborted) return;
    await sleep(delayMs, undefined, { signal: stopping }).catch(() => {});
  }
}

/** Callers may give a name or an ARN. */
function functionName(given: string): string {
  return given.split(':function:').at(-1)?.split(':')[0] ?? given;
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_PAYLOAD_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ Type: 'User', Message: message }));
}
