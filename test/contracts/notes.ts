import { describe, expect, test } from 'vitest';
import type { Note, NoteStore } from '../../functions/ports/notes.ts';

const SECONDS = 1_000_000;

/** Promises of a note store, for every adapter. The clock stands where `now` says. */
export function notesContract(name: string, make: (now: () => number) => Promise<NoteStore>): void {
  const note = (id: string, version: number, body = '{}'): Note => ({
    id,
    version,
    body,
    expires: SECONDS + 10,
  });

  describe(`the note store (${name})`, () => {
    test('gives back what was written, and nothing where nothing was', async () => {
      const store = await make(() => SECONDS * 1000);
      expect(await store.read('drop#none')).toBeUndefined();
      expect(await store.write(note('drop#a', 1, '{"x":1}'), 0)).toBe(true);
      expect(await store.read('drop#a')).toEqual(note('drop#a', 1, '{"x":1}'));
    });

    test('lets one of two writers win', async () => {
      const store = await make(() => SECONDS * 1000);
      expect(await store.write(note('drop#a', 1), 0)).toBe(true);
      expect(await store.write(note('drop#a', 1), 0)).toBe(false);
      expect(await store.write(note('drop#a', 2), 1)).toBe(true);
      expect(await store.write(note('drop#a', 2), 1)).toBe(false);
      expect((await store.read('drop#a'))?.version).toBe(2);
    });

    test('forgets at the time that the note names, whenever it is deleted', async () => {
      let nowMs = SECONDS * 1000;
      const store = await make(() => nowMs);
      await store.write(note('replay#a', 1), 0);
      nowMs += 11_000;
      expect(await store.read('replay#a')).toBeUndefined();
      expect(await store.write(note('replay#a', 2), 1)).toBe(false);
      expect(await store.write({ ...note('replay#a', 1), expires: SECONDS + 100 }, 0)).toBe(true);
    });
  });
}
