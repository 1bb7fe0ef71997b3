import Bowser from 'bowser';
import { isHostile } from './text.ts';

/**
 * Client family of a user agent, without versions: `Chrome on Mac OS X` for browsers, the bare product
 * (`python-requests`, `aws-cli`) for tools. Undefined for junk. At most 64 characters.
 */
export function clientOf(userAgent: unknown): string | undefined {
  if (typeof userAgent !== 'string' || userAgent.length === 0) return undefined;
  const text = userAgent.length > MAX_READ ? userAgent.slice(0, MAX_READ) : userAgent;
  if (MEMO.has(text)) return MEMO.get(text);
  const client = read(text);
  // Remembering is only speed (a browser takes 17 us to read); the limit keeps a hostile sender from growing it.
  if (MEMO.size >= MAX_MEMO) MEMO.clear();
  MEMO.set(text, client);
  return client;
}

/** The same family from a browser and a system that the vendor has already told apart. */
export function clientFrom(browser: unknown, system: unknown): string | undefined {
  const name = family(browser, BROWSERS);
  const os = family(system, SYSTEMS);
  return name === undefined ? undefined : limit(os === undefined ? name : `${name} on ${os}`);
}

/** Of a family as `clientOf` tells it: half of an organisation has the same browser on the same system. */
export function isBrowser(client: string): boolean {
  return BROWSER_FAMILY.test(client);
}

const BROWSER_FAMILY = /^(?:Chrome|Chromium|Edge|Firefox|Internet Explorer|Opera|Safari)\b/;
const MAX_READ = 512;
const MAX_MEMO = 2000;
const MAX_CLIENT = 64;
const MEMO = new Map<string, string | undefined>();

const BROWSER = /^(?:Mozilla|Opera)\//;
const PRODUCT = /^[A-Za-z][\w.+-]*(?: [A-Za-z][\w+-]*){0,3}(?=$|[/ ;(,])/;
/** HTTP libraries that stand behind an interpreter's own token: `Python/3.11 aiohttp/3.12.15` is aiohttp. */
const LIBRARY = /^Python\/[\d.]+ ([A-Za-z][\w.-]*)\//;

/**
 * `NONISV|Contoso|GovernanceCheck/1.0`, by itself or after what the program is built on: how Microsoft asks programs
 * to name themselves to SharePoint
 * (https://learn.microsoft.com/en-us/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online).
 */
const DECORATION = /\b(?:NON)?ISV\|([^|/\s][^|/]{0,63})\|([^|/\s][^|/]{0,63})/;

function read(text: string): string | undefined {
  if (isHostile(text)) return undefined;
  const [, company, app] = DECORATION.exec(text) ?? [];
  if (company !== undefined && app !== undefined) return limit(`${company.trimEnd()} ${app}`);
  if (BROWSER.test(text)) return readBrowser(text);
  const library = LIBRARY.exec(text)?.[1];
  const product = library ?? PRODUCT.exec(text)?.[0];
  return product === undefined ? undefined : limit(product);
}

function readBrowser(text: string): string | undefined {
  const { browser, os } = Bowser.parse(text);
  return clientFrom(browser.name, os.name);
}

function limit(text: string): string {
  return text.slice(0, MAX_CLIENT).trimEnd();
}

/** One spelling for what vendors and libraries call differently. */
const BROWSERS: ReadonlyMap<string, string> = new Map([
  ['chrome', 'Chrome'],
  ['google chrome', 'Chrome'],
  ['chromium', 'Chromium'],
  ['firefox', 'Firefox'],
  ['safari', 'Safari'],
  ['edge', 'Edge'],
  ['microsoft edge', 'Edge'],
  ['opera', 'Opera'],
  ['internet explorer', 'Internet Explorer'],
  ['ie', 'Internet Explorer'],
]);
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['macos', 'Mac OS X'],
  ['mac os', 'Mac OS X'],
  ['mac os x', 'Mac OS X'],
  ['mac osx', 'Mac OS X'],
  ['macosx', 'Mac OS X'],
  ['osx', 'Mac OS X'],
  ['os x', 'Mac OS X'],
  ['windows', 'Windows'],
  ['linux', 'Linux'],
  ['ios', 'iOS'],
  ['iphone', 'iOS'],
  ['ipad', 'iOS'],
  ['android', 'Android'],
  ['chrome os', 'Chrome OS'],
  ['chromeos', 'Chrome OS'],
]);
const NOTHING = new Set(['', 'unknown', 'n/a', 'null', 'none', 'other']);
/** `Chrome 110`, `Windows 10`, `CHROME_MOBILE`. */
const VERSION = /[ _/][\d.]+.*$/;

function family(value: unknown, names: ReadonlyMap<string, string>): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_READ || isHostile(value)) return undefined;
  const plain = value.replace(VERSION, '').replaceAll('_', ' ').trim();
  const key = plain.toLowerCase();
  return NOTHING.has(key) ? undefined : (names.get(key) ?? plain);
}
