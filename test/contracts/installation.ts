import { describe, expect, test } from 'vitest';
import type { InstallationStore } from '../../functions/ports/installation.ts';

/** What every installation store keeps. `make` gives a deployment; each call of what it gives is a new process. */
export function installationContract(name: string, make: () => Promise<() => InstallationStore>): void {
  describe(`${name} as an installation store`, () => {
    test('makes a key of 32 bytes that no other deployment has', async () => {
      const one = await (await make())().installation();
      const other = await (await make())().installation();
      expect(one.hashKey).toHaveLength(32);
      expect(Buffer.from(one.hashKey).equals(Buffer.from(other.hashKey))).toBe(false);
    });

    test('gives every process the same one, also those that race to make it', async () => {
      const start = await make();
      const racing = await Promise.all(Array.from({ length: 6 }, () => start().installation()));
      const later = await start().installation();
      const texts = [...racing, later].map(
        ({ hashKey, createdMs }) => `${Buffer.from(hashKey).toString('hex')} ${createdMs}`,
      );
      expect(new Set(texts).size).toBe(1);
    });

    test('reads it once per process', async () => {
      const store = (await make())();
      expect(await store.installation()).toBe(await store.installation());
    });
  });
}
