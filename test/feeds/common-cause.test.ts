import { describe, expect, test } from 'vitest';
import { changesOf, findingsOf, matterOfChange } from '../../shared/feeds/changes.ts';
import {
  CAUSE_DAYS,
  CAUSE_WINDOW_DAYS,
  causeMatter,
  causesOf,
  groupsOf,
  leftTo,
  worthTelling,
} from '../../shared/feeds/common-cause.ts';
import { shortId } from '../../shared/finding.ts';
import { EMPTY_TABLE, enter, TABLE_DAYS, type Table, type Use } from '../../shared/organisation.ts';
import { amountText } from '../../shared/page/taken.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { nounsOf } from '../../shared/vendors/nouns.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';

const FIRST = 20_412;
const entity = (n: number) => `actor/okta/example/user-${n}`;

/** Parts of tables as `detect` keeps them: everybody from the first day, and who takes up what on which day. */
function tablesOf(
  people: number,
  taken: readonly (readonly [name: string, n: number, day: number])[],
  isOlder = false,
): Table[] {
  const parts = new Map<string, Table>();
  const add = (use: Use) => {
    const key = `${Math.floor(use.day / TABLE_DAYS)} ${use.account % 8}`;
    parts.set(key, enter(parts.get(key) ?? EMPTY_TABLE, [use]));
  };
  for (let n = 0; n < people; n++) {
    const account = hashOf(entity(n));
    for (const name of ['', ...(isOlder ? [] : ['listed']), 'network AS64500'])
      add({ name, account, day: FIRST });
  }
  for (const [name, n, day] of taken) add({ name, account: hashOf(entity(n)), day });
  return [...parts.values()];
}
const people = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const DAY = FIRST + 30;
const office = (n: number, day = DAY) => ['network AS64510', n, day] as const;

describe('a common cause', () => {
  test('is a network that five accounts, and a fiftieth of all, take up within three days', () => {
    const taken = people(0, 6).map((n) => office(n, DAY + (n % 3)));
    expect(causesOf(tablesOf(60, taken), DAY + 2)).toMatchObject([
      { facet: 'network', value: 'AS64510', day: DAY + 2, members: 6, accounts: 60 },
    ]);
  });

  test('is none where four do, or fewer than a fiftieth', () => {
    expect(
      causesOf(
        tablesOf(
          60,
          people(0, 4).map((n) => office(n)),
        ),
        DAY,
      ),
    ).toEqual([]);
    const ofHundreds = (count: number) =>
      causesOf(
        tablesOf(
          400,
          people(0, count).map((n) => office(n)),
        ),
        DAY,
      );
    expect([ofHundreds(7).length, ofHundreds(8).length]).toEqual([0, 1]);
  });

  test('is what a few people of hundreds take up each day, as an assistant that spreads', () => {
    const spreading = people(0, 50).map((n) => ['client Claude-User', n, DAY + Math.floor(n / 3)] as const);
    expect(causesOf(tablesOf(240, spreading), DAY + 10)).toMatchObject([{ day: DAY + 1, accounts: 240 }]);
  });

  test('is none where they do so over weeks, one by one', () => {
    const taken = people(0, 20).map((n) => office(n, DAY - 20 + n * 2));
    expect(causesOf(tablesOf(60, taken), DAY + 20)).toEqual([]);
  });

  test('is none for whom everything is new, nor of what more people had before', () => {
    const newcomers = people(100, 110).flatMap((n) => [['', n, DAY] as const, office(n)]);
    expect(causesOf(tablesOf(60, newcomers), DAY)).toEqual([]);
    const usual = [...people(10, 30).map((n) => office(n, FIRST + 1)), ...people(0, 6).map((n) => office(n))];
    expect(causesOf(tablesOf(60, usual), DAY)).toEqual([]);
  });

  test('is never a credential: what several share is stolen, or badly kept', () => {
    const taken = people(0, 20).map((n) => ['credential key-1', n, DAY] as const);
    expect(causesOf(tablesOf(60, taken), DAY)).toEqual([]);
  });

  test('keeps its day when more join, and ends after two weeks', () => {
    const rollOut = people(0, 40).map(
      (n) => ['client Vivaldi on Linux', n, DAY + Math.floor(n / 5)] as const,
    );
    for (const later of [0, 3, 8, CAUSE_DAYS])
      expect(
        causesOf(
          tablesOf(
            60,
            rollOut.filter(([, , day]) => day <= DAY + later),
          ),
          DAY + later,
        ).map(({ day }) => day),
      ).toEqual([DAY]);
    expect(causesOf(tablesOf(60, rollOut), DAY + CAUSE_DAYS + 1)).toEqual([]);
  });

  test('is found among thousands, by the accounts that are listed', () => {
    const taken = people(0, 900).map((n) => office(n));
    const [cause] = causesOf(tablesOf(3000, taken), DAY);
    expect(cause?.members).toBeGreaterThan(450);
    expect(cause?.members).toBeLessThan(1800);
    expect(
      causesOf(
        tablesOf(
          3000,
          people(0, 15).map((n) => office(n)),
        ),
        DAY,
      ),
    ).toEqual([]);
  });
});

