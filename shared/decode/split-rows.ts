/** Whole rows of a table, in order; or one that was too long to hold, of which nothing is left. */
export type Rows =
  | { readonly kind: 'rows'; readonly text: string; readonly newline: string }
  | { readonly kind: 'too-long' };

export interface RowSplitter {
  /** Takes the next piece of the table and gives the rows that have become whole. */
  readonly push: (chunk: string) => readonly Rows[];
  readonly end: () => readonly Rows[];
}

/** Characters of one row that are held at most. */
export const MAX_ROW = 1024 * 1024;

const QUOTE = 34;
const LF = 10;
const CR = 13;

/**
 * Cuts a table between its rows, wherever the pieces end in which it comes: quotes are read as csv-parse reads them where
 * it is told to relax. A row that is too long, such as one whose quotes do not pair, is left out up to the end of the line
 * in which it became so, and does not hide the rows after it.
 */
export function createRowSplitter(delimiter: string, maxRow: number = MAX_ROW): RowSplitter {
  const delimiterCode = delimiter.charCodeAt(0);
  /** Begins where a row does, unless the rest of one is left out. */
  let held = '';
  let place: Place = { at: 0, isQuoted: false, isFieldStart: true, isLeftOut: false };
  /** As the first row ends. */
  let newline: '\n' | '\r\n' | '\r' | undefined;

  /** `isLast`: nothing comes after what is held; else a quote or return at its end may be half of two. */
  function split(isLast: boolean): Rows[] {
    const parts: Rows[] = [];
    const end = isLast ? held.length : held.length - 1;
    // Of its own: every character of a file is looked at here.
    let { at, isQuoted, isFieldStart, isLeftOut } = place;
    let start = 0;
    let whole = 0;
    const give = () => {
      if (whole > start)
        parts.push({ kind: 'rows', text: held.slice(start, whole), newline: newline ?? '\n' });
    };
    for (; at < end; at++) {
      const code = held.charCodeAt(at);
      if (isLeftOut) {
        if (code !== LF && !(code === CR && newline === '\r')) continue;
        isLeftOut = false;
        isQuoted = false;
        isFieldStart = true;
        start = at + 1;
        whole = start;
      } else if (at - whole >= maxRow) {
        give();
        parts.push({ kind: 'too-long' });
        start = at;
        whole = at;
        isLeftOut = true;
        at--;
      } else if (isQuoted) {
        if (code !== QUOTE) continue;
        if (held.charCodeAt(at + 1) === QUOTE) at++;
        else isQuoted = false;
      } else if (code === delimiterCode) isFieldStart = true;
      else if (code === LF || code === CR) {
        const isPair = code === CR && held.charCodeAt(at + 1) === LF;
        newline ??= isPair ? '\r\n' : code === CR ? '\r' : '\n';
        const ends = newline === '\r\n' ? isPair : code === newline.charCodeAt(0);
        isFieldStart = ends;
        if (!ends) continue;
        if (newline === '\r\n') at++;
        whole = at + 1;
      } else {
        isQuoted = code === QUOTE && isFieldStart;
        isFieldStart = false;
      }
    }
    if (isLast && !isLeftOut) whole = held.length;
    give();
    const kept = isLeftOut ? at : whole;
    held = held.slice(kept);
    place = { at: at - kept, isQuoted, isFieldStart, isLeftOut };
    return parts;
  }

  return {
    push: (chunk) => {
      held += chunk;
      return split(false);
    },
    end: () => split(true),
  };
}

interface Place {
  readonly at: number;
  readonly isQuoted: boolean;
  readonly isFieldStart: boolean;
  readonly isLeftOut: boolean;
}
