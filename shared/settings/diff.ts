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

/** Longer than most names, and of what is longer as much of its hash. */
const KEPT_LENGTH = 24;

/**
 * What of a suppression has to be kept to tell later whether another hides more, and no more of it: a thousand of them have
 * to fit an item. Of what is kept the same is kept.
 */
export function outlineOf({ kind, id, value }: Setting): Setting {
  const { scope, expires } = value as Partial<Suppression>;
  if (kind !== 'suppressions' || !isWhole({ kind, value })) return { kind, id, value: {} };
  const kept = (text: string) => (text.length > KEPT_LENGTH ? sha256Hex(text).slice(0, KEPT_LENGTH) : text);
  const outline = Object.entries(scope ?? {}).map(([name, text]) => [name, kept(text)]);
  return { kind, id, value: { id, author: '', reason: '', expires, scope: Object.fromEntries(outline) } };
}

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
