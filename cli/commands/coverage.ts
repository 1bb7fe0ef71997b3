import { isUnverified, KNOWN_INCIDENTS, sightOf, TECHNIQUES } from '../../shared/coverage.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { addresses } from '../addresses.ts';
import { UserError } from '../errors.ts';
import { coverageDocument } from '../render/coverage-document.ts';
import { coverageLines } from '../render/coverage-lines.ts';
import { didYouMean, vendorCalled } from '../vendor-called.ts';

export interface CoverageOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** What a vendor's log shows and what it cannot; of vendors that are named, also by technique and known incident. */
export function showCoverage(uids: readonly string[], { json, markdown }: CoverageOptions): void {
  if (json && markdown) throw new UserError('Give --json or --markdown, not both.');
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
  return {
    uid,
    title,
    verified: !isUnverified(coverage),
    ...coverage,
    techniques: TECHNIQUES.map(({ kind, ...technique }) => ({
      ...technique,
      sight: sightOf(coverage, kind),
    })),
    incidents: KNOWN_INCIDENTS.map((incident) => ({
      title: incident.title,
      vendors: incident.vendors,
      steps: incident.steps.map(({ kind, ...step }) => ({ ...step, sight: sightOf(coverage, kind) })),
    })),
  };
}

export function vendorOf(name: string): Vendor {
  const vendor = vendorCalled(name);
  if (vendor) return vendor;
  const uids = VENDORS.map((one) => one.uid);
  throw new UserError(
    `Outflow does not know the vendor "${name}"; it reads ${uids.join(', ')}.${didYouMean(name, uids)}`,
  );
}
