import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LambdaFunction } from './lambda-function.ts';
import type { Template } from './template.ts';
import { functionNamed, nameOf } from './wiring.ts';

export interface FunctionUrl {
  /** Output of the stack that names it on AWS. */
  readonly output: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** Addresses of functions: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function openFunctionUrls(
  template: Template,
  functions: ReadonlyMap<string, LambdaFunction>,
): Promise<readonly FunctionUrl[]> {
  return Promise.all(
    template.of('AWS::Lambda::Url').map(async ({ properties }) => {
      const target = functionNamed(nameOf(String(properties['TargetFunctionArn'])), functions);
      const server = createServer((request, response) => {
        pass(target, request, response).catch((error) => response.writeHead(502).end(String(error)));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return {
        output: 'WebhookUrl',
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        stop: async () => {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    }),
  );
}

async function pass(
  target: LambdaFunction,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = Buffer.concat(await request.toArray());
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const isText = /^(text\/|application\/(json|x-ndjson|xml))/.test(request.headers['content-type'] ?? '');
  const outcome = await target.invoke(
    JSON.stringify({
      version: '2.0',
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(',')]),
      ),
      requestContext: { http: { method: request.method, path: pathname } },
      body: body.length === 0 ? undefined : body.toString(isText ? 'utf8' : 'base64'),
      isBase64Encoded: !isText,
    }),
  );
  if (outcome.kind === 'failed') response.writeHead(502).end();
  else {
    const { statusCode = 200, body: answer = '' } = JSON.parse(outcome.payload);
    response.writeHead(statusCode).end(answer);
  }
}