describe('in the first two weeks of a log', () => {
  const backup = (n: number, day: number) => ['app Backup', n, day] as const;
  /** Each night another quarter of all. */
  const nights = (count: number) => people(0, count).map((n) => backup(n, FIRST + 2 + (n % 4)));

  test('what accounts that were there before take up together is a change, marked as early', () => {
    expect(causesOf(tablesOf(60, nights(60)), FIRST + 5)).toMatchObject([
      { facet: 'app', value: 'Backup', day: FIRST + 2, members: 60, early: true },
    ]);
  });

  test('are over after the fourteenth day, and then newcomers do not count', () => {
    const newcomers = people(60, 65).flatMap(
      (n) =>
        [
          ['', n, FIRST + 5],
          ['listed', n, FIRST + 5],
        ] as const,
    );
    const begunOn = (day: number, from: number, to: number) => {
      const taken = people(from, to).map((n) => office(n, day));
      return causesOf(tablesOf(60, [...newcomers, ...taken]), day)[0];
    };
    expect(begunOn(FIRST + 13, 56, 65)).toMatchObject({ day: FIRST + 13, members: 9, early: true });
    expect(begunOn(FIRST + 14, 51, 60)).toMatchObject({ day: FIRST + 14, members: 9 });
    expect(begunOn(FIRST + 14, 51, 60)?.early).toBeUndefined();
    expect(begunOn(FIRST + 14, 56, 65)).toBeUndefined();
  });

  test('what is there with the accounts themselves is none, nor what few take up', () => {
    const first = people(0, 60).map((n) => backup(n, FIRST));
    expect(causesOf(tablesOf(60, first), FIRST + 5)).toEqual([]);
    expect(causesOf(tablesOf(60, nights(4)), FIRST + 5)).toEqual([]);
  });

  test('is told only where it explains a page, and then all that the page calls new', () => {
    const feed = { vendor: 'okta', tenant: 'example' };
    const seenOn = (taken: Parameters<typeof tablesOf>[1], day: number) =>
      groupsOf(causesOf(tablesOf(60, taken), day).map((cause) => ({ ...cause, feed })));
    const others = people(0, 9).map((n) => ['client Vivaldi on Linux', n, FIRST + 2] as const);
    const networks = nights(60).map(([, n, day]) => ['network AS64511', n, day] as const);
    const early = seenOn([...nights(60), ...networks, ...others], FIRST + 5);
    expect(early.length).toBe(3);
    const later = seenOn(
      people(0, 9).map((n) => office(n)),
      DAY,
    );
    expect(worthTelling([...early, ...later], new Map(), DEFAULT_SETTINGS)).toEqual(later);
    const [before = []] = early;
    const toldOn = (day: number) =>
      worthTelling(
        early,
        new Map(),
        DEFAULT_SETTINGS,
        before.map((one) => ({ matter: causeMatter(one), day })),
      );
    expect(before.map(({ day }) => toldOn(day))).toEqual([[before]]);
    expect(before.map(({ day }) => toldOn(day + 1))).toEqual([[]]);

    const [, novelty] = FINDING.signals;
    if (novelty === undefined) throw new Error('no novelty');
    const page = findingOf({
      ...feed,
      entity: entity(1),
      day: FIRST + 4,
      severity: 'medium',
      signals: [{ ...novelty, score: 7, facts: { network: 'AS64511', app: 'Backup' } }],
    });
    const left = leftTo(early, [page], DEFAULT_SETTINGS);
    const [only] = left.keys();
    expect(left.size).toBe(1);
    for (const order of [early, early.toReversed()]) {
      const all = worthTelling([...order, ...later], left, DEFAULT_SETTINGS);
      expect(all[0]).toBe(only);
      const told = all.map(([first]) => first?.value);
      expect(told.toSorted()).toEqual(['AS64510', 'AS64511', 'Backup']);
    }
    // What a log shows that has been there for longer is none of the first two weeks.
    const both = early.map((group) => group.map(({ early: _, ...cause }) => cause).concat(group));
    expect(worthTelling(both, new Map(), DEFAULT_SETTINGS)).toEqual(both);
  });
});

