import { type DayVerdict, takenBack } from '../../../shared/verdict.ts';
import type { VerdictStore } from '../verdicts.ts';

/** What was said of one finding, as of which version of its triage. */
export interface Assigned {
  readonly verdict: DayVerdict | undefined;
  readonly triageVersion: number;
}

export function memoryVerdictStore(items: Map<string, Map<string, Assigned>> = new Map()): VerdictStore {
  return {
    verdicts: async (entity) =>
      [...(items.get(entity)?.values() ?? [])].map(({ verdict }) => verdict ?? takenBack(entity)),
    assign: async (entity, findingId, verdict, triageVersion) => {
      const item = items.get(entity) ?? new Map<string, Assigned>();
      items.set(entity, item);
      if ((item.get(findingId)?.triageVersion ?? 0) < triageVersion)
        item.set(findingId, { verdict, triageVersion });
    },
  };
}
