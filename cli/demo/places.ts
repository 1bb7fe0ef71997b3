import type { Place } from '../corpus/raw/presence.ts';

/**
 * Where people sign in from. Addresses are from the blocks for documentation (RFC 5737), networks from the
 * numbers for documentation (RFC 5398). The three address blocks hold offices, homes and everything else,
 * so that a reader who knows the /24 only still tells them apart.
 */
export type { Place };

type City = Omit<Place, 'ip' | 'asNumber' | 'asOrg'>;
type Provider = Pick<Place, 'asNumber' | 'asOrg'>;

export interface Site {
  readonly office: Place;
  /** Summer time; the demo's days are in one season. */
  readonly utcOffsetHours: number;
  readonly providers: readonly Provider[];
}

const GB = { country: 'United Kingdom', countryIso: 'GB' };
const DE = { country: 'Germany', countryIso: 'DE' };
const US = { country: 'United States', countryIso: 'US' };

const LONDON: City = { ...GB, city: 'London', state: 'England', lat: 51.51, lon: -0.13 };
const BERLIN: City = { ...DE, city: 'Berlin', state: 'Land Berlin', lat: 52.52, lon: 13.4 };
const NEW_YORK: City = { ...US, city: 'New York', state: 'New York', lat: 40.71, lon: -74.01 };
const CHICAGO: City = { ...US, city: 'Chicago', state: 'Illinois', lat: 41.88, lon: -87.63 };

const COMPANY: Provider = { asNumber: 64496, asOrg: 'example company' };
const BRITISH: readonly Provider[] = [
  { asNumber: 64497, asOrg: 'example broadband' },
  { asNumber: 64498, asOrg: 'example cable' },
];
const GERMAN: readonly Provider[] = [{ asNumber: 64499, asOrg: 'beispiel netz' }];
const AMERICAN: readonly Provider[] = [
  { asNumber: 64500, asOrg: 'example fiber' },
  { asNumber: 64501, asOrg: 'example telephone' },
];
const MOBILE: Provider = { asNumber: 64502, asOrg: 'example mobile' };

export const SITES: readonly Site[] = [
  { office: { ...LONDON, ...COMPANY, ip: '203.0.113.10' }, utcOffsetHours: 1, providers: BRITISH },
  { office: { ...BERLIN, ...COMPANY, ip: '203.0.113.20' }, utcOffsetHours: 2, providers: GERMAN },
  { office: { ...NEW_YORK, ...COMPANY, ip: '203.0.113.30' }, utcOffsetHours: -4, providers: AMERICAN },
  { office: { ...CHICAGO, ...COMPANY, ip: '203.0.113.40' }, utcOffsetHours: -5, providers: AMERICAN },
];

/** A flat near the office. `number` tells homes of one provider apart. */
export function homeOf(site: Site, provider: Provider, number: number): Place {
  const host = 2 + (provider.asNumber - 64497) * 40 + (number % 40);
  return { ...site.office, ...provider, ip: `198.51.100.${host}` };
}

/** A telephone's hot spot: many people behind few addresses. */
export function mobileOf(site: Site, number: number): Place {
  return { ...site.office, ...MOBILE, ip: `198.51.100.${240 + (number % 8)}` };
}

export const HOTELS: readonly Place[] = [
  place(64503, 'example hospitality', 40, {
    ...at('Lisbon', 38.72, -9.14),
    country: 'Portugal',
    countryIso: 'PT',
  }),
  place(64503, 'example hospitality', 44, {
    ...at('Madrid', 40.42, -3.7),
    country: 'Spain',
    countryIso: 'ES',
  }),
  place(64504, 'example conference', 50, {
    ...at('Vienna', 48.21, 16.37),
    country: 'Austria',
    countryIso: 'AT',
  }),
  place(64505, 'example airport', 55, {
    ...at('Stockholm', 59.33, 18.07),
    country: 'Sweden',
    countryIso: 'SE',
  }),
];

/** Where the traveller of the demo's day is; nobody was there before. */
export const FAR_HOTEL: Place = place(64506, 'example inns', 60, {
  ...at('Toronto', 43.65, -79.38),
  country: 'Canada',
  countryIso: 'CA',
});

/** Rented servers, by the hour, paid with anything. */
export const HOSTING: Place = place(64510, 'example hosting', 200, {
  ...at('Reykjavik', 64.15, -21.94),
  country: 'Iceland',
  countryIso: 'IS',
});

/** Where vendors of integrations run them. */
export function cloudAddress(number: number): string {
  return `192.0.2.${10 + number}`;
}

function at(city: string, lat: number, lon: number): Pick<City, 'city' | 'state' | 'lat' | 'lon'> {
  return { city, state: null, lat, lon };
}

function place(asNumber: number, asOrg: string, host: number, city: City): Place {
  return { ...city, asNumber, asOrg, ip: `192.0.2.${host}` };
}
