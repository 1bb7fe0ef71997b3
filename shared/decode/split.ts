import { parseJson } from './json.ts';
import { backslashesBefore, createScan, endOfScalar, type Scan } from './scan.ts';

/** One record of a log: a line, an element of the list that the file is, or the one document in it. */
export type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'too-long' };

export interface Splitter {
  /** Takes the next piece of the file and gives the records that have become whole. */
  readonly push: (chunk: string) => Generator<Piece>;
  readonly end: () => Generator<Piece>;
}

/** Characters of one record that are held at most. */
export const MAX_RECORD = 16 * 1024 * 1024;

type Place = Outside | List | Value | { readonly kind: 'line-rest' };

interface Outside {
  readonly kind: 'outside';
}

/** Inside the list that the file is, or that the one document in it is mostly made of. */
interface List {
  readonly kind: 'list';
  /** Brackets that are open around it. */
  readonly depth: number;
}

interface Value {
  readonly kind: 'value';
  readonly scan: Scan;
  /** Where it stands, and so what comes after it. */
  readonly where: Outside | List;
  /** Not for reading: it is too long to hold, or the end of an envelope. */
  readonly skipped: boolean;
}

/** Before each text of a JSON text sequence: https://www.rfc-editor.org/rfc/rfc7464 */
const RECORD_SEPARATOR = 0x1e;

const OUTSIDE: Outside = { kind: 'outside' };

/**
 * Cuts JSON lines, one list, one document over many lines, or any of these after another into records, holding
 * no more than one record. A line that is broken is a record of its own and does not hide the lines after it.
 */
export function createSplitter(maxRecord: number = MAX_RECORD): Splitter {
  let held = '';
  let at = 0;
  let ended = false;
  /** Up to here no line was seen to begin where a value had ended. */
  let looked = 0;
  let place: Place = OUTSIDE;

  function* split(): Generator<Piece> {
    for (;;) {
      const before = `${place.kind}:${at}`;
      yield* step();
      if (before === `${place.kind}:${at}`) break;
    }
    held = held.slice(at);
    if (place.kind === 'value') place.scan.drop(at);
    looked -= at;
    at = 0;
  }

  function* step(): Generator<Piece> {
    if (place.kind === 'outside') yield* outside();
    else if (place.kind === 'list') yield* inList(place);
    else if (place.kind === 'line-rest') skipLine();
    else if (place.skipped) skipValue(place);
    else yield* inValue(place);
  }

  function* outside(): Generator<Piece> {
    // Whoever copies events out of a list leaves the commas between them.
    skip(/[\s\ufeff,]*/y);
    if (at === held.length) return;
    if (held.charCodeAt(at) === RECORD_SEPARATOR) {
      at++;
      return;
    }
    if (held[at] === '[') {
      at++;
      place = { kind: 'list', depth: 0 };
      return;
    }
    const newline = held.indexOf('\n', at);
    const end = newline === -1 ? held.length : newline;
    const whole = newline !== -1 || ended;
    // Most logs are JSON lines: a line that begins and ends like an object is not looked into here.
    if (whole && (held[at] !== '{' || held.slice(at, end).trimEnd().endsWith('}'))) yield* take(end);
    else if (held[at] === '{') place = valueIn(OUTSIDE);
    else if (held.length - at > maxRecord) yield* giveUp({ kind: 'line-rest' });
  }

  function valueIn(where: Outside | List): Value {
    looked = at;
    return { kind: 'value', scan: createScan(at), where, skipped: false };
  }

  function* inList(list: List): Generator<Piece> {
    skip(/[\s,]*/y);
    if (at === held.length) return;
    const first = held[at];
    if (first === ']') {
      at++;
      place = list.depth === 0 ? OUTSIDE : restOfEnvelope(list);
    } else if (first === '{' || first === '[') place = valueIn(list);
    else {
      const end = endOfScalar(held, at);
      if (end < held.length || ended) yield* take(end);
      else if (held.length - at > maxRecord) yield* giveUp({ kind: 'line-rest' });
    }
  }

  function restOfEnvelope({ depth }: List): Value {
    return { kind: 'value', scan: createScan(at, depth), where: OUTSIDE, skipped: true };
  }

  function* inValue(value: Value): Generator<Piece> {
    const end = value.scan.end(held);
    const tooLong = held.length - at > maxRecord;
    const list = value.where.kind === 'outside' ? value.scan.openList() : undefined;
    const broken = end === undefined && value.where.kind === 'outside' ? nextLine() : undefined;
    if (end !== undefined) {
      place = value.where;
      yield* value.where.kind === 'list' ? take(end) : document(end);
    } else if (ended) {
      place = OUTSIDE;
      yield* lines(held.length);
    } else if (broken !== undefined) {
      place = OUTSIDE;
      yield* lines(broken);
    } else if (tooLong && list !== undefined) {
      // An envelope that is too long to hold: its events are read one by one.
      at = list.at + 1;
      place = { kind: 'list', depth: list.depth };
    } else if (tooLong) {
      yield { kind: 'too-long' };
      place = { ...value, skipped: true };
    }
  }

  /**
   * Where a line begins with an object and the one before ends like one: no document holds that, so what began before is a
   * broken line. Otherwise all lines after it would be looked through for its end.
   */
  function nextLine(): number | undefined {
    for (;;) {
      const newline = held.indexOf('\n{', looked);
      looked = newline === -1 ? Math.max(looked, held.length - 1) : newline + 1;
      if (newline === -1) return undefined;
      if (held[newline - (held[newline - 1] === '\r' ? 2 : 1)] === '}') return newline;
    }
  }

  /** What looked like one document may have been a broken line with others after it. */
  function* document(end: number): Generator<Piece> {
    if (!held.slice(at, end).includes('\n') || parseJson(held.slice(at, end)) !== undefined) yield* take(end);
    else {
      const newline = held.indexOf('\n', end);
      if (newline === -1 && !ended) {
        // The rest of the last line has not come yet: what of it has is read as it is.
        yield* lines(held.lastIndexOf('\n', end - 1));
      } else yield* lines(newline === -1 ? held.length : newline);
    }
  }

  function* lines(end: number): Generator<Piece> {
    for (const line of held.slice(at, end).split('\n')) {
      const text = line.replace(/,\s*$/, '');
      if (text.trim() !== '') yield { kind: 'text', text };
    }
    at = end;
  }

  function* take(end: number): Generator<Piece> {
    const text = held.slice(at, end);
    at = end;
    if (text.trim() !== '') yield { kind: 'text', text };
  }

  function* giveUp(next: Place): Generator<Piece> {
    at = held.length;
    place = next;
    yield { kind: 'too-long' };
  }

  function skipValue({ scan, where }: Value): void {
    const end = scan.end(held) ?? (where.kind === 'outside' ? nextLine() : undefined);
    if (end !== undefined) place = where;
    // A quote that comes next may belong to the last of the backslashes at the end; the others pair.
    at = end ?? held.length - (backslashesBefore(held, held.length) % 2);
  }

  function skipLine(): void {
    const newline = held.indexOf('\n', at);
    at = newline === -1 ? held.length : newline + 1;
    if (newline !== -1) place = OUTSIDE;
  }

  function skip(what: RegExp): void {
    what.lastIndex = at;
    if (what.test(held)) at = what.lastIndex;
  }

  return {
    *push(chunk) {
      held += chunk;
      yield* split();
    },
    *end() {
      ended = true;
      yield* split();
    },
  };
}
