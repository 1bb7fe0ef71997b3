import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../cli/corpus/random.ts';
import { type Rehearsal, startRehearsal } from '../../cli/demo/rehearsal.ts';
import { company, companyHistory, DAY } from '../demo/day.ts';
import { temporaryFolder } from '../temporary.ts';
import { built } from './built.ts';
import { type DurableDynalite, startDurableDynalite } from './durable-dynalite.ts';
import {
  expectFindings,
  expectGarbageAside,
  expectOneIncident,
  streamDisordered,
  undisturbed,
} from './hard-day.ts';
import { startWire, type Wire, type WireState } from './wire.ts';

/** Restarts are seen as refusals, and by what they break off. */
const STATES: readonly WireState[] = ['good', 'good', 'refused', 'cut', 'slow'];
const WEATHER_MS = 8_000;
const portOf = (url: string) => Number(new URL(url).port);
const urlOf = ({ port }: Wire) => `http://127.0.0.1:${port}`;

/**
 * Dynalite is killed and started again on its folder. Kinesis-local and fauxqs forget everything when they end: for
 * their restarts stands a wire that refuses every connection for a while, and then breaks off or slows down others.
 */
describe('the bundled handlers, while what they speak to is killed, refuses, breaks off and is slow', () => {
  const folder = temporaryFolder();
  const random = seededRandom('restarts');
  let dynalite: DurableDynalite;
  let wires: Readonly<Record<'kinesis' | 'dynamodb' | 'messaging', Wire>>;
  let rehearsal: Rehearsal;
  let expected: string;
  let restarts = 0;

  beforeAll(async () => {
    expected = await undisturbed();

    dynalite = await startDurableDynalite(folder);
    rehearsal = await startRehearsal(company, DAY, {
      ...(await built({})),
      history: await companyHistory(),
      through: async (urls) => {
        wires = {
          kinesis: await startWire(portOf(urls.kinesis)),
          dynamodb: await startWire(dynalite.port()),
          messaging: await startWire(portOf(urls.messaging)),
        };
        return {
          kinesis: urlOf(wires.kinesis),
          dynamodb: urlOf(wires.dynamodb),
          messaging: urlOf(wires.messaging),
        };
      },
    });

    let weather = true;
    const trouble = (async () => {
      for (let turn = 1; weather; turn++) {
        for (const wire of Object.values(wires)) await wire.set(random.pick(STATES));
        await sleep(random.between(200, 900));
        if (turn % 4 !== 0) continue;
        await wires.dynamodb.set('refused');
        await dynalite.restart();
        restarts++;
        wires.dynamodb.leadTo(dynalite.port());
      }
      for (const wire of Object.values(wires)) await wire.set('good');
    })();
    await streamDisordered(rehearsal);
    await sleep(WEATHER_MS);
    weather = false;
    await trouble;
    await rehearsal.settled();
  }, 600_000);

  afterAll(async () => {
    await rehearsal?.stop();
    await Promise.all(Object.values(wires ?? {}).map((wire) => wire.stop()));
    await dynalite?.stop();
  });

  test('all of that happened while the day was flowing', () => {
    expect(restarts).toBeGreaterThan(2);
    // Whether a page is on its way just then is chance.
    for (const name of ['kinesis', 'dynamodb'] as const)
      expect(wires[name].harmed(), name).toBeGreaterThan(0);
    expect(rehearsal.aws.counts().mapping.retries).toBeGreaterThan(0);
  });

  test('no finding is lost or doubled, and each has the content of an undisturbed run', async () => {
    await expectFindings(rehearsal, expected);
  });

  test('the page arrives, of one incident', () => {
    expectOneIncident(rehearsal);
  });

  test('all garbage is in quarantine with its bytes, and no batch was given up', async () => {
    await expectGarbageAside(rehearsal);
  });
});
