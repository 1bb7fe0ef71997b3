import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { assess } from '../../shared/assess.ts';
import { ledger, readingsOf } from '../../shared/ledger.ts';
import { table } from '../../shared/organisation.ts';
import { closuresOfPerson, person, stepsOfPerson } from '../../shared/person.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { HOUR_MS } from '../../shared/time.ts';
import { at, FIRST_DAY } from '../fixtures/readings.ts';

/**
 * Bytes as versions of Outflow stored them, one file each, never written again: an upgrade meets tables that are full
 * of them. A format that can no longer be read needs a reader of the old one beside it.
 */
const folder = join(import.meta.dirname, '..', 'fixtures', 'stored');
interface Stored {
  readonly open: string;
  readonly base: string;
  readonly ledger: string;
  readonly person: string;
  readonly table: string;
}
const versions = readdirSync(folder).map((file) => {
  const stored = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Stored;
  return [file.replace(/\.json$/, ''), stored] as const;
});
const bytes = (text: string) => Buffer.from(text, 'base64');
const text = (of: Uint8Array) => inflateRawSync(of).toString();

test('there are versions to be read', () => {
  expect(versions.map(([version]) => version)).toContain('0.1.0');
});

describe.each(versions)('what version %s stored', (_, stored) => {
  const open = decodeOpen(bytes(stored.open));
  const base = decodeBase(bytes(stored.base));

  test('is a profile of thirty days, its last one with a touched honey record and a new network', () => {
    expect(open.newestTime).toBe(at(30));
    expect(open.emails).toEqual([]);
    expect(base.firstDay).toBe(FIRST_DAY);
    expect(base.through).toBe(FIRST_DAY + 22);
    expect(base.days).toHaveLength(17);
    expect(base.days[0]).toMatchObject({ day: FIRST_DAY, totals: { records: 80, unsized: 1 } });
    expect(base.seen.network.get('AS64500')).toBeGreaterThan(0n);
    const last = open.hours.get(at(30) / HOUR_MS);
    expect(last).toMatchObject({ records: 5000, hosting: ['AS64511'], facets: { network: ['AS64511'] } });
    expect(last?.hits).toHaveLength(2);
    expect(open.hours.get(at(30, 8) / HOUR_MS)?.steps).toMatchObject([{ kind: 'mfa' }]);
  });

  test('is judged as it was', () => {
    const { signals } = assess(subjectOf({ open, base }, FIRST_DAY + 30));
    expect(signals.map(({ detector }) => detector)).toEqual(
      expect.arrayContaining(['context-novelty', 'sequence']),
    );
  });

  test('is written again without loss', () => {
    const again = { open: encodeOpen(open), base: encodeBase(base) };
    expect({ open: decodeOpen(again.open), base: decodeBase(again.base) }).toEqual({ open, base });
  });

  test('is a ledger, a person and a table of an organisation', () => {
    const readings = readingsOf(ledger.decode(bytes(stored.ledger)));
    expect(readings.map(({ outcome, part }) => `${part} ${outcome}`).sort()).toEqual([
      'actor success',
      'actor success',
      'source failure',
    ]);
    expect(readings.find(({ sha256 }) => sha256 !== '')).toMatchObject({ eventId: 'last', records: 5000 });
    const who = person.decode(bytes(stored.person));
    expect([...who.accounts]).toEqual(['actor/okta/default/mara']);
    expect(stepsOfPerson(who)).toMatchObject([{ kind: 'mfa', byOther: true }]);
    expect(closuresOfPerson(who)).toEqual([]);
    const { users } = table.decode(bytes(stored.table));
    expect([...(users.get('network AS64500') ?? [])]).toEqual([
      [7, 20_605],
      [9, 20_606],
    ]);
    expect(text(bytes(stored.table))).toContain('AS64500');
  });
});
