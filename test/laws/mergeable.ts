import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mergeable } from '../../shared/mergeable.ts';

/** The laws of `Mergeable`, for any instance: give it a way to make items. */
export function mergeableLaws<State, Item>(
  name: string,
  mergeable: Mergeable<State, Item>,
  item: fc.Arbitrary<Item>,
  options: { readonly minLength?: number; readonly maxLength: number; readonly numRuns?: number },
): void {
  const { minLength = 0, maxLength } = options;
  // Lists of any length make little more than ten items unless they are told to.
  const items = fc.array(item, { minLength, maxLength, ...(minLength === 0 ? { size: 'max' } : {}) });
  const runs = { numRuns: options.numRuns ?? 60 };
  const bytes = (state: State) => Buffer.from(mergeable.encode(state)).toString('base64');
  const observeAll = (all: readonly Item[], from = mergeable.empty) => all.reduce(mergeable.observe, from);

  describe(`${name} is a pure function of the set of its items`, () => {
    test('order does not matter', () => {
      fc.assert(
        fc.property(items, fc.infiniteStream(fc.nat()), (all, order) => {
          const shuffled = all
            .map((one) => ({ one, at: order.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
          expect(bytes(observeAll(shuffled))).toBe(bytes(observeAll(all)));
        }),
        runs,
      );
    });

    test('repetition does not matter', () => {
      fc.assert(
        fc.property(items, (all) => {
          expect(bytes(observeAll([...all, ...all.toReversed()]))).toBe(bytes(observeAll(all)));
        }),
        runs,
      );
    });

    test('batching does not matter: merging parts equals observing the whole', () => {
      fc.assert(
        fc.property(items, items, (left, right) => {
          const merged = mergeable.merge(observeAll(left), observeAll(right));
          expect(bytes(merged)).toBe(bytes(observeAll([...left, ...right])));
          expect(bytes(mergeable.merge(observeAll(right), observeAll(left)))).toBe(bytes(merged));
        }),
        runs,
      );
    });

    test('what is encoded is decoded, within the stated size', () => {
      fc.assert(
        fc.property(items, (all) => {
          const state = observeAll(all);
          const encoded = mergeable.encode(state);
          expect(encoded.byteLength).toBeLessThanOrEqual(mergeable.maxBytes);
          expect(bytes(mergeable.decode(encoded))).toBe(bytes(state));
        }),
        runs,
      );
    });
  });
}
