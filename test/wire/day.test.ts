import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Rehearsal, startRehearsal } from '../../cli/demo/rehearsal.ts';
import { company, companyHistory, DAY } from '../demo/day.ts';
import { built } from './built.ts';
import {
  expectFindings,
  expectGarbageAside,
  expectOneIncident,
  streamDisordered,
  undisturbed,
} from './hard-day.ts';

describe("the demo's day on the wire: shuffled, with duplicates and garbage, while detect is killed", () => {
  let rehearsal: Rehearsal;
  let expected: string;
  let kills = 0;

  beforeAll(async () => {
    expected = await undisturbed();

    rehearsal = await startRehearsal(company, DAY, await built({ history: await companyHistory() }));
    let streaming = true;
    const killer = (async () => {
      while (streaming) {
        await sleep(700);
        if (rehearsal.aws.counts().mapping.records > 0) kills += rehearsal.aws.kill('detect', 'SIGKILL');
      }
    })();
    await streamDisordered(rehearsal);
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
    await expectFindings(rehearsal, expected);
  });

  test('the page arrives, and nobody else is paged', () => {
    expectOneIncident(rehearsal);
  });

  test('no batch was given up, and all garbage is in quarantine with its bytes', async () => {
    await expectGarbageAside(rehearsal);
  });
});
