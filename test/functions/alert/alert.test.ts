import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { alertOf } from '../../../functions/alert/alert.ts';
import { CLAIM_MS } from '../../../functions/alert/ports.ts';
import { within } from '../../../functions/ports/within.ts';
import type { Finding } from '../../../shared/finding.ts';
import { act, VERDICTS, type Verdict } from '../../../shared/triage.ts';
import { DAY, FINDING, findingOf, withdrawn } from '../../fixtures/findings.ts';
import { createWorld, dyingAt } from './world.ts';

const NOW = 1_800_000_000_000;
const MEDIUM = findingOf({ severity: 'medium', score: 6.5 });
const HIGH = findingOf({ severity: 'high', score: 8.5 });

/** Port calls of a process that tells one page and looks once more. */
const CALLS = [
  'get',
  'claim',
  'get',
  'take',
  'recent',
  'recent',
  'publish',
  'write',
  'settle',
  'release',
  'get',
];

describe('alert', () => {
  test('pages what is due, notes it and is done', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    const names: string[] = [];
    const ports = world.start({
      before: (_, name) => {
        names.push(name);
      },
    });
    expect(await alertOf(FINDING.id, ports)).toEqual({
      kind: 'settled',
      sent: [{ kind: 'opened', delivery: { kind: 'complete' } }],
    });
    expect(names).toEqual(CALLS);
    expect(world.publisher.pages).toHaveLength(1);
    expect(await world.findings.get(FINDING.id)).toMatchObject({
      due: false,
      told: { findingId: FINDING.id, threadId: FINDING.id, severity: 'critical', pagedMs: world.clock.nowMs },
    });
  });

  test('names what was found of the same person elsewhere, and says nothing of it where that cannot be read', async () => {
    const world = createWorld();
    const okta = findingOf({
      id: 'OF-97AP-4G000000',
      entity: 'actor/okta/example/00u1',
      vendor: 'okta',
      severity: 'informational',
      score: 4,
    });
    await world.findings.upsert(okta, 1, NOW);
    await world.findings.upsert(FINDING, 1, NOW);
    await alertOf(FINDING.id, world.start());
    expect(world.publisher.pages[0]?.body).toMatch(/^Also {3}Okta: for review, .*\(OF-97AP-4G\)$/m);

    const warned: string[] = [];
    const blind = createWorld();
    await blind.findings.upsert(okta, 1, NOW);
    await blind.findings.upsert(FINDING, 1, NOW);
    const ports = blind.start({
      before: (_, name) => {
        if (name === 'recent') throw new Error('throttled');
      },
    });
    const { sent } = await alertOf(FINDING.id, { ...ports, warn: (message) => warned.push(message) });
    expect(sent).toHaveLength(1);
    expect(blind.publisher.pages[0]?.body).not.toContain('Also');
    expect(warned).toEqual([expect.stringContaining(FINDING.id)]);
  });

  describe('what was found of the same person elsewhere', () => {
    const okta = findingOf({
      id: 'OF-97AP-4G000000',
      entity: 'actor/okta/example/00u1',
      vendor: 'okta',
      severity: 'high',
      score: 8,
    });
    const bodyBeside = async (arrange: (world: ReturnType<typeof createWorld>) => Promise<unknown>) => {
      const world = createWorld();
      await world.findings.upsert(okta, 1, NOW);
      await arrange(world);
      await world.findings.upsert(FINDING, 1, NOW);
      await alertOf(FINDING.id, world.start());
      return world.publisher.pages.at(-1)?.body;
    };
    const closing = (verdict: Verdict) => async (world: ReturnType<typeof createWorld>) => {
      const stored = await world.findings.get(okta.id);
      if (stored === undefined) throw new Error('not there');
      const acted = act(
        stored.triage,
        { kind: 'close', verdict },
        { ...okta, rev: 1 },
        { by: 'kim', atMs: NOW },
      );
      if (acted.kind === 'done') await world.findings.record(stored, acted.triage);
    };
    const keptBy = (suppressedBy: string) => async (world: ReturnType<typeof createWorld>) => {
      const stored = await world.findings.get(okta.id);
      if (stored === undefined) throw new Error('not there');
      await world.findings.settle(okta.id, stored, { told: undefined, suppressedBy });
    };

    test('is not named where people have found it harmless, unless new evidence has reopened it', async () => {
      for (const verdict of VERDICTS) {
        const isBad = verdict === 'malicious' || verdict === 'suspicious';
        expect((await bodyBeside(closing(verdict)))?.includes('Also   Okta: HIGH')).toBe(isBad);
      }
      const reopened = await bodyBeside(async (world) => {
        await closing('benign')(world);
        await world.findings.upsert(findingOf({ ...okta, severity: 'critical', score: 14 }), 2, NOW);
      });
      expect(reopened).toMatch(/^Also {3}Okta: CRITICAL/m);
    });

    test('is not named where a suppression keeps it from on-call, and is where a shared change tells it', async () => {
      expect(await bodyBeside(keptBy('backup'))).not.toContain('Also');
      expect(await bodyBeside(keptBy('OF-CCCC-CCCCCCCC'))).toMatch(/^Also {3}Okta: HIGH/m);
    });

    test('is named however many small ones of others came after it', async () => {
      const body = await bodyBeside(async ({ findings }) => {
        for (let n = 0; n < 301; n++)
          await findings.upsert(
            findingOf({
              id: `OF-${1000 + n}-AAAAAAAA`,
              entity: `actor/slack/default/${n}`,
              actor: { ...FINDING.actor, uid: `${n}`, email: `${n}@example.com` },
              severity: 'informational',
              score: 3,
              lastTime: FINDING.lastTime + 60_000,
            }),
            1,
            NOW,
          );
      });
      expect(body).toMatch(/^Also {3}Okta: HIGH/m);
    });

    test('keeps no page waiting', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const world = createWorld();
        await world.findings.upsert(okta, 1, NOW);
        await world.findings.upsert(FINDING, 1, NOW);
        const ports = world.start({
          before: (_, name) => (name === 'recent' ? new Promise<void>(() => undefined) : undefined),
        });
        const told = alertOf(FINDING.id, { ...ports, within });
        await vi.advanceTimersByTimeAsync(5_000);
        expect(world.publisher.pages).toHaveLength(1);
        expect((await told).sent).toHaveLength(1);
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    });

    test('is read for no page that says nothing of it', async () => {
      const names: string[] = [];
      const world = createWorld();
      await world.findings.upsert(HIGH, 1, NOW);
      await alertOf(FINDING.id, world.start());
      await world.findings.upsert(withdrawn(), 2, NOW);
      await alertOf(FINDING.id, world.start({ before: (_, name) => void names.push(name) }));
      expect(world.kinds()).toEqual(['opened', 'withdrawn']);
      expect(names).not.toContain('recent');
      const nobody = createWorld();
      await nobody.findings.upsert(findingOf({ actor: { ...FINDING.actor, email: '' } }), 1, NOW);
      await alertOf(FINDING.id, nobody.start({ before: (_, name) => void names.push(name) }));
      expect(nobody.kinds()).toEqual(['opened']);
      expect(names).not.toContain('recent');
    });
  });

  test('does nothing about what is not due, or does not exist', async () => {
    const world = createWorld();
    await world.findings.upsert(findingOf({ severity: 'informational' }), 1, NOW);
    expect(await alertOf(FINDING.id, world.start())).toEqual({ kind: 'clear', sent: [] });
    expect(await alertOf('OF-0000-00000000', world.start())).toEqual({ kind: 'clear', sent: [] });
    expect(world.publisher.pages).toEqual([]);
  });

  test('writes nothing about what another process told while it was claiming', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    const names: string[] = [];
    const ports = world.start({
      before: async (_, name) => {
        names.push(name);
        if (name === 'claim') await alertOf(FINDING.id, world.start());
      },
    });
    expect(await alertOf(FINDING.id, ports)).toEqual({ kind: 'settled', sent: [] });
    expect(names).toEqual(['get', 'claim', 'get', 'release', 'get']);
    expect(world.kinds()).toEqual(['opened']);
  });

  test('settles what is no news without sending it', async () => {
    const world = createWorld();
    await world.findings.upsert(HIGH, 1, NOW);
    await world.findings.upsert(
      findingOf({ id: 'OF-NEXT', day: DAY + 1, severity: 'medium', score: 7 }),
      1,
      NOW,
    );
    await alertOf(FINDING.id, world.start());
    expect(await alertOf('OF-NEXT', world.start())).toEqual({ kind: 'settled', sent: [] });
    expect(world.kinds()).toEqual(['opened']);
    expect(await world.findings.get('OF-NEXT')).toMatchObject({ due: false, told: undefined });
  });

  test('sends a raise and a withdrawal into the thread of the page', async () => {
    const world = createWorld();
    for (const [rev, finding] of [MEDIUM, HIGH, withdrawn(), withdrawn()].entries()) {
      await world.findings.upsert(finding, rev + 1, NOW);
      await alertOf(FINDING.id, world.start());
    }
    expect(world.kinds()).toEqual(['opened', 'escalated', 'withdrawn']);
    expect(new Set(world.publisher.pages.map(({ attributes }) => attributes.threadId))).toEqual(
      new Set([FINDING.id]),
    );
    expect(await world.findings.get(FINDING.id)).toMatchObject({ due: false, told: undefined });
  });

  describe('when the page that kept another day quiet is withdrawn', () => {
    const NEXT = findingOf({ id: 'OF-NEXT', day: DAY + 1, severity: 'medium', score: 7 });
    const LATER = findingOf({ id: 'OF-LATER', day: DAY + 2, severity: 'medium', score: 6.5 });

    /** HIGH was told, NEXT and LATER joined in silence, and HIGH does not hold any more. */
    async function refuted() {
      const world = createWorld();
      for (const finding of [HIGH, NEXT, LATER]) {
        await world.findings.upsert(finding, 1, NOW);
        await alertOf(finding.id, world.start());
      }
      expect(world.kinds()).toEqual(['opened']);
      await world.findings.upsert(withdrawn(), 2, NOW);
      return world;
    }

    test('tells that day, once, and keeps its own thread quiet', async () => {
      const world = await refuted();
      await alertOf(FINDING.id, world.start());
      expect(world.kinds()).toEqual(['opened', 'withdrawn', 'opened']);
      expect(world.publisher.pages.at(-1)?.attributes).toMatchObject({ findingId: 'OF-NEXT' });
      for (const id of [FINDING.id, 'OF-NEXT', 'OF-LATER']) {
        await alertOf(id, world.start());
        expect(await world.isForgotten(id), id).toBe(false);
      }
      expect(world.kinds()).toHaveLength(3);
    });

    test('says nothing of a day that does not deserve a page any more', async () => {
      const world = await refuted();
      for (const { id, day } of [NEXT, LATER])
        await world.findings.upsert(findingOf({ id, day, severity: 'informational', score: 2 }), 2, NOW);
      await alertOf(FINDING.id, world.start());
      expect(world.kinds()).toEqual(['opened', 'withdrawn']);
    });

    test('tells of what was told before and has become worse behind it', async () => {
      const world = createWorld();
      const risen = findingOf({ id: 'OF-RISEN', day: DAY + 1, severity: 'high', score: 8.5 });
      for (const finding of [{ ...risen, severity: 'medium', score: 5 } as const, HIGH, risen]) {
        await world.findings.upsert(finding, finding === risen ? 2 : 1, NOW);
        await alertOf(finding.id, world.start());
      }
      expect(world.kinds()).toEqual(['opened', 'escalated']);
      await world.findings.upsert(withdrawn(), 2, NOW);
      await alertOf(FINDING.id, world.start());
      expect(world.kinds()).toEqual(['opened', 'escalated', 'withdrawn', 'escalated']);
      expect(world.publisher.pages.at(-1)?.attributes).toMatchObject({ findingId: 'OF-RISEN' });
      await alertOf('OF-RISEN', world.start());
      expect(world.kinds()).toHaveLength(4);
    });

    test('forgets none of them by dying at any call', async () => {
      for (let n = 1; n <= 16; n++)
        for (const moment of ['before', 'after'] as const) {
          const world = await refuted();
          await alertOf(FINDING.id, world.start(dyingAt(n, moment))).catch(() => {});
          for (let minute = 0; minute < 3; minute++) await world.sweep();
          for (const id of [FINDING.id, 'OF-NEXT', 'OF-LATER'])
            expect(await world.isForgotten(id), `${id}, dying ${moment} call ${n}`).toBe(false);
        }
    });
  });

  test('leaves a finding whose entity somebody else is at work on, and takes it when the claim has ended', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    const nowMs = world.clock.nowMs;
    await world.threads.claim(FINDING.entity, { token: 'other', nowMs, untilMs: nowMs + CLAIM_MS });
    expect(await alertOf(FINDING.id, world.start())).toEqual({ kind: 'held', sent: [] });
    expect(await world.findings.get(FINDING.id)).toMatchObject({ due: true });
    world.clock.nowMs += CLAIM_MS;
    expect(await alertOf(FINDING.id, world.start())).toMatchObject({ kind: 'settled' });
  });

  test('keeps the mark and frees the claim when the page cannot be sent', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    const throttled = world.start({
      before: (_, name) => {
        if (name === 'publish') throw new Error('Throttled');
      },
    });
    await expect(alertOf(FINDING.id, throttled)).rejects.toThrow('Throttled');
    expect(await world.findings.get(FINDING.id)).toMatchObject({ due: true, told: undefined });
    expect(await alertOf(FINDING.id, world.start())).toMatchObject({
      kind: 'settled',
      sent: [{ kind: 'opened' }],
    });
  });

  test('fails, instead of writing over another process, when its claim ended while the page went out', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    const slow = world.start({
      after: async (_, name) => {
        if (name !== 'publish') return;
        world.clock.nowMs += CLAIM_MS;
        await alertOf(FINDING.id, world.start());
      },
    });
    await expect(alertOf(FINDING.id, slow)).rejects.toThrow(/claim .* ended/);
    expect(world.kinds()).toEqual(['opened', 'opened']);
    expect(await world.findings.get(FINDING.id)).toMatchObject({ due: false });
  });

  test('gives up after some rounds when revisions come without end, and leaves the rest to watch', async () => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    let rev = 1;
    const restless = world.start({
      before: async (_, name) => {
        if (name === 'settle') await world.findings.upsert(FINDING, ++rev, NOW);
      },
    });
    expect(await alertOf(FINDING.id, restless)).toMatchObject({
      kind: 'overtaken',
      sent: [{ kind: 'opened' }],
    });
    expect(await world.findings.get(FINDING.id)).toMatchObject({ due: true });
  });
});

