import { expect, test } from 'vitest';
import { checkedVendor } from '../../shared/vendors/mapping.ts';
import { recogniserOf } from '../../shared/vendors/recognise.ts';

/** Each of a name of its own, and every tenth of one that they share. */
function vendors(count: number, asked: string[]) {
  return Array.from({ length: count }, (_, at) => {
    const uid = `v${at}`;
    const vendor = checkedVendor({
      uid,
      title: uid,
      revision: 1,
      recognises: { keys: [at % 10 === 0 ? '/shared' : `/${uid}`] },
      time: '/at',
      operation: '/do',
      actor: { uid: '/by' },
      kinds: {},
    });
    const recognises: typeof vendor.recognises = (event) => {
      asked.push(uid);
      return vendor.recognises(event);
    };
    return { ...vendor, recognises };
  });
}

test('However many vendors there are, only those of which an event has a mark are asked, in their order', () => {
  const asked: string[] = [];
  const all = vendors(100, asked);
  const recognise = recogniserOf(all);
  for (const [event, uid] of [
    [{ at: 1, v7: 1 }, 'v7'],
    [{ at: 1, v99: 1 }, 'v99'],
    [{ v65: 1, v34: 1 }, 'v34'],
    [{ shared: 1, v34: 1 }, 'v0'],
  ] as const) {
    asked.length = 0;
    expect(recognise(event)?.uid).toBe(uid);
    expect(asked).toEqual([uid]);
  }
  asked.length = 0;
  expect(recognise({ at: 1, toString: 1 })).toBeUndefined();
  expect(asked).toEqual([]);
  expect(recogniserOf(all.filter(({ uid }) => uid !== 'v0'))({ shared: 1 })?.uid).toBe('v10');
  expect(recogniserOf(all.slice(41))({ shared: 1, v42: 1 })?.uid).toBe('v42');
});
