/** A browser as each vendor describes it. */
export interface Client {
  readonly userAgent: string;
  /** Okta's names. */
  readonly browser: string;
  readonly os: string;
  /** Salesforce's names. */
  readonly browserAndVersion: string;
  readonly platform: string;
}

export type ClientKind = keyof typeof MAKERS;

export const COMMON_CLIENTS: readonly ClientKind[] = [
  'chromeOnMac',
  'chromeOnMac',
  'chromeOnWindows',
  'chromeOnWindows',
  'edgeOnWindows',
  'safariOnMac',
];

/** The browser as it was on that day: most of them bring out a version every four weeks. */
export function clientOn(kind: ClientKind, day: number): Client {
  const version = 137 + Math.floor((day - DAY_OF_137) / 28);
  return MAKERS[kind](version);
}

/** 2025-05-27, when version 137 of Chrome and 139 of Firefox came out. */
const DAY_OF_137 = 20_235;

/** A program names itself; vendors find no browser and no system in that. */
export function programClient(userAgent: string): Client {
  return {
    userAgent,
    browser: 'UNKNOWN',
    os: 'Unknown',
    browserAndVersion: 'Unknown',
    platform: 'Unknown',
  };
}

const MAC = 'Macintosh; Intel Mac OS X 10_15_7';
const WINDOWS = 'Windows NT 10.0; Win64; x64';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

const MAKERS = {
  chromeOnMac: (version: number): Client => ({
    userAgent: `Mozilla/5.0 (${MAC}) ${WEBKIT} Chrome/${version}.0.0.0 Safari/537.36`,
    browser: 'CHROME',
    os: 'Mac OS X',
    browserAndVersion: `Chrome ${version}`,
    platform: 'Mac OSX',
  }),
  chromeOnWindows: (version: number): Client => ({
    userAgent: `Mozilla/5.0 (${WINDOWS}) ${WEBKIT} Chrome/${version}.0.0.0 Safari/537.36`,
    browser: 'CHROME',
    os: 'Windows 10',
    browserAndVersion: `Chrome ${version}`,
    platform: 'Windows 10',
  }),
  edgeOnWindows: (version: number): Client => ({
    userAgent: `Mozilla/5.0 (${WINDOWS}) ${WEBKIT} Chrome/${version}.0.0.0 Safari/537.36 Edg/${version}.0.0.0`,
    browser: 'EDGE',
    os: 'Windows 10',
    browserAndVersion: `Edge ${version}`,
    platform: 'Windows 10',
  }),
  safariOnMac: (): Client => ({
    userAgent: `Mozilla/5.0 (${MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
    browser: 'SAFARI',
    os: 'Mac OS X',
    browserAndVersion: 'Safari 18',
    platform: 'Mac OSX',
  }),
  firefoxOnMac: (version: number): Client => ({
    userAgent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:${version + 2}.0) Gecko/20100101 Firefox/${version + 2}.0`,
    browser: 'FIREFOX',
    os: 'Mac OS X',
    browserAndVersion: `Firefox ${version + 2}`,
    platform: 'Mac OSX',
  }),
  firefoxOnLinux: (version: number): Client => ({
    userAgent: `Mozilla/5.0 (X11; Linux x86_64; rv:${version + 2}.0) Gecko/20100101 Firefox/${version + 2}.0`,
    browser: 'FIREFOX',
    os: 'Linux',
    browserAndVersion: `Firefox ${version + 2}`,
    platform: 'Linux',
  }),
};
