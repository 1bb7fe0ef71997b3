import { describe, expect, test } from 'vitest';
import { DEMO_SEED, makeCompany } from '../../cli/demo/company.ts';
import { DEMO_DAY } from '../../cli/demo/day.ts';
import type { VendorEvent } from '../../cli/demo/event.ts';
import { decodeDocument } from '../../shared/decode.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { perturb } from './perturb.ts';

const company = makeCompany(DEMO_SEED, { today: DEMO_DAY });
const history = [...company.history()];
const day = company.day();
const everything = [...history, ...day];
const todayMs = Date.parse(`${DEMO_DAY}T00:00:00Z`);

/** The fields of raw events that these tests look at. */
interface Raw {
  readonly eventType?: string;
  readonly event_type?: string;
  readonly channel?: string;
  readonly actor?: { readonly id: string; readonly alternateId: string };
  readonly user?: string;
  readonly target?: readonly { readonly alternateId: string }[] | null;
  readonly securityContext?: { readonly asNumber: number };
  readonly client?: { readonly ipAddress: string };
  readonly data?: { readonly payload: Payload };
}
interface Payload {
  readonly Username: string;
  readonly UserId: string;
  readonly Operation?: string;
  readonly EventIdentifier: string;
  readonly ExecutionIdentifier?: string;
  readonly Sequence?: number;
  readonly RowsProcessed?: number;
}
const rawOf = (event: VendorEvent): Raw => event.raw as Raw;
const whoOf = (event: VendorEvent): string | undefined =>
  rawOf(event).actor?.alternateId ?? rawOf(event).user ?? rawOf(event).data?.payload.Username;
const typeOf = (event: VendorEvent): string => {
  const { eventType, event_type, channel, data } = rawOf(event);
  return eventType ?? event_type ?? data?.payload.Operation ?? channel?.replace('/event/', '') ?? '';
};
const textOf = (events: Iterable<VendorEvent>): string => JSON.stringify([...events]);

/** What the pattern's group matched, each once. */
const matches = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, group]) => group ?? '')),
];

/** Reports by their execution, each a list of chunks in the order in which they came. */
function executions(events: readonly VendorEvent[]): Map<string, Payload[]> {
  const found = new Map<string, Payload[]>();
  for (const event of events) {
    const payload = rawOf(event).data?.payload;
    const key = payload?.ExecutionIdentifier;
    if (payload !== undefined && key !== undefined) found.set(key, [...(found.get(key) ?? []), payload]);
  }
  return found;
}

describe('the company', () => {
  test('is the same to the last byte for the same seed', () => {
    const again = makeCompany(DEMO_SEED, { today: DEMO_DAY });
    // Today first: what has been read before makes no difference.
    expect(textOf(again.day())).toBe(textOf(day));
    expect(textOf(again.history())).toBe(textOf(history));
  });

  test('is another one for another seed', () => {
    const other = makeCompany('another', { today: DEMO_DAY });
    expect(textOf(other.day())).not.toBe(textOf(day));
    expect(textOf(other.history())).not.toBe(textOf(history));
  });

  test('has the size that the demo can stream', () => {
    expect(company.people).toHaveLength(50);
    expect(new Set(company.people.map(({ email }) => email)).size).toBe(50);
    expect(history.length).toBeGreaterThan(12_000);
    expect(history.length).toBeLessThan(25_000);
    expect(day.length).toBeGreaterThanOrEqual(500);
    expect(day.length).toBeLessThanOrEqual(900);
    expect(new Set(everything.map(({ vendor }) => vendor)).size).toBe(3);
  });

  test('names the day that cannot be generated', () => {
    expect(() => makeCompany(1, { today: '2026-06-28' })).toThrow(/2026-06-28: choose a day from Monday/);
    expect(() => makeCompany(1, { today: '2026-02-30' })).toThrow(/"2026-02-30" is not a date/);
    expect(() => makeCompany(1, { today: DEMO_DAY, people: 7 })).toThrow(/not 7/);
    expect(() => makeCompany(1, { today: DEMO_DAY, historyDays: 3 })).toThrow(/not 3/);
  });

  test.each(['outflow', 1, 2, 3])('stays within its days and never logs ahead of time (seed %s)', (seed) => {
    const { history: past, day: present } = makeCompany(seed, { today: DEMO_DAY });
    const earlier = [...past()];
    const now = present();
    expect(earlier.filter(({ time }) => time < todayMs - 45 * DAY_MS || time >= todayMs)).toEqual([]);
    expect(now.filter(({ time, arrival }) => time < todayMs || arrival >= todayMs + DAY_MS)).toEqual([]);
    expect([...earlier, ...now].filter(({ time, arrival }) => arrival < time)).toEqual([]);
    expect(earlier.filter(({ time }, i) => time < (earlier[i - 1]?.time ?? 0))).toEqual([]);
    expect(now.filter(({ arrival }, i) => arrival < (now[i - 1]?.arrival ?? 0))).toEqual([]);
  });

  test('is quiet at weekends', () => {
    const perDay = Map.groupBy(history, ({ time }) => Math.floor(time / DAY_MS));
    for (const [number, events] of perDay) {
      const weekend = (number + 3) % 7 > 4;
      if (weekend) expect(events.length).toBeLessThan(120);
      else expect(events.length).toBeGreaterThan(400);
    }
  });
});

