const LEADING = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;

/** A statement from its first word on. */
export function withoutLeading(sql: string): string {
  return sql.replace(LEADING, '');
}
