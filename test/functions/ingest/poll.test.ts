import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { apiOf, PollError } from '../../../functions/ingest/poll/api.ts';
import { poll } from '../../../functions/ingest/poll/poll.ts';
import { POLLERS } from '../../../functions/ingest/poll/vendors/index.ts';
import { memoryNoteStore } from '../../../functions/ports/memory/notes.ts';
import { memoryStream } from '../../../functions/ports/memory/stream.ts';
import { POLLED } from '../../../infra/config/config.ts';
import { decodeBatch } from '../../../shared/decode.ts';
import { findVendor } from '../../../shared/vendors/index.ts';
import type { Vendor } from '../../../shared/vendors/vendor.ts';
import { oktaEvent } from '../../fixtures/okta.ts';
import { type Asked, type Reply, startVendor, type VendorServer } from './vendor-server.ts';

const START_MS = Date.UTC(2026, 2, 2, 12);
const servers: VendorServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const SILENT: readonly Reply['fault'][] = ['silent', 'stalled'];

/** A vendor on loopback, a feed of it, and a clock that only moves when somebody waits. */
async function world(
  uid: string,
  answer: (asked: Asked, url: string) => Reply,
  {
    faults = [],
    secret = { token: 'synthetic' },
    patienceMs = 30_000,
    putMs = 0,
  }: {
    faults?: (Reply | undefined)[];
    secret?: Record<string, string>;
    patienceMs?: number;
    /** How long the stream takes for what it is given at once. */
    putMs?: number;
  } = {},
) {
  const server = await startVendor(answer, faults);
  servers.push(server);
  let nowMs = START_MS;
  const now = () => nowMs;
  const stream = memoryStream();
  const slow: typeof stream = {
    ...stream,
    put: async (entries) => {
      nowMs += putMs;
      await stream.put(entries);
    },
  };
  const notes = memoryNoteStore(now);
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
    nowMs += ms;
  };
  const vendor = findVendor(uid) as Vendor;
  // Only who never answers is waited for; all others answer, however busy the machine is.
  const isSilent = faults.some((one) => one !== undefined && ('pieces' in one || SILENT.includes(one.fault)));
  const timeoutMs = isSilent ? 1_500 : patienceMs;
  const poller = POLLERS[uid];
  if (poller === undefined) throw new Error(`no poller ${uid}`);
  return {
    server,
    stream,
    notes,
    waits,
    pass: (ms: number) => {
      nowMs += ms;
    },
    run: (secondsLeft = 300) =>
      poll(
        poller,
        { api: apiOf({ url: server.url, timeoutMs, now }), secret, notes, stream: slow, sleep, now },
        { feed: { vendor, tenant: 'example' }, stopMs: nowMs + secondsLeft * 1000 },
      ),
    /** What `detect` reads in what was put. */
    read: () =>
      decodeBatch(
        stream.entries.map(({ data, partitionKey }, n) => ({
          data: Buffer.from(data).toString('base64'),
          partitionKey,
          sequenceNumber: String(n),
          arrival: START_MS + 86_400_000,
        })),
        { hashKey: new Uint8Array(32) },
      ),
    uuids: () =>
      stream.entries.map(({ data }) => JSON.parse(Buffer.from(data).toString('utf8')).event.uuid as string),
  };
}

/** Pages of two events each; the last one names no other. */
function oktaPages(count: number) {
  return ({ query }: Asked, url: string): Reply => {
    const page = Number(query.get('after') ?? 0);
    const next = page + 1 < count ? { link: `<${url}/api/v1/logs?after=${page + 1}>; rel="next"` } : {};
    const json = [0, 1].map((n) => oktaEvent({ uuid: `uuid-${page}-${n}` }));
    return { json, headers: { ...next } };
  };
}
const oktaUuids = (count: number) =>
  Array.from({ length: count }, (_, page) => [`uuid-${page}-0`, `uuid-${page}-1`]).flat();