describe('what a few dozen accounts among thousands take up together', () => {
  const members = (count: number, isOlder = false) =>
    causesOf(
      tablesOf(
        8000,
        people(0, count).map((n) => office(n)),
        isOlder,
      ),
      DAY,
    ).map((cause) => cause.members);

  test('is a change though a fiftieth would be hundreds, and what as few do as elsewhere is none', () => {
    const [found] = members(80);
    expect(found).toBeGreaterThan(40);
    expect(found).toBeLessThan(160);
    expect(members(40)).toHaveLength(1);
    expect(members(12)).toEqual([]);
  });

  test('is none for whom everything is new, nor of what more people had before', () => {
    const newcomers = people(8000, 8600).flatMap(
      (n) => [['', n, DAY], ['listed', n, DAY], office(n)] as const,
    );
    expect(causesOf(tablesOf(8000, newcomers), DAY)).toEqual([]);
    const usual = [
      ...people(200, 500).map((n) => office(n, FIRST + 1)),
      ...people(0, 80).map((n) => office(n)),
    ];
    expect(causesOf(tablesOf(8000, usual), DAY)).toEqual([]);
  });

  test('is counted to each where all are listed, as of hundreds', () => {
    const taken = people(0, 40).map((n) => office(n));
    expect(causesOf(tablesOf(800, taken), DAY)).toMatchObject([{ members: 40, accounts: 800 }]);
  });

  test('is looked for in thousands of names about as fast as among the few accounts that older tables list', () => {
    // Each of a thousand names has two dozen users of its own days, of which no three days have five.
    const all = people(0, 8000);
    const names = all.slice(0, 1000).flatMap((name) =>
      people(0, 24).map((n): Use => {
        const account = hashOf(entity((name * 31 + n * 317) % all.length));
        return { name: `app ${name}`, account, day: FIRST + 20 + ((n * 3) % 24) };
      }),
    );
    const tablesWith = (list: string) =>
      Map.groupBy(
        [...all.map((n): Use => ({ name: list, account: hashOf(entity(n)), day: FIRST })), ...names],
        ({ account }) => account % 8,
      );
    const timeFor = (list: string) => {
      const tables = [...tablesWith(list).values()].map((uses) => enter(EMPTY_TABLE, uses));
      const runs = people(0, 3).map(() => {
        const from = performance.now();
        causesOf(tables, DAY);
        return performance.now() - from;
      });
      return Math.min(...runs);
    };
    expect(timeFor('listed')).toBeLessThan(8 * timeFor(''));
  });

  test('is looked for as before in tables that an older version wrote', () => {
    expect(members(80, true)).toEqual([]);
    expect(members(1600, true).length).toBe(1);
  });

  test('is looked for as before where a newer version goes on with a table, and knows the newcomers only', () => {
    const newcomers = people(60, 90).flatMap(
      (n) =>
        [
          ['', n, FIRST + 10],
          ['listed', n, FIRST + 10],
        ] as const,
    );
    const taken = people(0, 20).map((n) => office(n));
    expect(causesOf(tablesOf(60, [...newcomers, ...taken], true), DAY)).toMatchObject([
      { value: 'AS64510', members: 20, accounts: 90 },
    ]);
  });
});

