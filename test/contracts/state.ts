import { describe, expect, test } from 'vitest';
import { itemKey, type LedgerIndex, type StateItem, type StateStore } from '../../functions/ports/state.ts';

const item = (parts: Partial<StateItem> = {}): StateItem => ({
  entity: 'actor/okta/acme/00u1',
  part: 'open',
  version: 1,
  bytes: Uint8Array.of(0, 1, 255),
  expires: 2_000_000_000,
  ...parts,
});

/** What every state store keeps. */
export function stateStoreContract(name: string, make: () => Promise<StateStore & LedgerIndex>): void {
  const readOne = async (store: StateStore, key: StateItem) => {
    const found = (await store.read([key])).get(itemKey(key));
    return found && { ...found, bytes: [...found.bytes] };
  };
  const plain = (one: StateItem) => ({ ...one, bytes: [...one.bytes] });

  describe(`${name} as a state store`, () => {
    test('gives back what was written, with and without a base', async () => {
      const store = await make();
      for (const one of [item(), item({ part: 'base#0123456789abcdef', base: 'base#fedc' })]) {
        expect(await store.write(one, 0)).toBe(true);
        expect(await readOne(store, one)).toEqual(plain(one));
      }
    });

    test('leaves out what does not exist, and reads nothing for no keys', async () => {
      const store = await make();
      await store.write(item(), 0);
      const found = await store.read([
        item({ part: 'hour#1' }),
        item(),
        item({ entity: 'actor/okta/acme/00u' }),
      ]);
      expect([...found.keys()]).toEqual([itemKey(item())]);
      expect((await store.read([])).size).toBe(0);
    });

    test('may be asked for a key twice in one read', async () => {
      const store = await make();
      await store.write(item(), 0);
      expect([...(await store.read([item(), item({ part: 'hour#1' }), item()])).keys()]).toEqual([
        itemKey(item()),
      ]);
    });

    test('knows of which hours there is a ledger of an entity', async () => {
      const store = await make();
      const others = [
        item(),
        item({ part: 'segment#7#ab' }),
        item({ part: 'hour#8', entity: 'actor/okta/acme/00u' }),
      ];
      for (const one of [item({ part: 'hour#492849' }), item({ part: 'hour#7' }), ...others])
        await store.write(one, 0);
      expect([...(await store.hours(item().entity))].sort()).toEqual([492849, 7]);
      expect(await store.hours('actor/okta/acme/nobody')).toEqual([]);
    });

    test('creates an item once', async () => {
      const store = await make();
      expect(await store.write(item(), 0)).toBe(true);
      expect(await store.write(item({ bytes: Uint8Array.of(9) }), 0)).toBe(false);
      expect(await readOne(store, item())).toEqual(plain(item()));
    });

    test('replaces exactly the version that was expected', async () => {
      const store = await make();
      const second = item({ version: 2, bytes: Uint8Array.of(2) });
      expect(await store.write(second, 1), 'nothing there').toBe(false);
      await store.write(item(), 0);
      expect(await store.write(second, 2), 'another version').toBe(false);
      expect(await store.write(second, 1)).toBe(true);
      expect(await store.write(second, 1), 'replaced already').toBe(false);
      expect(await readOne(store, item())).toEqual(plain(second));
    });

    test('forgets the base of a version that has none', async () => {
      const store = await make();
      await store.write(item({ base: 'base#1' }), 0);
      await store.write(item({ version: 2 }), 1);
      expect(await readOne(store, item())).not.toHaveProperty('base');
    });

    test('lets one of several writers win', async () => {
      const store = await make();
      await store.write(item(), 0);
      const wins = await Promise.all(
        Array.from({ length: 8 }, (_, n) => store.write(item({ version: 2, bytes: Uint8Array.of(n) }), 1)),
      );
      expect(wins.filter(Boolean)).toHaveLength(1);
      expect((await readOne(store, item()))?.bytes).toEqual([wins.indexOf(true)]);
    });

    test('removes an item, and one that is not there', async () => {
      const store = await make();
      await store.write(item(), 0);
      await store.remove(item());
      await store.remove(item());
      expect(await readOne(store, item())).toBeUndefined();
      expect(await store.write(item(), 0)).toBe(true);
    });

    test('tells entities and parts apart, however they are spelled', async () => {
      const store = await make();
      const odd = ['a b', 'a', 'a%2Fb', 'a/b', '漢', '__proto__', 'open'].map((entity, n) =>
        item({ entity, part: n % 2 ? 'open' : 'hour#7', bytes: Uint8Array.of(n) }),
      );
      for (const one of odd) expect(await store.write(one, 0)).toBe(true);
      const found = await store.read(odd);
      expect(odd.map((one) => [...(found.get(itemKey(one))?.bytes ?? [])])).toEqual(odd.map((_, n) => [n]));
    });

    test('reads more items than one request takes', async () => {
      const store = await make();
      const many = Array.from({ length: 230 }, (_, n) => item({ part: `hour#${n}` }));
      for (const one of many) await store.write(one, 0);
      expect((await store.read(many)).size).toBe(230);
    });
  });
}
