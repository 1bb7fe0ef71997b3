import { describe, expect, test } from 'vitest';
import { type AsideRecord, MAX_OBJECT_LENGTH, type Quarantine } from '../../functions/ports/quarantine.ts';

export interface SetAside {
  readonly quarantine: Quarantine;
  readonly read: (key: string) => Promise<string>;
  readonly keys: () => Promise<readonly string[]>;
}

const record = (n: number, data = 'bm90IEpTT04='): AsideRecord => ({
  partitionKey: 'p',
  sequenceNumber: String(49_590_000_000 + n),
  arrival: Date.UTC(2026, 10, 8, 23, 59, 59) + n,
  data,
  causes: [
    { path: 'actor.id', reason: 'expected text', processed: false, count: 2, first: 0, vendor: 'okta' },
  ],
});

const linesOf = (body: string): AsideRecord[] =>
  body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AsideRecord);

/** What every quarantine keeps. `make` gives an empty one. */
export function quarantineContract(name: string, make: () => Promise<SetAside>): void {
  describe(`${name} as a quarantine`, () => {
    test('keeps the bytes and the reasons of every record, in one object per batch', async () => {
      const { quarantine, read } = await make();
      const records = [record(1), record(2), record(3, 'AA==')];
      const [key = '', ...others] = await quarantine.setAside(records);
      expect(others).toEqual([]);
      expect(linesOf(await read(key))).toEqual(records);
      expect(key).toMatch(/^quarantine\/2026-11-08\/49590000001-3-[0-9a-f]{8}\.ndjson$/);
    });

    test('writes a retried batch over what it wrote before', async () => {
      const { quarantine, keys } = await make();
      const records = [record(1), record(2)];
      const first = await quarantine.setAside(records);
      expect(await quarantine.setAside(records)).toEqual(first);
      expect(await keys()).toEqual(first);
    });

    test('writes nothing for nothing', async () => {
      const { quarantine, keys } = await make();
      expect(await quarantine.setAside([])).toEqual([]);
      expect(await keys()).toEqual([]);
    });

    test('splits what is too large for one object, and loses no record', async () => {
      const { quarantine, read, keys } = await make();
      const large = 'A'.repeat(Math.ceil(MAX_OBJECT_LENGTH / 3));
      const records = [
        ...[1, 2, 3, 4].map((n) => record(n, large)),
        record(5, 'A'.repeat(MAX_OBJECT_LENGTH + 1000)),
        // The same record again with another reason: not the same object.
        { ...record(5), causes: [{ ...record(5).causes[0], reason: 'another' }] } as AsideRecord,
      ];
      const written = await quarantine.setAside(records);
      expect([...(await keys())].sort()).toEqual([...written].sort());
      const bodies = await Promise.all(written.map(read));
      expect(bodies.flatMap(linesOf)).toEqual(records);
      expect(
        bodies.filter((body) => body.length > MAX_OBJECT_LENGTH).map((body) => linesOf(body).length),
      ).toEqual([1]);
    });
  });
}