describe('the finding of a common cause', () => {
  const [found] = causesOf(
    tablesOf(
      60,
      people(0, 6).map((n) => office(n)),
    ),
    DAY,
  );
  if (found === undefined) throw new Error('no cause');
  const cause = [{ ...found, feed: { vendor: 'okta', tenant: 'example' } }];
  const memberOf = (n: number, parts: Parameters<typeof findingOf>[0]) => {
    const [, novelty] = FINDING.signals;
    if (novelty === undefined) throw new Error('no novelty');
    return findingOf({
      entity: entity(n),
      day: DAY,
      vendor: 'okta',
      tenant: 'example',
      signals: [{ ...novelty, score: 7, facts: { network: 'AS64510' } }],
      ...parts,
    });
  };

  test('is as severe as the worst of those that leave their pages to it, and is for review without any', () => {
    expect(matterOfChange({ leader: cause, others: [] }).severity).toBe('informational');
    const members = [memberOf(1, { severity: 'medium' }), memberOf(2, { severity: 'high' })];
    const left = leftTo([cause], members, DEFAULT_SETTINGS);
    expect(left.get(cause)).toEqual(members);
    expect(matterOfChange({ leader: cause, others: [] }, left.get(cause)).severity).toBe('high');
    const alike = [7, 9, 8].map((score) => memberOf(1, { severity: 'high', score }));
    expect(matterOfChange({ leader: cause, others: [] }, alike).surprise.decades).toBe(9);
  });

  test('is clearly worse where it is left the pages of twice as many accounts, and says what they took', () => {
    const one = { severity: 'medium', score: 6 } as const;
    const of = (accounts: number) => {
      const members = people(0, accounts).map((n) => memberOf(n, one));
      return matterOfChange({ leader: cause, others: [] }, members);
    };
    expect([1, 2, 4].map((accounts) => of(accounts).surprise.decades)).toEqual([6, 9, 12]);
    expect(of(4).theirs?.records.known).toBe(4 * FINDING.exposure.records.known);
    expect(of(0).theirs).toBeUndefined();
  });

  test('is left nothing that would page without it, is of another network, log or time, or was taken back', () => {
    const [volume, novelty] = FINDING.signals;
    if (volume === undefined || novelty === undefined) throw new Error('no signals');
    const others = [
      // Somebody in the new office is robbed as well.
      memberOf(1, { signals: [volume, { ...novelty, facts: { network: 'AS64510' } }] }),
      memberOf(2, { signals: [{ ...novelty, facts: { network: 'AS64511' } }] }),
      memberOf(3, { signals: [] }),
      memberOf(4, { state: 'withdrawn', severity: 'informational' }),
      memberOf(5, { tenant: 'another' }),
      memberOf(6, { vendor: 'box' }),
      memberOf(7, { day: DAY + CAUSE_DAYS + 1 }),
      memberOf(8, { day: DAY - CAUSE_WINDOW_DAYS }),
    ];
    expect(leftTo([cause], others, DEFAULT_SETTINGS).size).toBe(0);
    const shared = [...cause, { ...found, feed: { vendor: 'box', tenant: 'example' } }];
    const elsewhere = memberOf(6, { vendor: 'box' });
    expect(leftTo([shared], [elsewhere], DEFAULT_SETTINGS).get(shared)).toEqual([elsewhere]);
    const last = memberOf(9, { day: DAY + CAUSE_DAYS });
    expect(leftTo([cause], [last], DEFAULT_SETTINGS).get(cause)).toEqual([last]);
  });

  test('names the accounts whose pages are left to it, and what they took', () => {
    const left = [memberOf(1, {}), memberOf(2, {})];
    const { observed } = matterOfChange({ leader: cause, others: [] }, left).surprise;
    expect(observed).toBe(
      `6 of 60 accounts of okta took up network AS64510; 2 findings of theirs: ${left
        .map(
          ({ id, exposure, actor, vendor }) =>
            `${shortId(id)} ${actor.email} (${amountText(exposure, nounsOf(vendor))})`,
        )
        .join(', ')}`,
    );
  });

  test('names how many took up what', () => {
    expect(matterOfChange({ leader: cause, others: [] }).surprise.observed).toBe(
      '6 of 60 accounts of okta took up network AS64510; no finding of theirs rests on it',
    );
  });

  test('says that a network rents out machines: nobody moves his office there', () => {
    const named = cause.map((one) => ({ ...one, value: 'AS14061' }));
    expect(matterOfChange({ leader: cause, others: [named, cause] }).surprise.observed).toMatch(
      /took up network AS64510, and network AS14061 \(rents out machines\), network AS64510;/,
    );
    const rented = [
      ...named,
      ...named.map((one) => ({ ...one, feed: { vendor: 'box', tenant: 'example' } })),
    ];
    expect(matterOfChange({ leader: rented, others: [] }).surprise.observed).toBe(
      '6 of 60 accounts of okta took up network AS14061, which rents out machines (2 logs show it); no finding of theirs rests on it',
    );
  });

  test('stands for what several logs show of one change, and not for another one', () => {
    const seen = (vendor: string, day: number, value = 'AS64510') => ({
      ...found,
      value,
      day,
      feed: { vendor, tenant: 'example' },
    });
    const groups = groupsOf([seen('okta', DAY + 2), seen('box', DAY), seen('okta', DAY, 'AS64511')]);
    expect(groups.map((group) => group.map(({ feed, value }) => `${feed.vendor} ${value}`))).toEqual([
      ['box AS64510', 'okta AS64510'],
      ['okta AS64511'],
    ]);
    expect(groupsOf([seen('okta', DAY), seen('okta', DAY + 40)])).toHaveLength(2);
  });
});

