import { describe, expect, test, vi } from 'vitest';
import { keptTuning } from '../../../functions/detect/tuning.ts';
import { KEPT_MS } from '../../../functions/ports/kept.ts';
import { memorySettingsStore } from '../../../functions/ports/memory/settings.ts';
import type { SettingsReader } from '../../../functions/ports/settings.ts';
import type { Setting } from '../../../shared/settings/document.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';

const contract = {
  vendor: 'salesforce',
  tenant: 'example',
  actor: '0055g00000UQv8k',
  fromDay: '2026-06-01',
  networks: ['192.0.2.0/24'],
};
const applied: readonly Setting[] = [
  { kind: 'contracts', id: 'salesforce/example/0055g00000UQv8k', value: contract },
  { kind: 'suppressions', id: 'night-export', value: { id: 'night-export' } },
  { kind: 'thresholds', id: 'thresholds', value: { pageScore: 5, service: { pageScore: 4.5 } } },
];
const deployed = { ...DEFAULT_SETTINGS, reviewScore: 3 };

function world() {
  const items = new Map<string, Setting>();
  const clock = { ms: 0, broken: false, reads: 0 };
  const store = memorySettingsStore(items);
  const reader: SettingsReader = {
    ofKind: async (kind) => {
      clock.reads++;
      if (clock.broken) throw new Error('throttled');
      return store.ofKind(kind);
    },
  };
  const apply = () => {
    for (const setting of applied) items.set(`${setting.kind} ${setting.id}`, setting);
  };
  return { clock, apply, tuning: keptTuning(reader, deployed, () => clock.ms) };
}

describe('what tunes detection', () => {
  test('is what the stack was deployed with, where nobody has applied anything', async () => {
    expect(await world().tuning()).toEqual({ settings: deployed, contracts: [] });
  });

  test('is on top of that what people have applied, line by line', async () => {
    const { apply, tuning } = world();
    apply();
    expect(await tuning()).toEqual({
      // Whoever draws a page line has drawn it for his organisation.
      settings: {
        ...deployed,
        pageScore: 5,
        service: { ...deployed.service, pageScore: 4.5 },
        quietHeadStart: 0,
      },
      contracts: [contract],
    });
  });

  test('is heard of within five minutes, without a read in between', async () => {
    const { clock, apply, tuning } = world();
    await tuning();
    const { reads } = clock;
    apply();
    clock.ms = KEPT_MS - 1;
    expect((await tuning()).contracts).toEqual([]);
    expect(clock.reads).toBe(reads);
    clock.ms = KEPT_MS;
    expect((await tuning()).contracts).toEqual([contract]);
  });

  test('stands as it was while it cannot be read, and is read again as soon as it can', async () => {
    const { clock, apply, tuning } = world();
    await tuning();
    apply();
    clock.ms = KEPT_MS;
    clock.broken = true;
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect((await tuning()).contracts).toEqual([]);
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
    clock.broken = false;
    expect((await tuning()).contracts).toEqual([contract]);
  });

  test('fails the batch where it was never read: it comes again', async () => {
    const { clock, tuning } = world();
    clock.broken = true;
    await expect(tuning()).rejects.toThrow('throttled');
    clock.broken = false;
    expect(await tuning()).toEqual({ settings: deployed, contracts: [] });
  });
});