describe('a run', () => {
  test('fetches every page, and the next one what is new, with some overlap', async () => {
    const { run, uuids, server, pass } = await world('okta', oktaPages(3));
    expect(await run()).toMatchObject({ kind: 'complete', pages: 3, events: 6, behindMs: 0 });
    expect(uuids()).toEqual(oktaUuids(3));
    const [first] = server.asked;
    expect(first?.headers['authorization']).toBe('SSWS synthetic');
    expect(first?.query.get('since')).toBe(new Date(START_MS - 70 * 60_000).toISOString());
    pass(300_000);
    await run();
    expect(server.asked[3]?.query.get('since')).toBe(new Date(START_MS - 10 * 60_000).toISOString());
    expect(server.asked[3]?.query.get('until')).toBeNull();
  });

  test.each<[string, Reply, number[]]>([
    ['limits its rate', { status: 429, headers: { 'retry-after': '7' } }, [7000]],
    [
      'names the date of its patience',
      { status: 429, headers: { 'retry-after': new Date(START_MS + 9000).toUTCString() } },
      [9000],
    ],
    [
      'names the second at which its limit ends',
      { status: 429, headers: { 'x-rate-limit-reset': String(START_MS / 1000 + 11) } },
      [11_000],
    ],
    ['says half a second', { status: 429, headers: { 'retry-after': '0.5' } }, [500]],
    ['says what is no time', { status: 429, headers: { 'retry-after': '-1' } }, [1000]],
    ['fails', { status: 500 }, [1000]],
    ['fails without a word', { status: 503 }, [1000]],
    ['breaks off in the middle', { fault: 'truncated' }, [1000]],
    ['says nothing', { fault: 'silent' }, [1000]],
    ['says nothing more in the middle', { fault: 'stalled' }, [1000]],
    ['answers byte by byte', { text: '[]'.padEnd(60), pieces: 60 }, [1000]],
    ['answers with what is no JSON', { text: '<html>' }, [1000]],
  ])('waits and asks again when the vendor %s', async (_name, fault, waited) => {
    for (const faults of [[fault], [undefined, fault]]) {
      const { run, uuids, waits } = await world('okta', oktaPages(3), { faults });
      expect(await run()).toMatchObject({ kind: 'complete', events: 6, retries: 1 });
      expect(waits).toEqual(waited);
      expect(uuids()).toEqual(oktaUuids(3));
    }
  });

  test('asks for no window that ends before it begins, nor goes back, when the clock does', async () => {
    const pages = ({ query }: Asked): Reply => ({
      json: { data: { events: [] }, asked: query.get('endTime') },
    });
    const { run, server, pass } = await world('segment', pages);
    await run();
    pass(-3 * 3_600_000);
    await run();
    pass(3 * 3_600_000 + 60_000);
    await run();
    const asked = server.asked.map(({ query }) => [query.get('startTime'), query.get('endTime')]);
    for (const [start, end] of asked) expect(Date.parse(start ?? '')).toBeLessThan(Date.parse(end ?? ''));
    expect(asked[1]?.[1]).toBe(asked[0]?.[1]);
    expect(asked[2]?.[0]).toBe(asked[1]?.[0]);
  });

  test('that has to wait too long ends, and the next one goes on where it stood', async () => {
    const faults = [undefined, { status: 429, headers: { 'retry-after': '3600' } }];
    const { run, uuids, waits, pass, server } = await world('okta', oktaPages(3), { faults });
    expect(await run()).toMatchObject({
      kind: 'later',
      pages: 1,
      reason: 'GET /api/v1/logs was answered with 429.',
    });
    pass(3_600_000);
    expect(await run()).toMatchObject({ kind: 'complete', pages: 2, events: 4 });
    expect(waits).toEqual([]);
    expect(uuids()).toEqual(oktaUuids(3));
    expect(server.asked[2]?.query.get('after')).toBe('1');
  });

  test('says how far behind the feed is', async () => {
    const { run, pass } = await world('okta', oktaPages(1), {
      faults: [undefined, ...Array(5).fill({ status: 500 })],
    });
    expect((await run()).behindMs).toBe(0);
    pass(7_200_000);
    expect(await run()).toMatchObject({ kind: 'later', behindMs: 7_215_000 });
  });

  test('whose place the vendor has forgotten fetches the window again', async () => {
    const { run, uuids } = await world('okta', oktaPages(3), {
      faults: [undefined, undefined, { status: 410 }],
    });
    expect(await run()).toMatchObject({ kind: 'complete', retries: 1 });
    expect([...new Set(uuids())].sort()).toEqual(oktaUuids(3).sort());
  });

  test('that loses every place it comes to ends, and says so', async () => {
    const { run, server } = await world('okta', (asked, url) =>
      asked.query.get('after') === null ? oktaPages(2)(asked, url) : { status: 400 },
    );
    await expect(run()).rejects.toThrow('GET /api/v1/logs was answered with 400.');
    expect(server.asked).toHaveLength(8);
  });

  test('whose own note is lost begins with the last hour', async () => {
    const { run, notes, server } = await world('okta', oktaPages(1));
    await run();
    (notes.notes as Map<string, unknown>).clear();
    expect(await run()).toMatchObject({ kind: 'complete', events: 2 });
    expect(server.asked[1]?.query.get('since')).toBe(server.asked[0]?.query.get('since'));
  });

  test('that gets the same page for ever gives up, and says so', async () => {
    const { run } = await world('okta', (_, url) => ({
      json: [oktaEvent({})],
      headers: { link: `<${url}/api/v1/logs?after=same>; rel="next"` },
    }));
    await expect(run()).rejects.toThrow('The vendor sends us to the page where we are.');
  });

  test.each([401, 403])('is refused with %i: says that the secret is to be replaced', async (status) => {
    const { run } = await world('okta', () => ({ status }));
    await expect(run()).rejects.toThrow(`was refused with ${status}. Put a valid secret in its place.`);
  });

  test('takes its secret nowhere else', async () => {
    const elsewhere = await startVendor(() => ({ json: [] }));
    servers.push(elsewhere);
    const { run } = await world('okta', () => ({
      json: [oktaEvent({})],
      headers: { link: `<${elsewhere.url}/api/v1/logs>; rel="next"` },
    }));
    await expect(run()).rejects.toThrow('which is not where the feed is');
    const { run: redirected } = await world('okta', () => ({
      status: 302,
      headers: { location: `${elsewhere.url}/` },
    }));
    expect(await redirected()).toMatchObject({ kind: 'later' });
    expect(elsewhere.asked).toEqual([]);
  });

  test('names what its secret lacks', async () => {
    const { run } = await world('salesforce', () => ({}), { secret: { clientId: 'x' } });
    await expect(run()).rejects.toBeInstanceOf(PollError);
    await expect(run()).rejects.toThrow('The secret lacks clientSecret.');
  });

  test('is left to whoever is ahead', async () => {
    const slow = await world('okta', oktaPages(2));
    const both = await Promise.allSettled([slow.run(), slow.run()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(new Set(slow.uuids())).toEqual(new Set(oktaUuids(2)));
  });
});

describe('Okta', () => {
  const event = (uuid: string, happenedMs: number) =>
    oktaEvent({ uuid, published: new Date(happenedMs).toISOString() });
  /** As Okta reads `since`: with `until` by when an event happened, without by when it was stored. */
  const log =
    (
      stored: () => readonly { readonly storedMs: number; readonly uuid: string; readonly atMs: number }[],
      size = 2,
    ) =>
    ({ query }: Asked, url: string): Reply => {
      const since = Date.parse(query.get('since') ?? '');
      const until = query.get('until');
      const found = stored()
        .filter(({ storedMs, atMs }) =>
          until === null ? storedMs >= since : atMs >= since && atMs < Date.parse(until),
        )
        .sort((a, b) => (until === null ? a.storedMs - b.storedMs : a.atMs - b.atMs));
      const from = Number(query.get('after') ?? 0);
      const page = found.slice(from, from + size);
      const to = new URLSearchParams(query);
      to.set('after', String(from + page.length));
      return {
        json: page.map(({ uuid, atMs }) => event(uuid, atMs)),
        headers: { link: `<${url}/api/v1/logs?${to}>; rel="next"` },
      };
    };

  test('is asked by when an event was stored: one that it stores an hour late is not missed', async () => {
    const stored = [{ storedMs: START_MS - 1000, uuid: 'in time', atMs: START_MS - 2000 }];
    const { run, uuids, pass } = await world(
      'okta',
      log(() => stored),
    );
    for (let minutes = 0; minutes < 60; minutes += 5) {
      expect(await run()).toMatchObject({ kind: 'complete', behindMs: 0 });
      pass(300_000);
    }
    stored.push({ storedMs: START_MS + 3_590_000, uuid: 'late', atMs: START_MS - 1000 });
    await run();
    expect(new Set(uuids())).toEqual(new Set(['in time', 'late']));
  });

  test('is fetched to where the window ends, although it never has an empty page', async () => {
    let asked = 0;
    const busy = () =>
      Array.from({ length: 2 * ++asked }, (_, n) => ({
        storedMs: START_MS - 5000 + n * 1000,
        uuid: `u${n}`,
        atMs: START_MS - 5000 + n * 1000,
      }));
    const { run, uuids } = await world('okta', log(busy));
    expect(await run()).toMatchObject({ kind: 'complete', pages: 3 });
    expect(uuids()).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', 'u5']);
  });
});

test('there is a poller for every vendor that the configuration offers', () => {
  expect(Object.keys(POLLERS).sort()).toEqual([...POLLED].sort());
  for (const uid of POLLED) expect(findVendor(uid)?.uid).toBe(uid);
});

const segmentEvent = (id: string) => ({
  id,
  timestamp: '2026-03-02T09:15:30.123Z',
  type: 'Destination Created',
  actor: 'usr_1',
  actorEmail: 'alice@example.com',
  resourceId: 'res_1',
  resourceType: 'DESTINATION',
  resourceName: 'x',
});

describe('Segment', () => {
  test('is asked page by page, with a bearer token', async () => {
    const { run, read, server } = await world('segment', ({ query }) =>
      query.get('pagination.cursor') === null
        ? {
            json: {
              data: {
                events: [segmentEvent('a'), segmentEvent('b')],
                pagination: { current: 'MA==', next: 'MQ==' },
              },
            },
          }
        : { json: { data: { events: [segmentEvent('c')], pagination: { current: 'MQ==' } } } },
    );
    expect(await run()).toMatchObject({ kind: 'complete', events: 3, pages: 2 });
    expect(server.asked[0]?.headers['authorization']).toBe('Bearer synthetic');
    expect(read().activities).toHaveLength(3);
  });
});

test('an event that nests too deeply stops none behind it, and is counted where it is read', async () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const text = JSON.stringify({ data: { events: [{ ...segmentEvent('a'), x: 'deep' }, segmentEvent('b')] } });
  const { run, read } = await world('segment', () => ({ text: text.replace('"deep"', deep) }));
  expect(await run()).toMatchObject({ kind: 'complete', events: 2 });
  const { activities, malformed } = read();
  expect(activities.map(({ activity }) => activity.eventId)).toEqual(['b']);
  expect(malformed).toHaveLength(1);
});

describe('Amplitude', () => {
  test('is never asked for more than 30 days at once, however long nobody asked', async () => {
    const spans: number[] = [];
    const { run, pass } = await world(
      'amplitude',
      ({ body }) => {
        const { start_date, end_date } = JSON.parse(body);
        spans.push(Date.parse(end_date) - Date.parse(start_date));
        return { json: { events: [] } };
      },
      { secret: { organization: '7', apiKey: 'k', secretKey: 's' } },
    );
    await run();
    pass(120 * 86_400_000);
    expect(await run()).toMatchObject({ kind: 'complete' });
    expect(Math.max(...spans)).toBeLessThanOrEqual(30 * 86_400_000);
  });

  test('is asked for ever shorter spans where one may hold more than it shows', async () => {
    const all = Array.from({ length: 2500 }, (_, n) => ({
      id: `e${n}`,
      timestamp: new Date(START_MS - n * 30_000).toISOString(),
      domain: 'auth',
      feature: 'auth',
      action: 'login',
      user: 'alice@example.com',
    }));
    const { run, read, server } = await world(
      'amplitude',
      ({ body }) => {
        const { start_date, end_date, pagination } = JSON.parse(body);
        const found = all.filter(({ timestamp }) => timestamp >= start_date && timestamp < end_date);
        return { json: { events: found.slice(0, pagination.limit) } };
      },
      { secret: { organization: '7', apiKey: 'k', secretKey: 's' } },
    );
    expect(await run()).toMatchObject({ kind: 'complete' });
    expect(server.asked[0]).toMatchObject({ method: 'POST', path: '/api/2/audit-logs/7' });
    expect(server.asked[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('k:s').toString('base64')}`);
    const seen = new Set(read().activities.map(({ activity }) => activity.eventId));
    // All but the one that is dated at the end of the window, which the next one brings.
    expect(seen.size).toBe(all.length - 1);
  });
});

describe('Salesforce', () => {
  const csv = (count: number) =>
    [
      '"EVENT_TYPE","TIMESTAMP_DERIVED","USER_ID_DERIVED","ORGANIZATION_ID","CLIENT_IP"',
      ...Array.from(
        { length: count },
        (_, n) =>
          `"Login","2026-03-02T09:15:${String(n).padStart(2, '0')}.000Z","0055g00000UQv8kAAD","00D5g0000000000","192.0.2.1"`,
      ),
      '',
    ].join('\n');
  const answer = ({ path, query, headers }: Asked): Reply => {
    if (path === '/services/oauth2/token') return { json: { access_token: 'token' } };
    if (headers.authorization !== 'Bearer token') return { status: 401 };
    if (path.endsWith('/query'))
      return query.get('q')?.includes('FROM EventLogFile WHERE CreatedDate >= 2026-03-01T11:00:00.000Z AND')
        ? {
            json: {
              records: [{ Id: '0AT000000000001AAA' }],
              nextRecordsUrl: '/services/data/v60.0/query/more',
            },
          }
        : { status: 400 };
    if (path.endsWith('/query/more')) return { json: { records: [{ Id: '0AT000000000002AAA' }] } };
    return { text: csv(path.includes('1AAA') ? 20 : 3) };
  };
  const secret = { clientId: 'id', clientSecret: 'secret' };

  test('is asked for its files, then for each of them', async () => {
    const { run, read } = await world('salesforce', answer, { secret });
    expect(await run()).toMatchObject({ kind: 'complete', pages: 2, events: 23, unreadable: 0 });
    const { activities, malformed } = read();
    expect(malformed).toEqual([]);
    expect(activities.map(({ activity }) => activity.operation)).toEqual(Array(23).fill('Login'));
  });

  const rowsOf = ({ path, ...asked }: Asked, rows: number): Reply =>
    path.includes('1AAA') ? { text: csv(rows) } : answer({ path, ...asked });

  test('whose list of files never ends is given up', async () => {
    const again = { json: { records: [], nextRecordsUrl: '/services/data/v60.0/query/more' } };
    const { run, server } = await world(
      'salesforce',
      (asked) => (asked.path.includes('/query') ? again : answer(asked)),
      { secret },
    );
    await expect(run()).rejects.toThrow('has more than 50 pages');
    expect(server.asked.length).toBeLessThan(60);
  });

  test('whose file takes longer than a vendor may be silent is read to its end', async () => {
    const slowly = (asked: Asked) => ({
      ...answer(asked),
      ...(asked.path.includes('1AAA') ? { pieces: 25 } : {}),
    });
    const { run } = await world('salesforce', slowly, { secret, patienceMs: 1_500 });
    expect(await run()).toMatchObject({ kind: 'complete', pages: 2, events: 23, retries: 0 });
  });

  test('whose file is longer than a run goes on in its middle, and puts nothing twice', async () => {
    const { run, stream, pass } = await world('salesforce', (asked) => rowsOf(asked, 2600), {
      secret,
      putMs: 60_000,
    });
    const runs: string[] = [];
    for (let n = 0; n < 9 && runs.at(-1) !== 'complete'; n++) {
      runs.push((await run(100)).kind);
      pass(1000);
    }
    expect(runs).toEqual(['later', 'later', 'later', 'complete']);
    expect(stream.entries).toHaveLength(2603);
  });

  test('whose file is cut off with the run begins anew a little before', async () => {
    const { run, stream } = await world('salesforce', (asked) => rowsOf(asked, 15_000), { secret });
    const { put } = stream;
    let isCut = false;
    const never = new Promise<never>(() => {});
    const cut = new Promise((resolve) => {
      Object.assign(stream, {
        put: async (entries: Parameters<typeof put>[0]) => {
          if (!isCut && stream.entries.length >= 14_000) {
            isCut = true;
            resolve('cut off');
            await never;
          }
          await put(entries);
        },
      });
    });
    expect(await Promise.race([run(), cut])).toBe('cut off');
    expect(await run()).toMatchObject({ kind: 'complete', events: 5003 });
  });

  test('whose stream is full in the middle of a file goes on there', async () => {
    const { run, stream } = await world('salesforce', (asked) => rowsOf(asked, 1100), { secret });
    const { put } = stream;
    let puts = 0;
    Object.assign(stream, {
      put: async (entries: Parameters<typeof put>[0]) => {
        if (++puts === 2) throw new Error('full');
        await put(entries);
      },
    });
    await expect(run()).rejects.toThrow('full');
    expect(await run()).toMatchObject({ kind: 'complete' });
    expect(stream.entries).toHaveLength(1103);
  });

  test('whose file breaks off in the middle is asked for it again', async () => {
    const faults: (Reply | undefined)[] = [undefined, undefined, undefined, { fault: 'truncated' }];
    const { run, read } = await world('salesforce', answer, { secret, faults });
    expect(await run()).toMatchObject({ kind: 'complete', retries: 1 });
    expect(new Set(read().activities.map(({ activity }) => activity.uid)).size).toBe(20);
  });
});

describe('Snowflake', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = {
    account: 'xy12345.eu-central-1',
    user: 'outflow',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    warehouse: 'W',
    role: 'R',
  };
  const row = (n: number) => [
    JSON.stringify({
      EVENT_ID: n,
      EVENT_TIMESTAMP: '2026-03-02T09:15:30.123+0000',
      EVENT_TYPE: 'LOGIN',
      USER_NAME: 'ALICE',
      IS_SUCCESS: 'YES',
      CLIENT_IP: '192.0.2.1',
      REPORTED_CLIENT_TYPE: 'SNOWFLAKE_UI',
    }),
  ];
  const answer = ({ method, path, query, body }: Asked): Reply => {
    if (method === 'POST') {
      const login = JSON.parse(body).statement.includes('LOGIN_HISTORY');
      return login
        ? { status: 202, json: { statementHandle: 'h1' } }
        : {
            json: {
              statementHandle: 'h0',
              data: [],
              resultSetMetaData: { partitionInfo: [{ rowCount: 0 }] },
            },
          };
    }
    if (path !== '/api/v2/statements/h1') return { status: 404 };
    return query.get('partition') === '0'
      ? { json: { data: [row(1), row(2)], resultSetMetaData: { partitionInfo: [{}, {}] } } }
      : { json: { data: [row(3)] } };
  };

  test('is asked for each view, part by part, also when it takes its time', async () => {
    const { run, read, server } = await world('snowflake', answer, { secret });
    expect(await run()).toMatchObject({ kind: 'complete', events: 3 });
    expect(read().activities.map(({ activity }) => activity.eventId)).toEqual(['1', '2', '3']);
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(5);
  });

  test('gets a token that its public key verifies', async () => {
    const { run, server } = await world('snowflake', answer, { secret });
    await run();
    const token = String(server.asked[0]?.headers['authorization']).replace('Bearer ', '');
    const [head = '', claims = '', signature = ''] = token.split('.');
    expect(
      verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      sub: 'XY12345.OUTFLOW',
      iss: expect.stringMatching(/^XY12345\.OUTFLOW\.SHA256:.{43}=$/),
    });
  });

  test('whose statement is forgotten is asked anew; a key that is none is named', async () => {
    const faults: (Reply | undefined)[] = [undefined, { status: 404 }];
    const { run } = await world('snowflake', answer, { secret, faults });
    expect(await run()).toMatchObject({ kind: 'complete', events: 3, retries: 1 });
    const { run: broken } = await world('snowflake', answer, { secret: { ...secret, privateKey: 'x' } });
    await expect(broken()).rejects.toThrow('is no unencrypted PEM');
  });
});
