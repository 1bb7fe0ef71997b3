import { cutText } from '../text.ts';

/** Plain text in columns, for terminals and mail. Lengths are counted in UTF-16 units. */

/** `label` padded to `indent`, then the text, wrapped and hanging under itself. */
export function field(label: string, text: string, limits: Limits & { readonly indent: number }): string[] {
  const { columns, maxLines, indent } = limits;
  return wrap(text, { columns: columns - indent, maxLines }).map(
    (line, row) => `${(row === 0 ? label : '').padEnd(indent)}${line}`,
  );
}

/** Several texts under one label, each wrapped by itself. */
export function fields(
  label: string,
  texts: readonly string[],
  limits: Limits & { readonly indent: number },
): string[] {
  return texts.flatMap((text, row) => field(row === 0 ? label : '', text, limits));
}

export interface Limits {
  readonly columns: number;
  /** What does not fit is cut, and ends in three dots. */
  readonly maxLines: number;
}

/** Breaks at spaces; a word longer than a line is broken where the line ends. */
export function wrap(text: string, { columns, maxLines }: Limits): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, columns))) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  if (lines.length <= maxLines) return lines;
  const last = lines[maxLines - 1] ?? '';
  return [...lines.slice(0, maxLines - 1), `${cutText(last, columns - 3).trimEnd()}...`];
}

/** No surrogate pair is cut in half: a lone half is no text. */
function pieces(word: string, columns: number): string[] {
  const found: string[] = [];
  for (let rest = word; rest !== ''; rest = rest.slice(found.at(-1)?.length))
    found.push(cutText(rest, columns));
  return found;
}
