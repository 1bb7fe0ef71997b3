/**
 * State that is a pure function of the *set* of items it has seen: order, repetition and batching of
 * `observe` and `merge` cannot change it. One law suite (`test/laws/mergeable.ts`) holds every instance.
 */
export interface Mergeable<State, Item> {
  readonly empty: State;
  observe(state: State, item: Item): State;
  merge(left: State, right: State): State;
  /** Canonical: equal states have equal bytes. */
  encode(state: State): Uint8Array;
  decode(bytes: Uint8Array): State;
  /** No state encodes to more. */
  readonly maxBytes: number;
}
