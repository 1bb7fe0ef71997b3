import { randomUUID } from 'node:crypto';
import { stringify } from 'yaml';
import { eventWith } from '../../shared/sigma/cases.ts';
import { keyField, keyPath } from '../../shared/sigma/taxonomy.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';

/** A rule that does something, and cases that it passes: what to change is said where it stands. */
export function ruleTemplate(
  name: string,
  vendor: Vendor,
): { readonly rule: string; readonly cases: string } {
  const field = keyField(vendor.uid)?.name ?? 'action';
  const operation = Object.values(vendor.coverage.shows?.kinds ?? {})[0] ?? 'name.of.the.operation';
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[-_]/g, ' ');
  const rule = `${stringify({ title, id: randomUUID(), status: 'experimental' })}\
description: What it means when this happens, in a sentence.
tags:
    - attack.collection
    - attack.t1213
logsource:
    product: ${stringify(vendor.uid).trim()}
detection:
    # Names are those of the vendor's raw events; dots lead into maps, and any item of a list may fit.
    selection:
        ${field}: ${stringify(operation).trim()}
    condition: selection
falsepositives:
    - Who does this every day, and why
# informational, low, medium, high or critical
level: medium
outflow:
    # Recorded, and never paging. When it has been quiet for a while: live. To silence it: off.
    stage: staging
`;
  const path = keyPath(vendor.uid) ?? field;
  const cases = {
    base: {},
    matches: [eventWith(path, operation)],
    misses: [eventWith(path, `not ${operation}`)],
  };
  return { rule, cases: `${JSON.stringify(cases, null, 2)}\n` };
}
