import TLDS from 'tlds' with { type: 'json' };

const TOP_LEVEL: ReadonlySet<string> = new Set(TLDS);
const DOT = '[.\u3002\uff0e\uff61]';
/** The longest that a label may be (RFC 1035), so that a text without dots takes no longer than one with them. */
const LABEL = '[\\p{L}\\p{N}-]{1,63}';
const HOST = `(?:${LABEL}${DOT})+${LABEL}(?![\\p{L}\\p{N}_])`;
/** An e-mail address as a whole, which links to no page, or else a name that could be a host's. */
const NAMED = new RegExp(`(?!www\\.)[\\p{L}\\p{N}._%+-]{0,63}[\\p{L}\\p{N}_]@${HOST}(?!/)|${HOST}`, 'giu');
const EVERY_DOT = new RegExp(DOT, 'g');

/**
 * The text without anything that a mail or chat program would make clickable: they link what has a scheme, what begins
 * with `www.` or as a share of Windows, and what ends like a domain that exists, such as README.md. E-mail addresses
 * stay as they are, because an account is known by its own.
 */
export function withoutLinks(text: string): string {
  return text
    .replaceAll('://', '[:]//')
    .replaceAll('\\\\', '\\[\\]')
    .replace(NAMED, (name) => (isLinked(name) ? defused(name) : name));
}

function isLinked(name: string): boolean {
  if (name.includes('@')) return false;
  const labels = name.toLowerCase().split(EVERY_DOT);
  const last = labels.at(-1) ?? '';
  // The list has domains of other scripts as people read them, and not as `xn--…`.
  return labels[0] === 'www' || last.startsWith('xn--') || TOP_LEVEL.has(last);
}

function defused(name: string): string {
  return name.replaceAll(EVERY_DOT, '[.]');
}
