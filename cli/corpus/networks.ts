import type { Source } from '../../shared/activity.ts';
import type { Databases, Location } from '../../shared/enrich.ts';
import type { Place } from './raw/presence.ts';

/**
 * The networks of the corpus: 512 that do not exist, one a /24. The documentation blocks hold 768 addresses, too
 * few for companies with hundreds of homes, so these are from the block for benchmarks (RFC 2544), which nobody
 * routes either; numbers are for private use (RFC 6996).
 */
export type NetworkKind = 'broadband' | 'mobile' | 'travel' | 'office' | 'cloud' | 'hosting' | 'gateway';

export interface Network {
  readonly index: number;
  readonly kind: NetworkKind;
  readonly countryIso: string;
}

const COUNTRIES: readonly (readonly [iso: string, name: string, city: string, lat: number, lon: number])[] = [
  ['GB', 'United Kingdom', 'London', 51.51, -0.13],
  ['DE', 'Germany', 'Berlin', 52.52, 13.4],
  ['US', 'United States', 'New York', 40.71, -74.01],
  ['FR', 'France', 'Paris', 48.86, 2.35],
  ['NL', 'Netherlands', 'Utrecht', 52.09, 5.12],
  ['ES', 'Spain', 'Madrid', 40.42, -3.7],
  ['PT', 'Portugal', 'Lisbon', 38.72, -9.14],
  ['IE', 'Ireland', 'Dublin', 53.35, -6.26],
  ['SE', 'Sweden', 'Stockholm', 59.33, 18.07],
  ['PL', 'Poland', 'Gdansk', 54.35, 18.65],
  ['AT', 'Austria', 'Vienna', 48.21, 16.37],
  ['CH', 'Switzerland', 'Bern', 46.95, 7.45],
  ['IT', 'Italy', 'Turin', 45.07, 7.69],
  ['CA', 'Canada', 'Toronto', 43.65, -79.38],
  ['IN', 'India', 'Pune', 18.52, 73.86],
  ['JP', 'Japan', 'Osaka', 34.69, 135.5],
  ['AU', 'Australia', 'Perth', -31.95, 115.86],
  ['BR', 'Brazil', 'Recife', -8.05, -34.9],
  ['SG', 'Singapore', 'Singapore', 1.35, 103.82],
  ['MX', 'Mexico', 'Puebla', 19.04, -98.21],
  ['ZA', 'South Africa', 'Durban', -29.86, 31.02],
  ['RO', 'Romania', 'Cluj', 46.77, 23.59],
  ['IS', 'Iceland', 'Reykjavik', 64.15, -21.94],
  ['MD', 'Moldova', 'Balti', 47.76, 27.93],
];

/** How many networks of each kind; countries take turns within a kind. */
const PLAN: readonly (readonly [kind: NetworkKind, count: number, name: string])[] = [
  ['broadband', 240, 'example broadband'],
  ['mobile', 48, 'example mobile'],
  ['travel', 48, 'example hospitality'],
  ['office', 48, 'example offices'],
  ['cloud', 48, 'example cloud'],
  ['hosting', 64, 'example hosting'],
  ['gateway', 16, 'example gateway'],
];

const NETWORKS: readonly (Network & { readonly asOrg: string; readonly country: number })[] = PLAN.flatMap(
  ([kind, count, name]) => Array.from({ length: count }, (_, i) => ({ kind, asOrg: `${name} ${i + 1}`, i })),
).map(({ kind, asOrg, i }, index) => {
  const country = i % COUNTRIES.length;
  return { index, kind, asOrg, country, countryIso: COUNTRIES[country]?.[0] ?? '' };
});

const FIRST_ASN = 64_512;

export function networksOf(kind: NetworkKind, countryIso?: string): readonly Network[] {
  return BY_KIND.get(countryIso === undefined ? kind : `${kind}/${countryIso}`) ?? [];
}

const BY_KIND: ReadonlyMap<string, readonly Network[]> = new Map([
  ...Map.groupBy(NETWORKS, ({ kind }) => kind as string),
  ...Map.groupBy(NETWORKS, ({ kind, countryIso }) => `${kind}/${countryIso}`),
]);

/** Some address of a network; `host` from 0, any number. */
export function placeIn({ index }: Network, host: number): Place {
  const { country, asOrg } = NETWORKS[index] as (typeof NETWORKS)[number];
  const [countryIso, name, city, lat, lon] = COUNTRIES[country] as (typeof COUNTRIES)[number];
  return {
    ip: `198.${18 + (index >> 8)}.${index & 255}.${1 + (host % 254)}`,
    asNumber: FIRST_ASN + index,
    asOrg,
    city,
    state: null,
    country: name,
    countryIso,
    lat,
    lon,
  };
}

const ADDRESS = /^198\.(18|19)\.(\d{1,3})\.\d{1,3}$/;

/** What databases of addresses would tell of these, for logs that state no network or country of their own. */
export const CORPUS_DATABASES: Databases = { locate, builtMs: undefined };

/** Nothing of any other address. */
export function locate(ip: string): Location {
  const [, half, third] = ADDRESS.exec(ip) ?? [];
  const network = half === undefined ? undefined : NETWORKS[(Number(half) - 18) * 256 + Number(third)];
  if (network === undefined) return {};
  const { countryIso, index, asOrg, kind } = network;
  const found = { country: countryIso, asn: FIRST_ASN + index, asOrg };
  return kind === 'hosting' || kind === 'cloud' ? { ...found, hosting: true } : found;
}

/** The vendor's word stands; the corpus stands in for the databases of addresses. */
export function enrichFromCorpus(source: Source): Source {
  return source.ip === undefined ? source : { ...locate(source.ip), ...source };
}
