import { vendorName } from '../shared/page/names.ts';
import { VENDORS } from '../shared/vendors/index.ts';
import { nearestOf } from '../shared/vendors/mapping-shape.ts';
import type { Vendor } from '../shared/vendors/vendor.ts';

/** By its id, or as pages write it: `Okta`, `Microsoft 365`, `Mixpanel (unverified)`. */
export function vendorCalled(name: string, vendors: readonly Vendor[] = VENDORS): Vendor | undefined {
  const plain = plainOf(name);
  const uid = plain.replaceAll(' ', '-');
  return (
    vendors.find((one) => one.uid === uid) ??
    vendors.find((one) => plainOf(vendorName({ vendor: one.uid })) === plain)
  );
}

/** ` Did you mean okta?`, where a name is nearly that of one of these. */
export function didYouMean(name: string, names: readonly string[]): string {
  const nearest = nearestOf(name, names);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}

/** For findings: there may be some of a vendor that only a mapping knows. */
export function vendorUid(name: string): string {
  return vendorCalled(name)?.uid ?? name.toLowerCase();
}

function plainOf(name: string): string {
  return name.replace(/ \(unverified\)$/i, '').toLowerCase();
}
