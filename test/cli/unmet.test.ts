import { expect, test } from 'vitest';
import { unmetOf } from '../../cli/parse/unmet.ts';
import { decodeText } from '../../shared/decode.ts';
import { checkedVendor } from '../../shared/vendors/mapping.ts';

const mapping = {
  uid: 'acme',
  title: 'Acme',
  revision: 1,
  recognises: { keys: ['/acme'] },
  time: '/at',
  operation: '/acme',
  actor: { uid: '/by', email: '/mail' },
  resources: [{ type: 'file', where: { '/of': '/file' }, uid: { segment: 1, of: '/url' } }],
  volume: { records: '/rows' },
  kinds: { 'taken*': 'export' },
} as const;
const hashKey = new Uint8Array(32).fill(1);

function lines(events: readonly object[], others: typeof events = []) {
  const unmet = unmetOf(mapping);
  for (const [uid, all] of [['acme', events] as const, ['other', others] as const]) {
    const vendor = checkedVendor({ ...mapping, uid });
    for (const event of all)
      unmet.add(
        decodeText(JSON.stringify({ at: '2026-03-01T09:00:00Z', by: 'u1', ...event }), { hashKey, vendor })
          .activities,
      );
  }
  return unmet.lines();
}
const whole = { acme: 'taken', mail: 'alice@example.com', of: '/file', url: '/files/7', rows: 3 };

test('Names are many only where nearly every event has another one', () => {
  const named = (events: number, names: number) =>
    lines(Array.from({ length: events }, (_, at) => ({ ...whole, acme: `taken ${at % names}` })));
  expect(named(60, 60).join()).toContain('another name of the operation for nearly every event');
  for (const [events, names] of [
    [40, 40],
    [600, 60],
  ] as const)
    expect(named(events, names)).toEqual([]);
});

test('Fields are named with where they were looked for, but for volumes of what moves nothing', () => {
  expect(lines([{ acme: 'taken' }])).toEqual([
    'The mapping of acme finds nothing for actor.email (/mail), resources (/url), volume.records (/rows) in 1 event: see with --shape where the log has it, if it has.',
  ]);
  const { rows: _, ...rest } = whole;
  expect(lines([{ ...rest, acme: 'noted' }]).join()).not.toContain('volume');
});

test('What another vendor’s events have counts for nothing', () => {
  expect(lines([{ acme: 'taken' }], [whole])).toEqual(lines([{ acme: 'taken' }]));
  expect(lines([], [whole])).toEqual([]);
});
