import type { DecodedText } from '../../shared/decode.ts';

/** Why what was read gave nothing to judge. */
export interface Reasons {
  add(read: Pick<DecodedText, 'ignored' | 'malformed'>): void;
  /** The most frequent one; undefined where there is none. */
  mostly(): string | undefined;
}

export function createReasons(): Reasons {
  const counts = new Map<string, number>();
  const add = (reason: string, count: number) => counts.set(reason, (counts.get(reason) ?? 0) + count);
  return {
    add({ ignored, malformed }) {
      for (const { reason, count } of ignored) add(reason, count);
      for (const one of malformed) if (!one.processed) add(reasonText(one), one.count);
    },
    mostly: () => [...counts].sort(([, a], [, b]) => b - a)[0]?.[0],
  };
}

/** With the place, where there is one. */
export function reasonText({ path, reason }: { readonly path: string; readonly reason: string }): string {
  return path === '' ? reason : `${path}: ${reason}`;
}
