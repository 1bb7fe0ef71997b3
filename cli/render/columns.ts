/** Of a terminal. */
export const COLUMNS = 100;

/** Of what stands behind a label. */
const INDENT = 12;

export const limits = (maxLines: number) => ({ columns: COLUMNS, maxLines, indent: INDENT });
