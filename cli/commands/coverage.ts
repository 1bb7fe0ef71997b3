import { isUnverified } from '../../shared/coverage.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { addresses } from '../addresses.ts';
import { UserError } from '../errors.ts';
import { coverageDocument } from '../render/coverage-document.ts';
import { coverageLines } from '../render/coverage-lines.ts';
import { vendorCalled } from '../vendor-called.ts';

export interface CoverageOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** What a vendor's log shows and what it cannot; of vendors that are named, also by technique and known incident. */
export function showCoverage(uids: readonly string[], { json, markdown }: CoverageOptions): void {
  const vendors = uids.length === 0 ? VENDORS : uids.map(vendorOf);
  if (json) console.log(JSON.stringify(vendors.map(asJson), null, 2));
  else if (markdown) process.stdout.write(coverageDocument(vendors));
  else
    console.log(
      [
        ...vendors.map((vendor) => coverageLines(vendor, uids.length > 0).join('\n')),
        addresses().about.join('\n'),
      ].join('\n\n'),
    );
}

function asJson({ uid, title, coverage }: Vendor) {
  return { uid, title, verified: !isUnverified(coverage), ...coverage };
}

export function vendorOf(name: string): Vendor {
  const vendor = vendorCalled(name);
  if (vendor) return vendor;
  throw new UserError(
    `Outflow does not know the vendor "${name}"; it reads ${VENDORS.map((one) => one.uid).join(', ')}.`,
  );
}
