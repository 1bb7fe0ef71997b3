import { describe, expect, test } from 'vitest';
import type { Honey, HoneyStore } from '../../functions/ports/honey.ts';

/** Promises of a store of honey, for every adapter. */
export function honeyContract(name: string, make: () => Promise<HoneyStore>): void {
  const honey = (used: number): Honey => ({
    secret: '5'.repeat(64),
    domain: 'mail.example.com',
    datasets: [{ vendor: 'okta', dataset: 'people', code: 7, used, count: used, plantedMs: 1 }],
  });

  describe(`the store of honey (${name})`, () => {
    test('gives back what was written, and nothing where nothing was', async () => {
      const store = await make();
      expect(await store.read()).toBeUndefined();
      expect(await store.write(honey(3), 0)).toBe(true);
      expect(await store.read()).toEqual({ ...honey(3), version: 1 });
    });

    test('lets one of two writers win', async () => {
      const store = await make();
      expect(await store.write(honey(1), 0)).toBe(true);
      expect(await store.write(honey(2), 0)).toBe(false);
      expect(await store.write(honey(2), 1)).toBe(true);
      expect(await store.write(honey(9), 1)).toBe(false);
      expect(await store.read()).toEqual({ ...honey(2), version: 2 });
    });
  });
}
