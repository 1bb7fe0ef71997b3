import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CorpusEvent } from '../../cli/corpus/model.ts';
import { CORPUS_DATABASES, locate } from '../../cli/corpus/networks.ts';
import { dump, makeOrganisation } from '../../cli/corpus/organisation.ts';
import { decodeDocument } from '../../shared/decode.ts';
import { enrich } from '../../shared/enrich.ts';
import { DAY_MS } from '../../shared/time.ts';
import { findVendor } from '../../shared/vendors/index.ts';

const FIRST_DAY = 20_500;
const LAST_DAY = 20_569;
const make = (seed: string) =>
  makeOrganisation(seed, { people: 60, services: 14, firstDay: FIRST_DAY, lastDay: LAST_DAY });
const organisation = make('one');
const days = Array.from({ length: 14 }, (_, i) => organisation.day(FIRST_DAY + 7 + i));
const events = days.flat();
const text = (some: readonly CorpusEvent[]) => JSON.stringify(some);

describe('an organisation', () => {
  test('is the same to the last byte for the same seed, and another one for another', () => {
    expect(make('one').actors).toEqual(organisation.actors);
    expect(text(make('one').day(FIRST_DAY + 9))).toBe(text(days[2] ?? []));
    expect(text(make('two').day(FIRST_DAY + 9))).not.toBe(text(days[2] ?? []));
  });

  test('has the same day whatever was asked before', () => {
    const other = make('one');
    for (const i of [13, 3, 3, 0]) expect(text(other.day(FIRST_DAY + 7 + i))).toBe(text(days[i] ?? []));
  });

  test('has days in order of time, each within its own 24 hours, and none outside of its period', () => {
    for (const [i, day] of days.entries()) {
      const startMs = (FIRST_DAY + 7 + i) * DAY_MS;
      const times = day.map(({ time }) => time);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.every((time) => time >= startMs && time < startMs + DAY_MS)).toBe(true);
    }
    expect(organisation.day(FIRST_DAY - 1)).toEqual([]);
    expect(organisation.day(LAST_DAY + 1)).toEqual([]);
  });

  test('names what it cannot be made of', () => {
    expect(() => makeOrganisation('x', { people: 0, services: 1, firstDay: 1, lastDay: 2 })).toThrow(
      'people from 1',
    );
    expect(() => makeOrganisation('x', { people: 5, services: 1, firstDay: 2, lastDay: 1 })).toThrow(
      'lastDay',
    );
  });

  test('is written as one line of JSON for each event', () => {
    const lines = [...dump(organisation, FIRST_DAY + 7, FIRST_DAY + 8)];
    expect(lines.map(({ line }) => JSON.parse(line))).toEqual(
      [...(days[0] ?? []), ...(days[1] ?? [])].map(({ event }) => event),
    );
  });
});

describe('every event', () => {
  const hashKey = new Uint8Array(32);

  test('is an activity to the parser of its vendor, of the actor and at the time that the corpus states', () => {
    for (const { vendor, tenant, event, actor, time } of events) {
      const json = JSON.stringify(event);
      const { activities, ignored, malformed } = decodeDocument(json, { hashKey, tenant });
      expect({ malformed, ignored, json: malformed.length > 0 ? json : '' }).toEqual({
        malformed: [],
        ignored: [],
        json: '',
      });
      const account = organisation.actors[actor];
      expect(activities.map((one) => [one.vendor, one.actor.uid, one.actor.email, one.time])).toEqual([
        [vendor, account?.uid, account?.email, time],
      ]);
    }
  });

  test('has an identity of its own', () => {
    const texts = new Set(events.map(({ event }) => JSON.stringify(event)));
    expect(texts.size).toBe(events.length);
  });

  test('comes from an address that the corpus can locate, and from no other', () => {
    const found = JSON.stringify(events).match(/\b198\.1[89]\.\d+\.\d+\b/g) ?? [];
    expect(new Set(found).size).toBeGreaterThan(50);
    expect(found.filter((ip) => locate(ip).asn === undefined)).toEqual([]);
    expect(locate('192.0.2.1')).toEqual({});
    for (const { vendor, event } of events) {
      const decoded = decodeDocument(JSON.stringify(event), {
        hashKey,
        vendors: [findVendor(vendor)].flatMap((one) => one ?? []),
      });
      const source = decoded.activities[0]?.source;
      if (source?.ip === undefined) continue;
      const found = enrich(source, CORPUS_DATABASES);
      expect([found.asn, found.country]).toEqual([locate(source.ip).asn, locate(source.ip).country]);
    }
  });
});

test('the corpus knows nothing of what is judged on it', () => {
  const root = join(import.meta.dirname, '../../cli/corpus');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => name.endsWith('.ts')).map((name) => join(root, name));
  expect(sources.length).toBeGreaterThan(30);
  const imports = sources.flatMap((path) =>
    Array.from(readFileSync(path, 'utf8').matchAll(/from '([^']+)'/g), ([, from = '']) => from),
  );
  expect(imports.filter((from) => /detectors|profile|assess|settings|functions/.test(from))).toEqual([]);
});