describe('every event', () => {
  test('is read by the parser of its vendor, at its own time', () => {
    const hashKey = new Uint8Array(32);
    const unread = everything.filter(({ vendor, tenant, time, arrival, raw }) => {
      const { activities, malformed } = decodeDocument(JSON.stringify(raw), { tenant, hashKey, arrival });
      const [activity, ...more] = activities;
      if (activity === undefined || more.length > 0 || malformed.length > 0) return true;
      return activity.vendor !== vendor || activity.time !== time || activity.tenant !== tenant;
    });
    expect(unread).toEqual([]);
  });

  test('names its actor, in the event and as the partition key', () => {
    const known = new Set([...company.people, ...company.integrations].map(({ email }) => email));
    const keys = Map.groupBy(everything, ({ actor }) => actor);
    for (const [key, events] of keys) {
      const [who, ...others] = new Set(events.map(whoOf));
      expect(known).toContain(who);
      expect(others).toEqual([]);
      expect(events.filter(({ vendor }) => !key.startsWith(`${vendor}/`))).toEqual([]);
    }
  });

  test('uses addresses, networks and mailboxes that are reserved for documentation only', () => {
    const text = textOf(everything);
    // Browsers write their versions in four parts as well: `Chrome/151.0.0.0`.
    const addresses = matches(text, /\b(\d{1,3}(?:\.\d{1,3}){3})\b/g).filter(
      (one) => !one.endsWith('.0.0.0'),
    );
    expect(addresses.length).toBeGreaterThan(20);
    expect(addresses.filter((one) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(one))).toEqual([]);
    const numbers = matches(text, /"asNumber":(\d+)/g).map(Number);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(64496);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(64511);
    expect(matches(text, /@([\w.-]+)/g).sort()).toEqual(['example.com', 'integrations.example.com']);
  });

  test('of a report that was split repeats the total and counts on', () => {
    const split = [...executions(everything).values()].filter((chunks) => chunks.length > 1);
    expect(split.length).toBeGreaterThan(company.incident.countedExports);
    for (const chunks of split) {
      expect(new Set(chunks.map(({ RowsProcessed }) => RowsProcessed)).size).toBe(1);
      expect(new Set(chunks.map(({ EventIdentifier }) => EventIdentifier)).size).toBe(chunks.length);
      const sequences = chunks.map(({ Sequence }) => Sequence ?? 0).sort((a, b) => a - b);
      expect(sequences).toEqual(chunks.map((_, i) => i + 1));
    }
  });

  test('of Mixpanel arrives with the file of its day, hours later', () => {
    const arrivals = new Set(day.filter(({ vendor }) => vendor === 'mixpanel').map(({ arrival }) => arrival));
    expect([...arrivals]).toEqual([todayMs + 21 * HOUR_MS + 5 * 60_000]);
  });
});

