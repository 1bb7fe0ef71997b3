import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertOf } from '../../../functions/alert/alert.ts';
import { memoryNudge } from '../../../functions/ports/memory/nudge.ts';
import { memoryVerdictStore } from '../../../functions/ports/memory/verdicts.ts';
import { type TriagePorts, triage } from '../../../functions/triage/triage.ts';
import type { Action } from '../../../shared/triage.ts';
import { dayVerdictOf, takenBack } from '../../../shared/verdict.ts';
import { DAY, FINDING, findingOf } from '../../fixtures/findings.ts';
import { createWorld } from '../alert/world.ts';

const NOW = 1_800_000_000_000;

async function desk() {
  const world = createWorld();
  await world.findings.upsert(FINDING, 1, NOW);
  const verdicts = memoryVerdictStore();
  const { nudge, events } = memoryNudge();
  const ports: TriagePorts = { findings: world.findings, verdicts, nudge, now: () => NOW };
  const does = (action: Action | object, by = 'omar') => triage({ id: FINDING.id, by, action }, ports);
  return { ...world, verdicts, events, ports, does };
}

describe('triage', () => {
  test('records who did what, and says how the finding stands then', async () => {
    const { does, findings } = await desk();
    expect(await does({ kind: 'assign', assignee: 'mara' })).toMatchObject({
      kind: 'done',
      status: 'in progress',
    });
    await does({ kind: 'note', text: 'Called her: on holiday.' }, 'mara');
    await does({ kind: 'close', verdict: 'malicious', note: 'Sessions ended.' }, 'mara');
    const stored = await findings.get(FINDING.id);
    expect(stored?.status).toBe('closed');
    expect(stored?.triage).toMatchObject({
      assignee: 'mara',
      closed: { verdict: 'malicious', rev: 1, score: FINDING.score, severity: 'critical' },
      notes: [{ by: 'mara', text: 'Called her: on holiday.' }, { text: 'Sessions ended.' }],
      history: [
        { by: 'omar', what: 'assigned to mara', atMs: NOW },
        { by: 'mara', what: 'added a note', atMs: NOW },
        { by: 'mara', what: 'closed as malicious', atMs: NOW },
      ],
    });
  });

  test('tells on-call of a closing, and of nothing else', async () => {
    const { does, events } = await desk();
    await does({ kind: 'assign', assignee: 'mara' });
    await does({ kind: 'note', text: 'x' });
    expect(events).toEqual([]);
    await does({ kind: 'close', verdict: 'test' });
    await does({ kind: 'reopen' });
    expect(events).toEqual([{ findingIds: [FINDING.id] }]);
  });

  test('lets the baseline learn from benign days, or from all days since, until the finding is reopened', async () => {
    const { does, verdicts } = await desk();
    const { entity } = FINDING;
    await does({ kind: 'close', verdict: 'benign', normalFromDay: DAY - 3 });
    expect(await verdicts.verdicts(entity)).toEqual([
      { entity, verdict: 'benign', fromDay: DAY - 3, toDay: null },
    ]);
    await does({ kind: 'close', verdict: 'malicious' });
    expect(await verdicts.verdicts(entity)).toEqual([
      { entity, verdict: 'malicious', fromDay: DAY, toDay: DAY },
    ]);
    await does({ kind: 'reopen' });
    expect(await verdicts.verdicts(entity)).toEqual([takenBack(entity)]);
  });

  test('completes what somebody began who then died, also where it is refused because it is done', async () => {
    const { does, ports, verdicts } = await desk();
    await does({ kind: 'close', verdict: 'benign' });
    const dying: TriagePorts = {
      ...ports,
      verdicts: { ...verdicts, assign: async () => Promise.reject(new Error('the process died')) },
    };
    const reopen = { id: FINDING.id, by: 'omar', action: { kind: 'reopen' } };
    await expect(triage(reopen, dying)).rejects.toThrow('died');
    expect(await verdicts.verdicts(FINDING.entity)).toHaveLength(1);
    expect(await triage(reopen, ports)).toMatchObject({ kind: 'refused' });
    expect(await verdicts.verdicts(FINDING.entity)).toEqual([takenBack(FINDING.entity)]);
  });

  test('does once what is asked twice because the answer was lost, and completes it', async () => {
    const { ports, findings, verdicts, events } = await desk();
    const ask = (action: Action, request: string, to = ports) =>
      triage({ id: FINDING.id, by: 'omar', action, request }, to);
    const note: Action = { kind: 'note', text: 'Called her.' };
    const first = await ask(note, 'request-1');
    const version = async () => (await findings.get(FINDING.id))?.triageVersion;
    const written = await version();
    expect(await ask(note, 'request-1')).toEqual(first);
    expect(await version()).toBe(written);
    // Also where somebody else was at it in between.
    await ask(note, 'request-2');
    await ask(note, 'request-1');
    expect((await findings.get(FINDING.id))?.triage.notes).toHaveLength(2);

    const dying: TriagePorts = { ...ports, nudge: async () => Promise.reject(new Error('the process died')) };
    const close: Action = { kind: 'close', verdict: 'benign', note: 'A drill.' };
    await expect(ask(close, 'request-3', dying)).rejects.toThrow('died');
    expect(await ask(close, 'request-3')).toMatchObject({ kind: 'done', status: 'closed' });
    expect(events).toEqual([{ findingIds: [FINDING.id] }]);
    expect(await verdicts.verdicts(FINDING.entity)).toHaveLength(1);
    await ask({ kind: 'reopen' }, 'request-4');
    expect(await ask({ kind: 'reopen' }, 'request-4')).toMatchObject({ kind: 'done', status: 'new' });
    const { triage: stands } = (await findings.get(FINDING.id)) ?? {};
    expect(stands?.notes.map(({ text }) => text)).toEqual(['Called her.', 'Called her.', 'A drill.']);
    expect(stands?.history).toHaveLength(4);
  });

  test.each([
    [
      'what is no id of a request',
      { id: FINDING.id, by: 'omar', action: { kind: 'note', text: 'x' }, request: 7 },
      /In "request" there is no id/,
    ],
    ['no request', null, /no finding id/],
    ['no name', { id: FINDING.id, by: ' ', action: { kind: 'reopen' } }, /Say in "by"/],
    ['no action', { id: FINDING.id, by: 'omar' }, /no such action/],
    [
      'an unknown verdict',
      { id: FINDING.id, by: 'omar', action: { kind: 'close', verdict: 'fine' } },
      /no such action/,
    ],
    [
      'an unknown finding',
      { id: 'OF-0000-00000000', by: 'omar', action: { kind: 'reopen' } },
      /There is no finding OF-0000/,
    ],
    ['a finding that is open', { id: FINDING.id, by: 'omar', action: { kind: 'reopen' } }, /new, not closed/],
    ['an empty note', { id: FINDING.id, by: 'omar', action: { kind: 'note', text: ' ' } }, /empty/],
    [
      'a long note',
      { id: FINDING.id, by: 'omar', action: { kind: 'note', text: 'x'.repeat(1001) } },
      /1001 characters/,
    ],
    [
      'a new normal that begins later',
      { id: FINDING.id, by: 'omar', action: { kind: 'close', verdict: 'benign', normalFromDay: DAY + 1 } },
      /earlier/,
    ],
    [
      'what stands beside a finding under its id',
      { id: `${FINDING.id}#ledger`, by: 'omar', action: { kind: 'reopen' } },
      /There is no finding id/,
    ],
    [
      'a new normal that is malicious',
      { id: FINDING.id, by: 'omar', action: { kind: 'close', verdict: 'malicious', normalFromDay: DAY } },
      /Only a benign/,
    ],
  ])('refuses %s, says why, and writes nothing', async (_, event, reason) => {
    const { ports, findings } = await desk();
    const before = await findings.get(FINDING.id);
    expect(await triage(event, ports)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(reason),
    });
    expect(await findings.get(FINDING.id)).toEqual(before);
  });

  test('keeps fifty notes and a hundred changes, and says when that is all', async () => {
    const { does, findings } = await desk();
    for (let n = 0; n < 50; n++) await does({ kind: 'note', text: `note ${n}` });
    expect(await does({ kind: 'note', text: 'one more' })).toMatchObject({ kind: 'refused' });
    for (let n = 0; n < 60; n++) await does({ kind: 'assign', assignee: `${n}` });
    const stored = await findings.get(FINDING.id);
    expect(stored?.triage).toMatchObject({ assignee: '59', forgotten: 10 });
    expect(stored?.triage.history).toHaveLength(100);
  });
});

