import { describe, expect, test } from 'vitest';
import { withLines } from '../../shared/calibration/lines.ts';
import { checkSettings } from '../../shared/settings/check.ts';
import { changesBetween, widened } from '../../shared/settings/diff.ts';
import { documentOf, settingsOf } from '../../shared/settings/document.ts';
import { DEFAULT_SETTINGS, type SettingsChange } from '../../shared/settings.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { DOCUMENT } from './document.ts';

function problemsOf(value: Json): string[] {
  const checked = checkSettings(value);
  return checked.kind === 'settings' ? [] : checked.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

const [suppression] = DOCUMENT.suppressions;
const [contract] = DOCUMENT.contracts;
const suppressed = (parts: object): Json =>
  JSON.parse(JSON.stringify({ suppressions: [{ ...suppression, ...parts }] })) as Json;
const contracted = (parts: object): Json =>
  JSON.parse(JSON.stringify({ contracts: [{ ...contract, ...parts }] })) as Json;

describe('a settings document', () => {
  test('is taken as it stands, with what it leaves out empty', () => {
    const value = JSON.parse(JSON.stringify(DOCUMENT)) as Json;
    expect(checkSettings(value)).toEqual({ kind: 'settings', document: DOCUMENT });
    expect(checkSettings({})).toMatchObject({
      kind: 'settings',
      document: { suppressions: [], thresholds: {} },
    });
  });

  test.each<[string, Json, RegExp]>([
    ['a list', [], /^: \[\] is not an object with thresholds/],
    ['an unknown part', { supressions: [] }, /^supressions: is no field here; did you mean suppressions\?/],
    ['a missing author', suppressed({ author: undefined }), /^suppressions\[0\]\.author: is missing/],
    ['a missing expiry', suppressed({ expires: undefined }), /^suppressions\[0\]\.expires: is missing/],
    [
      'a day that is none',
      suppressed({ expires: '2026-02-30' }),
      /expires: "2026-02-30" is no day; write it like/,
    ],
    ...['actor/okta/acme/00u1', 'okta/acme/00u1', 'okta/00u1'].map((actor): [string, Json, RegExp] => [
      `an account with its vendor: ${actor}`,
      suppressed({ scope: { actor } }),
      /scope\.actor: ".*00u1" is more than an id; write what stands behind its last \//,
    ]),
    ['no scope', suppressed({ scope: {} }), /scope: covers too much; name an actor/],
    ['a whole vendor', suppressed({ scope: { vendor: 'okta' } }), /scope: covers too much; name an actor/],
    [
      'an unknown detector',
      suppressed({ scope: { detector: 'volum' } }),
      /detector: .*did you mean volume\?/,
    ],
    [
      'a wide pattern',
      suppressed({ scope: { dataset: '*' } }),
      /dataset: "\*" has a \* that is not at its end/,
    ],
    [
      'a network that is none',
      suppressed({ scope: { network: '198.51.100.7' } }),
      /network: .*is no network; write a CIDR/,
    ],
    ['a network of everybody', suppressed({ scope: { network: '0.0.0.0/0' } }), /network: .*wider than \/8/],
    [
      'a country by name',
      contracted({ countries: ['Netherlands'] }),
      /countries\[0\]: is 11 characters long/,
    ],
    ['one hour', contracted({ hoursUtc: [6] }), /hoursUtc: \[6\] is not a list of two hours/],
    [
      'an hour that is none',
      contracted({ hoursUtc: [6, 25] }),
      /hoursUtc\[1\]: 25 is not a whole number from 0 to 24/,
    ],
    ['records below zero', contracted({ dailyRecords: -1 }), /dailyRecords: -1 is not a whole number/],
    [
      'a threshold by another name',
      { thresholds: { pagescore: 6 } },
      /thresholds\.pagescore: .*did you mean pageScore\?/,
    ],
    [
      'a threshold that is text',
      { thresholds: { pageScore: '6' } },
      /pageScore: "6" is not a number of zero or more/,
    ],
    [
      'thresholds out of order',
      { thresholds: { pageScore: 9 } },
      /^thresholds: pageScore 9 is above highScore 8.2; raise highScore or lower pageScore/,
    ],
    ['a threshold of services that is none', { thresholds: { service: 6 } }, /^thresholds\.service: /],
    [
      'thresholds of services out of order',
      { thresholds: { service: { pageScore: 9 } } },
      /^thresholds\.service: pageScore 9 is above highScore 8/,
    ],
    [
      'a name twice',
      { suppressions: [suppression, suppression] as unknown as Json },
      /^suppressions: names nightly twice/,
    ],
  ])('with %s is refused, with the path and what to write instead', (_, value, expected) => {
    const problems = problemsOf(value);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test('has lines that rise together with those that the stack is deployed with, whatever is shipped', () => {
    const calibrated = withLines(DEFAULT_SETTINGS, { person: 12.5, service: 12.5 });
    const isTaken = (thresholds: SettingsChange) =>
      checkSettings({ thresholds: { ...thresholds } as Json }, calibrated).kind === 'settings';
    expect(isTaken({ pageScore: 9 })).toBe(true);
    expect(isTaken({ highScore: 8.2, criticalScore: 10 })).toBe(false);
    expect(checkSettings({ thresholds: { pageScore: 9 } }).kind).toBe('invalid');
  });

  test('of an earlier version is taken without what nothing reads, and says what to do instead', () => {
    const value = JSON.parse(JSON.stringify(DOCUMENT)) as Record<string, Json>;
    const earlier = { ...value, honeyRecords: [{ vendor: 'salesforce', uid: '003HONEY*' }] };
    const [ignored, ...more] = [checkSettings(earlier)].flatMap((checked) =>
      checked.kind === 'settings' ? (checked.ignored ?? []) : [],
    );
    expect(checkSettings(earlier)).toMatchObject({ kind: 'settings', document: DOCUMENT });
    expect(ignored).toMatchObject({ path: 'honeyRecords', reason: expect.stringContaining('honey create') });
    expect(more).toEqual([]);
  });

  test.each(['toString', 'constructor', '__proto__'])(
    'is refused with a part called %s, which every object has',
    (name) => {
      const value = JSON.parse(`{ "${name}": {} }`) as Json;
      expect(checkSettings(value)).toMatchObject({ kind: 'invalid' });
    },
  );

  test('comes back from its items as it went in', () => {
    expect(documentOf(settingsOf(DOCUMENT))).toEqual(DOCUMENT);
  });
});

describe('a difference', () => {
  test('is none between documents that say the same in another order of keys', () => {
    const turned = JSON.parse(JSON.stringify(DOCUMENT), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(changesBetween(settingsOf(DOCUMENT), settingsOf(turned))).toEqual([]);
  });

  test('is what is new, what is other, and what goes', () => {
    const wanted = {
      ...DOCUMENT,
      contracts: [],
      feeds: [{ vendor: 'okta', tenant: 'example', silentHours: 3 }],
    };
    const changes = changesBetween(
      settingsOf(DOCUMENT),
      settingsOf({ ...wanted, thresholds: { pageScore: 5 } }),
    );
    expect(
      changes.map(({ kind, id, before, after }) => [kind, id, before !== undefined, after !== undefined]),
    ).toEqual([
      ['contracts', 'salesforce/example/0055', true, false],
      ['feeds', 'okta/example', true, true],
      ['thresholds', 'thresholds', false, true],
    ]);
  });

  test('widens what a suppression can hide, or does not', () => {
    const widens = (parts: object) =>
      widened(
        changesBetween(
          settingsOf(DOCUMENT),
          settingsOf({
            ...DOCUMENT,
            suppressions: DOCUMENT.suppressions.map((one) => ({ ...one, ...parts })),
          }),
        ),
      ).length > 0;
    expect(widens({ expires: '2027-03-01' })).toBe(true);
    expect(widens({ scope: { actor: '0055' } })).toBe(true);
    expect(widens({ scope: { actor: '0056', detector: 'volume' } })).toBe(true);
    expect(widens({ expires: '2026-12-01' })).toBe(false);
    expect(widens({ reason: 'Another sentence.' })).toBe(false);
    expect(widens({ scope: { actor: '0055', detector: 'volume', network: 'AS64500' } })).toBe(false);
    expect(widened(changesBetween([], settingsOf(DOCUMENT)))).toEqual(DOCUMENT.suppressions);
    expect(widened(changesBetween(settingsOf(DOCUMENT), []))).toEqual([]);
  });
});
