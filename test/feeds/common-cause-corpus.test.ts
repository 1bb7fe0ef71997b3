import { describe, expect, test } from 'vitest';
import { CORPUS_DATABASES } from '../../cli/corpus/networks.ts';
import { makeOrganisation, type Organisation } from '../../cli/corpus/organisation.ts';
import { decodeValue } from '../../shared/decode.ts';
import { enrich } from '../../shared/enrich.ts';
import { actorEntity } from '../../shared/entity.ts';
import { causesOf, groupsOf, type SeenCause, worthTelling } from '../../shared/feeds/common-cause.ts';
import { networkOf } from '../../shared/network.ts';
import { EMPTY_TABLE, enter, TABLE_DAYS, type Table } from '../../shared/organisation.ts';
import { FACETS, shownBy } from '../../shared/profile/hour.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { toReading } from '../../shared/reading.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { findVendor } from '../../shared/vendors/index.ts';

/** The changes of whole organisations that the corpus has, each with the weeks before and after it. */

const FIRST_DAY = 20_500;
const DAYS = 80;
const PEOPLE = 50;
const BEFORE = 22;
const AFTER = 10;

type Change = 'office' | 'gateway' | 'roll-out' | 'none';
const make = (seed: string) =>
  makeOrganisation(seed, { people: PEOPLE, services: 4, firstDay: FIRST_DAY, lastDay: FIRST_DAY + DAYS });

/** The first organisation with one change of that kind, and no other near it. */
function organisationWith(change: Change): { readonly organisation: Organisation; readonly day: number } {
  for (let n = 0; n < 500; n++) {
    const organisation = make(`common cause ${n}`);
    const { offices, gateways, rollouts } = organisation.world.changes;
    const all = [
      ...offices.map(({ from }) => ({ kind: 'office', from })),
      ...gateways.filter(({ from }) => from > 0).map(({ from }) => ({ kind: 'gateway', from })),
      ...rollouts.map(({ from }) => ({ kind: 'roll-out', from })),
    ];
    if (change === 'none' && all.length === 0) return { organisation, day: FIRST_DAY + 40 };
    const [only, ...others] = all;
    const fits = only !== undefined && only.from > FIRST_DAY + BEFORE && only.from < FIRST_DAY + DAYS - AFTER;
    if (only?.kind === change && others.length === 0 && fits) return { organisation, day: only.from };
  }
  throw new Error(`no organisation with ${change}`);
}

/** Findings that common causes make of those weeks, as `watch` would group them, looked at every day. */
function findingsOf({ organisation, day: changed }: ReturnType<typeof organisationWith>) {
  const tables = new Map<string, Map<string, Table>>();
  const seen = new Map<string, SeenCause>();
  for (let day = changed - BEFORE; day <= changed + AFTER; day++) {
    for (const { vendor, tenant, event } of organisation.day(day))
      enterEvent(tables, vendor, tenant, event, day);
    for (const [vendor, parts] of tables)
      for (const cause of causesOf([...parts.values()], day))
        seen.set(`${vendor} ${cause.facet} ${cause.value}`, { ...cause, feed: { vendor, tenant: 'org' } });
  }
  // Nothing rests on any of them.
  return worthTelling(groupsOf([...seen.values()]), new Map(), DEFAULT_SETTINGS).map(
    ([first, ...others]) => ({
      facet: first?.facet,
      value: first?.value,
      after: (first?.day ?? 0) - changed,
      logs: others.length + 1,
    }),
  );
}

const hashKey = new Uint8Array(32);

function enterEvent(
  tables: Map<string, Map<string, Table>>,
  vendor: string,
  tenant: string,
  event: Parameters<typeof decodeValue>[0],
  day: number,
): void {
  const known = findVendor(vendor);
  if (known === undefined) throw new Error(`no vendor ${vendor}`);
  const parts = tables.get(vendor) ?? new Map<string, Table>();
  tables.set(vendor, parts);
  for (const activity of decodeValue(event, { hashKey, vendor: known, tenant }).activities) {
    const source = activity.source && enrich(activity.source, CORPUS_DATABASES);
    const values = shownBy(
      toReading(source ? { ...activity, source } : activity, source && networkOf(source), 0),
    );
    if (values === undefined) continue;
    const account = hashOf(actorEntity(activity));
    const names = [
      '',
      ...FACETS.flatMap((facet) => (values[facet] === '' ? [] : [`${facet} ${values[facet]}`])),
    ];
    const key = `${Math.floor(day / TABLE_DAYS)} ${account % 8}`;
    parts.set(
      key,
      enter(
        parts.get(key) ?? EMPTY_TABLE,
        names.map((name) => ({ name, account, day })),
      ),
    );
  }
}

describe('a change of the whole organisation', () => {
  test.each<Change>(['gateway', 'roll-out', 'office'])(
    '%s: is at most one finding, whatever the logs',
    (change) => {
      const found = findingsOf(organisationWith(change));
      console.log(`${change}: ${JSON.stringify(found)}`);
      expect(found.length).toBeLessThanOrEqual(1);
      // An office of few people can stay below five of them.
      if (change !== 'office') expect(found).toHaveLength(1);
      for (const { after } of found) expect(after).toBeGreaterThanOrEqual(0);
    },
  );

  test('is none where nothing changes', () => {
    expect(findingsOf(organisationWith('none'))).toEqual([]);
  });
});
