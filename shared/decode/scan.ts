const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const OPEN_BRACKET = 91;
const CLOSE_BRACE = 125;
const CLOSE_BRACKET = 93;

/** Finds where a JSON object or list ends that arrives in pieces. */
export interface Scan {
  /** Position after the value in `text`, or undefined if it goes on. No character is looked at twice. */
  readonly end: (text: string) => number | undefined;
  /** The first `count` characters of the text, all looked at, are gone. */
  readonly drop: (count: number) => void;
  /** The outermost list inside the value that has not ended yet: where it begins, and how much is open around it. */
  readonly openList: () => OpenList | undefined;
}

export interface OpenList {
  readonly at: number;
  readonly depth: number;
}

/** `depth`: brackets that are open already. */
export function createScan(start: number, depth = 0): Scan {
  let at = start;
  let inString = false;
  let list: OpenList | undefined;

  /** Searching for the next quote is native, so that long texts cost little. */
  function skipString(text: string): void {
    const quote = text.indexOf('"', at);
    at = quote === -1 ? text.length : quote + 1;
    inString = quote === -1 || backslashesBefore(text, quote) % 2 === 1;
  }

  function open(code: number): void {
    if (code === OPEN_BRACKET && list === undefined && depth > 0) list = { at: at - 1, depth };
    depth++;
  }

  function close(): boolean {
    depth--;
    if (list !== undefined && depth <= list.depth) list = undefined;
    return depth <= 0;
  }

  return {
    end(text) {
      while (at < text.length) {
        if (inString) skipString(text);
        else {
          const code = text.charCodeAt(at++);
          if (code === QUOTE) inString = true;
          else if (code === OPEN_BRACE || code === OPEN_BRACKET) open(code);
          else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && close()) return at;
        }
      }
      return undefined;
    },
    drop(count) {
      at -= count;
      if (list !== undefined) list = { ...list, at: list.at - count };
    },
    openList: () => list,
  };
}

/** Where a number, a text or garbage in a list ends: before the next comma or bracket outside quotes. */
export function endOfScalar(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== ',' && text[at] !== ']') {
    if (text.charCodeAt(at) === QUOTE) {
      do at = text.indexOf('"', at + 1);
      while (at !== -1 && backslashesBefore(text, at) % 2 === 1);
      if (at === -1) return text.length;
    }
    at++;
  }
  return at;
}

/** A quote after an odd number of them is part of the text. */
export function backslashesBefore(text: string, end: number): number {
  let count = 0;
  while (text.charCodeAt(end - 1 - count) === BACKSLASH) count++;
  return count;
}
