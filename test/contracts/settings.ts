import { describe, expect, test } from 'vitest';
import type { SettingsStore } from '../../functions/ports/settings.ts';
import { changesBetween } from '../../shared/settings/diff.ts';
import { settingsOf } from '../../shared/settings/document.ts';
import { DOCUMENT } from '../settings/document.ts';

/** What every settings store keeps. `make` gives an empty one. */
export function settingsStoreContract(name: string, make: () => Promise<SettingsStore>): void {
  describe(`${name} as a settings store`, () => {
    test('gives back what was put, by kind and in order of id', async () => {
      const store = await make();
      const second = { ...DOCUMENT.suppressions[0], id: 'a-first' };
      const wanted = settingsOf({ ...DOCUMENT, suppressions: [...DOCUMENT.suppressions, second as never] });
      for (const change of changesBetween([], wanted)) expect(await store.change(change)).toBe(true);
      expect((await store.ofKind('suppressions')).map(({ id }) => id)).toEqual(['a-first', 'nightly']);
      expect(await store.ofKind('contracts')).toEqual(wanted.filter(({ kind }) => kind === 'contracts'));
      expect(await store.ofKind('thresholds')).toEqual([]);
    });

    test('changes and removes what stands, and nothing that somebody else has changed', async () => {
      const store = await make();
      const add = { kind: 'feeds', id: 'okta/example', after: { silentHours: 6, vendor: 'okta' } } as const;
      expect(await store.change(add)).toBe(true);
      expect(await store.change({ ...add, after: { silentHours: 5 } })).toBe(false);
      const before = { vendor: 'okta', silentHours: 6 };
      expect(await store.change({ ...add, before, after: { silentHours: 3 } })).toBe(true);
      expect(await store.change({ ...add, before, after: { silentHours: 2 } })).toBe(false);
      expect(await store.change({ kind: 'feeds', id: 'okta/example', before })).toBe(false);
      expect(await store.ofKind('feeds')).toMatchObject([{ value: { silentHours: 3 } }]);
      expect(await store.change({ kind: 'feeds', id: 'okta/example', before: { silentHours: 3 } })).toBe(
        true,
      );
      expect(await store.ofKind('feeds')).toEqual([]);
      expect(await store.change({ ...add, before, after: { silentHours: 3 } })).toBe(false);
      expect(await store.ofKind('feeds')).toEqual([]);
    });

    test('takes what stands already for done: its answer may have been lost', async () => {
      const store = await make();
      const add = { kind: 'feeds', id: 'okta/example', after: { silentHours: 6, vendor: 'okta' } } as const;
      const before = { vendor: 'okta', silentHours: 6 };
      const change = { ...add, before, after: { silentHours: 3 } };
      const remove = { kind: 'feeds', id: 'okta/example', before: { silentHours: 3 } } as const;
      for (const one of [add, add, change, change, remove, remove])
        expect(await store.change(one)).toBe(true);
      expect(await store.ofKind('feeds')).toEqual([]);
    });
  });
}