const moments = ['before', 'after'] as const;
const crashes = CALLS.flatMap((name, n) => moments.map((moment) => ({ name, n: n + 1, moment })));

describe('a process that dies', () => {
  test.each(crashes)('$moment call $n ($name) loses no page', async ({ n, moment }) => {
    const world = createWorld();
    await world.findings.upsert(FINDING, 1, NOW);
    await expect(alertOf(FINDING.id, world.start(dyingAt(n, moment)))).rejects.toThrow();
    expect(await world.isForgotten()).toBe(false);
    await world.sweep();

    // Only between the page going out and the thread being written is there something to repeat.
    const publish = CALLS.indexOf('publish') + 1;
    const repeats = (n === publish && moment === 'after') || (n === publish + 1 && moment === 'before');
    expect(world.kinds()).toEqual(repeats ? ['opened', 'opened'] : ['opened']);
    expect(await world.findings.get(FINDING.id)).toMatchObject({
      due: false,
      told: { severity: 'critical' },
    });
  });

  test('again and again repeats a page at most once per death, and still tells it', async () => {
    const death = fc.tuple(fc.integer({ min: 1, max: CALLS.length }), fc.constantFrom(...moments));
    await fc.assert(
      fc.asyncProperty(fc.array(death, { maxLength: 5 }), async (deaths) => {
        const world = createWorld();
        await world.findings.upsert(FINDING, 1, NOW);
        for (const [n, moment] of deaths) {
          await alertOf(FINDING.id, world.start(dyingAt(n, moment))).catch(() => undefined);
          world.clock.nowMs += CLAIM_MS;
          expect(await world.isForgotten()).toBe(false);
        }
        await world.sweep();
        expect(world.kinds().length).toBeGreaterThanOrEqual(1);
        expect(world.kinds().length).toBeLessThanOrEqual(1 + deaths.length);
        expect(await world.findings.get(FINDING.id)).toMatchObject({ due: false });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a newer revision', () => {
  test.each(crashes)('that arrives $moment call $n ($name) is told as well', async ({ n, moment }) => {
    const world = createWorld();
    await world.findings.upsert(MEDIUM, 1, NOW);
    const arrive = async (at: number) => {
      if (at === n) await world.findings.upsert(FINDING, 2, NOW);
    };
    await alertOf(FINDING.id, world.start({ [moment]: arrive }));
    expect(await world.isForgotten()).toBe(false);
    await world.sweep();
    expect(await world.findings.get(FINDING.id)).toMatchObject({
      rev: 2,
      due: false,
      told: { severity: 'critical' },
    });
    // Told once, either at once or as a raise.
    expect(world.publisher.pages.filter(({ attributes }) => attributes.severity === 'critical')).toHaveLength(
      1,
    );
  });

  test.each(crashes)(
    'that takes the finding back $moment call $n ($name) is told if the page went out',
    async ({ n, moment }) => {
      const world = createWorld();
      await world.findings.upsert(HIGH, 1, NOW);
      const arrive = async (at: number) => {
        if (at === n) await world.findings.upsert(withdrawn(), 2, NOW);
      };
      await alertOf(FINDING.id, world.start({ [moment]: arrive }));
      await world.sweep();
      expect([[], ['opened', 'withdrawn']]).toContainEqual(world.kinds());
      expect(await world.findings.get(FINDING.id)).toMatchObject({ due: false, told: undefined });
    },
  );
});

describe('however processes, deaths and revisions interleave', () => {
  const revisions: fc.Arbitrary<Finding> = fc.oneof(
    fc.constantFrom(MEDIUM, HIGH, FINDING),
    fc.constant(withdrawn()),
    fc.constant(findingOf({ severity: 'informational', score: 4 })),
  );

  test('nothing is forgotten, and without deaths nothing is told twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(revisions, { minLength: 1, maxLength: 4 }),
        fc.array(fc.option(fc.integer({ min: 1, max: 10 })), { minLength: 2, maxLength: 4 }),
        async (scheduler, findings, deaths) => {
          const world = createWorld();
          const wait = () => scheduler.schedule(Promise.resolve());
          const detect = async () => {
            for (const [rev, finding] of findings.entries()) {
              await wait();
              await world.findings.upsert(finding, rev + 1, NOW);
            }
          };
          const alert = async (death: number | null) => {
            const { before, after } = dyingAt(death ?? Number.POSITIVE_INFINITY, 'after');
            const around = {
              before: async (n: number, name: string) => {
                await before?.(n, name);
                await wait();
              },
              ...(after && { after }),
            };
            await alertOf(FINDING.id, world.start(around)).catch(() => undefined);
          };
          const all = Promise.all([detect(), ...deaths.map(alert)]);
          await scheduler.waitFor(all);
          expect(await world.isForgotten()).toBe(false);
          await world.sweep();
          await world.sweep();
          expect(await world.isForgotten()).toBe(false);
          expect(await world.findings.get(FINDING.id)).toMatchObject({ due: false });
          if (deaths.every((death) => death === null)) expectNoRepetition(world.publisher.pages);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Until it is taken back, each message about the finding is worse than the one before. */
function expectNoRepetition(pages: ReturnType<typeof createWorld>['publisher']['pages']): void {
  const severities = ['medium', 'high', 'critical'];
  let last = -1;
  for (const { attributes } of pages) {
    const rank = severities.indexOf(attributes.severity);
    if (attributes.kind === 'withdrawn') last = -1;
    else {
      expect(rank).toBeGreaterThan(last);
      last = rank;
    }
  }
}
