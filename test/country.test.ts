import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countryCode } from '../shared/country.ts';

test.each([
  ['GB', 'GB|gb|UK|uk|GBR|United Kingdom|united kingdom|Great Britain|The United Kingdom'],
  ['US', 'US|USA|United States|United States of America'],
  ['KR', 'South Korea|Korea, Republic of|Republic of Korea|KOR'],
  ['CZ', 'Czechia|Czech Republic'],
  ['TR', 'Turkey|Türkiye'],
  ['CI', "Côte d'Ivoire|Cote D’Ivoire|Ivory Coast"],
  ['VN', 'Vietnam|Viet Nam'],
  ['IR', 'Iran|Iran (Islamic Republic of)|Iran, Islamic Republic of'],
  ['CG', 'Congo|Congo - Brazzaville'],
  ['CD', 'Congo - Kinshasa|Democratic Republic of the Congo'],
  ['MM', 'Myanmar|Myanmar (Burma)|Burma'],
  ['HK', 'Hong Kong|Hong Kong SAR China'],
  ['RU', 'Russia|Russian Federation'],
  ['NL', 'Netherlands|The Netherlands'],
  ['SZ', 'Eswatini|Swaziland'],
])('%s is one country, by whatever name: %s', (code, names) => {
  for (const name of names.split('|')) expect([name, countryCode(name)]).toEqual([name, code]);
});

test('what names no country is none', () => {
  for (const text of [
    '',
    'X',
    'XX',
    'T1',
    'EU',
    'unknown',
    'N/A',
    'null',
    'Atlantis',
    'G B',
    '12',
    'constructor',
    '__proto__',
  ])
    expect(countryCode(text)).toBeUndefined();
  expect(countryCode(undefined)).toBeUndefined();
  expect(countryCode('United Kingdom'.repeat(100))).toBeUndefined();
});

test('any text gives two capital letters or nothing, and they give themselves', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ minLength: 2, maxLength: 3, unit: fc.constantFrom(...'ABCGUSxyz') })),
      (text) => {
        const code = countryCode(text);
        expect(code ?? 'ZZ').toMatch(/^[A-Z]{2}$/);
        if (code !== undefined) expect(countryCode(code)).toBe(code);
      },
    ),
  );
});
