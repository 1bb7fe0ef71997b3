import { memo } from '../memo.ts';
import type { Hour } from './hour.ts';
import { encodeHour } from './hour-codec.ts';

export type HourAt = readonly [at: number, hour: Hour];

/** Hours as they were written, and the table of the values that they refer to. */
interface Written {
  readonly hours: readonly HourAt[];
  readonly table: string;
  /** Each of them as JSON, or where their list begins in the JSON that they were read from. */
  readonly texts: readonly string[] | Listed;
}

interface Listed {
  readonly json: string;
  readonly from: number;
}

/** By the first hour. Remembering is only speed: a batch changes the last hour, and the others are written as they were. */
const WRITTEN = memo<Hour, Written>();

/** Of hours that were just read from a list that begins there, which they are in the order of. */
export function keepTexts(hours: readonly HourAt[], table: string, json: string, from: number): void {
  const [first] = hours;
  if (first !== undefined) WRITTEN.keep(first[1], { hours, table, texts: { json, from } });
}

/** Each of them as JSON. One that an older version wrote stays as that wrote it, which says the same. */
export function textsOfHours(
  hours: readonly HourAt[],
  table: string,
  index: ReadonlyMap<string, number>,
): readonly string[] {
  const [first] = hours;
  if (first === undefined) return [];
  const known = WRITTEN.of(first[1]);
  const before = known?.table === table ? known : undefined;
  const written = before === undefined ? [] : 'json' in before.texts ? listsIn(before.texts) : before.texts;
  const texts = hours.map(([at, hour], i) => {
    const same = before?.hours[i];
    const text = same?.[0] === at && same[1] === hour ? written[i] : undefined;
    return text ?? JSON.stringify(encodeHour(at, hour, index));
  });
  WRITTEN.keep(first[1], { hours, table, texts });
  return texts;
}

const [QUOTE, OPENING, BACKSLASH, CLOSING] = [0x22, 0x5b, 0x5c, 0x5d];

/** The JSON of each list in a list of lists: to cut it out is far faster than to write it again. */
function listsIn({ json, from }: Listed): string[] {
  const lists: string[] = [];
  let depth = 0;
  let begun = from;
  for (let at = from; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit === QUOTE) at = endOfText(json, at);
    else if (unit === OPENING && ++depth === 2) begun = at;
    else if (unit === CLOSING && --depth === 1) lists.push(json.slice(begun, at + 1));
    if (depth === 0) break;
  }
  return lists;
}

/** Where the quote is that closes the one at `at`. */
function endOfText(json: string, at: number): number {
  for (let end = at + 1; end < json.length; end++) {
    const unit = json.charCodeAt(end);
    if (unit === QUOTE) return end;
    if (unit === BACKSLASH) end++;
  }
  return json.length;
}
