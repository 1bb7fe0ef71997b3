import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientFrom, clientOf } from '../shared/client.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

describe('clientOf', () => {
  test.each([
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME}`, 'Chrome on Mac OS X'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`, 'Chrome on Windows'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Edg/131.0.0.0`, 'Edge on Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    ['python-requests/2.32.4', 'python-requests'],
    ['Python/3.11 aiohttp/3.12.15', 'aiohttp'],
    ['Salesforce-Multi-Org-Fetcher/1.0', 'Salesforce-Multi-Org-Fetcher'],
    ['Salesforce-CLI/1.0', 'Salesforce-CLI'],
    ['aws-cli/2.15.0 Python/3.11.6 Linux/5.10 exe/x86_64', 'aws-cli'],
    ['curl/8.5.0', 'curl'],
    ['Data Loader', 'Data Loader'],
    ['NONISV|SharePointPnP|PnPPS/3.11.2099.0', 'SharePointPnP PnPPS'],
    ['NONISV|Microsoft|PnPCoreSdk/1.12', 'Microsoft PnPCoreSdk'],
    ['ISV|Contoso|Governance Check/1.0', 'Contoso Governance Check'],
    ['ISV|Contoso|GovernanceCheck', 'Contoso GovernanceCheck'],
    [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME} NONISV|Contoso|Sync/2.1`, 'Contoso Sync'],
    // Something else, with a bar in it.
    ['Adviser/1.0 ADVISV|a', 'Adviser'],
  ])('reads %s', (userAgent, client) => {
    expect(clientOf(userAgent)).toBe(client);
  });

  test('does not look at versions', () => {
    const of = (version: string) =>
      clientOf(
        `Mozilla/5.0 (Windows NT ${version}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.1.2 Safari/537.36`,
      );
    expect(of('10')).toBe(of('11'));
    expect(clientOf('curl/8.5.0')).toBe(clientOf('curl/7.1'));
  });

  test.each([
    '',
    '...',
    '1.2.3',
    'NONISV|',
    'ISV|| /1.0',
    'ISV| | /1.0',
    '\u202ecurl/8',
    'Mozilla/5.0',
    null,
    undefined,
    42,
    {},
  ])('gives nothing for %j', (junk) => {
    expect(clientOf(junk)).toBeUndefined();
  });

  test('never throws and never gives more than 64 characters', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((rest) => `Mozilla/5.0 ${rest}`),
    );
    fc.assert(
      fc.property(text, (userAgent) => {
        expect((clientOf(userAgent) ?? '').length).toBeLessThanOrEqual(64);
      }),
    );
    expect(clientOf('x'.repeat(1_000_000))?.length).toBe(64);
  });
});

describe('clientFrom', () => {
  test('spells as clientOf does', () => {
    expect(clientFrom('CHROME', 'Mac OS X')).toBe('Chrome on Mac OS X');
    expect(clientFrom('Chrome 131', 'Windows 10')).toBe('Chrome on Windows');
    expect(clientFrom('FIREFOX', 'Mac OSX')).toBe('Firefox on Mac OS X');
    expect(clientFrom('EDGE', 'Unknown')).toBe('Edge');
  });

  test('gives nothing where there is no browser', () => {
    expect(clientFrom('Unknown', 'Windows 10')).toBeUndefined();
    expect(clientFrom(undefined, 'Windows')).toBeUndefined();
  });
});
