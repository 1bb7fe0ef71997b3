import type { DayVerdict } from '../../../shared/verdict.ts';
import type { VerdictStore } from '../verdicts.ts';

export function memoryVerdictStore(items: Map<string, Map<string, DayVerdict>> = new Map()): VerdictStore {
  return {
    verdicts: async (entity) => [...(items.get(entity)?.values() ?? [])],
    assign: async (entity, findingId, verdict) => {
      const item = items.get(entity) ?? new Map<string, DayVerdict>();
      items.set(entity, item);
      if (verdict === undefined) item.delete(findingId);
      else item.set(findingId, verdict);
    },
  };
}