describe('however analysts, detect and alert interleave', () => {
  const actions: fc.Arbitrary<Action> = fc.oneof(
    fc.constantFrom('mara', 'omar').map((assignee) => ({ kind: 'assign', assignee }) as const),
    fc.nat(1000).map((n) => ({ kind: 'note', text: `note ${n}` }) as const),
    fc.constantFrom('malicious', 'benign').map((verdict) => ({ kind: 'close', verdict }) as const),
  );

  test('nothing that a person wrote is lost, no revision is lost, and no close stays untold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.array(actions, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
        async (scheduler, people, scores) => {
          const { findings, ports, start, sweep, verdicts } = await desk();
          const wait = () => scheduler.schedule(Promise.resolve());
          const slow: TriagePorts = {
            ...ports,
            verdicts: {
              ...verdicts,
              assign: async (...all) => {
                await wait();
                await verdicts.assign(...all);
              },
            },
            findings: {
              get: async (id) => {
                await wait();
                return findings.get(id);
              },
              record: async (...all) => {
                await wait();
                return findings.record(...all);
              },
            },
          };
          const done: Action[] = [];
          const person = async (steps: readonly Action[]) => {
            for (const action of steps) {
              const answer = await triage({ id: FINDING.id, by: 'omar', action }, slow);
              if (answer.kind === 'done') done.push(action);
            }
          };
          const detect = async () => {
            for (const [n, score] of scores.entries()) {
              await wait();
              await findings.upsert(findingOf({ score: FINDING.score + score }), n + 2, NOW);
            }
          };
          const alert = async () => {
            await alertOf(FINDING.id, start({ before: wait }));
          };
          await scheduler.waitFor(Promise.all([...people.map(person), detect(), alert(), alert()]));
          await sweep();
          await sweep();

          const stored = await findings.get(FINDING.id);
          expect(stored?.rev).toBe(scores.length + 1);
          expect(stored?.finding.score).toBe(FINDING.score + (scores.at(-1) ?? 0));
          expect(stored?.due).toBe(false);
          expect(stored?.triage.history).toHaveLength(done.length);
          const texts = done.flatMap((one) => (one.kind === 'note' ? [one.text] : []));
          expect(stored?.triage.notes.map(({ text }) => text).sort()).toEqual(texts.sort());
          const verdict = stored && dayVerdictOf(FINDING.entity, DAY, stored.triage);
          const said = await verdicts.verdicts(FINDING.entity);
          expect(said.filter((one) => one.verdict !== 'none')).toEqual(
            verdict === undefined ? [] : [verdict],
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});
