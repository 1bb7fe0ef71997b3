import { describe, expect, test } from 'vitest';
import { datesIn, foldersFor, recordsOn } from '../../cli/archive/records.ts';
import { findIn, searchFor } from '../../cli/evidence/find.ts';
import { reasonFor } from '../../cli/evidence/summary.ts';
import { firstDateOf, type Wanted } from '../../cli/evidence/wanted.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { archiveWith, type Put } from '../fixtures/archive.ts';
import { oktaEvent } from '../fixtures/okta.ts';

const DAY = Date.parse('2026-03-02T09:20:00Z');
const stamped = (event: object) => JSON.stringify({ outflow: { vendor: 'okta' }, event });
const events = Array.from({ length: 5 }, (_, n) => oktaEvent({ uuid: `event-${n}` }));
const wantedOf = (n: number, parts: Partial<Wanted> = {}): Wanted => ({
  time: DAY,
  operation: 'user.session.start',
  eventId: `event-${n}`,
  sha256: '',
  ...parts,
});
const put = (text: string, days = 0): Put => ({ text, arrival: DAY + days * 86_400_000 });

async function all<T>(generator: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of generator) found.push(one);
  return found;
}

async function find(archive: ReturnType<typeof archiveWith>, wanted: readonly Wanted[]) {
  const folders = await foldersFor(archive, 'okta');
  const search = searchFor(wanted);
  const read: string[] = [];
  const found = await all(
    findIn(archive, folders, await datesIn(archive, folders), search, (date) => read.push(date)),
  );
  return { found, read, ...search.rest() };
}

describe('evidence', () => {
  test('is the record with the hash of the ledger, stamped or as it came', async () => {
    const [first = {}, second = {}] = events;
    const raw = ` ${JSON.stringify(second)} `;
    const archive = archiveWith([put(stamped(first)), put(raw), put(stamped(events[2] ?? {}))]);
    const wanted = [
      wantedOf(0, { sha256: sha256Hex(JSON.stringify(first)) }),
      wantedOf(1, { sha256: sha256Hex(JSON.stringify(second)) }),
    ];
    const { found, missing } = await find(archive, wanted);
    expect(found.map(({ match, record }) => [match, record.text])).toEqual([
      ['hash', stamped(first)],
      ['hash', raw],
    ]);
    expect(missing).toEqual([]);
  });

  test('without a hash is known by the vendor’s id', async () => {
    const { found } = await find(archiveWith([put(stamped(events[0] ?? {}))]), [wantedOf(0)]);
    expect(found).toMatchObject([{ match: 'id' }]);
  });

  test('that was changed by one letter is not called the same', async () => {
    const wanted = wantedOf(0, { sha256: sha256Hex(JSON.stringify(events[0])) });
    const forged = put(stamped({ ...events[0], displayMessage: 'Another' }));
    const { found, differing, missing } = await find(archiveWith([forged]), [wanted]);
    expect([found, missing]).toEqual([[], []]);
    const login = { ...wanted, sha256: 'f'.repeat(64) };
    expect((await find(archiveWith([forged]), [login])).differing).toMatchObject([{ match: 'differs' }]);
    expect(differing).toMatchObject([{ match: 'differs', record: { text: forged.text } }]);
  });

  test('is found in what is no line of JSON, such as several lines', async () => {
    const lines = `${JSON.stringify(events[0])}\n{"cut":`;
    const archive = archiveWith([put(lines)]);
    const { found } = await find(archive, [wantedOf(0)]);
    expect(found[0]?.record).toMatchObject({ text: lines, arrival: DAY });
  });

  test('is looked for no further than the last of it', async () => {
    const archive = archiveWith([0, 1, 2].map((n) => put(stamped(events[n] ?? {}), n)));
    expect((await find(archive, [wantedOf(1)])).read).toEqual(['2026-03-02', '2026-03-03']);
    const folders = await foldersFor(archive, 'okta');
    expect(await all(recordsOn(archive, folders, '2026-03-04'))).toHaveLength(1);
    expect(firstDateOf([wantedOf(0, { time: Date.parse('2026-03-02T00:05:00Z') })])).toBe('2026-03-01');
  });

  test.each([
    ['nothing was ever delivered', [], '2026-03-02', '2026-03-10', 'holds nothing of this vendor'],
    ['it is older than the archive', ['2026-04-01'], '2026-03-02', '2026-03-10', 'begins on 2026-04-01'],
    ['it is newer', ['2026-03-01'], '2026-03-02', '2026-03-10', 'ends on 2026-03-01'],
    ['a part has expired', ['2026-03-05', '2026-03-09'], '2026-03-02', '2026-03-10', 'in the middle'],
    ['it is not there', ['2026-03-01', '2026-03-09'], '2026-03-02', '2026-03-10', 'look further with --days'],
  ])('says why it is missing where %s', (_, dates, from, until, why) => {
    expect(reasonFor({ all: dates, from, until })).toContain(why);
  });
});
