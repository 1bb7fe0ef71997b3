import type { DecodedText } from '../../shared/decode.ts';
import { plural } from '../../shared/words.ts';

/** Events that were dated by when their file was written. Nothing else is processed and said of a time. */
export function undatedIn({ malformed }: Pick<DecodedText, 'malformed'>): number {
  return malformed
    .filter(({ processed, path }) => processed && path === 'time')
    .reduce((sum, { count }) => sum + count, 0);
}

export function undatedLines(count: number): string[] {
  if (count === 0) return [];
  const state = count === 1 ? 'states' : 'state';
  return [
    `${plural(count, 'event')} ${state} no time that can be read, or none from 2000 to 2099: dated here by when the file was written, set aside where events are judged.`,
  ];
}