describe('the incident', () => {
  const { incident, cast } = company;
  const stolen = day.filter((event) => JSON.stringify(event.raw).includes('192.0.2.200'));

  test('begins with a reset that the help desk makes for the analyst', () => {
    const reset = day.find(
      (event) =>
        typeOf(event) === 'user.mfa.factor.reset_all' &&
        rawOf(event).target?.some(({ alternateId }) => alternateId === cast.analyst.email),
    );
    expect(reset && whoOf(reset)).toBe(cast.admin.email);
    expect(reset?.time).toBeLessThan(stolen[0]?.time ?? 0);
  });

  test('is done in the name of one analyst, from a network that nobody used before', () => {
    expect(new Set(stolen.map(whoOf))).toEqual(new Set([cast.analyst.email]));
    expect(incident.person).toBe(cast.analyst);
    expect(textOf(history)).not.toMatch(/"asNumber":64510|192\.0\.2\.200/);
    const timesMs = stolen.map(({ time }) => time);
    expect(Math.min(...timesMs)).toBeGreaterThanOrEqual(incident.startMs);
    expect(Math.max(...timesMs)).toBe(incident.endMs);
    expect(stolen.map(typeOf)).toEqual(
      expect.arrayContaining([
        'user.mfa.factor.activate',
        'user.session.start',
        'user.authentication.sso',
        'LoginEventStream',
      ]),
    );
  });

  test('takes what its totals say, counted once per execution', () => {
    const exported = [...executions(stolen).values()].filter(
      ([first]) => first?.Operation === 'ReportExported',
    );
    expect(exported).toHaveLength(incident.countedExports);
    expect(exported.reduce((sum, [first]) => sum + (first?.RowsProcessed ?? 0), 0)).toBe(incident.knownRows);
    const uncounted = stolen.filter((event) =>
      /^BulkApiResultEvent$|export\.downloaded$/.test(typeOf(event)),
    );
    expect(uncounted).toHaveLength(incident.uncountedExports);
  });

  test('is far above what the analyst ever exported, and the analyst worked that morning', () => {
    const own = history.filter((event) => whoOf(event) === cast.analyst.email);
    const largest = Math.max(...[...executions(own).values()].map(([first]) => first?.RowsProcessed ?? 0));
    expect(largest).toBeGreaterThan(100);
    expect(incident.knownRows).toBeGreaterThan(50 * largest);
    const morning = day.filter(
      (event) => whoOf(event) === cast.analyst.email && event.time < incident.startMs,
    );
    expect(new Set(morning.map(({ vendor }) => vendor))).toContain('salesforce');
    expect(morning.length).toBeGreaterThan(5);
  });
});

describe('the look-alikes of the day', () => {
  const { cast } = company;
  const today = (email: string) => day.filter((event) => whoOf(event) === email);
  const formerly = (email: string) => history.filter((event) => whoOf(event) === email);

  test('include a traveller in a new country', () => {
    expect(textOf(today(cast.traveller.email))).toContain('"asNumber":64506');
    expect(textOf(history)).not.toContain('"asNumber":64506');
  });

  test("include a manager's month-end export above those of the days before", () => {
    const exported = (events: readonly VendorEvent[]) =>
      [...executions(events).values()]
        .filter(([first]) => first?.Operation === 'ReportExported')
        .map(([first]) => first?.RowsProcessed ?? 0);
    const usual = exported(formerly(cast.manager.email)).sort((a, b) => a - b);
    const closing = Math.max(...exported(today(cast.manager.email)));
    expect(closing).toBeGreaterThan(2 * (usual[Math.floor(usual.length / 2)] ?? Number.POSITIVE_INFINITY));
    expect(closing).toBeLessThan(10_000);
  });

  test('include a browser that its user never had', () => {
    expect(textOf(today(cast.switcher.email))).toContain('"browser":"FIREFOX"');
    expect(textOf(formerly(cast.switcher.email))).not.toContain('"browser":"FIREFOX"');
  });

  test('include an integration that runs once more than planned', () => {
    const [first] = company.integrations;
    const logins = today(first?.email ?? '').filter((event) => typeOf(event) === 'LoginEventStream');
    expect(logins).toHaveLength((first?.runHours.length ?? 0) + 1);
  });

  test('include a reset for somebody who goes on working from the usual network', () => {
    const own = today(cast.phoneless.email);
    const activated = own.find((event) => typeOf(event) === 'user.mfa.factor.activate');
    const networks = new Set(
      formerly(cast.phoneless.email).map((event) => rawOf(event).securityContext?.asNumber),
    );
    expect(networks).toContain(rawOf(activated as VendorEvent).securityContext?.asNumber);
    expect(own.length).toBeGreaterThan(3);
  });
});

describe('perturb', () => {
  test('changes order and repeats the asked share, and nothing else', () => {
    const changed = perturb(day, 7, { duplicates: 0.05 });
    expect(changed).toHaveLength(day.length + Math.round(day.length * 0.05));
    expect(new Set(changed)).toEqual(new Set(day));
    expect(changed.slice(0, day.length)).not.toEqual(day);
    expect(perturb(day, 7, { duplicates: 0.05 })).toEqual(changed);
    expect(perturb(day, 8, { duplicates: 0.05 })).not.toEqual(changed);
  });
});
