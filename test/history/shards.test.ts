import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replay } from '../../cli/history/replay.ts';
import { createOwners, ownerOf, seenIn } from '../../cli/shards/owners.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { actorEntity } from '../../shared/entity.ts';
import { worstFirst } from '../../shared/incident.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { exportOn, historyOf, lives } from './activities.ts';
import { meeting } from './meeting.ts';

const judged = {
  hashKey: new Uint8Array(32).fill(3),
  settings: { ...DEFAULT_SETTINGS, reviewScore: 1, pageScore: 2 },
  judging: JUDGING,
  moments: true,
};

function ownersOf(activities: readonly Activity[], shards: number) {
  const owners = createOwners();
  for (const activity of activities) owners.see(seenIn([activity]));
  return owners.divide(shards);
}

describe('shards of a replay', () => {
  test('find together, to the byte, what one alone finds', async () => {
    await fc.assert(
      fc.asyncProperty(lives(40, 120), fc.integer({ min: 1, max: 4 }), async (all, shards) => {
        const history = await historyOf(all, { batchActivities: 20, heldCharacters: 2000 });
        const alone = await replay(history, judged);
        const owners = ownersOf(all, shards);
        const exchange = meeting(shards);
        const parts = await Promise.all(
          Array.from({ length: shards }, (_, shard) =>
            replay(history, {
              ...judged,
              only: { owns: (entity) => ownerOf(owners, entity, shards) === shard, exchange },
            }),
          ),
        );
        history.spool.remove();
        expect(parts.flatMap(({ findings }) => findings).sort(worstFirst)).toEqual(alone.findings);
        // Of who is known by one person's accounts elsewhere too: all of them are of one shard.
        expect(new Map(parts.flatMap(({ moments }) => [...moments]))).toEqual(alone.moments);
        const profiles = ({ items }: typeof alone) =>
          [...items].filter(([, { part }]) => part === 'open' || part.startsWith('base#'));
        expect(new Map(parts.flatMap(profiles))).toEqual(new Map(profiles(alone)));
      }),
      { numRuns: 25 },
    );
  });

  test('hold the accounts of one person together', () => {
    fc.assert(
      fc.property(lives(10, 60), fc.integer({ min: 1, max: 5 }), (all, shards) => {
        const owners = ownersOf(all, shards);
        for (const { actor, tenant } of all) {
          const homes = ['okta', 'salesforce'].flatMap(
            (vendor) => owners.get(actorEntity({ vendor, tenant, actor })) ?? [],
          );
          expect(new Set(homes).size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('hold those together that hear of the person by a shorter name, whether they act or something is done to them', () => {
    const named = (uid: string, email: string): Activity => ({
      ...exportOn(1),
      vendor: 'salesforce',
      actor: { uid, type: 'user', email },
    });
    const done: Activity = { ...exportOn(2), target: { uid: 'ana-2', email: 'ana+two@example.com' } };
    const all = [exportOn(1), done, named('ana-crm', 'ana@example.com.prod')];
    const owners = ownersOf(all, 3);
    const homes = ['actor/okta/default/ana', 'actor/okta/default/ana-2', 'actor/salesforce/default/ana-crm'];
    expect(new Set(homes.map((entity) => owners.get(entity))).size).toBe(1);
    expect(owners.has(homes[0] ?? '')).toBe(true);
  });

  test('weigh about the same', () => {
    const owners = createOwners();
    for (let i = 0; i < 100; i++)
      owners.see([{ entity: `actor/okta/example/${i}`, emails: [], weight: 1 + (i % 7) }]);
    const loads = [0, 0, 0];
    for (const [entity, shard] of owners.divide(3))
      loads[shard] = (loads[shard] ?? 0) + 1 + (Number(entity.split('/').at(-1)) % 7);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  });
});
