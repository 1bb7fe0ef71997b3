import { describe, expect, test } from 'vitest';
import type { AsideRecord } from '../../functions/ports/quarantine.ts';
import {
  company,
  deliver,
  essence,
  findingsOf,
  storesWithHistory,
  toRecord,
  toRecords,
} from '../demo/day.ts';
import { garbage } from '../fixtures/garbage.ts';

const ordinary = toRecords(company.day());
const bad = garbage().map(({ name, data }) => ({ name, record: toRecord(data, 0) }));

/** Bad records between the ordinary ones, all with sequence numbers of their own. */
function mixed() {
  const every = Math.floor(ordinary.length / bad.length);
  return ordinary
    .flatMap((record, index) =>
      index % every === 0
        ? [record, ...(bad[index / every] ? [bad[index / every]?.record ?? record] : [])]
        : [record],
    )
    .map((record, index) => ({ ...record, sequenceNumber: String(index + 1).padStart(20, '0') }));
}

describe('garbage on the stream', () => {
  test('fails no batch, changes no finding, and is set aside with its bytes and a reason, and counted', async () => {
    const clean = await storesWithHistory();
    await deliver(ordinary, clean, [500]);

    const ports = await storesWithHistory();
    const { counts, results } = await deliver(mixed(), ports, [500]);
    expect(results.map(({ retryFrom }) => retryFrom)).toEqual(results.map(() => undefined));
    expect(essence((await findingsOf(ports)).filter(isOfCompany))).toBe(essence(await findingsOf(clean)));

    const aside = [...ports.quarantine.objects.values()]
      .flatMap((body) => body.split('\n').filter((line) => line !== ''))
      .map((line) => JSON.parse(line) as AsideRecord);
    for (const { name, record } of bad) {
      const found = aside.find(({ data }) => data === record.data);
      expect(found?.causes.map(({ reason }) => reason).join('; '), name).toMatch(/\w+ \w+/);
    }
    expect(aside).toHaveLength(bad.length);
    // Hostile display text and keys are set aside as well, but the events are judged.
    expect((counts['Quarantined'] ?? 0) + (counts['Repaired'] ?? 0)).toBeGreaterThanOrEqual(bad.length);
    expect(counts['Repaired']).toBe(3);
  });
});

const isOfCompany = ({ actor }: { actor: { email: string } }) =>
  company.people.some(({ email }) => email === actor.email);
