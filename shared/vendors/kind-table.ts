import { KINDS, type Kind } from '../activity.ts';

/** Which kind each of a vendor's operations is, from their names by kind, separated by white space. */
export function kindTable(names: Partial<Record<Kind, string>>): ReadonlyMap<string, Kind> {
  const table = new Map<string, Kind>();
  for (const kind of KINDS)
    for (const name of names[kind]?.split(/\s+/) ?? []) if (name !== '') table.set(name, kind);
  return table;
}
