/** Orders entries by their key, as text. */
export function byValue([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The `count` values with the smallest hashes, sorted. */
export function smallest(values: Iterable<string>, count: number): string[] {
  const all = [...values];
  if (all.length > count) all.sort((a, b) => fnv1a(a) - fnv1a(b) || (a < b ? -1 : 1)).splice(count);
  return all.sort();
}

/**
 * Fowler-Noll-Vo 1a, 32 bits. Unkeyed on purpose: who picks values to be among the smallest only pushes out
 * his own known ones, and becomes more surprising.
 */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
