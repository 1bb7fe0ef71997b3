import { checkedVendor } from './mapping.ts';
import type { JsonObject, Vendor } from './vendor.ts';

declare global {
  /** Mappings of one's own, which `infra/own-vendors.ts` has read: a bundle has them in this name's place. */
  var outflowMappings: readonly JsonObject[] | undefined;
}

/** Vendors of one's own: a program that is run from its source sets the name before it loads anything else. */
export const OWN: readonly Vendor[] = (globalThis.outflowMappings ?? []).map(checkedVendor);
