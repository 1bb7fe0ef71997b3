import { createHmac, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Hook,
  type Incoming,
  MAX_BODY_BYTES,
  receive,
} from '../../../functions/ingest/webhook/receive.ts';
import { verify } from '../../../functions/ingest/webhook/verify.ts';
import { memoryNoteStore } from '../../../functions/ports/memory/notes.ts';
import { memoryStream } from '../../../functions/ports/memory/stream.ts';
import type { NoteStore } from '../../../functions/ports/notes.ts';
import type { EventStream } from '../../../functions/ports/stream.ts';
import { oktaEvent } from '../../fixtures/okta.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const NOW = NOW_MS / 1000;
const SECRETS = ['first-synthetic-secret', 'second-synthetic-secret'];
const STANDARD = Buffer.from('synthetic standard secret').toString('base64');
const HOOKS: Hook[] = [
  { name: 'okta', vendor: 'okta', tenant: 'example', scheme: 'outflow' },
  { name: 'standard', vendor: 'okta', tenant: 'example', scheme: 'standard-webhooks' },
  { name: 'second', vendor: 'okta', tenant: 'second', scheme: 'outflow' },
];
const BODY = JSON.stringify(oktaEvent({}));

function world(
  stream: EventStream & { readonly entries?: readonly unknown[] } = memoryStream(),
  around: (notes: NoteStore) => NoteStore = (notes) => notes,
  secrets: readonly string[] = SECRETS,
) {
  let nowMs = NOW_MS;
  const notes = around(memoryNoteStore(() => nowMs));
  return {
    stream,
    send: (incoming: Partial<Incoming>) =>
      receive(
        { method: 'POST', path: '/okta', headers: {}, body: BODY, isBase64: false, ...incoming },
        HOOKS,
        {
          secrets: async (name) => (name === 'standard' ? [`whsec_${STANDARD}`] : secrets),
          notes,
          stream,
          now: () => nowMs,
        },
      ),
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
  };
}

function signed(
  body: string | Buffer = BODY,
  timestamp: number | string = NOW,
  secret = SECRETS[0] ?? '',
): Record<string, string> {
  const mac = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return { 'x-outflow-timestamp': String(timestamp), 'x-outflow-signature': `v1=${mac}` };
}

