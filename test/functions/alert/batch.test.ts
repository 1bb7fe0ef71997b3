import { describe, expect, test } from 'vitest';
import { alertAll, countsOf, failureOf, idsOf, MAX_IDS } from '../../../functions/alert/batch.ts';
import { FINDING, findingOf } from '../../fixtures/findings.ts';
import { createWorld } from './world.ts';

const NOW = 1_800_000_000_000;
const OTHER = findingOf({
  id: 'OF-OTHER',
  entity: 'actor/okta/default/2',
  vendor: 'okta',
  severity: 'medium',
});

describe('a batch of findings', () => {
  test('is told although one of them fails, and then names the one that failed', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    await world.findings.upsert(OTHER, 1, NOW);
    let calls = 0;
    const ports = world.start({
      before: (_, name) => {
        if (name === 'publish' && ++calls === 1) throw new Error('Throttled');
      },
    });
    const outcomes = await alertAll([FINDING.id, OTHER.id], ports);
    expect(failureOf(outcomes)?.message).toBe(
      `1 of 2 findings could not be told to on-call and stay in the outbox. ${FINDING.id}: Throttled`,
    );
    expect(world.publisher.pages.map(({ attributes }) => attributes.findingId)).toEqual([OTHER.id]);
    expect(countsOf(outcomes)).toEqual({
      AlertFindings: 2,
      PagesOpened: 1,
      PagesEscalated: 0,
      PagesContinued: 0,
      PagesWithdrawn: 0,
      PagesResolved: 0,
      ChatFailed: 0,
      AlertSettled: 1,
      AlertClear: 0,
      AlertHeld: 0,
      AlertOvertaken: 0,
      AlertFailed: 1,
    });
  });

  test('of one entity opens one thread', async () => {
    const world = createWorld();
    const ids = ['OF-1', 'OF-2', 'OF-3'];
    for (const id of ids) await world.findings.upsert(findingOf({ id }), 1, NOW);
    expect(failureOf(await alertAll(ids, world.start()))).toBeUndefined();
    expect(world.kinds()).toEqual(['opened']);
  });

  test('puts the address of the console into its pages', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    await alertAll([FINDING.id], world.start(), { consoleUrl: 'https://outflow.example.com' });
    expect(world.publisher.pages[0]?.body).toContain(`https://outflow.example.com/${FINDING.id}`);
  });

  test('counts pages that chat has not got', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    const ports = world.start();
    const publish = async () => ({ kind: 'without-chat', reason: 'AuthorizationError' }) as const;
    const outcomes = await alertAll([FINDING.id], { ...ports, publisher: { publish } });
    expect(countsOf(outcomes)).toMatchObject({ PagesOpened: 1, ChatFailed: 1, AlertFailed: 0 });
  });
});

describe('the ids of an invocation', () => {
  test('are taken once each, up to a limit', () => {
    expect(idsOf({ findingIds: ['OF-1', 'OF-2', 'OF-1'] })).toEqual(['OF-1', 'OF-2']);
    expect(idsOf({ findingIds: Array.from({ length: 500 }, (_, n) => `OF-${n}`) })).toHaveLength(MAX_IDS);
  });

  test.each([undefined, null, 'OF-1', {}, { findingIds: 'OF-1' }, { findingIds: [1] }, { findingIds: [''] }])(
    'are asked for when the event is %j',
    (event) => {
      expect(() => idsOf(event)).toThrow(/findingIds/);
    },
  );
});
