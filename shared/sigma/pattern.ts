/** A Sigma string: text, `*` for any number of characters and `?` for exactly one. */
export type Pattern = readonly Part[];
export type Part = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' | 'one' };

const ANY: Part = { kind: 'any' };
const ONE: Part = { kind: 'one' };

/**
 * A backslash takes the meaning from a wildcard or from another backslash, and is itself otherwise
 * (https://github.com/SigmaHQ/sigma-specification, "Escaping").
 */
export function parsePattern(raw: string): Pattern {
  const parts: Part[] = [];
  let text = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? '';
    const next = raw[at + 1] ?? '';
    if (char === '\\' && next !== '' && '*?\\'.includes(next)) {
      text += next;
      at++;
    } else if (char === '*' || char === '?') {
      parts.push(...textPart(text), char === '*' ? ANY : ONE);
      text = '';
    } else text += char;
  }
  parts.push(...textPart(text));
  return parts;
}

function textPart(text: string): Part[] {
  return text === '' ? [] : [{ kind: 'text', text }];
}

/** The text that a pattern without wildcards stands for. */
export function plainText(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && only?.kind === 'text' ? only.text : undefined;
}

export function startsWith(pattern: Pattern): Pattern {
  return [...pattern, ANY];
}

export function endsWith(pattern: Pattern): Pattern {
  return [ANY, ...pattern];
}

export function contains(pattern: Pattern): Pattern {
  return [ANY, ...pattern, ANY];
}

/** A run of characters between two `*`; a hole is one character, whichever. */
type Segment = readonly (string | undefined)[];

/**
 * Whether a text matches as a whole. The first place where a segment fits is as good as any other, so nothing is
 * tried twice: the time is bounded by the length of the text times that of the pattern.
 */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const plain = plainText(pattern);
  if (plain !== undefined) return (text) => text === plain;
  const [first = [], ...others] = segmentsOf(pattern);
  const last = others.pop();
  if (last === undefined) return (text) => text.length === first.length && fits(first, text, 0);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !fits(first, text, 0) || !fits(last, text, end)) return false;
    let from = first.length;
    for (const segment of others) {
      const found = find(segment, text, from, end);
      if (found === -1) return false;
      from = found + segment.length;
    }
    return true;
  };
}

function segmentsOf(pattern: Pattern): Segment[] {
  const segments: (string | undefined)[][] = [[]];
  for (const part of pattern) {
    if (part.kind === 'any') segments.push([]);
    else segments.at(-1)?.push(...(part.kind === 'text' ? part.text.split('') : [undefined]));
  }
  return segments;
}

function fits(segment: Segment, text: string, from: number): boolean {
  return segment.every((char, offset) => char === undefined || char === text[from + offset]);
}

function find(segment: Segment, text: string, from: number, end: number): number {
  // Without holes, which is nearly always, the search is native.
  if (!segment.includes(undefined)) {
    const found = text.indexOf(segment.join(''), from);
    return found + segment.length <= end ? found : -1;
  }
  for (let at = from; at + segment.length <= end; at++) if (fits(segment, text, at)) return at;
  return -1;
}
