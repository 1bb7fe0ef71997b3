import { expect } from 'vitest';
import type { Rehearsal } from '../../cli/demo/rehearsal.ts';
import { company, deliver, essence, findingsOf, storesWithHistory, toRecords } from '../demo/day.ts';
import { perturb } from '../demo/perturb.ts';
import { garbage } from '../fixtures/garbage.ts';

const events = company.day();
/** The stream takes 1 MiB a record; what is larger cannot arrive. */
const bad = garbage().filter(({ data }) => data.length > 0 && data.length < 1024 * 1024);

/** What the day ends in where nothing happens to it. */
export async function undisturbed(): Promise<string> {
  const ports = await storesWithHistory();
  await deliver(toRecords(events), ports, [1000]);
  return essence(await findingsOf(ports));
}

/** The day in another order, with duplicates, and with garbage in its middle. */
export async function streamDisordered(rehearsal: Rehearsal): Promise<void> {
  const disordered = perturb(events, 5, { duplicates: 0.05 });
  await rehearsal.stream(disordered.slice(0, 450), { atOnce: true, sliceLength: 50 });
  await rehearsal.put(bad.map(({ data }) => ({ data, partitionKey: 'garbage' })));
  await rehearsal.stream(disordered.slice(450), { atOnce: true, sliceLength: 50 });
}

export async function expectFindings(rehearsal: Rehearsal, expected: string): Promise<void> {
  const findings = await rehearsal.findings();
  const emails = new Set(company.people.map(({ email }) => email));
  expect(essence(findings.filter(({ actor }) => emails.has(actor.email)))).toBe(expected);
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
}

export function expectOneIncident({ pages }: Rehearsal): void {
  const opened = pages.filter(({ attributes }) => attributes['kind'] === 'opened');
  expect(opened.length).toBeGreaterThanOrEqual(1);
  // A thread for each of the person's accounts at most: at Okta, at Salesforce, and at Mixpanel.
  expect(new Set(pages.map(({ attributes }) => attributes['threadId'])).size).toBeLessThanOrEqual(3);
  for (const { message } of pages) expect(message).toContain(company.incident.person.email);
}

/** No batch was given up. */
export async function expectGarbageAside(rehearsal: Rehearsal): Promise<void> {
  expect(rehearsal.aws.counts().mapping.failedBatches).toBe(0);
  const aside = await rehearsal.quarantined();
  expect(aside.map(({ data }) => data).sort()).toEqual(
    bad.map(({ data }) => Buffer.from(data).toString('base64')).sort(),
  );
  for (const { causes } of aside) expect(causes[0]?.reason).toMatch(/\w+ \w+/);
}
