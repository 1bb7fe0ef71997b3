import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect } from '../../../functions/detect/detect.ts';
import { nudgeBy } from '../../../functions/ports/nudge.ts';
import { isDue } from '../../../shared/page/paging.ts';
import {
  asideOf,
  bytesOf,
  entityOf,
  eventOf,
  findingsOf,
  historyItems,
  itemsOf,
  noorAway,
  omarAway,
  options,
  recordOf,
  TODAY_MS,
  world,
} from './world.ts';

const REFUSED = 'cannot be stored: ValidationException: Item size has exceeded the maximum';
const UNREADABLE = expect.stringContaining('cannot be stored: Error: profile part "open" has format 99');
const REPAIRED = 'holds control or bidirectional characters; processed with them replaced';
const NOT_JSON = 'is not JSON';

const hostile = (id: string) => {
  const actor = { id: 'ana', type: 'User', alternateId: 'ana@example.com', displayName: 'a\u202Eb' };
  return eventOf('ana', id, TODAY_MS, { actor });
};
const refusal = (reason: unknown) => ({ path: '', reason, processed: false, count: 1, first: 0 });

const history = await historyItems();

/** Everything that can become of a record, and two that the budget leaves for the next call. */
const troubled = [
  [eventOf('ana', '0'), noorAway],
  [eventOf('rita', '1')],
  ['<html>502 Bad Gateway</html>'],
  [eventOf('theo', '3')],
  [hostile('4'), '{"cut":'],
  [eventOf('rita', '5'), eventOf('uwe', '5'), omarAway],
  [eventOf('theo', '6'), eventOf('ana', '6')],
  [eventOf('rita', '7')],
  [eventOf('ana', '8')],
].map(recordOf);
const budgetBytes = troubled.slice(0, 7).reduce((sum, record) => sum + bytesOf(record), 0);

describe('a batch in which everything goes wrong at once', async () => {
  const { ports, items, nudges } = world(history);
  const { retryFrom, counts, findings } = await detect(troubled, ports, { ...options, budgetBytes });

  test('is delivered again from the first record of the entity that was throttled', () => {
    expect(retryFrom).toBe(3);
  });

  test('sets aside every record that it cannot store, read or show as it is, with its bytes and all causes', () => {
    const vendor = 'okta';
    expect(asideOf(ports)).toEqual([
      { ...troubled[1], causes: [refusal(REFUSED)] },
      { ...troubled[2], causes: [refusal(NOT_JSON)] },
      {
        ...troubled[4],
        causes: [
          { vendor, path: 'actor.name', reason: REPAIRED, processed: true, count: 1, first: 0 },
          { path: '', reason: NOT_JSON, processed: false, count: 1, first: 1 },
        ],
      },
      { ...troubled[5], causes: expect.arrayContaining([refusal(REFUSED), refusal(UNREADABLE)]) },
    ]);
  });

  test('stores of the other entities what a batch of theirs alone stores, and nothing of those that failed', async () => {
    const alone = world(history);
    const lines = [eventOf('ana', '0'), hostile('4'), eventOf('ana', '6'), noorAway, omarAway];
    await detect([recordOf(lines, 0)], alone.ports, options);
    for (const uid of ['ana', 'noor', 'omar']) {
      expect(itemsOf(items, uid).length, uid).toBeGreaterThan(0);
      expect(itemsOf(items, uid), uid).toEqual(itemsOf(alone.items, uid));
      expect(await findingsOf(ports, uid), uid).toEqual(await findingsOf(alone.ports, uid));
    }
    expect((await findingsOf(ports, 'noor')).map(({ finding }) => finding.state)).toEqual(['open']);
    for (const uid of ['theo', 'rita']) expect(itemsOf(items, uid), uid).toEqual([]);
    expect(itemsOf(items, 'uwe').map(({ version }) => version)).toEqual([7]);
  });

  test('counts all of it', () => {
    expect(counts).toEqual({
      Records: 7,
      Activities: 10,
      Ignored: 0,
      Quarantined: 2,
      Repaired: 1,
      // Three accounts, and the two addresses that they signed in from.
      Entities: 5,
      Historical: 0,
      Findings: 2,
      EntitiesRetried: 1,
      EntitiesQuarantined: 2,
      LostRaces: 0,
      NudgesFailed: 0,
      FeedsFailed: 0,
    });
  });

  test('nudges about the findings that are due, and about no other', () => {
    const due = findings.filter(isDue);
    expect(due.map(({ entity }) => entity)).toEqual([entityOf('noor')]);
    expect(findings.filter((one) => !isDue(one)).map(({ entity }) => entity)).toEqual([entityOf('omar')]);
    expect(nudges).toEqual([{ findingIds: due.map(({ id }) => id) }]);
  });

  test('ends, delivered again once the throttling is over, as if there had been none', async () => {
    const healthy = world(history);
    healthy.heal();
    await detect(troubled, healthy.ports, options);

    const throttled = world(history);
    let rest = troubled;
    for (let delivery = 0; rest.length > 0 && delivery <= troubled.length; delivery++) {
      const { retryFrom } = await detect(rest, throttled.ports, { ...options, budgetBytes });
      rest = retryFrom === undefined ? [] : rest.slice(retryFrom);
      throttled.heal();
    }
    expect(rest).toEqual([]);
    const parts = ({ items }: typeof healthy, uid: string) =>
      itemsOf(items, uid).map(({ part, bytes }) => ({ part, bytes }));
    for (const uid of ['ana', 'noor', 'omar', 'theo']) {
      expect(parts(throttled, uid), uid).toEqual(parts(healthy, uid));
      expect(parts(throttled, uid).length, uid).toBeGreaterThan(0);
    }
    const aside = ({ ports }: typeof healthy) => new Set(asideOf(ports).map(({ data }) => data));
    expect(aside(throttled)).toEqual(aside(healthy));
  });
});

