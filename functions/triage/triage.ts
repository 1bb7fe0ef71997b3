import { act, type Phase, phaseOf, type Triage } from '../../shared/triage.ts';
import { dayVerdictOf } from '../../shared/verdict.ts';
import type { TriageStore } from '../ports/findings.ts';
import type { Nudge } from '../ports/nudge.ts';
import type { VerdictStore } from '../ports/verdicts.ts';
import { readRequest } from './request.ts';

export interface TriagePorts {
  readonly findings: TriageStore;
  readonly verdicts: VerdictStore;
  readonly nudge: Nudge;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export type Answer =
  | { readonly kind: 'done'; readonly id: string; readonly status: Phase; readonly triage: Triage }
  | { readonly kind: 'refused'; readonly reason: string };

const MAX_ROUNDS = 5;

/**
 * One person's action on one finding. The finding is written first, then what its account's baseline may learn:
 * doing the same again completes what a crash in between left out.
 */
export async function triage(event: unknown, ports: TriagePorts): Promise<Answer> {
  const read = readRequest(event);
  if (read.kind === 'refused') return read;
  const { id, by, action, request } = read.request;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = await ports.findings.get(id);
    if (before === undefined) return { kind: 'refused', reason: `There is no finding ${id}.` };
    const { finding, rev } = before;
    const atMs = ports.now();
    const acted = act(
      before.triage,
      action,
      { ...finding, rev },
      {
        by,
        atMs,
        ...(request === undefined ? {} : { request }),
      },
    );
    if (acted.kind === 'refused') {
      // It may be refused because it was done: by one who then died before the baseline heard of it.
      await tellBaseline(id, ports);
      return acted;
    }

    const closes = action.kind === 'close';
    // What was done already, and whose answer was lost, is completed, and written no second time.
    const isNew = acted.triage !== before.triage;
    if (isNew && !(await ports.findings.record(before, acted.triage, closes ? atMs : undefined))) continue;
    if (action.kind !== 'note') await tellBaseline(id, ports);
    if (closes) await ports.nudge([id]);
    return { kind: 'done', id, status: phaseOf(acted.triage, finding), triage: acted.triage };
  }
  return {
    kind: 'refused',
    reason: `Others were changing ${id} at the same time: look at it, and try again.`,
  };
}

/**
 * Looks again after each write, because somebody else may have decided otherwise in between: whoever writes last
 * has seen that nothing newer stands.
 */
async function tellBaseline(id: string, { findings, verdicts }: TriagePorts): Promise<void> {
  let told: number | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const now = await findings.get(id);
    if (now === undefined || now.triageVersion === told) return;
    const { entity, day } = now.finding;
    await verdicts.assign(entity, id, dayVerdictOf(entity, day, now.triage), now.triageVersion);
    told = now.triageVersion;
  }
}
