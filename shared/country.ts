import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

/**
 * ISO 3166-1 alpha-2 code of a country that a vendor names by code or in English; undefined for anything else.
 * One country is one value, whoever names it: `GB`, `UK`, `GBR` and `United Kingdom`.
 */
export function countryCode(value: string | undefined): string | undefined {
  if (value === undefined || value.length < 2 || value.length > 80) return undefined;
  const code = value.length === 2 ? value.toUpperCase() : undefined;
  return code !== undefined && NAMES.has(code) ? code : named(value);
}

/** Remembering is only speed, also of what names no country; the limit keeps a hostile sender from growing it. */
const SPELLINGS = new Map<string, string | undefined>();
const MAX_SPELLINGS = 1000;

function named(value: string): string | undefined {
  if (SPELLINGS.has(value)) return SPELLINGS.get(value);
  const code = byName().get(plain(value));
  if (SPELLINGS.size >= MAX_SPELLINGS) SPELLINGS.clear();
  SPELLINGS.set(value, code);
  return code;
}

const NAMES: ReadonlyMap<string, string | string[]> = new Map(Object.entries(english.countries));

/** Names in use that neither list has: of countries that were renamed, and the formal ones of ISO 3166. */
const ALIASES: Readonly<Record<string, string>> = {
  uk: 'GB',
  'bolivia plurinational state of': 'BO',
  burma: 'MM',
  congo: 'CG',
  'congo kinshasa': 'CD',
  'congo brazzaville': 'CG',
  'democratic republic of congo': 'CD',
  'democratic republic of the congo': 'CD',
  holland: 'NL',
  'iran islamic republic of': 'IR',
  'korea democratic people s republic of': 'KP',
  macau: 'MO',
  macedonia: 'MK',
  'micronesia federated states of': 'FM',
  'palestine state of': 'PS',
  swaziland: 'SZ',
  'tanzania united republic of': 'TZ',
  vatican: 'VA',
  'venezuela bolivarian republic of': 'VE',
  'viet nam': 'VN',
};

let found: ReadonlyMap<string, string> | undefined;

/** Made at first use: most vendors give codes. */
function byName(): ReadonlyMap<string, string> {
  if (found !== undefined) return found;
  const names = new Map<string, string>();
  const unicode = [
    new Intl.DisplayNames(['en'], { type: 'region', style: 'long' }),
    new Intl.DisplayNames(['en'], { type: 'region', style: 'short' }),
  ];
  for (const name of unicode) for (const code of NAMES.keys()) names.set(plain(name.of(code) ?? code), code);
  // After those of Unicode, which calls two countries Congo.
  for (const [code, iso] of NAMES)
    for (const name of typeof iso === 'string' ? [iso] : iso) names.set(plain(name), code);
  for (const [alpha2, alpha3] of codes) if (alpha2 && alpha3) names.set(plain(alpha3), alpha2);
  for (const [name, code] of Object.entries(ALIASES)) names.set(name, code);
  found = names;
  return names;
}

/** Letters in lower case without accents; `The` and what stands in brackets are left out. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\(.*?\)/g, ' ')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .replace(/^ ?the /, '')
    .trim();
}
