import { expect, test } from 'vitest';
import { isTransient } from '../../../functions/detect/errors.ts';
import { LostRaceError, updateItem } from '../../../functions/detect/update-item.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { itemKey, type StateItem } from '../../../functions/ports/state.ts';

const KEY = { entity: 'person/mara@example.com', part: 'person' };
const text = {
  empty: '',
  encode: (value: string) => new TextEncoder().encode(value),
  decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};
const add = (word: string) => (old: string) => (old.includes(word) ? old : `${old}${word} `);

/** Somebody else writes before the first so many writes. */
function raced(times: number) {
  const store = memoryStateStore();
  let count = 0;
  const write = async (item: StateItem, expected: number) => {
    if (count++ < times) await updateItem(store, KEY, text, add(`other${count}`), { expires: 5 });
    return store.write(item, expected);
  };
  const stored = () => store.items.get(itemKey(KEY));
  return { store: { ...store, write }, stored, writes: () => count };
}

test('begins again with the read where somebody was faster, and loses nothing of either', async () => {
  const { store, stored } = raced(2);
  expect(await updateItem(store, KEY, text, add('own'), { expires: 5 })).toBe('other1 other2 own ');
  expect(stored()).toMatchObject({ version: 3, expires: 5, bytes: text.encode('other1 other2 own ') });
});

test.each([
  [undefined, 12],
  [20, 20],
])(
  'gives up after as many attempts as it is given, %s, for the mapping to try again',
  async (given, attempts) => {
    const limits = { expires: 5, ...(given === undefined ? {} : { attempts: given }) };
    const last = raced(attempts - 1);
    expect(await updateItem(last.store, KEY, text, add('own'), limits)).toContain('own');
    const { store, stored, writes } = raced(attempts);
    const error = await updateItem(store, KEY, text, add('own'), limits).catch((thrown: unknown) => thrown);
    expect(error).toEqual(new LostRaceError('The item person/mara@example.com person', attempts));
    expect(String(error)).toContain(`changed ${attempts} times while it was being updated`);
    expect(isTransient(error)).toBe(true);
    expect(writes()).toBe(attempts);
    expect(text.decode(stored()?.bytes ?? new Uint8Array())).not.toContain('own');
  },
);

test('writes nothing where nothing changes, and keeps an item for as long as anybody asked', async () => {
  const { store, stored, writes } = raced(0);
  expect(await updateItem(store, KEY, text, (old) => old, { expires: 5 })).toBe('');
  expect(stored()).toBeUndefined();
  for (const [word, expires] of [
    ['long', 9],
    ['short', 4],
    ['short', 12],
  ] as const)
    await updateItem(store, KEY, text, add(word), { expires });
  expect(stored()).toMatchObject({ version: 2, expires: 9 });
  expect(writes()).toBe(2);
});
