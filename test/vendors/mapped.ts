import type { Draft } from '../../shared/activity.ts';
import { MAPPED } from '../../shared/vendors/mapped.ts';
import type { JsonObject, Vendor } from '../../shared/vendors/vendor.ts';
import { draftOf } from './draft.ts';

/** A vendor that is described by a mapping file. */
export function mapped(uid: string): Vendor {
  const vendor = MAPPED.find((candidate) => candidate.uid === uid);
  if (vendor === undefined) throw new Error(`no mapping of ${uid}`);
  return vendor;
}

export function reader(uid: string): (event: JsonObject) => Draft {
  const vendor = mapped(uid);
  return (event) => draftOf(vendor, event);
}
