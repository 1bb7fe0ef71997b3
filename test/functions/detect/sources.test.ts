import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../shared/activity.ts';
import { at } from '../../fixtures/readings.ts';
import { arrivals, event } from './events.ts';
import { content, deliver, emptyWorld, options, type World } from './tables.ts';

const ADDRESS = '203.0.113.77';
const SOURCE = `source/okta/default/${ADDRESS}`;

const attempt = (name: string, outcome: 'success' | 'failure', time: number, ip = ADDRESS): Activity =>
  event({
    id: `${name} ${outcome} ${time} ${ip}`,
    vendor: 'okta',
    kind: 'logon',
    operation: 'user.session.start',
    outcome,
    time,
    actor: { uid: name, type: 'user', email: `${name}@example.com` },
    source: { ip },
    resources: [],
  });
const spray = [
  ...Array.from({ length: 20 }, (_, i) => attempt(`user-${i}`, 'failure', at(0) + i * 60_000)),
  attempt('user-20', 'success', at(0) + 25 * 60_000),
];

const worldOf = async (batches: readonly (readonly Activity[])[]) => {
  const world = emptyWorld();
  for (const batch of batches) await deliver(world, arrivals(batch));
  return world;
};
const found = (world: World) => content(world).findings.filter(({ entity }) => entity.startsWith('source/'));

describe('an address from which twenty accounts fail and one gets in', () => {
  test('has a page of its own, which names the account', async () => {
    const [finding, ...more] = found(await worldOf([spray]));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      entity: SOURCE,
      vendor: 'okta',
      actor: { uid: ADDRESS },
      signals: [
        {
          detector: 'spraying',
          observed: expect.stringMatching(/1 account got in: user-20@example\.com \(user-20\)$/),
          facts: { failed: 20, entered: ['user-20'] },
        },
      ],
    });
    expect(finding?.score).toBeGreaterThanOrEqual(options.settings.pageScore);
  });

  test('has the same one in any order and batching', async () => {
    const expected = content(await worldOf([spray]));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(spray, { minLength: spray.length }),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
            all.slice(i * size, (i + 1) * size),
          );
          expect(content(await worldOf([...batches, ...batches.slice(0, 1)]))).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('leaves the accounts that failed without a profile', async () => {
    const world = await worldOf([spray]);
    const open = [...world.state.values()].filter(({ part }) => part === 'open').map(({ entity }) => entity);
    expect(open.sort()).toEqual(['actor/okta/default/user-20', SOURCE]);
  });

  test('is one address, whichever of its IPv6 neighbours is used', async () => {
    const six = spray.map((one, i) => ({ ...one, source: { ip: `2001:db8:1:2::${(i + 1).toString(16)}` } }));
    expect(found(await worldOf([six])).map(({ entity }) => entity)).toEqual([
      'source/okta/default/2001:db8:1:2::%2F64',
    ]);
  });
});

describe('nearly a spray', () => {
  test('is an office in which five of two hundred mistype their password', async () => {
    const office = Array.from({ length: 200 }, (_, i) => [
      ...(i < 5 ? [attempt(`user-${i}`, 'failure', at(0) + i * 1000)] : []),
      attempt(`user-${i}`, 'success', at(0) + 60_000 + i * 1000),
    ]).flat();
    expect(found(await worldOf([office]))).toEqual([]);
  });

  test('is one person who mistypes twenty times', async () => {
    const forgetful = Array.from({ length: 20 }, (_, i) => attempt('mara', 'failure', at(0) + i * 1000));
    expect(found(await worldOf([[...forgetful, attempt('mara', 'success', at(0) + 60_000)]]))).toEqual([]);
  });

  test('is twenty failures from twenty addresses, or over twenty days', async () => {
    const apart = spray.map((one, i) => ({ ...one, source: { ip: `198.51.100.${i}` } }));
    expect(found(await worldOf([apart]))).toEqual([]);
    const slow = spray.map((one, i) => ({ ...one, time: at(i) }));
    expect(found(await worldOf(slow.map((one) => [one])))).toEqual([]);
  });

  test('that got in nowhere is for review, not for a page, and the same in any order', async () => {
    const failures = spray.slice(0, 20);
    const world = await worldOf([failures]);
    const [finding] = found(world);
    expect(finding).toMatchObject({ entity: SOURCE, severity: 'informational' });
    expect(content(await worldOf(failures.toReversed().map((one) => [one])))).toEqual(content(world));
  });

  test('of an address that fails for a year keeps an item of bounded size', async () => {
    const year = Array.from({ length: 120 }, (_, day) =>
      Array.from({ length: 3 }, (_, i) => attempt(`user-${i}`, 'failure', at(day * 3, 3 + i))),
    );
    const world = await worldOf(year);
    const sizes = [...world.state.values()]
      .filter(({ entity, part }) => entity === SOURCE && !part.startsWith('hour#'))
      .map(({ bytes }) => bytes.byteLength);
    expect(sizes).toHaveLength(2);
    for (const size of sizes) expect(size).toBeLessThan(2048);
  });
});
