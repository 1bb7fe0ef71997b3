import { OWN } from './own.ts';
import { SHIPPED } from './shipped.ts';
import type { Vendor } from './vendor.ts';

/** Asked in this order which of them recognises an event. */
export const VENDORS: readonly Vendor[] = [...OWN, ...SHIPPED];

const BY_UID: ReadonlyMap<string, Vendor> = new Map(VENDORS.map((vendor) => [vendor.uid, vendor]));

export function findVendor(uid: string): Vendor | undefined {
  return BY_UID.get(uid);
}
