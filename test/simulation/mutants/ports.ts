import type { StateItem } from '../../../functions/ports/state.ts';
import { itemKey } from '../../../functions/ports/state.ts';
import type { Page } from '../../../shared/page/page.ts';
import { pageOf } from '../../../shared/page/page.ts';
import { isDue } from '../../../shared/page/paging.ts';
import { tell } from '../../../shared/page/thread.ts';
import type { Mutant } from '../mutant.ts';

/** Wrong designs that are another order of calls, or a missing condition. Made anew for each run. */
export const PORT_MUTANTS: Readonly<Record<string, () => Mutant>> = {
  'a finding replaces a newer revision': () => ({
    stores: (stores, { findings }) => ({
      ...stores,
      findings: {
        ...stores.findings,
        upsert: (finding, rev, nowMs) => {
          const old = findings.get(finding.id);
          if (old) findings.set(finding.id, { ...old, rev: -1 });
          return stores.findings.upsert(finding, rev, nowMs);
        },
      },
    }),
  }),

  'the mark is removed whatever its revision': () => ({
    stores: (stores, { findings }) => ({
      ...stores,
      findings: {
        ...stores.findings,
        settle: (id, version, settled) =>
          stores.findings.settle(id, { ...version, rev: findings.get(id)?.rev ?? version.rev }, settled),
      },
    }),
  }),

  "detect writes the analysts' attributes": () => ({
    stores: (stores, { findings }) => ({
      ...stores,
      findings: {
        ...stores.findings,
        upsert: async (finding, rev, nowMs) => {
          const outcome = await stores.findings.upsert(finding, rev, nowMs);
          const item = findings.get(finding.id);
          if (outcome === 'written' && item) findings.set(finding.id, { ...item, status: 'new' });
          return outcome;
        },
      },
    }),
  }),

  'a ledger is replaced whatever its version': () => unconditional((part) => part.startsWith('hour#')),

  'profiles are cached, and written without their version': () => {
    const cache = new Map<string, StateItem>();
    return {
      ...unconditional((part) => part === 'open'),
      detect: (ports) => ({
        ...ports,
        state: {
          ...ports.state,
          read: async (keys) => {
            const cached = keys.map(itemKey).filter((key) => cache.has(key));
            const found = await ports.state.read(keys.filter((key) => !cached.includes(itemKey(key))));
            for (const [key, item] of found) if (item.part === 'open') cache.set(key, item);
            return new Map([
              ...found,
              ...cached.flatMap((key) => {
                const item = cache.get(key);
                return item ? [[key, item] as const] : [];
              }),
            ]);
          },
          write: async (item, expected) => {
            const isWritten = await ports.state.write(item, expected);
            // Other environments of the function keep what they have.
            if (item.part === 'open' && item.version % 2 === 0) cache.set(itemKey(item), item);
            return isWritten;
          },
        },
      }),
    };
  },

  'what came of a feed is replaced whatever its version': () =>
    unconditional((part) => part.startsWith('arrivals#')),

  'a finding is written before its profile': () => ({
    detect: (ports) => {
      const held = new Map<string, { readonly item: StateItem; readonly expected: number }>();
      return {
        ...ports,
        state: {
          ...ports.state,
          read: async (keys) => {
            const found = new Map(await ports.state.read(keys));
            for (const key of keys.map(itemKey)) {
              const own = held.get(key);
              if (own) found.set(key, own.item);
            }
            return found;
          },
          write: async (item, expected) => {
            if (item.part !== 'open') return ports.state.write(item, expected);
            held.set(itemKey(item), { item, expected: held.get(itemKey(item))?.expected ?? expected });
            return true;
          },
        },
        quarantine: {
          setAside: async (records) => {
            for (const { item, expected } of held.values())
              if (!(await ports.state.write(item, expected)))
                throw new Error('the profile changed meanwhile');
            return ports.quarantine.setAside(records);
          },
        },
      };
    },
  }),

  'detect pages by itself, and records the finding afterwards': () => ({
    detect: (ports, { world, publisher }) => ({
      ...ports,
      findings: {
        upsert: async (finding, rev, nowMs) => {
          const isNew = !world.findings.has(finding.id);
          if (isNew && isDue(finding)) {
            const telling = { kind: 'opened', threadId: finding.id } as const;
            await publisher.publish(pageOf(finding, telling));
            const { entity } = finding;
            const thread = world.threads.get(entity)?.thread ?? { entity, told: [] };
            world.threads.set(entity, { thread: tell(thread, finding, telling, nowMs), untilMs: 0 });
          }
          return ports.findings.upsert(finding, rev, nowMs);
        },
      },
    }),
  }),

  'what was told is written before the page goes out': () => ({
    alert: (ports) => {
      let waiting: Page | undefined;
      return {
        ...ports,
        publisher: {
          publish: async (page) => {
            waiting = page;
            return { kind: 'complete' };
          },
        },
        threads: {
          ...ports.threads,
          write: async (thread, token) => {
            const isWritten = await ports.threads.write(thread, token);
            if (isWritten && waiting) await ports.publisher.publish(waiting);
            return isWritten;
          },
        },
      };
    },
  }),

  'a claim never ends': () => ({
    stores: (stores) => ({
      ...stores,
      threads: {
        ...stores.threads,
        claim: (entity, claim) =>
          stores.threads.claim(entity, { ...claim, untilMs: Number.MAX_SAFE_INTEGER }),
      },
    }),
  }),

  'the mapping is told every failed record': () => ({
    answer: (lowest, ids) => ids.slice(ids.indexOf(lowest)),
  }),

  'the mapping is told the last failed record': () => ({ answer: (_, ids) => ids.slice(-1) }),
};

function unconditional(matches: (part: string) => boolean): Mutant {
  return {
    stores: (stores, { state }) => ({
      ...stores,
      state: {
        ...stores.state,
        write: (item, expected) =>
          stores.state.write(item, matches(item.part) ? (state.get(itemKey(item))?.version ?? 0) : expected),
      },
    }),
  };
}
