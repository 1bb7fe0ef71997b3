import { alertOf } from '../../../functions/alert/alert.ts';
import type { ChoresPorts } from '../../../functions/alert/chores.ts';
import type { AlertOptions } from '../../../functions/alert/ports.ts';
import { memoryBudget } from '../../../functions/ports/memory/budget.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryHeartbeat } from '../../../functions/ports/memory/heartbeat.ts';
import { memoryNoticeStore } from '../../../functions/ports/memory/notices.ts';
import { memoryPublisher } from '../../../functions/ports/memory/publisher.ts';
import { memoryThreadStore } from '../../../functions/ports/memory/threads.ts';
import { decide } from '../../../shared/page/paging.ts';
import type { Thread } from '../../../shared/page/told.ts';
import { FINDING } from '../../fixtures/findings.ts';

/** Called around each call of a port; `n` counts calls from 1. */
export interface Around {
  readonly before?: (n: number, name: string) => Promise<void> | void;
  readonly after?: (n: number, name: string) => Promise<void> | void;
}

/** Stores and topics that outlive the processes which use them, and a clock. */
export function createWorld() {
  const findings = memoryFindingStore();
  const threads = memoryThreadStore();
  const publisher = memoryPublisher();
  const budget = memoryBudget();
  const notices = memoryNoticeStore();
  const heartbeat = memoryHeartbeat();
  const clock = { nowMs: 1_800_000_000_000 };
  let tokens = 0;

  /** A new process of `alert`. */
  const start = (around: Around = {}): ChoresPorts => {
    let calls = 0;
    const wrap = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) => {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          return async (...parameters: unknown[]) => {
            const n = ++calls;
            await around.before?.(n, String(name));
            const result: unknown = await method.apply(target, parameters);
            await around.after?.(n, String(name));
            return result;
          };
        },
      });
    return {
      findings: wrap(findings),
      threads: wrap(threads),
      publisher: wrap(publisher),
      budget: wrap(budget),
      notices: wrap(notices),
      heartbeat: heartbeat.heartbeat,
      now: () => clock.nowMs,
      newToken: () => `token-${++tokens}`,
    };
  };

  const thread = async (): Promise<Thread> => {
    const claim = { token: 'reader', nowMs: Number.MAX_SAFE_INTEGER - 1, untilMs: 0 };
    const copy = memoryThreadStore(new Map(threads.items));
    return (await copy.claim(FINDING.entity, claim)) ?? { entity: FINDING.entity, told: [] };
  };

  return {
    findings,
    threads,
    publisher,
    clock,
    start,
    thread,
    kinds: () => publisher.pages.map(({ attributes }) => attributes.kind),
    /** What `watch` does, long after every claim of a dead process has ended. */
    sweep: async (options: AlertOptions = {}) => {
      clock.nowMs += 600_000;
      for (const { id } of await findings.due(clock.nowMs, 100)) await alertOf(id, start(), options);
    },
    /** What may never happen: a finding that nobody will look at again, with something left to tell. */
    isForgotten: async (id = FINDING.id) => {
      const stored = await findings.get(id);
      if (stored === undefined || stored.due || stored.later?.queue === 'digest') return false;
      return decide(stored.finding, await thread(), { triage: stored.triage }).kind !== 'none';
    },
  };
}

/** A process that dies around its n-th call: nothing it does afterwards has any effect. */
export function dyingAt(n: number, moment: 'before' | 'after'): Around {
  const die = (at: number) => {
    if (at >= n) throw new Error('the process died');
  };
  return {
    before: (at) => die(moment === 'before' ? at : at - 1),
    after: (at) => die(moment === 'before' ? at + 1 : at),
  };
}
