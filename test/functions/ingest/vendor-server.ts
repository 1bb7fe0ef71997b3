import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** `truncated`: the connection ends in the middle. `silent`: nothing is ever said. `stalled`: nothing after half of it. */
  readonly fault?: 'truncated' | 'silent' | 'stalled';
  /** Sends the body in this many pieces, a tenth of a second apart. */
  readonly pieces?: number;
}

export interface VendorServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

/** A vendor's API on loopback. `faults` are what the first requests get instead of an answer, in order. */
export async function startVendor(
  answer: (asked: Asked, url: string) => Reply,
  faults: readonly (Reply | undefined)[] = [],
): Promise<VendorServer> {
  const asked: Asked[] = [];
  let url = '';
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const one = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: Buffer.concat(await request.toArray()).toString('utf8'),
    };
    const fault = faults[asked.length];
    asked.push(one);
    if (fault?.fault === 'truncated') sendHalf(response, answer(one, url), () => response.destroy());
    else if (fault?.fault === 'stalled') sendHalf(response, answer(one, url));
    else send(response, fault ?? answer(one, url));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function sendHalf(response: ServerResponse, whole: Reply, then?: () => void): void {
  const body = bodyOf(whole);
  response.writeHead(200, { ...whole.headers, 'content-length': String(body.length) });
  response.write(body.slice(0, Math.floor(body.length / 2)), then);
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.fault === 'silent') return;
  response.writeHead(reply.status ?? 200, { ...reply.headers });
  if (reply.pieces === undefined) response.end(bodyOf(reply));
  else sendSlowly(response, bodyOf(reply), reply.pieces);
}

function sendSlowly(response: ServerResponse, body: string, pieces: number): void {
  const length = Math.ceil(body.length / pieces);
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.slice(at, at + length));
    at += length;
    if (at < body.length) return;
    clearInterval(timer);
    response.end();
  }, 100);
}

function bodyOf({ json, text }: Reply): string {
  return text ?? JSON.stringify(json ?? null);
}
