import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, callsOf, partitionKeysOf } from './calls.ts';
import { localEnv } from './clients.ts';
import type { Emulators } from './emulators.ts';
import type { Template } from './template.ts';

export interface CallLog {
  /** The environment that points any AWS SDK at this log, which passes on to the emulators. */
  readonly env: Readonly<Record<string, string>>;
  calls(): readonly Call[];
  stop(): Promise<void>;
}

/**
 * Stands between the functions and the emulators and notes each call. The signature says who calls, because each
 * function's access key id is its own name, and which service:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export async function startCallLog(
  { messaging, secrets, ...others }: Emulators['urls'] & { readonly secrets: string },
  lambdaUrl: string,
  template: Template,
): Promise<CallLog> {
  const services: Readonly<Record<string, string>> = {
    ...others,
    sns: messaging,
    s3: messaging,
    lambda: lambdaUrl,
    secretsmanager: secrets,
  };
  const calls: Call[] = [];
  const partitionKeys = partitionKeysOf(template);
  const agent = new Agent({ keepAlive: true });

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '/', headers } = incoming;
    const signed = signatureOf(headers.authorization ?? '');
    const body = Buffer.concat(await incoming.toArray());
    const target = String(headers['x-amz-target']);
    calls.push(...callsOf({ ...signed, method, url, target, body: body.toString('utf8') }, partitionKeys));

    const address = new URL(url, services[signed.service]);
    const outgoing = request(address, { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    outgoing.end(body);
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch((error) => response.writeHead(400).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: localEnv({ kinesis: url, dynamodb: url, messaging: url, secrets: url }, url),
    calls: () => [...calls],
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function signatureOf(authorization: string): { functionName: string; service: string } {
  const scope = /Credential=([^/,]+)\/\d+\/[^/]+\/([^/]+)\//.exec(authorization);
  const [, functionName, service] = scope ?? [];
  if (functionName === undefined || service === undefined)
    throw new Error('A function called AWS without a signature. Use the clients of functions/ports/aws.');
  return { functionName, service };
}
