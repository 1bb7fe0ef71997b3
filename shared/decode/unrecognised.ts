import { isObject } from '../vendors/field.ts';
import type { Json, Vendor } from '../vendors/vendor.ts';
import { plural } from '../words.ts';
import { pageIn } from './page.ts';

/** Whom an event was held against, in vain. */
export type Held =
  | { readonly kind: 'stamped'; readonly vendor: Vendor }
  /** By the caller, who says that all is of this vendor. */
  | { readonly kind: 'named'; readonly vendor: Vendor }
  /** All vendors were asked, these of mappings among them. */
  | { readonly kind: 'asked'; readonly mapped: readonly Vendor[] };

/**
 * Why nobody recognises an event, in words that its author may read: nothing of the event is in them, but for the name of
 * the list where it is a page of events. Whoever writes a mapping learns what of it does not hold, in the event, in the
 * first of its list or in what it was wrapped in, whichever is nearest.
 */
export function whyUnrecognised(held: Held, event: Json, wrapped: Json | undefined): string {
  if (held.kind === 'stamped') return `stamped ${held.vendor.uid}, but does not look like one`;
  const lacks = (vendor: Vendor) => lacksOf(vendor, event, wrapped);
  if (held.kind === 'named') {
    const why = lacks(held.vendor);
    return `does not look like an event of ${held.vendor.uid}${pageText(event)}${why === '' ? '' : ` (${why})`}`;
  }
  const why = held.mapped.flatMap((vendor) => {
    const lack = lacks(vendor);
    return lack === '' ? [] : [`${vendor.uid}: ${lack}`];
  });
  const remedy = pageIn(event) === undefined || held.mapped.length > 0 ? '' : REMEDY;
  return `no vendor recognises this event${pageText(event)}${remedy}${why.length === 0 ? '' : ` (${why.join('; ')})`}`;
}

function lacksOf({ lacks }: Vendor, event: Json, wrapped: Json | undefined): string {
  const [nearest = []] = [event, pageIn(event)?.entries[0], wrapped]
    .flatMap((value) => (isObject(value) && lacks !== undefined ? [lacks(value)] : []))
    .sort((a, b) => a.length - b.length);
  return nearest.join(', ');
}

const REMEDY = ': a mapping can read it (docs/vendors.md)';

/** A page whose entries are known is read, whatever its list is called: this one's are not. */
function pageText(event: Json): string {
  const page = pageIn(event);
  if (page === undefined) return '';
  const list = page.name === undefined ? 'its one list' : `its one list, ${page.name},`;
  return `, nor what is in ${list} of ${plural(page.entries.length, 'object')}`;
}
