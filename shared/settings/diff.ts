import { sha256Hex } from '../hash.ts';
import { isWhole, type Setting } from './document.ts';
import { isWider, type Suppression } from './suppression.ts';

/** One difference between what stands and what is wanted. */
export interface SettingChange {
  readonly kind: Setting['kind'];
  readonly id: string;
  /** Absent: it is new. */
  readonly before?: object;
  /** Absent: it goes. */
  readonly after?: object;
}

export function changesBetween(before: readonly Setting[], after: readonly Setting[]): SettingChange[] {
  const keyOf = ({ kind, id }: Setting) => `${kind} ${id}`;
  const old = new Map(before.map((one) => [keyOf(one), one] as const));
  const wanted = new Map(after.map((one) => [keyOf(one), one] as const));
  return [...new Set([...old.keys(), ...wanted.keys()])].sort().flatMap((key) => {
    const [was, is] = [old.get(key), wanted.get(key)];
    const one = is ?? was;
    if (one === undefined || canonical(was?.value) === canonical(is?.value)) return [];
    return {
      kind: one.kind,
      id: one.id,
      ...(was === undefined ? {} : { before: was.value }),
      ...(is === undefined ? {} : { after: is.value }),
    };
  });
}

/** Suppressions that are new, or hide more or longer than before: on-call is told of each. */
export function widened(changes: readonly SettingChange[]): Suppression[] {
  return changes.flatMap(({ kind, before, after }) => {
    if (kind !== 'suppressions') return [];
    // One that hides nothing must keep no other from being told.
    const [was, is] = [before, after].map((value) =>
      value !== undefined && isWhole({ kind, value }) ? (value as Suppression) : undefined,
    );
    return is !== undefined && (was === undefined || isWider(is, was)) ? [is] : [];
  });
}

/** Tells whether anything was changed in between. Its prefix keeps YAML from reading a number where all of it are digits. */
export function stampOf(settings: readonly Setting[]): string {
  const all = settings.map(({ kind, id, value }) => canonical([kind, id, value])).sort();
  return `sha256-${sha256Hex(canonical(all)).slice(0, 16)}`;
}

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
