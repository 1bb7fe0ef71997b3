import { compilePattern, parsePattern } from './pattern.ts';
import { Refused } from './refused.ts';

/** A condition, its selections named one by one: what `1 of selection_*` stands for is worked out already. */
export type Condition =
  | { readonly kind: 'selection'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'least'; readonly count: number; readonly of: readonly Condition[] };

const MAX_LENGTH = 4_000;
const MAX_NESTING = 32;
const TOKEN = /[()|]|[^\s()|]+/g;

/** `or` binds least, then `and`, then `not`, then `1 of`. */
export function parseCondition(text: string, selections: readonly string[]): Condition {
  if (text.length > MAX_LENGTH)
    throw new Refused('condition too long', `the condition is longer than ${MAX_LENGTH} characters`);
  const tokens = tokensOf(text);
  let at = 0;
  let nesting = 0;

  const peek = () => tokens[at] ?? '';
  const isWord = (word: string) => peek().toLowerCase() === word;
  function take(word: string): boolean {
    if (!isWord(word)) return false;
    at++;
    return true;
  }

  function chain(word: 'and' | 'or', next: () => Condition): Condition {
    const first = next();
    const of = [first];
    while (take(word)) of.push(next());
    return of.length === 1 ? first : { kind: word, of };
  }
  const either = (): Condition => chain('or', both);
  const both = (): Condition => chain('and', negated);

  function negated(): Condition {
    if (!take('not')) return primary();
    return nested(() => ({ kind: 'not', of: negated() }));
  }

  function nested(inner: () => Condition): Condition {
    if (++nesting > MAX_NESTING)
      throw new Refused(
        'condition nests too deeply',
        `the condition nests deeper than ${MAX_NESTING} levels`,
      );
    const condition = inner();
    nesting--;
    return condition;
  }

  function primary(): Condition {
    if (take('(')) {
      const inner = nested(either);
      if (!take(')')) throw syntax(text, 'a bracket is not closed');
      return inner;
    }
    const word = peek();
    if (word === '' || /^(?:\)|\||and|or|of)$/i.test(word))
      throw syntax(text, word === '' ? 'it ends too early' : `"${word}" stands where a selection should`);
    at++;
    return isWord('of') ? quantified(word) : selection(word);
  }

  function selection(name: string): Condition {
    if (selections.includes(name)) return { kind: 'selection', name };
    throw new Refused(
      'condition names no selection',
      `the condition names "${name}", which is not a selection`,
    );
  }

  function quantified(quantity: string): Condition {
    at++;
    const pattern = peek();
    at++;
    const names = pattern.toLowerCase() === 'them' ? them(selections) : named(pattern, selections);
    if (names.length === 0)
      throw new Refused('condition names no selection', `no selection is named "${pattern}"`);
    const of = names.map((name) => ({ kind: 'selection', name }) as const);
    if (/^all$/i.test(quantity)) return { kind: 'and', of };
    if (/^(?:1|any)$/i.test(quantity)) return { kind: 'or', of };
    if (/^[1-9]\d?$/.test(quantity)) return { kind: 'least', count: Number(quantity), of };
    throw syntax(text, `"${quantity} of" is neither 1 of, any of, all of nor a number`);
  }

  const condition = either();
  if (peek() === '|') throw aggregation(tokens.slice(at + 1));
  if (at < tokens.length) throw syntax(text, `"${peek()}" is left over`);
  return condition;
}

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** By convention a name that begins with `_` is for use by its name only. */
function them(selections: readonly string[]): readonly string[] {
  return selections.filter((name) => !name.startsWith('_'));
}

function named(pattern: string, selections: readonly string[]): readonly string[] {
  return selections.filter(compilePattern(parsePattern(pattern)));
}

function syntax(text: string, trouble: string): Refused {
  return new Refused('condition cannot be read', `the condition "${shortened(text)}": ${trouble}`);
}

function aggregation(tokens: readonly string[]): Refused {
  const [name = ''] = tokens;
  const called = tokens[1] === '(' ? `${name}()` : name;
  return new Refused(
    `aggregation ${called}`,
    `${called} aggregation is not supported: a rule sees one event at a time; amounts over time are what the detectors judge`,
  );
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
