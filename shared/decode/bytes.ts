import { Buffer, isUtf8 } from 'node:buffer';
import { constants, gunzipSync } from 'node:zlib';

/** What the bytes of a record say, or why they say nothing. */
export type RecordText =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly bytes: number;
      /** Bytes that are no UTF-8 stand in it as U+FFFD; absent where there are none. */
      readonly replaced?: true;
    }
  | { readonly kind: 'malformed'; readonly reason: string; readonly bytes: number };

export const MAX_EXPANDED_BYTES = 8 * 1024 * 1024;

/** Base64, then gzip if the magic bytes say so, then UTF-8. Gives at most `maxBytes` of text. */
export function readRecordText(data: string, maxBytes: number = MAX_EXPANDED_BYTES): RecordText {
  if (data.length > maxBytes * 2) return malformed(TOO_LARGE, 0);
  const bytes = Buffer.from(data, 'base64');
  // The decoder skips what is not base64: then fewer bytes come out than the length promises.
  if (bytes.length !== expectedBytes(data)) return malformed('is not base64', bytes.length);
  if (!isGzip(bytes)) return bytes.length > maxBytes ? malformed(TOO_LARGE, bytes.length) : readUtf8(bytes);
  return maxBytes > 0 ? readGzip(bytes, maxBytes) : malformed(TOO_LARGE, 0);
}

const TOO_LARGE = 'expands to more than 8 MiB';

function expectedBytes(data: string): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Math.floor(((data.length - padding) * 3) / 4);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The limit holds while expanding: a record that would become gigabytes is refused after 8 MiB of them. */
function readGzip(bytes: Uint8Array, maxBytes: number): RecordText {
  try {
    const expanded = gunzipSync(bytes, {
      maxOutputLength: maxBytes,
      finishFlush: constants.Z_FINISH,
    });
    return readUtf8(expanded);
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge
      ? malformed(TOO_LARGE, maxBytes)
      : malformed('begins like gzip, but is damaged or incomplete', bytes.length);
  }
}

function readUtf8(bytes: Buffer): RecordText {
  // A byte order mark is no part of JSON.
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = bytes.toString('utf8', start);
  if (!/\S/.test(text)) return malformed('is empty', bytes.length);
  return { kind: 'text', text, bytes: bytes.length, ...(isUtf8(bytes) ? {} : { replaced: true }) };
}

function malformed(reason: string, bytes: number): RecordText {
  return { kind: 'malformed', reason, bytes };
}
