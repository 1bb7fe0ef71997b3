import type { DocumentOptions } from '../shared/decode.ts';
import { VENDORS } from '../shared/vendors/index.ts';
import type { Vendor } from '../shared/vendors/vendor.ts';
import { vendorOf } from './commands/coverage.ts';
import { UserError } from './errors.ts';
import { vendorCalled } from './vendor-called.ts';

/** How every command over logs is told whose they are. */
export interface WhoseOptions {
  readonly vendor?: string;
  /** Files, each of which describes a vendor that Outflow does not know. */
  readonly mapping?: readonly string[];
}

/** `vendor` where the caller says that all is one vendor's; otherwise the events tell, those of `mapped` first. */
export interface WhoseLogs extends Pick<DocumentOptions, 'vendor' | 'vendors'> {
  readonly mapped: readonly Vendor[];
}

/** What is read without these mappings, one of which may be a new draft of a vendor's own. */
export function othersThan(mapped: readonly Vendor[]): readonly Vendor[] {
  return VENDORS.filter(({ uid }) => !mapped.some((one) => one.uid === uid));
}

/**
 * A mapping takes what it recognises, and all else is read as without it: a run holds logs of several vendors. Only
 * `--vendor` says that everything is one vendor's.
 */
export async function whoseLogs({ vendor: uid, mapping = [] }: WhoseOptions): Promise<WhoseLogs> {
  if (mapping.length === 0) return { mapped: [], ...(uid === undefined ? {} : { vendor: vendorOf(uid) }) };
  const { loadMapping } = await import('./load-mapping.ts');
  const mapped: Vendor[] = [];
  for (const path of mapping) {
    const vendor = await loadMapping(path);
    if (mapped.some((other) => other.uid === vendor.uid))
      throw new UserError(`${path} is another mapping of ${vendor.uid}: name one of them.`);
    mapped.push(vendor);
  }
  if (uid === undefined) return { mapped, vendors: [...mapped, ...othersThan(mapped)] };
  const vendor = vendorCalled(uid, mapped);
  if (vendor === undefined)
    throw new UserError(
      `The mapping ${mapping.join(', ')} is of ${mapped.map((one) => one.uid).join(', ')}, not of ${uid}: leave out --vendor, and each event is read as the vendor that recognises it.`,
    );
  return { mapped, vendor };
}
