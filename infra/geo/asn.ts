import type { Network } from './mmdb.ts';

/** A line such as `16777216,16777471,13335,"Cloudflare, Inc."`: first and last address, number and name. */
const LINE = /^(\d+),(\d+),(\d+),(.*)$/;

/** Networks out of the numeric CSV of `@ip-location-db/asn`; a line of another form is a mistake of the package. */
export function* asnNetworks(csv: string, version: 4 | 6): Generator<Network> {
  for (const line of csv.split('\n')) {
    if (line.trim() === '') continue;
    const [, start = '', end = '', number = '', name = ''] = LINE.exec(line.trimEnd()) ?? [];
    if (start === '') throw new Error(`The list of networks has a line that is none: ${line.slice(0, 100)}`);
    yield {
      version,
      start: BigInt(start),
      end: BigInt(end),
      value: {
        autonomous_system_number: Number(number),
        autonomous_system_organization: unquoted(name),
      },
    };
  }
}

function unquoted(cell: string): string {
  return cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
