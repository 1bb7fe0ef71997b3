import { findVendor } from '../../../shared/vendors/index.ts';
import type { BoundFeed } from '../stamp.ts';

/** What an object's key says: whose log it is, or why it is not read. */
export type Place =
  | { readonly kind: 'live'; readonly feed: BoundFeed }
  | { readonly kind: 'refused'; readonly reason: string };

export interface FeedName {
  readonly vendor: string;
  readonly tenant: string;
}

/** `live/VENDOR/TENANT/…`, of a feed that the configuration names. */
export function placeOf(key: string, feeds: readonly FeedName[]): Place {
  const [folder, vendorName = '', tenant = '', ...rest] = key.split('/');
  if (folder !== 'live' || rest.length === 0 || rest.at(-1) === '')
    return refused('does not lie under live/VENDOR/TENANT/');
  const vendor = findVendor(vendorName);
  const bound = feeds.some((feed) => feed.vendor === vendorName && feed.tenant === tenant);
  if (vendor === undefined || !bound)
    return refused(
      `lies under ${vendorName.slice(0, 64)}/${tenant.slice(0, 64)}, which no feed of the drop names`,
    );
  return { kind: 'live', feed: { vendor, tenant } };
}

function refused(reason: string): Place {
  return { kind: 'refused', reason };
}
