import { sha256Hex } from './hash.ts';

/** What a list of names has no room for, as one name: whoever names enough that is his must not hide one that is not. */
export const OTHERS = 'others';

/** `5~1a2b3c4d`: how many they are, and which. */
export function othersId(names: readonly string[]): string {
  return `${names.length}~${sha256Hex(names.join('\n')).slice(0, 8)}`;
}
