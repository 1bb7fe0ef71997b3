import { isObject } from '../vendors/field.ts';
import type { Json, JsonObject, Vendor } from '../vendors/vendor.ts';

/** Keys under which envelopes of vendors, AWS and pollers hold one event or many. */
const ENVELOPES = ['Records', 'events', 'items', 'entries', 'data', 'results', 'logs', 'detail'] as const;
const MAX_ENVELOPES = 4;

export type Unwrapped =
  | { readonly kind: 'event'; readonly event: JsonObject; readonly vendor: Vendor }
  | { readonly kind: 'unrecognised' }
  | { readonly kind: 'empty' };

/**
 * Hands each event inside a value to `visit`, in order. What a vendor recognises is an event, even if it looks
 * like an envelope too. An envelope without events is handed over as `empty`.
 */
export function unwrap(
  value: Json,
  vendors: readonly Vendor[],
  visit: (unwrapped: Unwrapped) => void,
  envelopes = MAX_ENVELOPES,
): void {
  const vendor = isObject(value) ? vendors.find((candidate) => candidate.recognises(value)) : undefined;
  if (vendor !== undefined && isObject(value)) {
    visit({ kind: 'event', event: value, vendor });
    return;
  }
  const inner = envelopes === 0 ? undefined : contents(value);
  if (inner === undefined) visit({ kind: 'unrecognised' });
  else if (!Array.isArray(inner)) unwrap(inner, vendors, visit, envelopes - 1);
  else if (inner.length === 0) visit({ kind: 'empty' });
  else for (const item of inner) unwrap(item, vendors, visit, envelopes - 1);
}

function contents(value: Json): Json | undefined {
  if (!isObject(value)) return Array.isArray(value) ? value : undefined;
  for (const key of ENVELOPES) {
    const inner = value[key];
    if (typeof inner === 'object' && inner !== null) return inner;
  }
  return undefined;
}
