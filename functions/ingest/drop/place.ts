import { findVendor } from '../../../shared/vendors/index.ts';
import type { BoundFeed } from '../stamp.ts';

/** What an object's key says: whose log it is, or why it is not read. */
export type Place =
  | { readonly kind: 'bound'; readonly feed: BoundFeed }
  | { readonly kind: 'refused'; readonly reason: string };

export interface FeedName {
  readonly vendor: string;
  readonly tenant: string;
}

/** What lies under `live/` is judged as it comes; what lies under `history/` builds profiles and is told to nobody. */
export type Folder = 'live' | 'history';

/** `live/VENDOR/TENANT/…`, of a feed that the configuration names. */
export function placeOf(key: string, feeds: readonly FeedName[], folder: Folder): Place {
  const [first, vendorName = '', tenant = '', ...rest] = key.split('/');
  if (first !== folder || rest.length === 0 || rest.at(-1) === '')
    return refused(`does not lie under ${folder}/VENDOR/TENANT/`);
  const vendor = findVendor(vendorName);
  const bound = feeds.some((feed) => feed.vendor === vendorName && feed.tenant === tenant);
  if (vendor === undefined || !bound)
    return refused(
      `lies under ${vendorName.slice(0, 64)}/${tenant.slice(0, 64)}, which no feed of the drop names`,
    );
  return { kind: 'bound', feed: { vendor, tenant } };
}

function refused(reason: string): Place {
  return { kind: 'refused', reason };
}
