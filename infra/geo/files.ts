import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { asnNetworks } from './asn.ts';
import { encodeMmdb } from './mmdb.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Where the address databases are; whoever ships them puts them under these names. */
export interface GeoFiles {
  readonly country: string;
  readonly asn: string;
}

/**
 * The databases that come with the packages, or in their place whatever MaxMind DB files lie in the folder `geo/`
 * under the names country.mmdb and asn.mmdb: networks change hands, and packages are only as new as their last
 * release. The list of networks comes as a table and is made a database once.
 */
export function geoFiles(own: string = join(ROOT, 'geo')): GeoFiles {
  const [country, asn] = [join(own, 'country.mmdb'), join(own, 'asn.mmdb')];
  return {
    country: existsSync(country)
      ? country
      : join(folderOf('@ip-location-db/geo-whois-asn-country-mmdb'), 'geo-whois-asn-country.mmdb'),
    asn: existsSync(asn) ? asn : madeAsn(join(ROOT, 'dist', 'geo')),
  };
}

function madeAsn(folder: string): string {
  const source = folderOf('@ip-location-db/asn');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  const path = join(folder, `asn-${version}.mmdb`);
  if (existsSync(path)) return path;
  const read = (name: string) => readFileSync(join(source, name), 'utf8');
  const networks = [...asnNetworks(read('asn-ipv4-num.csv'), 4), ...asnNetworks(read('asn-ipv6-num.csv'), 6)];
  mkdirSync(folder, { recursive: true });
  // Renamed into place: two commands at once do no harm, and neither does Ctrl-C.
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, encodeMmdb(networks, { type: 'asn', builtMs: dateOf(version) }));
  renameSync(part, path);
  return path;
}

/** The packages carry the hour of their data as their version: `2.3.2026061719`. */
export function dateOf(version: string): number {
  const [, year, month, day] = /\.(\d{4})(\d\d)(\d\d)\d*$/.exec(version) ?? [];
  if (year === undefined) throw new Error(`The version ${version} of the list of networks holds no date.`);
  return Date.UTC(Number(year), Number(month) - 1, Number(day));
}

function folderOf(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}