describe('a signed request', () => {
  test('is on the stream before it is answered', async () => {
    const { send, stream } = world();
    expect(await send({ headers: signed() })).toEqual({ status: 204, reason: '', events: 1 });
    expect(stream.entries).toHaveLength(1);
    // Another one of the same second, and the same one signed a second later.
    const next = JSON.stringify(oktaEvent({ uuid: 'next' }));
    expect((await send({ body: next, headers: signed(next) })).status).toBe(204);
    expect((await send({ headers: signed(BODY, NOW + 1) })).status).toBe(204);
    expect(stream.entries).toHaveLength(3);
  });

  test('is heard by each hook that it comes to', async () => {
    const { send, stream } = world();
    for (const path of ['/okta', '/second'])
      expect((await send({ path, headers: signed() })).status).toBe(204);
    expect(stream.entries).toHaveLength(2);
  });

  test.each([-300, 300])('may be %d seconds from now', async (seconds) => {
    expect((await world().send({ headers: signed(BODY, NOW + seconds) })).status).toBe(204);
  });

  test('counts by a secret of at least 16 bytes', async () => {
    const sendBy = (secret: string) =>
      world(memoryStream(), undefined, [secret]).send({ headers: signed(BODY, NOW, secret) });
    expect((await sendBy('s'.repeat(16))).status).toBe(204);
    expect(await sendBy('s'.repeat(15))).toMatchObject({
      status: 401,
      reason: 'to an address without a secret of at least 16 bytes',
    });
  });

  test.each(SECRETS)('may be signed with either active secret: %s', async (secret) => {
    expect((await world().send({ headers: signed(BODY, NOW, secret) })).status).toBe(204);
  });

  test('may carry the signatures of both secrets while they change', async () => {
    const [old, fresh] = ['unknown', SECRETS[1]].map((one) => signed(BODY, NOW, one)['x-outflow-signature']);
    const headers = { ...signed(), 'x-outflow-signature': `${old},${fresh}` };
    expect((await world().send({ headers })).status).toBe(204);
  });

  test('may be packed, and hold many events', async () => {
    const body = gzipSync(JSON.stringify([1, 2, 3].map((n) => oktaEvent({ uuid: `uuid-${n}` }))));
    const { send } = world();
    const sent = await send({ body: body.toString('base64'), isBase64: true, headers: signed(body) });
    expect(sent).toMatchObject({ status: 204, events: 3 });
  });

  test('may follow Standard Webhooks', async () => {
    const { send, stream } = world();
    const sign = (id: string, at = NOW) =>
      createHmac('sha256', Buffer.from(STANDARD, 'base64')).update(`${id}.${at}.${BODY}`).digest('base64');
    const headers = (id: string, mac: string, at = NOW) => ({
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': `v1a,ignored v1,${mac}`,
    });
    expect((await send({ path: '/standard', headers: headers('msg_1', sign('msg_1')) })).status).toBe(204);
    expect((await send({ path: '/standard', headers: headers('msg_2', sign('msg_1')) })).status).toBe(401);
    // Tried again it has the time of the attempt, and the same id.
    const again = headers('msg_1', sign('msg_1', NOW + 5), NOW + 5);
    expect(await send({ path: '/standard', headers: again })).toMatchObject({ status: 204, events: 0 });
    expect((await send({ path: '/standard', headers: headers('msg_2', sign('msg_2')) })).events).toBe(1);
    expect(stream.entries).toHaveLength(2);
  });

  test('is answered alike, and put once, when its sender has not heard the answer', async () => {
    const { send, stream, pass } = world();
    expect(await send({ headers: signed() })).toMatchObject({ status: 204, events: 1 });
    for (const seconds of [1, 60, 239]) {
      pass(seconds);
      expect(await send({ headers: signed() })).toEqual({ status: 204, reason: '', events: 0 });
    }
    pass(1);
    expect(await send({ headers: signed() })).toMatchObject({ status: 401 });
    expect(stream.entries).toHaveLength(1);
  });

  test('is heard again when the stream did not take it, or its receiver died', async () => {
    const stream = memoryStream();
    let broken = true;
    const { send, pass } = world({
      put: async (entries) => {
        if (broken) throw new Error('full');
        await stream.put(entries);
      },
    });
    expect(await send({ headers: signed() })).toMatchObject({ status: 503, events: 0 });
    broken = false;
    pass(1);
    expect((await send({ headers: signed() })).status).toBe(204);
    expect(stream.entries).toHaveLength(1);
  });

  test('is heard again when its receiver has died with it, and not before that is sure', async () => {
    const stream = memoryStream();
    let isFirst = true;
    const { send, pass } = world({
      put: (entries) => {
        if (!isFirst) return stream.put(entries);
        isFirst = false;
        return new Promise(() => {});
      },
    });
    void send({ headers: signed() });
    await expect.poll(() => isFirst).toBe(false);
    pass(39);
    expect((await send({ headers: signed() })).status).toBe(429);
    pass(1);
    expect(await send({ headers: signed() })).toMatchObject({ status: 204, events: 1 });
    expect(stream.entries).toHaveLength(1);
  });

  test('that the stream did not take is not said to be on it where clocks differ', async () => {
    const stream = memoryStream();
    let broken = true;
    const { send, pass } = world({
      put: async (entries) => {
        if (broken) throw new Error('full');
        await stream.put(entries);
      },
    });
    pass(3);
    expect((await send({ headers: signed() })).status).toBe(503);
    broken = false;
    pass(-3);
    expect((await send({ headers: signed() })).status).toBe(429);
    pass(3);
    expect((await send({ headers: signed() })).status).toBe(204);
    expect(stream.entries).toHaveLength(1);
  });

  test('is not lost to a sender who comes again while it is being put, should that fail', async () => {
    const stream = memoryStream();
    let fail: ((error: Error) => void) | undefined;
    const { send } = world({
      put: (entries) =>
        fail === undefined
          ? new Promise((_, reject) => {
              fail = reject;
            })
          : stream.put(entries),
    });
    const first = send({ headers: signed() });
    await expect.poll(() => fail).toBeDefined();
    expect((await send({ headers: signed() })).status).toBe(429);
    fail?.(new Error('full'));
    expect((await first).status).toBe(503);
    expect((await send({ headers: signed() })).status).toBe(204);
    expect(stream.entries).toHaveLength(1);
  });

  test('is not taken for its own repetition where the answer to its claim is lost', async () => {
    const { send, stream } = world(memoryStream(), (notes) => ({
      ...notes,
      // As the SDK does it: what was written is tried again, and refused.
      write: async (note, expected) => {
        await notes.write(note, expected);
        return notes.write(note, expected);
      },
    }));
    expect((await send({ headers: signed() })).status).toBe(204);
    expect(stream.entries).toHaveLength(1);
    expect((await send({ headers: signed() })).events).toBe(0);
  });

  test('hides no event behind one that is too large for the stream', async () => {
    const { send, stream } = world();
    const noise = randomBytes(1_200_000).toString('base64');
    const body = JSON.stringify([
      oktaEvent({ uuid: 'a' }),
      oktaEvent({ uuid: 'b', displayMessage: noise }),
      oktaEvent({ uuid: 'c' }),
    ]);
    for (const events of [2, 0])
      expect(await send({ body, headers: signed(body) })).toMatchObject({ status: 413, events });
    expect(stream.entries).toHaveLength(2);
  });

  test.each(['', 'short', '               '])(
    'counts by no secret that anybody could guess: “%s”',
    async (secret) => {
      const { send } = world(memoryStream(), undefined, [secret]);
      expect((await send({ headers: signed(BODY, NOW, secret) })).status).toBe(401);
      const standard = createHmac('sha256', '').update(`msg.${NOW}.${BODY}`).digest('base64');
      const headers = {
        'webhook-id': 'msg',
        'webhook-timestamp': String(NOW),
        'webhook-signature': `v1,${standard}`,
      };
      const request = { headers, body: Buffer.from(BODY) };
      for (const one of [secret, 'whsec_', '…'])
        expect(verify(request, 'standard-webhooks', [one], NOW).kind).toBe('refused');
    },
  );

  test('whose body is no text, or too much of it, is refused by its size or form', async () => {
    const { send } = world();
    const noText = Buffer.from([0xff, 0xfe, 0x80]);
    const sent = { body: noText.toString('base64'), isBase64: true, headers: signed(noText) };
    expect(await send(sent)).toMatchObject({ status: 400, reason: 'whose body is not UTF-8 text' });
    const large = 'x'.repeat(MAX_BODY_BYTES + 5);
    expect((await send({ body: large, headers: signed(large) })).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024, 32));
    const packed = { body: bomb.toString('base64'), isBase64: true, headers: signed(bomb) };
    expect(await send(packed)).toMatchObject({
      status: 400,
      reason: 'whose body expands to more than 8 MiB',
    });
  });
});

