/** What was made of objects, kept with each of them for as long as it lives. Remembering is only speed. */
export interface Memo<Key extends object, Value> {
  of(key: Key): Value | undefined;
  keep(key: Key, value: Value): void;
}

/**
 * Not a WeakMap: V8 lets its values outlive every collection of young objects, whether or not anybody still has the key, so
 * that all that is made of an account that comes once would grow old. Here it goes with its key. Whoever compares, copies
 * or writes the key does not see it.
 */
export function memo<Key extends object, Value>(): Memo<Key, Value> {
  const slot = Symbol('memo');
  return {
    of: (key: Key & { [slot]?: Value }) => key[slot],
    keep: (key, value) =>
      void Reflect.defineProperty(key, slot, { value, configurable: true, writable: true }),
  };
}
