import { expect, test, vi } from 'vitest';
import { KEPT_MS } from '../../../functions/ports/kept.ts';
import { memorySettingsStore } from '../../../functions/ports/memory/settings.ts';
import { keptThresholds } from '../../../functions/ports/thresholds.ts';
import type { Setting } from '../../../shared/settings/document.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';

const DEPLOYED = { ...DEFAULT_SETTINGS, pageScore: 7 };

test('what pages is as deployed, and on top what people have applied, heard within five minutes', async () => {
  const items = new Map<string, Setting>();
  let nowMs = 0;
  const thresholds = keptThresholds(memorySettingsStore(items), DEPLOYED, () => nowMs);
  expect(await thresholds()).toEqual(DEPLOYED);
  items.set('thresholds thresholds', { kind: 'thresholds', id: 'thresholds', value: { pageScore: 8 } });
  nowMs = KEPT_MS - 1;
  expect(await thresholds()).toEqual(DEPLOYED);
  nowMs = KEPT_MS;
  expect(await thresholds()).toEqual({ ...DEPLOYED, pageScore: 8, quietHeadStart: 0 });
});

test('those of the last time stand while they cannot be read, and nothing is told without any', async () => {
  let nowMs = 0;
  let broken = false;
  const reader = {
    ofKind: async () => {
      if (broken) throw new Error('throttled');
      return [];
    },
  };
  const thresholds = keptThresholds(reader, DEPLOYED, () => nowMs);
  await thresholds();
  broken = true;
  nowMs = KEPT_MS;
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(await thresholds()).toEqual(DEPLOYED);
  expect(warned.mock.calls).toEqual([[expect.stringContaining('last time stand'), new Error('throttled')]]);
  warned.mockRestore();
  await expect(keptThresholds(reader, DEPLOYED, () => nowMs)()).rejects.toThrow('throttled');
});
