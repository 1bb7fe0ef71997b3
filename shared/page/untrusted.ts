import { cleanText, cutText } from '../text.ts';
import { withoutLinks } from './links.ts';

/**
 * Text that a stranger wrote, for people to read: one line, nothing invisible, no pile of accents, no link that
 * a mail or chat program would make clickable.
 */
export function untrusted(text: string, maxLength: number): string {
  const plain = cleanText(text, 4 * maxLength)
    .replace(/\p{C}/gu, '\uFFFD')
    .replace(/\p{Z}+/gu, ' ')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
  const inert = cut(withoutLinks(plain), maxLength);
  // What is cut off may have been what made it no link.
  return cut(withoutLinks(inert), maxLength);
}

function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${cutText(text, maxLength - 3)}...`;
}

/** The first few, each as `untrusted`, and how many more there are. */
export function listed(
  values: readonly string[],
  count: number,
  maxLength: number,
  mark: (value: string) => string = () => '',
): string {
  const shown = values.slice(0, count).map((value) => `${untrusted(value, maxLength)}${mark(value)}`);
  const more = values.length > count ? ` and ${values.length - count} more` : '';
  return `${shown.join(', ')}${more}`;
}
