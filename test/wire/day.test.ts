import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { perturb } from '../../cli/demo/event.ts';
import { type Rehearsal, startRehearsal } from '../../cli/demo/rehearsal.ts';
import { company, DAY, deliver, essence, findingsOf, storesWithHistory, toRecords } from '../demo/day.ts';
import { garbage } from '../fixtures/garbage.ts';

const events = company.day();
/** The stream takes 1 MiB a record; what is larger cannot arrive. */
const bad = garbage().filter(({ data }) => data.length > 0 && data.length < 1024 * 1024);

describe("the demo's day on the wire: shuffled, with duplicates and garbage, while detect is killed", () => {
  let rehearsal: Rehearsal;
  let expected: string;
  let kills = 0;

  beforeAll(async () => {
    const ports = await storesWithHistory();
    await deliver(toRecords(events), ports, [1000]);
    expected = essence(await findingsOf(ports));

    rehearsal = await startRehearsal(company, DAY);
    let streaming = true;
    const killer = (async () => {
      while (streaming) {
        await sleep(700);
        if (rehearsal.aws.counts().mapping.records > 0) kills += rehearsal.aws.kill('detect', 'SIGKILL');
      }
    })();
    const disordered = perturb(events, 5, { duplicates: 0.05 });
    await rehearsal.stream(disordered.slice(0, 450), { atOnce: true, sliceLength: 50 });
    await rehearsal.put(bad.map(({ data }) => ({ data, partitionKey: 'garbage' })));
    await rehearsal.stream(disordered.slice(450), { atOnce: true, sliceLength: 50 });
    await sleep(4000);
    streaming = false;
    await killer;
    await rehearsal.settled();
  }, 180_000);

  afterAll(() => rehearsal?.stop());

  test('detect was killed while it worked', () => {
    expect(kills).toBeGreaterThan(1);
    expect(rehearsal.aws.counts().functions.detect.crashes).toBeGreaterThan(0);
  });

  test('no finding is lost or doubled, and each has the content of an undisturbed run', async () => {
    const findings = await rehearsal.findings();
    const ofCompany = findings.filter(({ actor }) =>
      company.people.some(({ email }) => email === actor.email),
    );
    expect(essence(ofCompany)).toBe(expected);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  });

  test('the page arrives, and nobody else is paged', () => {
    const opened = rehearsal.pages.filter(({ attributes }) => attributes['kind'] === 'opened');
    expect(opened.length).toBeGreaterThanOrEqual(1);
    expect(new Set(rehearsal.pages.map(({ attributes }) => attributes['threadId'])).size).toBe(1);
    expect(opened[0]?.message).toContain(company.incident.person.email);
  });

  test('no batch was given up, and all garbage is in quarantine with its bytes', async () => {
    expect(rehearsal.aws.counts().mapping.failedBatches).toBe(0);
    const aside = await rehearsal.quarantined();
    expect(aside.map(({ data }) => data).sort()).toEqual(
      bad.map(({ data }) => Buffer.from(data).toString('base64')).sort(),
    );
    for (const { causes } of aside) expect(causes[0]?.reason).toMatch(/\w+ \w+/);
  });
});
