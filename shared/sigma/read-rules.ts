import { LineCounter, parseAllDocuments } from 'yaml';
import type { Json } from '../vendors/vendor.ts';
import { type CompiledRule, compileRule, type RefusedRule } from './rule.ts';

const MAX_CHARACTERS = 64 * 1024;
const MAX_DOCUMENTS = 100;
const MAX_NESTING = 16;

export type ReadDocument = { readonly kind: 'document'; readonly document: Json } | RefusedRule;

/**
 * The documents of a YAML text, which need no YAML to be read again: the Lambda takes them as JSON. YAML 1.2, so
 * that `off` and `no` are texts; aliases, which could multiply, are refused. Any text gives values, never a throw.
 */
export function readDocuments(text: string): readonly ReadDocument[] {
  if (text.length > MAX_CHARACTERS)
    return [refused('file too long', `is longer than ${MAX_CHARACTERS} characters: a rule is not a log`)];
  try {
    // Pretty ones go on below their first line, which ends in a colon then.
    const lineCounter = new LineCounter();
    const options = { logLevel: 'silent', prettyErrors: false, lineCounter } as const;
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), options);
    if (!Array.isArray(documents) || documents.length === 0) return [refused('no rule', 'the file is empty')];
    if (documents.length > MAX_DOCUMENTS)
      return [refused('many documents', `the file holds more than ${MAX_DOCUMENTS} documents`)];
    return documents.map((document) => {
      const [error] = document.errors;
      if (error !== undefined) {
        const { line, col } = lineCounter.linePos(error.pos[0]);
        return refused('no YAML', `${firstLine(error.message)} at line ${line}, column ${col}`);
      }
      return checked(document.toJS({ maxAliasCount: 0 }));
    });
  } catch (error) {
    // The library throws for aliases, and runs out of stack on what nests without end.
    return [refused('no YAML', error instanceof Error ? firstLine(error.message) : 'cannot be read')];
  }
}

/** The rules of a YAML text, and the reasons why others are none. */
export function readRules(text: string): readonly CompiledRule[] {
  return readDocuments(text).map((read) => (read.kind === 'refused' ? read : compileRule(read.document)));
}

function checked(value: unknown): ReadDocument {
  const json = jsonOf(value, MAX_NESTING);
  return json === undefined
    ? refused('nests too deeply', `nests deeper than ${MAX_NESTING} levels`)
    : { kind: 'document', document: json };
}

/** YAML has values that JSON has not, such as infinities; undefined if it nests too deeply. */
function jsonOf(value: unknown, depth: number): Json | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return String(value);
  if (depth === 0) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => jsonOf(item, depth - 1));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries = Object.entries(value).map(([name, inner]) => [name, jsonOf(inner, depth - 1)] as const);
  return entries.every(([, inner]) => inner !== undefined) ? Object.fromEntries(entries) : undefined;
}

function refused(reason: string, detail: string): RefusedRule {
  return { kind: 'refused', reason, detail };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
