import type { Json } from './vendor.ts';

/** A field, also where Enterprise Server nests it. */
export type Read = (name: string) => Json | undefined;

/** GitHub writes 0 and the empty text where it knows none. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' || value === '0' ? undefined : value;
  return typeof value === 'number' && value !== 0 ? String(value) : undefined;
}

export function isTrue(value: Json | undefined): boolean | undefined {
  return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;
}
