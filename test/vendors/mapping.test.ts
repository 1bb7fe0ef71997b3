import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Draft } from '../../shared/activity.ts';
import { decodeText } from '../../shared/decode.ts';
import { readMapping } from '../../shared/vendors/mapping.ts';
import { MAPPING_SCHEMA } from '../../shared/vendors/mapping-check.ts';
import { okta } from '../../shared/vendors/okta.ts';
import type { JsonObject, Vendor } from '../../shared/vendors/vendor.ts';
import { expectSound, junk, tampered } from '../laws/tampering.ts';
import { draftOf } from './draft.ts';

const MINIMAL: JsonObject = {
  uid: 'acme',
  title: 'Acme audit log',
  revision: 1,
  recognises: { keys: ['/acme_event'] },
  time: '/at',
  operation: '/acme_event',
  actor: { uid: '/who' },
  kinds: { 'report.export': 'export' },
};
const EVENT: JsonObject = { acme_event: 'report.export', at: '2026-03-02T09:15:30Z', who: 'u1' };

function vendorFrom(fields: JsonObject = {}): Vendor {
  const read = readMapping({ ...MINIMAL, ...fields });
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.vendor;
}

function read(fields: JsonObject, event: JsonObject = {}): Draft {
  return draftOf(vendorFrom(fields), { ...EVENT, ...event });
}

function problems(fields: JsonObject): string[] {
  const read = readMapping({ ...MINIMAL, ...fields });
  return read.kind === 'invalid' ? read.problems.map(({ path, reason }) => `${path}: ${reason}`) : [];
}

