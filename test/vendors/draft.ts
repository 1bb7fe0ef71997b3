import type { Draft } from '../../shared/activity.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import type { JsonObject, Vendor } from '../../shared/vendors/vendor.ts';

/** What a parser reads out of an event that it is expected to accept. */
export function draftOf(vendor: Vendor, event: JsonObject): Draft {
  const parsed = vendor.parse(event);
  if (parsed.kind !== 'activity') throw new Error(`${parsed.kind}: ${parsed.reason}`);
  return parsed.draft;
}

/** The same of a vendor by its name. */
export function draftBy(uid: string, event: JsonObject): Draft {
  const vendor = findVendor(uid);
  if (vendor === undefined) throw new Error(`no vendor ${uid}`);
  return draftOf(vendor, event);
}
