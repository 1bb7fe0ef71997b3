/** A table of Microsoft Sentinel whose columns are a vendor's fields under other names. */
export interface Table {
  /** Columns that only it has. */
  readonly marks: readonly string[];
  /** Where a column belongs, as the path of a field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where the others belong, which keep their name without it. */
  readonly others?: (column: string) => string;
}

export const camelCase = (column: string) => column.replace(/^[A-Z]/, (first) => first.toLowerCase());
