import { Buffer } from 'node:buffer';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a sender signs. Every scheme covers the raw body and the time, so that nothing old can be sent again. */
export type Scheme = 'outflow' | 'standard-webhooks';

export interface Request {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came, byte by byte. */
  readonly body: Uint8Array;
}

export type Verified =
  /**
   * `digest`: of what makes it this delivery, hexadecimal: what was signed, but for the time where its number says so. Not
   * the signature: where two secrets signed, either of the two would make the same request look new.
   */
  | { readonly kind: 'genuine'; readonly digest: string }
  /** For our own log: the sender is told nothing. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Five minutes, as Stripe, Slack and Standard Webhooks have it. */
export const WINDOW_SECONDS = 300;
const MAX_SIGNATURES = 8;
const MAC_BYTES = 32;
/** Standard Webhooks asks for 24, the stack makes 36 or more; an empty key, which anybody has, is what must not count. */
const MIN_KEY_BYTES = 16;

/**
 * Whether one of the secrets signed this request in the last minutes. Every secret and every signature is compared,
 * in constant time, whatever the first of them says.
 */
export function verify(
  request: Request,
  scheme: Scheme,
  secrets: readonly string[],
  nowSeconds: number,
): Verified {
  const claim = CLAIMS[scheme](request.headers);
  if (claim === undefined) return refused('without time or signature');
  if (!/^\d{1,12}$/.test(claim.timestamp)) return refused('with a time that is none');
  if (Math.abs(nowSeconds - Number(claim.timestamp)) > WINDOW_SECONDS)
    return refused('too old or from the future');
  const keys = secrets.map(KEYS[scheme]).filter((key) => key.length >= MIN_KEY_BYTES);
  if (keys.length === 0) return refused(`to an address without a secret of at least ${MIN_KEY_BYTES} bytes`);

  let genuine = false;
  for (const key of keys) {
    const mac = createHmac('sha256', key).update(claim.prefix).update(request.body).digest();
    for (const signature of claim.signatures)
      if (signature.length === MAC_BYTES && timingSafeEqual(mac, signature)) genuine = true;
  }
  if (!genuine) return refused('with a wrong signature');
  const delivery = createHash('sha256').update(claim.delivery).update(request.body);
  return { kind: 'genuine', digest: delivery.digest('hex') };
}

interface Claim {
  readonly timestamp: string;
  /** What is signed before the body. */
  readonly prefix: string;
  /** What stays the same when it is tried again, beside the body. */
  readonly delivery: string;
  readonly signatures: readonly Uint8Array[];
}

const CLAIMS: Readonly<Record<Scheme, (headers: Request['headers']) => Claim | undefined>> = {
  outflow: (headers) => {
    const timestamp = headers['x-outflow-timestamp'];
    const given = headers['x-outflow-signature'];
    if (timestamp === undefined || given === undefined) return undefined;
    return {
      timestamp,
      prefix: `${timestamp}.`,
      delivery: `${timestamp}.`,
      signatures: signaturesIn(given, ',', /^v1=([0-9a-f]{64})$/, 'hex'),
    };
  },
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  'standard-webhooks': (headers) => {
    const id = headers['webhook-id'];
    const timestamp = headers['webhook-timestamp'];
    const given = headers['webhook-signature'];
    if (id === undefined || timestamp === undefined || given === undefined) return undefined;
    const signatures = signaturesIn(given, ' ', /^v1,([A-Za-z0-9+/]{43}=)$/, 'base64');
    // “Every time an attempt is retried the timestamp of the attempt is updated”; the id “remains the same”.
    return { timestamp, prefix: `${id}.${timestamp}.`, delivery: `${id}.`, signatures };
  },
};

const KEYS: Readonly<Record<Scheme, (secret: string) => Uint8Array>> = {
  outflow: (secret) => Buffer.from(secret),
  'standard-webhooks': (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
};

function signaturesIn(
  given: string,
  separator: string,
  form: RegExp,
  encoding: 'hex' | 'base64',
): Uint8Array[] {
  return given
    .split(separator, MAX_SIGNATURES)
    .map((one) => form.exec(one.trim())?.[1])
    .filter((found) => found !== undefined)
    .map((found) => Buffer.from(found, encoding));
}

function refused(reason: string): Verified {
  return { kind: 'refused', reason };
}
