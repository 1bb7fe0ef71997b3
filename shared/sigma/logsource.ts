import { Refused } from './refused.ts';

export interface LogSource {
  readonly product: string | undefined;
  readonly service: string | undefined;
  readonly category: string | undefined;
}

/**
 * Whose raw events a rule is for. Names are those of SigmaHQ's rules and of the taxonomy appendix
 * (https://github.com/SigmaHQ/sigma-specification); a vendor's own short name does as well. A service does not
 * narrow further: rules name the event they mean.
 */
export function vendorOfSource(source: LogSource, vendors: ReadonlySet<string>): string {
  const { product, service, category } = source;
  if (product === undefined)
    throw new Refused(
      `logsource without product (${service ?? category ?? 'none'})`,
      'its logsource names no product, so that Outflow cannot tell whose events it is for',
    );
  const services = SERVICES.get(product);
  const vendor =
    services === undefined
      ? (PRODUCTS.get(product) ?? product)
      : (services.find(([pattern]) => pattern.test(service ?? ''))?.[1] ?? '');
  if (vendors.has(vendor)) return vendor;
  const named = service === undefined ? product : `${product}/${service}`;
  throw new Refused(`logsource ${named}`, `its logsource ${named} is not a log that Outflow reads`);
}

const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ['onepassword', '1password'],
  ['google_workspace', 'google-workspace'],
  ['gworkspace', 'google-workspace'],
  ['office365', 'm365'],
  ['microsoft365', 'm365'],
]);

/** Products of which only some services are read. */
const SERVICES: ReadonlyMap<string, readonly (readonly [RegExp, string])[]> = new Map([
  ['aws', [[/^(?:cloudtrail)?$/, 'aws']]],
  [
    'gcp',
    [
      [/^google_workspace(?:\.|$)/, 'google-workspace'],
      [/^(?:gcp\.)?(?:audit)?$/, 'gcp'],
    ],
  ],
  ['okta', [[/^(?:okta|system)?$/, 'okta']]],
  ['github', [[/^(?:audit)?$/, 'github']]],
  ['bitbucket', [[/^(?:audit)?$/, 'atlassian-products']]],
]);
