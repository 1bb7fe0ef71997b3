import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Stored state is small, and zlib takes 16 KiB of fresh memory for every answer unless told otherwise: that costs more
 * than to deflate a profile. What does not fit the first piece is given in several; the bytes stay the same.
 */
export function deflate(text: string): Uint8Array {
  return deflateRawSync(text, { chunkSize: pieceBytes(text.length / 4) });
}

export function inflate(bytes: Uint8Array): string {
  return inflateRawSync(bytes, { chunkSize: pieceBytes(bytes.length * 8) }).toString();
}

function pieceBytes(expected: number): number {
  return Math.min(65_536, Math.max(1024, Math.ceil(expected)));
}
