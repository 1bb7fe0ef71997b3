import { parseJson } from '../../../shared/decode/json.ts';
import type { Json } from '../../../shared/vendors/vendor.ts';

/** What a vendor's answer means for whoever asked. */
export class PollError extends Error {
  override readonly name = 'PollError';
  /**
   * `later`: the same request may succeed, after `waitMs` where the vendor says so. `lost`: the vendor does not know
   * the place where we were. `refused`: nothing will change until a person does something.
   */
  readonly kind: 'later' | 'lost' | 'refused';
  readonly waitMs: number | undefined;
  constructor(kind: PollError['kind'], message: string, waitMs?: number) {
    super(message);
    this.kind = kind;
    this.waitMs = waitMs;
  }
}

export interface Question {
  /** Below the vendor's address; a whole address only of the same origin. */
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly value: Json;
}

/** One vendor's API. Every answer that is no success is a `PollError`. */
export interface Api {
  json(question: Question): Promise<Answer>;
  bytes(question: Question): Promise<AsyncGenerator<Uint8Array>>;
}

export interface ApiOptions {
  readonly url: string;
  /** How long a vendor may say nothing, and an answer of JSON may last; a file may last longer. */
  readonly timeoutMs: number;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

const MAX_JSON_BYTES = 32 * 1024 * 1024;

export function apiOf({ url, timeoutMs, now }: ApiOptions): Api {
  async function ask(
    { path, method = 'GET', headers = {}, body }: Question,
    { signal, within }: Patience,
  ): Promise<Response> {
    const address = new URL(path, url);
    // What a vendor answers decides where we ask next, and we take the secret along.
    if (address.origin !== new URL(url).origin)
      throw new PollError(
        'refused',
        `The vendor sends us to ${address.origin}, which is not where the feed is.`,
      );
    const response = await within(
      fetch(address, {
        method,
        headers: { accept: 'application/json', ...headers },
        redirect: 'error',
        signal,
        ...(body === undefined ? {} : { body }),
      }),
    );
    if (response.ok) return response;
    await response.body?.cancel();
    throw errorOf(response, `${method} ${address.pathname}`, now());
  }

  return {
    json: async (question) => {
      const patience = patienceOf(timeoutMs);
      const response = await ask(question, patience);
      // Held whole before anything is done with it: whoever sends it byte by byte is not waited for longer.
      const text = await patience.within(limited(response, patience));
      const value = text.trim() === '' ? null : parseJson(text);
      if (value === undefined)
        throw new PollError('later', `The answer to ${question.path} is no whole JSON.`);
      return { status: response.status, headers: response.headers, value };
    },
    bytes: async (question) => {
      const patience = patienceOf(timeoutMs);
      return piecesOf(await ask(question, patience), patience);
    },
  };
}

interface Patience {
  readonly signal: AbortSignal;
  within<T>(work: Promise<T>): Promise<T>;
}

/** Only while the vendor is waited for: a file may be long, and what is done with each piece of it takes its time. */
function patienceOf(timeoutMs: number): Patience {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    within: async (work) => {
      const giveUp = () => controller.abort(new Error(`nothing came for ${timeoutMs / 1000} seconds`));
      const timer = setTimeout(giveUp, timeoutMs);
      try {
        return await reading(work);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** A connection that breaks or says nothing: whoever asks again may have more luck. */
async function reading<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PollError) throw error;
    const { message, cause } = error as Error;
    throw new PollError(
      'later',
      `The vendor cannot be reached: ${cause instanceof Error ? cause.message : message}.`,
    );
  }
}

async function limited(response: Response, patience: Patience): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of piecesOf(response, patience)) {
    bytes += chunk.length;
    if (bytes > MAX_JSON_BYTES) throw new PollError('refused', 'An answer is larger than 32 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function* piecesOf(response: Response, { within }: Patience): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { value, done } = await within(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

const LOST = new Set([400, 404, 410, 422]);

function errorOf({ status, headers }: Response, what: string, nowMs: number): PollError {
  if (status === 429 || status >= 500)
    return new PollError('later', `${what} was answered with ${status}.`, waitOf(headers, nowMs));
  if (status === 401 || status === 403)
    return new PollError('refused', `${what} was refused with ${status}. Put a valid secret in its place.`);
  if (LOST.has(status)) return new PollError('lost', `${what} was answered with ${status}.`);
  return new PollError('refused', `${what} was answered with ${status}.`);
}

/** `Retry-After` in seconds or as a date; Okta names the second at which its limit starts anew. */
function waitOf(headers: Headers, nowMs: number): number | undefined {
  const after = headers.get('retry-after');
  if (after !== null && /^\d{1,6}(\.\d{1,6})?$/.test(after)) return Math.ceil(Number(after) * 1000);
  // A date names its day and month; `-1`, which a program would take for one, says nothing.
  const date = after !== null && /^[A-Za-z]/.test(after) ? Date.parse(after) : Number.NaN;
  const untilMs = after === null ? Number(headers.get('x-rate-limit-reset')) * 1000 : date;
  return Number.isFinite(untilMs) && untilMs > 0 ? Math.max(0, untilMs - nowMs) : undefined;
}
