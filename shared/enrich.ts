import ipaddr from 'ipaddr.js';
import { type AsnResponse, type CountryResponse, Reader } from 'mmdb-lib';
import type { Source } from './activity.ts';
import { countryCode } from './country.ts';
import { isHosting } from './hosting.ts';
import { parseAddress } from './network.ts';
import { cleanText } from './text.ts';
import { asn, isObject, object, text } from './vendors/field.ts';
import type { JsonObject } from './vendors/vendor.ts';

/** MaxMind DB files, of whatever maker: ip-location-db, GeoLite2 and DB-IP are read alike. */
export interface DatabaseFiles {
  readonly country?: Buffer;
  readonly asn?: Buffer;
}

export interface Databases {
  /** What is known of an address, in whatever form, out of the databases alone; nothing of what is none. */
  readonly locate: (ip: string) => Location;
  /** Date of the older one, epoch milliseconds; undefined without any. */
  readonly builtMs: number | undefined;
}

export type Location = Pick<Source, 'country' | 'asn' | 'asOrg' | 'hosting'>;

/** Older data is still used, and said to be old: networks change hands every month. */
export const STALE_DAYS = 120;
const MAX_REMEMBERED = 10_000;
const NOWHERE: Location = {};

/** Throws if a file is no MaxMind DB. */
export function openDatabases(files: DatabaseFiles): Databases {
  const country = files.country === undefined ? undefined : new Reader<CountryResponse>(files.country);
  const network = files.asn === undefined ? undefined : new Reader<AsnResponse>(files.asn);
  const remembered = recent<Location>(MAX_REMEMBERED);
  const dates = [country, network].flatMap((reader) =>
    reader ? [reader.metadata.buildEpoch.getTime()] : [],
  );
  return {
    builtMs: dates.length > 0 ? Math.min(...dates) : undefined,
    locate: (ip) => remembered(ip, () => look(ip, country, network)),
  };
}

/**
 * At most so many of the values that were asked for last. Those of the second half of them are put into the first when
 * they are asked for again, and forgotten when it is full: to find one changes nothing nearly always.
 */
function recent<Value>(most: number): (key: string, make: () => Value) => Value {
  let newer = new Map<string, Value>();
  let older = newer;
  return (key, make) => {
    const known = newer.get(key);
    if (known !== undefined) return known;
    const value = older.get(key) ?? make();
    if (newer.size >= most / 2) {
      older = newer;
      newer = new Map();
    }
    newer.set(key, value);
    return value;
  };
}

/**
 * Adds what the address tells to what the vendor said. The vendor's word stands: it located the address at the
 * time of the event, and a new database must not change what was seen before.
 */
export function enrich(source: Source, databases: Databases): Source {
  const found = source.ip === undefined ? NOWHERE : databases.locate(source.ip);
  const ownAsn = source.asn !== undefined;
  const result: { -readonly [Key in keyof Source]: Source[Key] } = { ...source };
  const country = countryCode(source.country) ?? source.country ?? found.country;
  const number = source.asn ?? found.asn;
  // A name belongs to its number: that of the database is not put beside the vendor's other one.
  const asOrg = source.asOrg ?? (ownAsn && source.asn !== found.asn ? undefined : found.asOrg);
  const hosting = source.hosting ?? isHosting(number, asOrg);
  if (country !== undefined) result.country = country;
  if (number !== undefined) result.asn = number;
  if (asOrg !== undefined) result.asOrg = asOrg;
  if (hosting !== undefined) result.hosting = hosting;
  return result;
}

/** Private, shared, documentation and other special addresses are nowhere, whatever a database claims. */
function isPublic(ip: string): boolean {
  return ipaddr.parse(ip).range() === 'unicast';
}

function look(
  address: string,
  country: Reader<CountryResponse> | undefined,
  network: Reader<AsnResponse> | undefined,
): Location {
  const ip = parseAddress(address);
  if (ip === undefined || !isPublic(ip)) return NOWHERE;
  const place = get(country, ip);
  const system = get(network, ip);
  const number = asn(system, 'autonomous_system_number');
  const name = text(system, 'autonomous_system_organization');
  const asOrg = name === undefined ? undefined : cleanText(name, 128);
  const location: { -readonly [Key in keyof Location]: Location[Key] } = {};
  const code = countryCode(text(place, 'country_code') ?? text(object(place, 'country'), 'iso_code'));
  if (code !== undefined) location.country = code;
  if (number !== undefined) location.asn = number;
  if (asOrg !== undefined) location.asOrg = asOrg;
  if (isHosting(number, asOrg)) location.hosting = true;
  return location;
}

/** A database that is damaged inside knows nothing; the files are outside of what we write. */
function get(
  reader: Reader<CountryResponse> | Reader<AsnResponse> | undefined,
  ip: string,
): JsonObject | undefined {
  try {
    // Makers name fields differently: what is read is looked at as JSON.
    const found = reader?.get(ip) as unknown as JsonObject | null | undefined;
    return isObject(found ?? undefined) ? (found ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