describe('A mapping', () => {
  test('needs no more than who, what and when', () => {
    expect(read({})).toEqual({
      time: Date.UTC(2026, 2, 2, 9, 15, 30),
      kind: 'export',
      operation: 'report.export',
      outcome: 'unknown',
      actor: { uid: 'u1', type: 'unknown' },
      resources: [],
    });
  });

  test('recognises events that have all of the keys and values of one recogniser', () => {
    const recognises = [{ keys: ['/a', '/b/c'], values: { '/d': ['x', 'y*'] } }, { values: { '/e': 'z' } }];
    const vendor = vendorFrom({ recognises });
    expect(vendor.recognises({ a: null, b: { c: 1 }, d: 'yes' })).toBe(true);
    expect(vendor.recognises({ e: 'z' })).toBe(true);
    expect(vendor.recognises({ a: null, b: { c: 1 }, d: 'no' })).toBe(false);
    expect(vendor.recognises({ a: null, b: {}, d: 'x' })).toBe(false);
    expect(vendor.recognises({ a: null, b: { c: 1 } })).toBe(false);
    expect(vendorFrom({ recognises: { keys: ['/toString'] } }).recognises({})).toBe(false);
    expect(vendor.marks).toEqual(['a', 'e']);
    expect(vendorFrom({ recognises: { keys: ['/x~1y/z'] } }).marks).toEqual(['x/y']);
  });

  test.each([
    [{ 'acme.event': 'report.export', 'by.id': 'u1', at: '2026-03-02T09:15:30Z' }],
    [{ acme: { event: 'report.export' }, by: { id: 'u1' }, at: '2026-03-02T09:15:30Z' }],
    [{ 'acme.event': { name: 'report.export' }, by: { id: 'u1' }, at: '2026-03-02T09:15:30Z' }],
  ])('finds a name with dots as it stands in the log, which is read as a path: %j', (event) => {
    const vendor = vendorFrom({
      recognises: { keys: ['/acme.event'] },
      operation: ['/acme.event', '/acme.event/name'],
      actor: { uid: '/by.id' },
    });
    const { activities } = decodeText(JSON.stringify(event), {
      hashKey: new Uint8Array(32),
      vendors: [vendor],
    });
    expect(activities).toMatchObject([{ operation: 'report.export', actor: { uid: 'u1' } }]);
  });

  test('finds names that a lake has written without capitals, and no other ones', () => {
    const fields = {
      recognises: { keys: ['/acmeEvent'] },
      operation: '/acmeEvent',
      actor: { uid: '/By/userId' },
    };
    const vendor = vendorFrom(fields);
    const said = (event: JsonObject) =>
      decodeText(JSON.stringify(event), { hashKey: new Uint8Array(32), vendors: [vendor] }).activities;
    const at = '2026-03-02T09:15:30Z';
    const row = { acmeevent: 'report.export', by: { userid: 'u2' }, at };
    expect(said(row)).toMatchObject([{ kind: 'export', actor: { uid: 'u2' } }]);
    // What is there as it is written counts first.
    expect(said({ ...row, By: { userId: 'u1' } })).toMatchObject([{ actor: { uid: 'u1' } }]);
    expect(said({ ACMEEVENT: 'report.export', by: { userid: 'u2' }, at })).toEqual([]);
    expect(vendorFrom({ recognises: { keys: ['/Constructor'] } }).recognises({})).toBe(false);
  });

  describe('says where an answer has the events', () => {
    const events = ['/response/authlogs', '/page/entry~1one'];
    const vendor = vendorFrom({ events });
    const read = (value: unknown, options: object = { vendor }) =>
      decodeText(JSON.stringify(value), { hashKey: new Uint8Array(32), ...options });
    const two = [EVENT, { ...EVENT, who: 'u2' }];

    test.each([
      ['a list', { response: { authlogs: two, metadata: { next: 'x' } }, stat: 'OK' }, 2],
      ['one event', { page: { 'entry/one': EVENT } }, 1],
      ['the event itself', EVENT, 1],
      ['a page of a page', { data: { response: { authlogs: two } } }, 2],
    ])('as %s', (_, value, count) => {
      expect(read(value).activities).toHaveLength(count);
      expect(read(value, { vendors: [vendor, okta] }).activities).toHaveLength(count);
      const line = { outflow: { vendor: 'acme' }, event: value };
      expect(read(line, { vendors: [okta, vendor] }).activities).toHaveLength(count);
    });

    test('and nowhere else', () => {
      expect(read({ response: { authlogs: 7 } }).malformed).toHaveLength(1);
      expect(read({ response: { authlogs: [] } }).ignored).toMatchObject([
        { reason: 'envelope without events' },
      ]);
      const without = vendorFrom();
      expect(read({ response: { authlogs: two } }, { vendor: without }).malformed).toHaveLength(1);
      expect(problems({ events: 'response.authlogs' }).join()).toContain(
        'did you mean "/response/authlogs"?',
      );
    });
  });

  describe('says what of its recognisers does not hold', () => {
    const recognises = [
      { keys: ['/a', '/b/c'], values: { '/d': ['x', 'y*'] } },
      { keys: ['/e'], values: { '/f': ['1', '2', '3', '4'] } },
    ];
    const vendor = vendorFrom({ recognises });

    test.each<[JsonObject, string]>([
      [{ a: 1, b: { c: 1 }, d: 'secret of a customer' }, '/d is not "x" or "y*"'],
      [{ a: 1, d: 'x' }, '/b/c is not there'],
      [{ a: 1, b: 2 }, '/b/c is not there, /d is not there'],
      [{ e: 1, f: 5 }, '/f is not "1" or "2" or "3" or any other that is listed'],
    ])('of the nearest to %j', (event, lacks) => {
      const read = (options: object) =>
        decodeText(JSON.stringify(event), { hashKey: new Uint8Array(32), ...options }).malformed;
      expect(vendor.lacks?.(event).join(', ')).toBe(lacks);
      expect(read({ vendor })).toMatchObject([{ reason: `does not look like an event of acme (${lacks})` }]);
      expect(read({ vendors: [vendor], mapped: [vendor] })).toMatchObject([
        { reason: `no vendor recognises this event (acme: ${lacks})` },
      ]);
      expect(read({ vendors: [vendor] })).toMatchObject([{ reason: 'no vendor recognises this event' }]);
    });

    test('of the first of a list, where that is nearer', () => {
      const page = JSON.stringify({ next: 'x', trail: [{ a: 1, b: { c: 1 }, d: 'z' }] });
      const read = (options: object) =>
        decodeText(page, { hashKey: new Uint8Array(32), ...options }).malformed;
      const list = 'nor what is in its one list, trail, of 1 object';
      expect(read({ vendor })).toMatchObject([
        { reason: `does not look like an event of acme, ${list} (/d is not "x" or "y*")` },
      ]);
      expect(read({ vendors: [vendor], mapped: [vendor] })).toMatchObject([
        { reason: `no vendor recognises this event, ${list} (acme: /d is not "x" or "y*")` },
      ]);
    });

    test('also where the event looks like an envelope', () => {
      const wrapped = JSON.stringify({ a: 1, b: { c: 1 }, d: 'z', data: { other: 1 } });
      const { malformed } = decodeText(wrapped, { hashKey: new Uint8Array(32), vendor });
      expect(malformed).toMatchObject([
        { reason: 'does not look like an event of acme (/d is not "x" or "y*")' },
      ]);
    });

    test('but never to whoever stamps the records of a stream', () => {
      const stamped = JSON.stringify({ outflow: { vendor: 'acme' }, event: { a: 1 } });
      const { malformed } = decodeText(stamped, { hashKey: new Uint8Array(32), vendors: [vendor] });
      expect(malformed).toMatchObject([{ reason: 'stamped acme, but does not look like one' }]);
    });
  });

  test.each([
    ['the first of several pointers that is there', ['/x', '/y/0/z', '/who'], { y: [{ z: 7 }] }, '7'],
    ['past what is empty, null or no text', ['/x', '/y', '/who'], { x: '', y: {} }, 'u1'],
    ['names with / and ~ in them', '/a~1b/c~0d', { 'a/b': { 'c~d': 'u2' } }, 'u2'],
    ['an empty name', '/', { '': 'u3' }, 'u3'],
    ['what was given as JSON text', '/x/y', { x: '{"y":"u4"}' }, 'u4'],
    ['several fields joined', { join: ['/x', '/y', '/z'], with: '/' }, { x: 'a', z: 'b' }, 'a/b'],
    ['a constant as the last resort', ['/x', { value: 'nobody' }], {}, 'nobody'],
    ['an e-mail without its capitals', '/x', { x: 'Alice@Example.com' }, 'alice@example.com'],
  ])('reads %s', (_, uid, event, expected) => {
    expect(read({ actor: { uid } }, event).actor.uid).toBe(expected);
  });

  test('reads nothing that the event does not own, nor by an index that is none', () => {
    const of = (uid: string) => vendorFrom({ actor: { uid } }).parse({ ...EVENT, list: ['u'] });
    for (const pointer of ['/constructor/name', '/__proto__/x', '/list/00', '/list/-', '/list/1', '/who/0'])
      expect(of(pointer)).toMatchObject({ kind: 'malformed' });
  });

  test.each([
    ['/api/v2/tickets/4711', '4711'],
    ['/api/v2/tickets/4711.json?email=eve@example.com', '4711'],
    ['https://example.com/api/v2/tickets/4711/comments', '4711'],
    ['/api/v2/tickets/show_many?ids=1', undefined],
    ['/api/v2/tickets/eve7@example.com', undefined],
    ['/api/v2/tickets', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads the id in the path of %j as %j', (x, uid) => {
    const vendor = vendorFrom({ resources: [{ type: 'ticket', uid: { segment: 3, of: '/x' } }] });
    const draft = draftOf(vendor, { ...EVENT, x });
    expect(draft.resources).toEqual(uid === undefined ? [] : [{ type: 'ticket', uid }]);
  });

  test('does not read a joined name whose first part is missing', () => {
    const vendor = vendorFrom({ operation: { join: ['/x', '/acme_event'] } });
    expect(vendor.parse(EVENT)).toEqual({
      kind: 'malformed',
      path: 'x',
      reason: 'expected the name of the operation',
    });
  });

  test('names the account that something is done to, unless it is the actor', () => {
    const target = [{ where: { '/on/kind': 'user' }, uid: '/on/id', email: '/on/mail' }, { email: '/to' }];
    const of = (event: JsonObject, kind = 'mfa') =>
      read({ target, kinds: { 'report.export': kind } }, event).target;
    expect(of({ on: { kind: 'user', id: 'u2', mail: 'Bob@example.com' } })).toEqual({
      uid: 'u2',
      email: 'bob@example.com',
    });
    expect(of({ on: { kind: 'group', id: 'g1' }, to: 'carol@example.com' })).toEqual({
      email: 'carol@example.com',
    });
    expect(of({ on: { kind: 'user', id: 'u1' } })).toBeUndefined();
    expect(of({ on: { kind: 'user', id: 'u2' } }, 'export')).toBeUndefined();
    const each = { each: '/on', where: { '/kind': 'user' }, uid: '/id' };
    const on = [{ kind: 'group', id: 'g1' }, 7, { kind: 'user', id: 'u1' }, { kind: 'user', id: 'u3' }];
    expect(read({ target: each, kinds: { 'report.export': 'privilege' } }, { on }).target).toEqual({
      uid: 'u3',
    });
    const invited = { target: { each: '/to', email: '/' }, kinds: { 'report.export': 'privilege' } };
    expect(read(invited, { to: [null, 'Bob@example.com'] }).target).toEqual({ email: 'bob@example.com' });
    expect(problems({ target: { where: { '/x': 'y' } } })).toEqual(['target: needs uid or email, or both']);
    expect(problems({ target: [{ uid: '/x' }, {}] })).toEqual(['target[1]: needs uid or email, or both']);
  });

  test('reads which key or token was used', () => {
    expect(read({ actor: { uid: '/who', credential: ['/key', '/token'] } }, { token: 7 }).actor).toEqual({
      uid: 'u1',
      type: 'unknown',
      credential: '7',
    });
  });

  test('says which field is missing, and makes no time up', () => {
    const vendor = vendorFrom();
    expect(vendor.parse({ ...EVENT, acme_event: null })).toMatchObject({ path: 'acme_event' });
    expect(read({}, { at: 'soon' })).not.toHaveProperty('time');
    expect(vendor.parse({ ...EVENT, who: null })).toMatchObject({ kind: 'malformed', path: 'who' });
  });

  test('takes the exact name before a pattern, and the longer pattern before the shorter', () => {
    const kinds = { 'file.*': 'read', 'file.*.out': 'export', 'file.keep': 'logging', '*': 'list' };
    const kindOf = (acme_event: string) => read({ kinds }, { acme_event }).kind;
    expect(kindOf('file.keep')).toBe('logging');
    expect(kindOf('file.open')).toBe('read');
    expect(kindOf('file.sync.out')).toBe('export');
    expect(kindOf('file.out')).toBe('read');
    expect(kindOf('folder')).toBe('list');
    expect(read({}, { acme_event: 'unheard of' }).kind).toBe('other');
    const twice = (acme_event: string) => read({ kinds: { 'a*b*b*': 'read' } }, { acme_event }).kind;
    expect(['abb', 'a-b-b-', 'ab', 'bb'].map(twice)).toEqual(['read', 'read', 'other', 'other']);
  });

  test('takes an address for what its server does, also where another one is ignored', () => {
    const fields = {
      operation: { join: ['/method', '/path'], with: ' ' },
      kinds: { 'GET /export*': 'export', 'GET /old/': 'read' },
      ignored: { 'GET /health*': 'a probe' },
    };
    const parse = (path: string) => vendorFrom(fields).parse({ ...EVENT, method: 'GET', path });
    const kindOf = (path: string) => {
      const parsed = parse(path);
      return parsed.kind === 'activity' ? parsed.draft.kind : parsed.kind;
    };
    for (const odd of [
      '//export',
      '/%65xport?page=2',
      '/x/../export',
      '/health/../export',
      '/health/%2e%2e/export/1',
    ])
      expect(kindOf(odd), odd).toBe('export');
    // As the mapping may have it.
    expect(kindOf('/old/')).toBe('read');
    expect(kindOf('/health/')).toBe('ignored');
    expect(kindOf('//health')).toBe('ignored');
    expect(kindOf('/health/../people')).toBe('other');
    expect(parse('//export')).toMatchObject({ draft: { operation: 'GET //export' } });
  });

  test('takes an address as it is written where that is listed so, and drops nothing that tells of data', () => {
    const vendor = vendorFrom({
      kinds: { '/users/': 'list', '/orders/*': 'read', '/share': 'share' },
      ignored: { '/users': 'a redirect', '/orders': 'a redirect', '/status/': 'a probe' },
      outside: [{ operations: ['/share'] }],
    });
    const parse = (path: string) => vendor.parse({ ...EVENT, acme_event: path });
    expect(parse('/users/')).toMatchObject({ draft: { kind: 'list' } });
    expect(parse('/orders/')).toMatchObject({ draft: { kind: 'read' } });
    expect(parse('/status/')).toMatchObject({ kind: 'ignored' });
    expect(parse('//users')).toMatchObject({ kind: 'ignored' });
    expect(parse('//share')).toMatchObject({ draft: { kind: 'share', outside: true } });
  });

  test('lets an exception decide by other fields, also what is ignored', () => {
    const fields = {
      kinds: { 'user.update': 'other' },
      ignored: { 'user.ping': 'keeps the session alive' },
      exceptions: [
        { operations: ['user.update'], where: { '/change': '*role*' }, kind: 'privilege' },
        { operations: ['user.*'], where: { '/test': 'true' }, ignored: 'a rehearsal' },
        { where: { '/loud': 'true' }, kind: 'logon' },
      ],
    };
    const parse = (event: JsonObject) => vendorFrom(fields).parse({ ...EVENT, ...event });
    const kind = (event: JsonObject) => draftOf(vendorFrom(fields), { ...EVENT, ...event }).kind;
    expect(kind({ acme_event: 'user.update', change: 'the role of Bob' })).toBe('privilege');
    expect(kind({ acme_event: 'user.update', change: 'the name of Bob' })).toBe('other');
    expect(parse({ acme_event: 'user.ping' })).toEqual({
      kind: 'ignored',
      reason: 'keeps the session alive',
    });
    expect(parse({ acme_event: 'user.update', test: true })).toEqual({
      kind: 'ignored',
      reason: 'a rehearsal',
    });
    expect(kind({ acme_event: 'user.ping', loud: true })).toBe('logon');
    expect(kind({ acme_event: 'report.export', test: true, change: 'role' })).toBe('other');
  });

  test('reads outcome and actor type from the value of a field', () => {
    const outcome = { path: '/ok', values: { true: 'success', false: 'failure' } };
    const actor = {
      uid: '/who',
      type: { path: '/how', values: { 'key:*': 'service' }, otherwise: 'user' },
    };
    const of = (event: JsonObject) => {
      const draft = read({ outcome, actor }, event);
      return [draft.outcome, draft.actor.type];
    };
    expect(of({ ok: true, how: 'key:7' })).toEqual(['success', 'service']);
    expect(of({ ok: false, how: 'key' })).toEqual(['failure', 'user']);
    expect(of({ ok: 'maybe' })).toEqual(['unknown', 'user']);
    expect(read({ outcome: 'success' }).outcome).toBe('success');
    const first = { path: '/acme_event', values: { '*.denied': 'failure' } };
    expect(read({ outcome: [first, outcome] }, { acme_event: 'x.denied', ok: true }).outcome).toBe('failure');
    expect(read({ outcome: [first, outcome] }, { ok: true }).outcome).toBe('success');
  });

  test('takes the first actor whose conditions hold and who is named', () => {
    const actor = [
      { where: { '/support': 'true' }, uid: '/agent', type: 'vendor-staff', app: '/tool' },
      { uid: '/who', type: 'user', email: '/mail', name: '/name' },
    ];
    expect(read({ actor }, { support: true, agent: 'a7', tool: 'console' }).actor).toEqual({
      uid: 'a7',
      type: 'vendor-staff',
      app: 'console',
    });
    expect(read({ actor }, { agent: 'a7', mail: 'A@example.com', name: 'Ann' }).actor).toEqual({
      uid: 'u1',
      type: 'user',
      email: 'a@example.com',
      name: 'Ann',
    });
    expect(read({ actor }, { support: true, mail: 'not an e-mail' }).actor).toEqual({
      uid: 'u1',
      type: 'user',
    });
  });

  test('reads where from, in whatever form', () => {
    const source = { ip: '/ip', country: '/geo', asn: '/as', userAgent: '/ua', browser: '/b', system: '/s' };
    const of = (event: JsonObject) => read({ source }, event).source;
    expect(of({ ip: '[192.0.2.1]:443', geo: 'de', as: 'AS64500', ua: 'python-requests/2.31' })).toEqual({
      ip: '192.0.2.1',
      country: 'DE',
      asn: 64500,
      client: 'python-requests',
    });
    expect(of({ b: 'Chrome', s: 'MacOSX' })).toEqual({ client: 'Chrome on Mac OS X' });
    expect(of({ geo: 'Germany' })).toEqual({ country: 'Germany' });
    expect(of({ ip: 'internal' })).toBeUndefined();
  });

  test('lists the resources of a list and those of the event itself', () => {
    const resources = [
      { each: '/files', type: { path: '/t', otherwise: 'file' }, uid: ['/id', '/path'], name: '/n' },
      { type: 'folder', uid: '/folder', where: { '/folder': 'f*' } },
    ];
    const files = [{ t: 'doc', id: 1, n: 'plan' }, { path: '/x' }, 'junk', { n: 'no id' }];
    expect(read({ resources }, { files, folder: 'f1' }).resources).toEqual([
      { type: 'doc', uid: '1', name: 'plan' },
      { type: 'file', uid: '/x' },
      { type: 'folder', uid: 'f1' },
    ]);
    expect(read({ resources }, { files: 'none', folder: 'g1' }).resources).toEqual([]);
    const ids = { resources: [{ each: '/ids', type: 'report', uid: '/' }] };
    expect(read(ids, { ids: ['r1', 7, { id: 'r2' }, null] }).resources).toEqual([
      { type: 'report', uid: 'r1' },
      { type: 'report', uid: '7' },
    ]);
    const many = Array.from({ length: 150 }, (_, id) => ({ id }));
    expect(read({ resources }, { files: many }).resources).toHaveLength(100);
  });

  test('tells shares with outsiders by operation, by fields and by the domain of an address, and nothing but shares', () => {
    const outside = [
      { operations: ['link.*'], where: { '/access': ['open', 'public'] } },
      { recipient: ['/with', '/to'] },
    ];
    const actor = { uid: '/who', email: { value: 'alice@example.com' } };
    const kinds = { 'link.made': 'share', sent: 'share', got: 'export' };
    const of = (event: JsonObject) => read({ outside, actor, kinds }, event).outside;
    expect(of({ acme_event: 'link.made', access: 'open' })).toBe(true);
    expect(of({ acme_event: 'link.made', access: 'team' })).toBeUndefined();
    expect(of({ acme_event: 'sent', access: 'open' })).toBeUndefined();
    expect(of({ acme_event: 'sent', to: 'mallory@example.org' })).toBe(true);
    expect(of({ acme_event: 'sent', to: 'bob@example.com' })).toBeUndefined();
    expect(of({ acme_event: 'got', to: 'mallory@example.org' })).toBeUndefined();
  });

  test('counts volume from a field, over a list, or by the list, and only for what moves or reads data', () => {
    const of = (volume: JsonObject, event: JsonObject) => read({ volume }, event).volume;
    const files = [{ size: 10 }, { size: '5' }, { size: 'big' }, {}];
    expect(of({ records: '/rows', bytes: '/size' }, { rows: '12', size: 34 })).toEqual({
      records: 12,
      bytes: 34,
    });
    expect(of({ bytes: { sum: '/size', of: '/files' }, records: { count: '/files' } }, { files })).toEqual({
      records: 4,
      bytes: 15,
    });
    expect(of({ bytes: { sum: '/size', of: '/files' } }, { files: [{}] })).toBeUndefined();
    expect(of({ records: '/rows' }, { rows: 'many' })).toBeUndefined();
    expect(of({ where: { '/unit': 'rows' }, records: '/rows' }, { rows: 5 })).toBeUndefined();
    expect(of({ records: '/rows' }, { rows: 5, acme_event: 'report.import' })).toBeUndefined();
  });

  test('identifies by event or by operation, and keeps the session', () => {
    const both = { event: '/id', operation: '/job' };
    expect(read({ identity: { event: '/id' } }, { id: 'e1' })).toMatchObject({
      identity: { kind: 'event', id: 'e1' },
      eventId: 'e1',
    });
    expect(read({ identity: both, session: '/s' }, { id: 'e1', job: 'j1', s: 's1' })).toMatchObject({
      identity: { kind: 'operation', id: 'j1' },
      eventId: 'e1',
      session: 's1',
    });
    expect(read({ identity: both })).not.toHaveProperty('identity');
  });

  test('without coverage says that it says nothing', () => {
    expect(vendorFrom().coverage.reference).toMatch(/^prose only: /);
  });
});

describe('A mapping with a mistake is refused, and told', () => {
  test.each<[JsonObject, string]>([
    [
      { kinds: { 'user.login': 'logn' } },
      'kinds["user.login"]: "logn" is no kind; did you mean logon? Use one of export, read, list, share, logon, credential, privilege, mfa, logging, destination, other',
    ],
    [
      { kinds: { 'user.login': 'banana' } },
      'kinds["user.login"]: "banana" is no kind; use one of export, read, list, share, logon, credential, privilege, mfa, logging, destination, other',
    ],
    [
      { actor: { uid: '/who', emial: '/mail' } },
      'actor.emial: is no field here; did you mean email? Use one of uid, where, type, email, name, app',
    ],
    [{ actor: { email: '/mail' } }, 'actor.uid: is missing'],
    [{ actor: [{ uid: '/who' }, { uid: 7 }] }, 'actor[1].uid: 7 is not a JSON Pointer such as'],
    [
      { time: "events[?type=='x'].at | [0]" },
      `time: "events[?type=='x'].at | [0]" is not a JSON Pointer such as "/actor/email"; expressions, as of JMESPath, are not read`,
    ],
    [{ time: 'created.at' }, 'time: "created.at" is not a JSON Pointer: did you mean "/created/at"?'],
    [{ time: '/a~b' }, 'time: has a ~ by itself: write ~0 for ~ and ~1 for / inside a name'],
    [{ time: '/a'.repeat(17) }, 'time: has 17 steps; write at most 16'],
    [{ time: `/${'a'.repeat(256)}` }, 'time: is 257 characters long; write at most 256'],
    [{ time: [] }, 'time: [] is not a list of pointers'],
    [
      { uid: 'Acme Inc' },
      'uid: "Acme Inc" is not a name of lower-case letters, digits, - and _, and not "constructor"',
    ],
    [
      { uid: 'constructor' },
      'uid: "constructor" is not a name of lower-case letters, digits, - and _, and not "constructor"',
    ],
    [{ revision: 0 }, 'revision: 0 is not a whole number from 1 to 1000000'],
    [{ outcome: 'sucess' }, 'outcome: "sucess" is no outcome; did you mean success?'],
    [{ outcome: { path: '/ok', values: { yes: 'ok' } } }, 'outcome.values["yes"]: "ok" is no outcome'],
    [{ outcome: { path: '/ok' } }, 'outcome.values: is missing'],
    [{ kinds: { 'a*b*c*d*e': 'read' } }, 'kinds["a*b*c*d*e"]: has more than 3 stars; write fewer'],
    [{ recognises: { values: { type: 'x' } } }, 'recognises.values["type"]: "type" is not a JSON Pointer'],
    [{ volume: { rows: '/n' } }, 'volume.rows: is no field here; use one of where, records, bytes'],
    [{ ignored: { 'report.export': 'noise' } }, 'ignored["report.export"]: has a kind as well'],
    [
      { exceptions: [{ where: { '/a': 'b' }, kind: 'read', ignored: 'noise' }] },
      'exceptions[0]: needs either kind or ignored, not both',
    ],
    [{ recognises: {} }, 'recognises: needs keys or values, or both'],
    [{ recognises: [{ keys: ['/a'] }, {}] }, 'recognises[1]: needs keys or values, or both'],
    [
      { recognises: { values: {} } },
      'recognises.values: {} is not an object of JSON Pointers and the values',
    ],
    [
      { outside: [{ operations: ['report.export'] }] },
      'outside[0].operations[0]: "report.export" is export under kinds, and only a share opens something',
    ],
    [
      { kinds: { 'page.published': 'share' }, outside: [{ operations: ['page.publishd', 'page.*'] }] },
      'outside[0].operations[0]: "page.publishd" is no share, did you mean page.published?; name it under kinds',
    ],
    [{ outside: [{ where: { '/x': 'y' } }] }, 'outside[0]: says nothing: no operation has the kind share'],
    [
      { bulk: ['report.exprot'] },
      'bulk[0]: "report.exprot" names nothing that moves data, did you mean report.export?',
    ],
    [
      { standing: ['hook.*'], kinds: { 'hook.made': 'other' } },
      'standing[0]: "hook.*" names nothing that moves data;',
    ],
    [
      { outcome: '/result' },
      'outcome: "/result" is a field: write what its values stand for, {"path": "/result", "values":',
    ],
    [
      { kinds: { '/^report/': 'export' } },
      'kinds["/^report/"]: "/^report/" looks like a regular expression, which is not read',
    ],
    [{ kinds: { a$: 'export' } }, 'kinds["a$"]: "a$" looks like a regular expression'],
    [{ code: 'return 1' }, 'code: is no field here'],
    [{ coverage: { source: 'x' } }, 'coverage.delay: is missing'],
  ])('%j', (fields, message) => {
    expect(problems(fields).join('\n')).toContain(message);
  });

  test.each([
    [['*.share', 'a*c'], { 'doc.*': 'share', abc: 'share' }],
    [['*'], { x: 'share' }],
    [['x'], { '*x*': 'share' }],
    [['a*b*c'], { 'ab*bc': 'share' }],
  ])('but not for patterns %j of which a share can be', (operations, kinds) => {
    expect(problems({ kinds, outside: [{ operations }] })).toEqual([]);
  });

  test.each([
    ['*.share', 'share*x'],
    ['ab', 'a'],
    ['a', 'ab'],
    ['a*b', 'c*b'],
    ['a*b', 'a*c'],
  ])('unless no text fits %s and a share of %s', (operation, share) => {
    expect(problems({ kinds: { [share]: 'share' }, outside: [{ operations: [operation] }] })).toHaveLength(1);
  });

  test.each(['export', 'read', 'list', 'share', 'destination'])(
    'nor for a bulk name of the kind %s',
    (kind) => {
      for (const field of ['bulk', 'standing'])
        expect(problems({ kinds: { 'table.*': kind }, [field]: ['table.dump'] })).toEqual([]);
    },
  );

  test('but not for what an exception makes a share', () => {
    const exceptions = [{ where: { '/to': 'public' }, operations: ['page.changed'], kind: 'share' }];
    expect(problems({ exceptions, outside: [{ operations: ['page.changed'] }] })).toEqual([]);
    expect(problems({ exceptions, outside: [{ operations: ['page.opened'] }] })).toHaveLength(1);
    expect(problems({ exceptions, outside: [{ where: { '/x': 'y' } }] })).toEqual([]);
  });

  test('whatever it is', () => {
    expect(readMapping([])).toMatchObject({ kind: 'invalid' });
    expect(readMapping(null)).toMatchObject({ kind: 'invalid' });
    expect(
      problems({ kinds: Object.fromEntries(Array.from({ length: 5001 }, (_, n) => [n, 'read'])) }),
    ).toEqual(['kinds: has 5001 entries; write at most 5000']);
  });

  test('with at most 20 mistakes at a time', () => {
    const kinds = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`op${n}`, 'nothing']));
    expect(problems({ kinds })).toHaveLength(20);
  });

  test('and no JSON at all makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(tampered([FULL]), junk), (value) => {
        const read = readMapping(value);
        if (read.kind === 'invalid') expect(read.problems.length).toBeGreaterThan(0);
        else read.vendor.parse(EVENT);
      }),
      { numRuns: 500 },
    );
  });
});