describe('nothing else reaches the stream, and is told nothing but 401', () => {
  test.each<[string, Partial<Incoming>]>([
    ['without signature', {}],
    ['with the signature of another body', { headers: signed('{}') }],
    [
      'with the signature of another time',
      { headers: { ...signed(), 'x-outflow-timestamp': String(NOW - 1) } },
    ],
    ['with another secret', { headers: signed(BODY, NOW, 'guessed') }],
    ['with an empty secret', { headers: signed(BODY, NOW, '') }],
    ['of more than five minutes ago', { headers: signed(BODY, NOW - 301) }],
    ['of more than five minutes from now', { headers: signed(BODY, NOW + 301) }],
    ...['NaN', '', ` ${NOW}`, `${NOW}.`, `+${NOW}`, `0${NOW}000`].map((time): [string, Partial<Incoming>] => [
      `with a time that is none: “${time}”`,
      { headers: signed(BODY, time) },
    ]),
    ['to an address that is not there', { path: '/other', headers: signed() }],
    ['to the address of another hook', { path: '/standard', headers: signed() }],
    ['that is read, not posted', { method: 'GET', headers: signed() }],
  ])('a request %s', async (_name, incoming) => {
    const { send, stream } = world();
    const received = await send(incoming);
    expect(received).toMatchObject({ status: 401, events: 0 });
    expect(received.reason).not.toBe('');
    expect(stream.entries).toEqual([]);
  });

  test('a request that came before, also with one of its two signatures left out or when it is too old to count', async () => {
    const { send, stream, pass } = world();
    const [one, two] = SECRETS.map((secret) => signed(BODY, NOW + 299, secret)['x-outflow-signature']);
    const both = { ...signed(BODY, NOW + 299), 'x-outflow-signature': `${one},${two}` };
    const ahead = [both, { ...both, 'x-outflow-signature': one }, { ...both, 'x-outflow-signature': two }];
    const answers: number[] = [];
    for (const seconds of [0, 1, 29, 30, 240, 290, 20]) {
      pass(seconds);
      for (const headers of ahead) answers.push((await send({ headers })).status);
    }
    expect([...new Set(answers.slice(0, 18))]).toEqual([204]);
    expect([...new Set(answers.slice(18))]).toEqual([401]);
    expect(stream.entries).toHaveLength(1);
  });

  test('one of several that come at once', async () => {
    const { send, stream } = world();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send({ headers: signed() })));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(stream.entries).toHaveLength(1);
  });

  test('whatever is changed in a genuine one', async () => {
    const genuine = signed();
    const headers: fc.Arbitrary<Record<string, string>> = fc.oneof(
      fc.dictionary(
        fc.constantFrom('x-outflow-timestamp', 'x-outflow-signature', 'webhook-id', 'content-type'),
        fc.oneof(fc.string(), fc.constantFrom(...Object.values(genuine), 'v1=', `v1=${'0'.repeat(64)}`)),
      ),
      fc.tuple(fc.nat(70), fc.constantFrom(...'0123456789abcdef=,v ')).map(([at, char]) => {
        const mac = genuine['x-outflow-signature'] ?? '';
        return { ...genuine, 'x-outflow-signature': mac.slice(0, at) + char + mac.slice(at + 1) };
      }),
      fc.constant(genuine),
    );
    const body = fc.oneof(
      fc.constant(BODY),
      fc.string(),
      fc.nat(BODY.length - 1).map((at) => BODY.slice(0, at)),
    );
    await fc.assert(
      fc.asyncProperty(headers, body, fc.boolean(), async (given, text, isBase64) => {
        const { send, stream } = world();
        const { status } = await send({ headers: given, body: text, isBase64 });
        const bytes = Buffer.from(text, isBase64 ? 'base64' : 'utf8');
        const signatures = given['x-outflow-signature'] ?? '';
        const isGenuine =
          bytes.equals(Buffer.from(BODY)) &&
          given['x-outflow-timestamp'] === String(NOW) &&
          signatures.split(',').some((one) => one.trim() === genuine['x-outflow-signature']);
        expect(status === 204).toBe(isGenuine);
        expect(stream.entries?.length).toBe(isGenuine ? 1 : 0);
        if (!isGenuine) expect(status).toBe(401);
      }),
      { numRuns: 500 },
    );
  });
});