describe('a change of the organisation', () => {
  const seen = (day: number, value: string, facet: 'network' | 'client' = 'network') => [
    {
      facet,
      value,
      day,
      members: 9,
      accounts: 60,
      lastDay: day,
      feed: { vendor: 'okta', tenant: 'example' },
    },
  ];
  const KEY = new Uint8Array(32).fill(1);
  const named = (all: ReturnType<typeof changesOf>) =>
    all.map(({ leader, others }) => [leader, ...others].map(([first]) => first?.value));

  test('is all that is taken up within three days of the first of it', () => {
    const groups = [
      seen(DAY, 'AS64510'),
      seen(DAY + 1, 'Vivaldi on Linux', 'client'),
      seen(DAY + 2, 'AS64511'),
      seen(DAY + 3, 'AS64512'),
      seen(DAY + 4, 'AS64513'),
    ];
    expect(named(changesOf(groups))).toEqual([
      ['AS64510', 'Vivaldi on Linux', 'AS64511'],
      ['AS64512', 'AS64513'],
    ]);
  });

  test('is told by the finding that told it first, whatever turns out to have begun before', () => {
    const matter = (value: string) => `common-cause network ${value}`;
    const told = [
      { matter: matter('AS64511'), day: DAY },
      { matter: matter('AS64512'), day: DAY, under: { matter: matter('AS64511'), day: DAY } },
    ];
    const groups = [
      seen(DAY - 1, 'AS64509'),
      ...['AS64510', 'AS64511', 'AS64512'].map((one) => seen(DAY, one)),
    ];
    expect(named(changesOf(groups, told))).toEqual([['AS64511', 'AS64509', 'AS64510', 'AS64512']]);
    // Two that were told apart stay apart, and each keeps its own.
    const apart = [...told, { matter: matter('AS64510'), day: DAY }];
    expect(named(changesOf(groups, apart))).toEqual([
      ['AS64510', 'AS64509'],
      ['AS64511', 'AS64512'],
    ]);
    // What began long before is another change.
    expect(named(changesOf([seen(DAY - 3, 'AS64500'), seen(DAY, 'AS64511')], told))).toEqual([
      ['AS64511'],
      ['AS64500'],
    ]);
    // It ends with its leader, and stands for itself where that was refuted.
    const alone = [seen(DAY, 'AS64512')];
    expect(changesOf(alone, told, (day) => day <= DAY)).toEqual([]);
    expect(named(changesOf(alone, told))).toEqual([['AS64512']]);
    // Of another day it is another one.
    expect(named(changesOf([seen(DAY + 2, 'AS64512')], told))).toEqual([['AS64512']]);
  });

  test('pages once, for the worst that is left to any part of it', () => {
    const groups = [seen(DAY, 'AS64510'), seen(DAY, 'AS64511'), seen(DAY + 1, 'AS64512')];
    const [first, second, third] = groups;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no groups');
    const one = findingOf({ entity: entity(1), severity: 'medium', score: 6 });
    const other = findingOf({ entity: entity(2), severity: 'high', score: 8 });
    const left = new Map([
      [second, [one]],
      [third, [other]],
    ]);
    const [leader, ...parts] = findingsOf(changesOf(groups), left, KEY);
    expect(leader?.finding).toMatchObject({ severity: 'high', score: 11, lastTime: (DAY + 1) * 86_400_000 });
    expect(leader?.finding.signals[0]?.observed).toMatch(
      /^9 of 60 accounts of okta took up network AS64510, and network AS64511, network AS64512; 2 findings of theirs: /,
    );
    expect(leader?.finding.signals[0]?.facts).toMatchObject({
      also: ['network AS64511', 'network AS64512'],
      findings: [one.id, other.id].sort(),
    });
    const id = leader?.finding.id ?? '';
    for (const part of parts) {
      expect(part.finding.severity).toBe('informational');
      expect(part.finding.signals[0]?.observed).toContain(`; told with network AS64510 in ${shortId(id)}`);
      expect(part.finding.signals[0]?.facts['leader']).toBe(id);
      expect(part.matter.under).toEqual({ matter: 'common-cause network AS64510', day: DAY });
    }
    expect([leader, ...parts].map((part) => part?.toldBy)).toEqual([id, id, id]);
    expect(new Set([leader, ...parts].map((part) => part?.finding.id)).size).toBe(3);
  });

  test('names the worst of what is left to it, and what it came through, first', () => {
    const groups = Array.from({ length: 8 }, (_, n) => seen(DAY, `AS6451${n}`));
    const last = groups.at(-1);
    const first = groups[0];
    if (last === undefined || first === undefined) throw new Error('no groups');
    const small = [1, 2, 3].map((n) => findingOf({ entity: entity(n), severity: 'medium', score: 5 }));
    const worst = findingOf({ entity: entity(9), severity: 'high', score: 9 });
    const left = new Map([
      [first, small],
      [last, [worst]],
    ]);
    const [leader] = findingsOf(changesOf(groups), left, KEY);
    const observed = leader?.finding.signals[0]?.observed ?? '';
    expect(observed).toContain('took up network AS64510, and network AS64517, network AS64511, ');
    expect(observed).toContain(`4 findings of theirs: ${shortId(worst.id)} `);
  });

  test('names a few of its parts, and how many there are besides', () => {
    const values = Array.from({ length: 8 }, (_, n) => `AS6451${n}`);
    const [change] = changesOf(values.map((value) => seen(DAY, value)));
    if (change === undefined) throw new Error('no change');
    expect(matterOfChange(change).surprise.observed).toMatch(/, network AS64514 and 3 more; no finding/);
  });
});