test('a nudge that fails fails nothing: the finding is stored and waits for the sweep', async () => {
  const { ports } = world(history);
  const nudge = nudgeBy(async () => {
    throw new Error('the alert function is not there');
  });
  const { retryFrom, counts } = await detect([recordOf([noorAway], 0)], { ...ports, nudge }, options);
  expect(retryFrom).toBeUndefined();
  expect(counts).toMatchObject({ Findings: 1, NudgesFailed: 1, EntitiesRetried: 0, EntitiesQuarantined: 0 });
  expect((await findingsOf(ports, 'noor')).map(({ due }) => due)).toEqual([true]);
  expect(asideOf(ports)).toEqual([]);
});

/** What a line can be, and what becomes of its record. */
const LINES = {
  ordinary: (id: string) => eventOf('ana', id),
  repaired: hostile,
  malformed: () => 'no JSON',
  refused: (id: string) => eventOf('rita', id),
  unreadable: (id: string) => eventOf('uwe', id),
  throttled: (id: string) => eventOf('theo', id),
};
type Fate = keyof typeof LINES;
const FATES = Object.keys(LINES) as Fate[];
const ASIDE: readonly Fate[] = ['repaired', 'malformed', 'refused', 'unreadable'];
const batches = fc.array(fc.subarray(FATES, { minLength: 1 }), { minLength: 1, maxLength: 8 });

describe('whatever meets in a batch, and wherever its budget ends', () => {
  test('it is delivered again from the first record that was throttled or not read, and only bad ones are set aside', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 1, max: 8 }), async (batch, most) => {
        const records = batch.map((fates, index) =>
          recordOf(
            fates.map((fate) => LINES[fate](`${index}-${fate}`)),
            index,
          ),
        );
        const read = batch.slice(0, most);
        const { ports } = world();
        const { retryFrom, counts } = await detect(records, ports, {
          ...options,
          budgetBytes: records.slice(0, read.length).reduce((sum, record) => sum + bytesOf(record), 0),
        });

        const throttled = read.findIndex((fates) => fates.includes('throttled'));
        const unread = read.length < batch.length ? read.length : undefined;
        expect(retryFrom).toBe(throttled === -1 ? unread : throttled);
        const aside = read.flatMap((fates, index) =>
          fates.some((fate) => ASIDE.includes(fate))
            ? [{ ...records[index], causes: fates.filter((fate) => ASIDE.includes(fate)).length }]
            : [],
        );
        expect(asideOf(ports).map((one) => ({ ...one, causes: one.causes.length }))).toEqual(aside);
        const times = (fate: Fate) => read.filter((fates) => fates.includes(fate)).length;
        const once = (fate: Fate) => Math.min(1, times(fate));
        expect(counts).toMatchObject({
          Records: read.length,
          Activities: read.flat().length - times('malformed'),
          Quarantined: times('malformed'),
          Repaired: times('repaired'),
          EntitiesRetried: once('throttled'),
          EntitiesQuarantined: once('refused') + once('unreadable'),
        });
      }),
      { numRuns: 100 },
    );
  });
});
