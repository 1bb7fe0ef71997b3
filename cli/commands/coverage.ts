import { field } from '../../shared/page/columns.ts';
import { findVendor, VENDORS } from '../../shared/vendors/index.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { UserError } from '../errors.ts';

const LIMITS = { columns: 100, maxLines: 6, indent: 10 };

/** What a vendor's log shows and what it cannot. */
export function showCoverage(uids: readonly string[], { json }: { readonly json?: boolean }): void {
  const vendors = uids.length === 0 ? VENDORS : uids.map(vendorOf);
  if (json)
    console.log(
      JSON.stringify(
        vendors.map(({ uid, title, coverage }) => ({ uid, title, ...coverage })),
        null,
        2,
      ),
    );
  else console.log(vendors.map((vendor) => lines(vendor).join('\n')).join('\n\n'));
}

export function vendorOf(uid: string): Vendor {
  const vendor = findVendor(uid);
  if (vendor) return vendor;
  throw new UserError(
    `Outflow does not know the vendor "${uid}"; it reads ${VENDORS.map((one) => one.uid).join(', ')}.`,
  );
}

function lines({ uid, title, coverage }: Vendor): string[] {
  const list = (label: string, texts: readonly string[]) =>
    texts.flatMap((text, row) => field(row === 0 ? label : '', `- ${text}`, LIMITS));
  return [
    `${title} (${uid})`,
    ...field('  Source', coverage.source, LIMITS),
    ...field('  Delay', coverage.delay, LIMITS),
    ...list('  Sees', coverage.sees),
    ...list('  Blind', coverage.blindSpots),
    ...field('  See', coverage.reference, LIMITS),
  ];
}
