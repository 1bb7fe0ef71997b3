import { createServer } from 'node:http';
import { listen } from './emulators.ts';

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };

/**
 * Stands before a DynamoDB (or in the place of an SNS), says no to some calls as AWS does, and passes all others on.
 * `refuses`: asked with the name of each call.
 */
export async function refusing(upstream: string, refuses: (call: string) => boolean) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const target = request.headers['x-amz-target'];
    const call = String(target ?? new URLSearchParams(body.toString()).get('Action'));
    const message = `not authorized to perform ${call}`;
    const isRefused = refuses(call);
    if (isRefused && target === undefined) {
      response.writeHead(403, { 'content-type': 'text/xml' });
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    } else if (isRefused) {
      response.writeHead(400, JSON_1_0);
      response.end(JSON.stringify({ __type: 'AccessDeniedException', message }));
    } else {
      const passed = ['x-amz-target', 'x-amz-date', 'authorization'].map(
        (name) => [name, String(request.headers[name])] as const,
      );
      const headers = { ...JSON_1_0, ...Object.fromEntries(passed) };
      const answer = await fetch(upstream, { method: 'POST', headers, body });
      response.writeHead(answer.status, JSON_1_0).end(Buffer.from(await answer.arrayBuffer()));
    }
  });
  const { port, stop } = await listen(server);
  return { endpoint: `http://127.0.0.1:${port}`, end: stop };
}
