import { describe, expect, test } from 'vitest';
import { drop } from '../../../functions/ingest/drop/drop.ts';
import { dayFiles } from '../../../functions/ingest/history/days.ts';
import { toDays } from '../../../functions/ingest/history/to-days.ts';
import { memoryFileStore } from '../../../functions/ports/memory/files.ts';
import { memoryNoteStore } from '../../../functions/ports/memory/notes.ts';
import { dayOf } from '../../../shared/time.ts';
import { githubEvent } from '../../fixtures/github.ts';
import { HONEY, honey } from '../../fixtures/honey.ts';
import { oktaEvent } from '../../fixtures/okta.ts';

const NOW_MS = Date.UTC(2026, 5, 1);
const LATER = new Date(NOW_MS + 3_600_000).toISOString();

/** What becomes of lines of Okta under `history/`. */
async function read(lines: readonly unknown[], key = 'history/okta/example/log.ndjson') {
  const files = memoryFileStore();
  const days = dayFiles(files);
  const now = () => NOW_MS;
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  const outcome = await drop(
    { key, version: 'v1', versioned: true },
    {
      objects: { open: async () => pieces() },
      notes: memoryNoteStore(now),
      deliver: toDays(days, { hashKey: new Uint8Array(32), honey: HONEY, now }),
      now,
    },
    {
      folder: 'history',
      feeds: [{ vendor: 'okta', tenant: 'example' }],
      stopMs: NOW_MS + 60_000,
      keepDays: 30,
      limits: { entries: 7, bytes: 1e6, records: 7 },
    },
  );
  const list = await days.list();
  return { outcome, list, activities: await days.read(list) };
}

const on = (day: number, n: number) =>
  oktaEvent({ uuid: `${day}-${n}`, published: new Date(Date.UTC(2026, 2, day, 9, n)).toISOString() });

describe('an object under history/', () => {
  test('is kept by day, days ascending, whatever its order', async () => {
    const lines = Array.from({ length: 40 }, (_, n) => on(1 + ((n * 7) % 11), n));
    const { outcome, list, activities } = await read(lines);
    expect(outcome).toMatchObject({ state: 'done', records: 40, events: 40, ignored: 0, unreadable: 0 });
    expect(list.map(({ day }) => day)).toEqual(list.map(({ day }) => day).toSorted((a, b) => a - b));
    expect(activities.map(({ time }) => dayOf(time))).toEqual(
      activities.map(({ time }) => dayOf(time)).toSorted((a, b) => a - b),
    );
    expect(new Set(activities.map(({ eventId }) => eventId)).size).toBe(40);
    expect(new Set(activities.map(({ tenant }) => tenant))).toEqual(new Set(['example']));
  });

  test('is counted where it cannot be read, is of no interest, or is dated in the future', async () => {
    const { outcome, activities } = await read([
      on(1, 1),
      'no JSON',
      oktaEvent({ uuid: 'later', published: LATER }),
      oktaEvent({ uuid: 'mail', eventType: 'system.email.send_factor_verify_message' }),
    ]);
    expect(outcome).toMatchObject({ state: 'done', records: 4, events: 1, ignored: 1, unreadable: 2 });
    expect(activities).toHaveLength(1);
  });

  test('cannot speak for another vendor or tenant', async () => {
    const forged = { outflow: { vendor: 'github', tenant: 'other' }, event: githubEvent({}) };
    const { outcome, activities } = await read([forged, githubEvent({})]);
    expect(activities).toEqual([]);
    expect(outcome).toMatchObject({ events: 0, unreadable: 2 });
    expect((await read([on(1, 1)], 'history/github/example/log.ndjson')).outcome).toMatchObject({
      state: 'refused',
      events: 0,
    });
    expect((await read([on(1, 1)], 'live/okta/example/log.ndjson')).outcome.reason).toBe(
      'does not lie under history/VENDOR/TENANT/',
    );
  });

  test('says which datasets it holds honey of, and in how many events', async () => {
    const holding = (day: number, n: number) => ({
      ...on(day, n),
      debugContext: { debugData: { query: `id eq "${honey(n).id}"` } },
    });
    const { outcome } = await read([on(1, 1), holding(2, 2), holding(12, 3)]);
    expect(outcome).toMatchObject({ state: 'done', events: 3, honey: { 'salesforce contacts': 2 } });
  });
});
