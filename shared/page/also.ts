import { type Finding, isStaged, shortId } from '../finding.ts';
import { isRelated, worstFirst } from '../incident.ts';
import { dayText } from '../time.ts';
import { vendorName } from './names.ts';
import { untrusted } from './untrusted.ts';
import { whatText } from './view.ts';

const SHOWN = 3;

/**
 * The worst that was found of each other account of the same person within a week, worst first: a theft is seldom of one
 * vendor, and each account is paged for by itself.
 */
export function elsewhere(finding: Finding, near: readonly Finding[]): readonly Finding[] {
  const others = near
    .filter((one) => one.entity !== finding.entity && !isStaged(one))
    .filter((one) => isRelated(finding, one))
    .toSorted(worstFirst);
  return [...Map.groupBy(others, ({ entity }) => entity).values()].flatMap((own) => own.slice(0, 1));
}

/** Empty where nothing was found. */
export function alsoText(
  finding: Pick<Finding, 'day' | 'vendor' | 'tenant'>,
  others: readonly Finding[],
): string {
  const named = others.slice(0, SHOWN).map((one) => {
    const severity = one.severity === 'informational' ? 'for review' : one.severity.toUpperCase();
    const when = one.day === finding.day ? '' : ` on ${dayText(one.day)}`;
    return `${vendorName(one)}${whichText(finding, one)}: ${severity}, ${whatText(one)}${when} (${shortId(one.id)})`;
  });
  const more = others.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Of the page’s own vendor it would be read as what the page itself is about. */
function whichText(finding: Pick<Finding, 'vendor' | 'tenant'>, one: Finding): string {
  if (one.vendor !== finding.vendor) return '';
  return one.tenant === finding.tenant ? ', another account' : `, tenant ${untrusted(one.tenant, 40)}`;
}
