import ipaddr from 'ipaddr.js';
import type { Source } from './activity.ts';

/**
 * Reads an address in whatever form a log holds it: `[192.0.2.1]:443`, `192.0.2.1:51000`, IPv6 with or without
 * brackets and zone, IPv4 mapped into IPv6, also by halves; of several addresses, which proxies have written one behind the other, the
 * first. Gives canonical text (RFC 5952), or undefined for names (`cloudformation.amazonaws.com`, `Salesforce.com IP`), the
 * unspecified address and anything else.
 */
export function parseAddress(value: unknown): string | undefined {
  if (Array.isArray(value) && typeof value[0] === 'string') return parseAddress(value[0]);
  if (typeof value !== 'string' || value.length < 2 || value.length > 100) return undefined;
  if (IPV4.test(value)) return value === '0.0.0.0' ? undefined : value;
  const bare = withoutPort((value.split(',', 1)[0] ?? '').trim().replace(HALF_MAPPED, ''));
  if (IPV4.test(bare)) return bare === '0.0.0.0' ? undefined : bare;
  const address = readIPv6(bare);
  return address === undefined || address.range() === 'unspecified' ? undefined : address.toString();
}

/**
 * Four decimal numbers. ipaddr.js takes ten times as long over this, the most frequent form, and also reads
 * `0x7f.1` and `127.1`: a log that holds those holds something else.
 */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** What is left of `::ffff:192.0.2.1` where the colons in front were lost. */
const HALF_MAPPED = /^ffff:(?=\d{1,3}\.)/i;

function readIPv6(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const zone = text.indexOf('%');
  const plain = zone === -1 ? text : text.slice(0, zone);
  if (!plain.includes(':') || !ipaddr.IPv6.isValid(plain)) return undefined;
  const address = ipaddr.IPv6.parse(plain);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    return end === -1 ? text : text.slice(1, end);
  }
  const colon = text.indexOf(':');
  return colon !== -1 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text;
}

/**
 * The network that an address stands for in baselines: `AS64500` where the system is known, else the /24 of an
 * IPv4 or the /32 of an IPv6 address, the least that registries allocate to a provider
 * (https://www.ripe.net/publications/docs/ripe-738); undefined without either. A provider gives a /48 to one site, and
 * another one to the same site after a reconnect: by that, what no database knows would be new every few days.
 */
export function networkOf(source: Pick<Source, 'ip' | 'asn'> | undefined): string | undefined {
  if (source?.asn !== undefined) return `AS${source.asn}`;
  const ip = parseAddress(source?.ip);
  if (ip === undefined) return undefined;
  if (!ip.includes(':')) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
  const { parts } = ipaddr.IPv6.parse(ip);
  return `${new ipaddr.IPv6([...parts.slice(0, 2), 0, 0, 0, 0, 0, 0]).toString()}/32`;
}

/** The address as one source: an IPv4 address, or the /64 of an IPv6 one, all of which one holder has. */
export function sourceAddress(address: string): string | undefined {
  const ip = parseAddress(address);
  if (ip === undefined || !ip.includes(':')) return ip;
  const { parts } = ipaddr.IPv6.parse(ip);
  return `${new ipaddr.IPv6([...parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

/** Whether an address lies in a range such as `198.51.100.0/24`; false for anything that is not one. */
export function isInNetwork(address: string, network: string): boolean {
  if (!ipaddr.isValidCIDR(network) || !ipaddr.isValid(address)) return false;
  const [range, bits] = ipaddr.parseCIDR(network);
  const one = ipaddr.parse(address);
  return one.kind() === range.kind() && one.match(range, bits);
}
