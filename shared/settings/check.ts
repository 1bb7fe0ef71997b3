import ipaddr from 'ipaddr.js';
import { DETECTORS } from '../detectors/index.ts';
import { FEED_DETECTORS } from '../feeds/detectors.ts';
import { OWN_UID } from '../own/detector.ts';
import { changed, DEFAULT_SETTINGS, type Settings } from '../settings.ts';
import { isObject } from '../vendors/field.ts';
import { findVendor } from '../vendors/index.ts';
import {
  fields,
  listOf,
  type Problem,
  type Shape,
  text,
  wholeNumber,
  word,
} from '../vendors/mapping-shape.ts';
import type { Json } from '../vendors/vendor.ts';
import { parseDay } from './day.ts';
import { EMPTY_DOCUMENT, type SettingsDocument, settingsOf } from './document.ts';
import { isTooWide } from './suppression.ts';

export type Checked =
  | {
      readonly kind: 'settings';
      readonly document: SettingsDocument;
      /** Parts of earlier versions that were left out; absent where there are none. */
      readonly ignored?: readonly Problem[];
    }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

const MAX_PROBLEMS = 20;
const MAX_ENTRIES = 1000;

/** A document as it was read from YAML or JSON. What is left out is empty. `deployed`: lines that it changes. */
export function checkSettings(value: Json, deployed: Settings = DEFAULT_SETTINGS): Checked {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const { current, ignored } = withoutRetired(value);
  DOCUMENT.check(current, '', report);
  if (problems.length > 0) return { kind: 'invalid', problems };
  // Every field that the type has was checked, and there are no others.
  const document = { ...EMPTY_DOCUMENT, ...(current as unknown as Partial<SettingsDocument>) };
  reportRepetition(document, report);
  reportScopes(document, report);
  reportOrder(document, deployed, report);
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'settings', document, ...(ignored.length === 0 ? {} : { ignored }) };
}

/** What documents of earlier versions may hold and nothing reads. */
const RETIRED: ReadonlyMap<string, string> = new Map([
  [
    'honeyRecords',
    'is not read, and never was; plant honey with npx outflow honey create, and take this part out',
  ],
]);

function withoutRetired(value: Json): { readonly current: Json; readonly ignored: readonly Problem[] } {
  if (!isObject(value)) return { current: value, ignored: [] };
  const parts = Object.entries(value);
  return {
    current: Object.fromEntries(parts.filter(([name]) => !RETIRED.has(name))),
    ignored: parts.flatMap(([path]) => {
      const reason = RETIRED.get(path);
      return reason === undefined ? [] : [{ path, reason }];
    }),
  };
}

const name = (expected: string, maxLength = 256) => text({ maxLength, expected });
const day = text({
  maxLength: 10,
  expected: 'a UTC day',
  fault: (given) =>
    Number.isNaN(parseDay(given)) ? `"${given}" is no day; write it like 2026-06-01` : undefined,
});
const pattern = (expected: string) =>
  text({
    maxLength: 256,
    expected,
    fault: (given) =>
      given === '*' || given.slice(0, -1).includes('*')
        ? `"${given}" has a * that is not at its end; write one like report:Nightly*`
        : undefined,
  });
const network = text({ maxLength: 64, expected: 'a network', fault: networkFault });
const country = text({
  maxLength: 2,
  expected: 'a country code of two capital letters, such as NL',
  pattern: /^[A-Z]{2}$/,
});
const vendor = text({
  maxLength: 64,
  expected: 'the name of a vendor, such as okta',
  pattern: /^[a-z0-9][a-z0-9-]*$/,
});
const tenant = name('the name of your account at the vendor, "default" if it has none');
/** As `actor` prints it, it is vendor, tenant and id, and would be met by nobody. */
const account = text({
  maxLength: 256,
  expected: "the vendor's immutable id of the account",
  fault: (given) => {
    const [first = '', ...rest] = given.split('/');
    return rest.length > 0 && (first === 'actor' || findVendor(first) !== undefined)
      ? `"${given}" is more than an id; write what stands behind its last /, and vendor and tenant beside it`
      : undefined;
  },
});
const hour = wholeNumber(0, 24);
const author = name('who answers for it', 80);
const reason = name('a sentence that says why', 500);

const scope = fields({
  optional: {
    vendor,
    tenant,
    actor: account,
    detector: word(
      'detector',
      [...DETECTORS, ...FEED_DETECTORS].map(({ uid }) => uid),
      OWN_UID,
    ),
    network,
    dataset: pattern('a dataset as findings show it, such as report:Nightly*'),
    operation: pattern("the vendor's own name of an operation"),
  },
});

