import { describe, expect, test } from 'vitest';
import { type Unwrapped, unwrap } from '../../shared/decode/envelope.ts';
import { withSharedFields } from '../../shared/decode/shared-fields.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { recogniserOf } from '../../shared/vendors/recognise.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { activity, DOWNLOAD, SHARE } from '../fixtures/google-workspace.ts';
import { oktaEvent } from '../fixtures/okta.ts';

function unwrapped(value: Json): Unwrapped[] {
  const result: Unwrapped[] = [];
  unwrap(value, recogniserOf(VENDORS), (entry) => result.push(entry));
  return result;
}

const kinds = (value: Json) => unwrapped(value).map(({ kind }) => kind);

describe('an envelope that tells once what holds for all its events', () => {
  test('hands over each event with it', () => {
    const whole = activity('drive', [DOWNLOAD, SHARE]);
    expect(unwrapped(whole)).toMatchObject([
      { kind: 'event', event: { ...whole, events: [DOWNLOAD] }, vendor: { uid: 'google-workspace' } },
      { kind: 'event', event: { ...whole, events: [SHARE] } },
    ]);
  });

  test('sets apart the events that are none', () => {
    expect(kinds(activity('drive', [DOWNLOAD, 7, null, SHARE]))).toEqual([
      'event',
      'unrecognised',
      'unrecognised',
      'event',
    ]);
    expect(kinds(activity('drive', ['x']))).toEqual(['unrecognised']);
    expect(kinds(activity('drive', []))).toEqual(['ignored']);
  });

  test('leaves the events of other vendors as they are', () => {
    expect(unwrapped({ id: { page: 1 }, events: [oktaEvent(), oktaEvent()] })).toMatchObject([
      { kind: 'event', event: oktaEvent(), vendor: { uid: 'okta' } },
      { kind: 'event', event: oktaEvent() },
    ]);
  });

  test('is not copied with every event where it is large', () => {
    const long = { actor: { email: 'alice@example.com', note: 'x'.repeat(20_000) } };
    expect(kinds(activity('drive', [DOWNLOAD, SHARE], long))).toEqual(['unrecognised', 'unrecognised']);
    expect(kinds(activity('drive', [DOWNLOAD], long))).toEqual(['event']);
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, 1]));
    expect(kinds(activity('drive', [DOWNLOAD, SHARE], wide))).toEqual(['unrecognised', 'unrecognised']);
  });

  const recognise = recogniserOf(VENDORS);
  const sharing = (envelope: Json, items: readonly Json[]) =>
    withSharedFields(envelope, items, recognise)(DOWNLOAD);

  test('tells it where it has an id and a list of just these events, and nowhere else', () => {
    const items = [DOWNLOAD, SHARE];
    const whole = activity('drive', items);
    expect(sharing(whole, items)).toEqual({ ...whole, events: [DOWNLOAD] });
    expect(sharing(whole, [DOWNLOAD, SHARE])).toBe(DOWNLOAD);
    expect(sharing({ ...whole, id: 'x' }, items)).toBe(DOWNLOAD);
    expect(sharing({ ...whole, records: items, events: [] }, items)).toBe(DOWNLOAD);
    expect(sharing(items, items)).toBe(DOWNLOAD);
    expect(withSharedFields(whole, items, recognise)(7)).toBe(7);
  });

  test('is copied up to sixteen kilobytes', () => {
    const { events, ...shared } = activity('drive', [DOWNLOAD], { note: '' });
    const room = 16 * 1024 - JSON.stringify(shared).length;
    const of = (length: number) =>
      sharing({ ...shared, note: 'x'.repeat(length), events: events ?? null }, events as Json[]);
    expect(of(room)).not.toBe(DOWNLOAD);
    expect(of(room + 1)).toBe(DOWNLOAD);
  });
});
