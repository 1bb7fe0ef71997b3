import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { readRecordText } from '../../../shared/decode/bytes.ts';
import { messageOf } from '../../../shared/text.ts';
import { findVendor } from '../../../shared/vendors/index.ts';
import type { NoteStore } from '../../ports/notes.ts';
import type { EventStream } from '../../ports/stream.ts';
import { stampText } from '../stamp.ts';
import { type Scheme, verify, WINDOW_SECONDS } from './verify.ts';

/** An address that the configuration names. */
export interface Hook {
  /** The path of the address. */
  readonly name: string;
  readonly vendor: string;
  readonly tenant: string;
  readonly scheme: Scheme;
}

export interface Incoming {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly isBase64: boolean;
}

export interface ReceivePorts {
  /** The active secrets of an address: one, or two while one replaces the other. */
  readonly secrets: (name: string) => Promise<readonly string[]>;
  readonly notes: NoteStore;
  readonly stream: EventStream;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface Received {
  /** All that the sender is told. */
  readonly status: 204 | 400 | 401 | 413 | 429 | 503;
  /** For our own log. */
  readonly reason: string;
  /** Put on the stream now: none where the request came before. */
  readonly events: number;
}

/** In base64 still below what Lambda takes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Longer than the function may run: whoever claimed a request is done, or dead, before it ends. */
const CLAIM_SECONDS = 40;

/**
 * A signed request becomes records of the stream, once. Whatever is not signed as it should be gets the same plain
 * 401, so that nobody learns which part was wrong.
 */
export async function receive(
  incoming: Incoming,
  hooks: readonly Hook[],
  ports: ReceivePorts,
): Promise<Received> {
  const hook = hooks.find(({ name }) => incoming.path === `/${name}`);
  const vendor = findVendor(hook?.vendor ?? '');
  if (hook === undefined || vendor === undefined) return answer(401, 'to an address that no hook has');
  if (incoming.method !== 'POST') return answer(401, 'that is no POST');
  if (incoming.body.length > MAX_BODY_BYTES * (incoming.isBase64 ? 4 / 3 : 1) + 4)
    return answer(413, 'that is larger than 4 MiB');

  const body = Buffer.from(incoming.body, incoming.isBase64 ? 'base64' : 'utf8');
  const nowSeconds = Math.floor(ports.now() / 1000);
  const { headers } = incoming;
  const verified = verify({ headers, body }, hook.scheme, await ports.secrets(hook.name), nowSeconds);
  if (verified.kind === 'refused') return answer(401, verified.reason);

  const content = readRecordText(body.toString('base64'));
  if (content.kind === 'malformed') return answer(400, `whose body ${content.reason}`);
  // What goes on the stream from here could not be told from what its sender wrote.
  if (content.replaced) return answer(400, 'whose body is not UTF-8 text');
  const stamped = stampText(content.text, { vendor, tenant: hook.tenant });

  const claim = await claimRequest(`replay#${hook.name}#${verified.digest}`, ports.notes, nowSeconds);
  // Its sender has not heard the answer: anything else would have him come again, and switch the hook off in the end.
  if (claim === 'kept') return taken(stamped, 0);
  // Whoever is told no for good would not come again if the one that is at work fails.
  if (claim === 'held') return answer(429, 'that is being dealt with');
  try {
    await ports.stream.put(stamped.entries);
  } catch (error) {
    await claim.giveUp();
    return answer(503, `that the stream did not take: ${messageOf(error)}`);
  }
  await claim.keep();
  return taken(stamped, stamped.entries.length);
}

/** Nobody hides the events of others behind a large one of his own. */
function taken({ tooLarge }: ReturnType<typeof stampText>, events: number): Received {
  return tooLarge.length > 0
    ? {
        status: 413,
        reason: 'with an event that no record of the stream can hold; the others are on it',
        events,
      }
    : { status: 204, reason: '', events };
}

function answer(status: Exclude<Received['status'], 204>, reason: string): Received {
  return { status, reason, events: 0 };
}

/** Versions of a claim whose request is dealt with. */
const KEPT = 2;
const GIVEN_UP = 3;

interface Claim {
  giveUp(): Promise<void>;
  keep(): Promise<void>;
}

/**
 * `kept`: the request came before; `held`: somebody is at work on it. A claim is short until the events are on the
 * stream: a sender who tries again after we died in between is heard.
 */
async function claimRequest(
  id: string,
  notes: NoteStore,
  nowSeconds: number,
): Promise<Claim | 'kept' | 'held'> {
  const body = JSON.stringify({ claim: randomUUID() });
  const note = (version: number, seconds: number) => ({ id, version, body, expires: nowSeconds + seconds });
  if (!(await notes.write(note(1, CLAIM_SECONDS), 0))) {
    const standing = await notes.read(id);
    // A write whose answer was lost is tried again by the SDK, and is then refused for what it has written itself.
    if (standing?.body !== body) return standing?.version === KEPT ? 'kept' : 'held';
  }
  return {
    // Another version: to a clock that is behind ours it counts a while yet, and must not say that anything was put.
    giveUp: async () => void (await notes.write(note(GIVEN_UP, 0), 1)),
    // The time in a signature may lie a window ahead, and then counts for two.
    keep: async () => void (await notes.write(note(KEPT, 2 * WINDOW_SECONDS + CLAIM_SECONDS), 1)),
  };
}