const suppression = fields({
  required: {
    id: text({ maxLength: 64, expected: 'a short name in lower case', pattern: /^[a-z0-9][a-z0-9-]*$/ }),
    author,
    reason,
    expires: day,
    scope,
  },
});

const contract = fields({
  required: {
    vendor,
    tenant,
    actor: account,
    author,
    reason,
    fromDay: day,
  },
  optional: {
    networks: listOf(network, 50, 'networks, each a CIDR or AS64500'),
    countries: listOf(country, 50, 'country codes'),
    clients: listOf(name('a client as findings show it'), 50, 'clients'),
    datasets: listOf(name('a dataset as findings show it'), 200, 'datasets'),
    operations: listOf(name("the vendor's own name of an operation"), 50, 'operations'),
    hoursUtc: listOf(hour, 2, 'two hours, such as [22, 6]', 2),
    dailyRecords: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  },
});

const dataset = fields({
  required: {
    vendor,
    name: pattern('a dataset as findings show it, such as report:Contacts*'),
    classes: listOf(name('a class of data, such as contact details', 64), 20, 'classes of data'),
  },
  optional: {
    tenant,
    subjects: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    records: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  },
});

const feed = fields({ required: { vendor, tenant, silentHours: wholeNumber(1, 24 * 30) } });

const { service, ...people } = DEFAULT_SETTINGS;
const thresholds = fields({
  optional: { ...numbersLike(people), service: fields({ optional: numbersLike(service) }) },
});

function numbersLike(values: object): Record<string, Shape> {
  return Object.fromEntries(Object.keys(values).map((key) => [key, positiveNumber()]));
}

const DOCUMENT = fields({
  optional: {
    thresholds,
    suppressions: listOf(suppression, MAX_ENTRIES, 'suppressions', 0),
    contracts: listOf(contract, MAX_ENTRIES, 'contracts', 0),
    datasets: listOf(dataset, MAX_ENTRIES, 'datasets', 0),
    feeds: listOf(feed, MAX_ENTRIES, 'feeds', 0),
    basedOn: text({
      maxLength: 23,
      expected: 'what settings export wrote there',
      pattern: /^sha256-[0-9a-f]{16}$/,
    }),
  },
});

function networkFault(given: string): string | undefined {
  const remedy = 'write a CIDR such as 198.51.100.0/24, or AS64500';
  if (/^AS\d{1,10}$/.test(given)) return undefined;
  if (!ipaddr.isValidCIDR(given)) return `"${given}" is no network; ${remedy}`;
  const [range, bits] = ipaddr.parseCIDR(given);
  const least = range.kind() === 'ipv4' ? 8 : 16;
  return bits < least
    ? `"${given}" is wider than /${least}, which is most of a continent; ${remedy}`
    : undefined;
}

function positiveNumber(): Shape {
  return {
    schema: { type: 'number', minimum: 0 },
    check(value, path, report) {
      if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
        report({ path, reason: `${JSON.stringify(value)} is not a number of zero or more` });
    },
  };
}

function reportRepetition(document: SettingsDocument, report: (problem: Problem) => void): void {
  const seen = new Set<string>();
  for (const { kind, id } of settingsOf(document)) {
    if (seen.has(`${kind} ${id}`)) report({ path: kind, reason: `names ${id} twice; keep one of the two` });
    seen.add(`${kind} ${id}`);
  }
}

function reportScopes({ suppressions }: SettingsDocument, report: (problem: Problem) => void): void {
  for (const [index, { scope }] of suppressions.entries()) {
    const { detector } = scope;
    if (isTooWide(scope))
      report({
        path: `suppressions[${index}].scope`,
        reason: 'covers too much; name an actor, detector, network, dataset or operation',
      });
    const tripwire = DETECTORS.find(({ uid }) => uid === detector)?.tripwire;
    if (tripwire)
      report({
        path: `suppressions[${index}].scope.detector`,
        reason: `${detector} is a tripwire and cannot be suppressed; change the contract or the honey record instead`,
      });
  }
}

const ASCENDING = ['reviewScore', 'pageScore', 'highScore', 'criticalScore'] as const;

/** A line above the next one would make severities that nothing can have. */
function reportOrder(
  { thresholds }: SettingsDocument,
  deployed: Settings,
  report: (problem: Problem) => void,
): void {
  const effective = changed(deployed, thresholds);
  for (const [path, lines] of [
    ['thresholds', effective],
    ['thresholds.service', effective.service],
  ] as const)
    for (const [index, name] of ASCENDING.entries()) {
      const next = ASCENDING[index + 1];
      if (next !== undefined && lines[name] > lines[next])
        report({
          path,
          reason: `${name} ${lines[name]} is above ${next} ${lines[next]}; raise ${next} or lower ${name}`,
        });
    }
}
