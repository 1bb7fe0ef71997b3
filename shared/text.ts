/**
 * Hostile text: characters that hide, reorder or break what a person or a terminal shows ("Trojan Source",
 * CVE-2021-42574). Names in events are written by the people being watched. Tab, newline and carriage return
 * are ordinary in text and become spaces.
 */
const HOSTILE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;
const EVERY_HOSTILE = new RegExp(HOSTILE.source, 'g');
/** Most texts in logs are these characters, and one look is cheaper than two. */
const PLAIN = /^[ -~]*$/;

export function isHostile(text: string): boolean {
  return !PLAIN.test(text) && (HOSTILE.test(text) || !text.isWellFormed());
}

/** Hostile characters become U+FFFD, white space becomes spaces, and at most `maxLength` UTF-16 units stay. */
export function cleanText(text: string, maxLength: number): string {
  // Cut first, so that a text of megabytes costs no more than a short one.
  return cutText(text, maxLength)
    .replace(/[\t\n\r]/g, ' ')
    .replace(EVERY_HOSTILE, '\uFFFD')
    .toWellFormed();
}

/** At most `maxLength` UTF-16 units, no surrogate pair cut in half. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
}

/** What was thrown, for a sentence: libraries throw other things than errors. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
