/** HTML that is safe to write as it is. Made by `html` and `svg` only, so that text cannot pass for it. */
export interface Markup {
  readonly markup: string;
}

export type Piece = string | number | Markup | readonly Piece[] | undefined;

/** Text between the tags is escaped, markup is not, lists are joined, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return {
    markup: parts.reduce((text, part, index) => text + render(pieces[index - 1]) + part),
  };
}

function render(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  return 'markup' in piece ? piece.markup : piece.map(render).join('');
}

/** For content and for attributes in double quotes alike. */
function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