const FULL: JsonObject = {
  ...MINIMAL,
  outcome: { path: ['/ok'], values: { true: 'success' }, otherwise: 'failure' },
  actor: [{ where: { '/a': ['b'] }, uid: { join: ['/who', '/x'], with: ':' }, type: 'user', email: '/mail' }],
  source: { ip: '/ip', userAgent: '/ua' },
  resources: [{ each: '/files', type: { path: '/t', otherwise: 'file' }, uid: '/id', name: '/n' }],
  volume: [{ where: { '/unit': 'rows' }, records: '/rows', bytes: { sum: '/size', of: '/files' } }],
  identity: { event: '/id', operation: '/job' },
  session: '/s',
  events: '/page/list',
  ignored: { ping: 'keeps the session alive' },
  exceptions: [{ operations: ['x*'], where: { '/c': 'd' }, kind: 'privilege' }],
};

test('A vendor from a mapping reads any event without a throw, and what it reads is sound', () => {
  const vendor = vendorFrom(FULL);
  const event: JsonObject = {
    ...EVENT,
    a: 'b',
    x: 'y',
    mail: 'a@example.com',
    ip: '192.0.2.1',
    ua: 'curl/8',
    files: [{ t: 'doc', id: 'd1', size: 5 }],
    unit: 'rows',
    rows: 7,
    id: 'e1',
  };
  fc.assert(
    fc.property(fc.oneof(tampered([event]), junk), (value) => {
      const decoded = decodeText(JSON.stringify(value), {
        hashKey: new Uint8Array(32).fill(7),
        vendor,
      });
      decoded.activities.forEach(expectSound);
    }),
    { numRuns: 500 },
  );
});

test('The JSON Schema for editors says what the checks say', () => {
  const file = new URL('../../shared/vendors/mapping.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(MAPPING_SCHEMA);
});

test('A list that stands where lists of all vendors do is read, also where a mapping has its events elsewhere', () => {
  const vendor = vendorFrom({ ...MINIMAL, events: '/data' });
  const read = (answer: JsonObject) =>
    decodeText(JSON.stringify(answer), { hashKey: new Uint8Array(32).fill(7), vendor }).activities.length;
  expect(read({ data: [EVENT, EVENT] })).toBe(2);
  expect(read({ data: EVENT })).toBe(1);
  expect(read({ Records: [EVENT, EVENT, EVENT], data: EVENT })).toBe(3);
});
