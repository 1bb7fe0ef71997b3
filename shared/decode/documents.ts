import type { Json } from '../vendors/vendor.ts';
import { readCsv } from './csv.ts';

/** What becomes of what a text holds. */
export interface Sink {
  /** Undefined if the text is not JSON. */
  readonly parse: (text: string) => Json | undefined;
  /** How many events may still be read. */
  readonly room: () => number;
  readonly refuse: (reason: string) => void;
  /** So many were left out because there was no room. */
  readonly leaveUnread: (count: number) => void;
  readonly lookForHoney: (text: string) => void;
}

type Visit = (value: Json) => void;

export interface Documents {
  /** One JSON document, a table with a header, or what each line holds. */
  readonly readText: (text: string, visit: Visit) => void;
  readonly readLine: (line: string, visit: Visit) => void;
}

/** Finds the documents of a text: a reader knows what to make of each. */
export function createDocuments({ parse, room, refuse, leaveUnread, lookForHoney }: Sink): Documents {
  function readText(text: string, visit: Visit): void {
    const value = parse(text);
    if (value !== undefined) visit(value);
    else if (!readTable(text, visit)) for (const line of linesOf(text)) readLine(line, visit);
  }

  function readTable(text: string, visit: Visit): boolean {
    const table = readCsv(text, room());
    if (table === undefined) return false;
    table.rows.forEach(visit);
    for (let row = 0; row < table.broken; row++) refuse('is a row whose quotes do not pair');
    leaveUnread(table.unread);
    return true;
  }

  function readLine(line: string, visit: Visit): void {
    if (line.trim() === '') return;
    if (room() <= 0) {
      leaveUnread(1);
      return;
    }
    const value = parse(line);
    if (value !== undefined) visit(value);
    else if (/\t {0,8}\[?\{/.test(line)) for (const cell of line.split('\t')) readCell(cell, visit);
    else refuseLine(line);
  }

  /**
   * JSON holds no tab, but between its parts: what stands between two is one text, or no JSON, such as the key of a message of
   * Kafka, or what the command line of AWS prints beside an event of CloudTrail.
   */
  function readCell(cell: string, visit: Visit): void {
    if (!/^ {0,8}\[?\{/.test(cell)) lookForHoney(cell);
    else if (room() <= 0) leaveUnread(1);
    else {
      const value = parse(cell);
      if (value === undefined) refuseLine(cell);
      else visit(value);
    }
  }

  function refuseLine(line: string): void {
    refuse('is not JSON');
    lookForHoney(line);
  }

  return { readText, readLine };
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(start, end);
    start = end + 1;
  }
}
