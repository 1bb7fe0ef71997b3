import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromExport } from '../../cli/exported.ts';
import {
  cursorText,
  type FindingPage,
  type FindingQuery,
  parseCursor,
  queryFindings,
} from '../../cli/query.ts';
import { savedReader } from '../../cli/source.ts';
import type { StoredFinding } from '../../functions/ports/findings.ts';
import { SEVERITIES } from '../../shared/finding.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { DAY_MS } from '../../shared/time.ts';
import { DAY, FINDING, findingOf } from '../fixtures/findings.ts';

const stored = (parts: Parameters<typeof findingOf>[0]): StoredFinding =>
  fromExport(toOcsf(findingOf(parts)));
const ALL: FindingQuery = {
  fromMs: 0,
  toMs: (DAY + 400) * DAY_MS,
  least: 'informational',
  limit: 1000,
};

/** Of a day of which a rule in staging speaks alone. */
const TRIED = {
  score: 0,
  severity: 'informational',
  signals: FINDING.signals.slice(0, 1).map((one) => ({ ...one, score: 0, notable: true as const })),
} as const;

/** Many of one time, so that pages end in the middle of them. */
const tables = fc
  .array(
    fc.record({
      time: fc.oneof(fc.nat(3), fc.nat(90 * DAY_MS)),
      severity: fc.constantFrom(...SEVERITIES),
      vendor: fc.constantFrom('okta', 'salesforce'),
    }),
    { maxLength: 30 },
  )
  .map((all) =>
    all.map(({ time, severity, vendor }, index) => {
      const lastTime = FINDING.lastTime + time;
      const id = `OF-${String(index).padStart(4, '0')}-00000000`;
      return stored({ id, severity, vendor, lastTime, day: Math.floor(lastTime / DAY_MS) });
    }),
  );

const idsOf = ({ found }: FindingPage) => found.map(({ finding }) => finding.id);

describe('listing findings', () => {
  test('gives the same in pages of any length as in one: each once, newest first', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 7 }), async (all, limit) => {
        const reader = savedReader(all);
        const whole = await queryFindings(reader, ALL);
        expect(idsOf(whole)).toHaveLength(all.length);
        expect(whole.next).toBeUndefined();
        const times = whole.found.map(({ finding }) => finding.lastTime);
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        const paged: string[] = [];
        let page = await queryFindings(reader, { ...ALL, limit });
        for (;;) {
          paged.push(...idsOf(page));
          if (page.next === undefined) break;
          expect(page.found).toHaveLength(limit);
          page = await queryFindings(reader, { ...ALL, limit, after: page.next });
        }
        expect(paged).toEqual(idsOf(whole));
      }),
    );
  });

  test('leaves out what nothing but rules in staging speaks of, and says in each page how many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ time: fc.oneof(fc.nat(3), fc.nat(90 * DAY_MS)), isTried: fc.boolean() }), {
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 7 }),
        async (parts, limit) => {
          const all = parts.map(({ time, isTried }, index) => {
            const lastTime = FINDING.lastTime + time;
            const id = `OF-${String(index).padStart(4, '0')}-00000000`;
            return stored({ id, lastTime, ...(isTried ? TRIED : {}) });
          });
          const reader = savedReader(all);
          const paged: string[] = [];
          let staged = 0;
          let after: FindingPage['next'];
          do {
            const page = await queryFindings(reader, {
              ...ALL,
              limit,
              withoutStaged: true,
              ...(after && { after }),
            });
            paged.push(...idsOf(page));
            staged += page.staged;
            after = page.next;
          } while (after);
          const whole = await queryFindings(reader, ALL);
          expect(whole.staged).toBe(0);
          const tried = new Set(all.filter((_, at) => parts[at]?.isTried).map(({ finding }) => finding.id));
          expect(paged).toEqual(idsOf(whole).filter((id) => !tried.has(id)));
          expect(staged).toBe(tried.size);
        },
      ),
    );
  });

  test('filters as it says, and pages over what is left', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom(...SEVERITIES), async (all, least) => {
        const page = await queryFindings(savedReader(all), { ...ALL, least, vendor: 'okta' });
        const wanted = all.filter(
          ({ finding }) =>
            finding.vendor === 'okta' && SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf(least),
        );
        expect(idsOf(page).sort()).toEqual(wanted.map(({ finding }) => finding.id).sort());
      }),
    );
  });

  test.each([
    ['an e-mail address, in any case', { actor: 'MARA.lind@example.com' }],
    ['the id of an account', { actor: '0055g00000ABCDE' }],
    ['an entity', { actor: FINDING.entity }],
    ['a detector', { detector: 'volume' }],
    ['a status', { status: 'new' }],
  ])('finds by %s', async (_, filter) => {
    const reader = savedReader([stored({})]);
    expect(idsOf(await queryFindings(reader, { ...ALL, ...filter }))).toEqual([FINDING.id]);
    const other = Object.fromEntries(Object.keys(filter).map((name) => [name, 'another']));
    expect(idsOf(await queryFindings(reader, { ...ALL, ...other }))).toEqual([]);
  });

  test('goes on from the place that it printed, and from no other text', () => {
    const cursor = { lastTime: FINDING.lastTime, id: FINDING.id };
    expect(parseCursor(cursorText(cursor))).toEqual(cursor);
    for (const text of ['', 'OF-7K2Q', 'x.OF', '../../etc', `${cursorText(cursor)} `])
      expect(parseCursor(text)).toBeUndefined();
  });
});
