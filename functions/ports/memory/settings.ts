import { canonical } from '../../../shared/settings/diff.ts';
import type { Setting } from '../../../shared/settings/document.ts';
import type { SettingsStore } from '../settings.ts';

export function memorySettingsStore(items: Map<string, Setting> = new Map()): SettingsStore {
  return {
    ofKind: async (kind) =>
      [...items.values()].filter((one) => one.kind === kind).sort((a, b) => (a.id < b.id ? -1 : 1)),
    change: async ({ kind, id, before, after }) => {
      const key = `${kind} ${id}`;
      const stands = canonical(items.get(key)?.value);
      if (stands === canonical(after)) return true;
      if (stands !== canonical(before)) return false;
      if (after === undefined) items.delete(key);
      else items.set(key, { kind, id, value: after });
      return true;
    },
  };
}
