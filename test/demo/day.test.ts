import { describe, expect, test } from 'vitest';
import { company, deliver, essence, findingsOf, storesWithHistory, toRecords } from './day.ts';
import { perturb } from './perturb.ts';

const events = company.day();

describe("the demo's day", () => {
  test('has pages for the breached person’s accounts, and leaves the rest of the company alone', async () => {
    const ports = await storesWithHistory();
    await deliver(toRecords(events), ports, [1000]);
    const findings = await findingsOf(ports);
    const paged = findings.filter(({ severity }) => severity !== 'informational');
    expect(paged.map(({ actor, vendor }) => [actor.email, vendor]).sort()).toEqual([
      [company.incident.person.email, 'mixpanel'],
      [company.incident.person.email, 'okta'],
      [company.incident.person.email, 'salesforce'],
    ]);
  });

  test('states what was taken: each export once, whatever its chunks, and the rest as unknown', async () => {
    const ports = await storesWithHistory();
    await deliver(toRecords(events), ports, [1000]);
    const findings = (await findingsOf(ports)).filter(
      ({ actor }) => actor.email === company.incident.person.email,
    );
    const exported = findings.flatMap(({ evidence }) =>
      evidence.filter(({ operation }) => operation === 'ReportExported'),
    );
    const rows = exported.reduce((sum, { records }) => sum + (records ?? 0), 0);
    expect(rows).toBe(company.incident.knownRows);
    expect(exported).toHaveLength(company.incident.countedExports);
    expect(findings.reduce((sum, { exposure }) => sum + exposure.unsized, 0)).toBe(
      company.incident.uncountedExports,
    );
    expect(findings.find(({ vendor }) => vendor === 'salesforce')?.exposure.records.upper).toBeNull();
  });

  test('ends in the same findings, byte for byte, shuffled, with 5 % duplicates and in other batches', async () => {
    const ordered = await storesWithHistory();
    await deliver(toRecords(events), ordered, [1000]);
    const expected = essence(await findingsOf(ordered));
    expect(expected.length).toBeGreaterThan(5000);
    for (const [seed, sizes] of [
      [1, [1000]],
      [2, [97, 1, 13]],
      [3, [5]],
    ] as const) {
      const ports = await storesWithHistory();
      const { counts } = await deliver(toRecords(perturb(events, seed, { duplicates: 0.05 })), ports, sizes);
      expect(counts['Records']).toBeGreaterThan(events.length * 1.03);
      expect(essence(await findingsOf(ports)), `seed ${seed}, batches of ${sizes}`).toBe(expected);
    }
  });
});
