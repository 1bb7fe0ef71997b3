import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { confluenceRecord, fileRecord, jiraRecord, restRecord } from '../fixtures/atlassian-products.ts';
import { reader } from './mapped.ts';

const read = reader('atlassian-products');
const TIME = Date.UTC(2026, 2, 2, 9, 15, 30);

describe('Audit logs of Jira, Confluence and Bitbucket', () => {
  test('read who changed what in Confluence Cloud', () => {
    expect(read(confluenceRecord())).toEqual({
      time: TIME + 123,
      kind: 'privilege',
      operation: 'Space permission added',
      outcome: 'success',
      actor: { uid: '557058:example01', type: 'user', name: 'Alice Example' },
      source: { ip: '192.0.2.10' },
      resources: [
        { type: 'User', uid: 'Bob Example' },
        { type: 'Space', uid: 'Sales' },
      ],
    });
  });

  test('read who was added to which group of Jira, and that nobody is said to have done it', () => {
    expect(read(jiraRecord())).toMatchObject({
      identity: { kind: 'event', id: '10001' },
      time: TIME + 123,
      kind: 'privilege',
      actor: { uid: '557058:example01', type: 'user' },
      target: { uid: '557058:example02' },
      resources: [{ type: 'GROUP', uid: 'jira-administrators' }],
    });
    const { eventSource: _source, ...sourceless } = jiraRecord();
    const { activities } = decodeText(JSON.stringify(sourceless), { hashKey: new Uint8Array(16) });
    expect(activities).toMatchObject([{ vendor: 'atlassian-products', kind: 'privilege' }]);
    const { authorKey: _, authorAccountId: __, ...unsaid } = jiraRecord();
    expect(read(unsaid).actor).toEqual({ uid: 'system', type: 'service' });
  });

  test('read the files of Data Center and its REST API', () => {
    expect(read(fileRecord('Full data export triggered'))).toMatchObject({
      time: TIME,
      kind: 'export',
      actor: { uid: '2', type: 'user', name: 'alice' },
      source: { ip: '192.0.2.10' },
    });
    expect(read(restRecord('User password changed'))).toMatchObject({
      time: TIME + 123,
      kind: 'credential',
      actor: { uid: '2', type: 'user', name: 'alice' },
      target: { uid: '3' },
    });
    const anonymous = { id: '-2', name: 'Anonymous', type: 'user' };
    expect(read(fileRecord('User login failed', { author: anonymous }))).toMatchObject({
      kind: 'logon',
      outcome: 'failure',
      actor: { uid: 'anonymous', type: 'unknown' },
    });
  });

  test('take whoever calls himself Anonymous, System or by a colleague’s address for who he is', () => {
    for (const name of ['Anonymous', 'System', 'ceo@example.com']) {
      const author = { id: '2c9680837d4a', name, type: 'user' };
      for (const record of [fileRecord('Space export', { author }), restRecord('Space export', { author })])
        expect(read(record).actor).toEqual({ uid: '2c9680837d4a', type: 'user', name });
    }
    const system = { id: '-1', name: 'System', type: 'system' };
    expect(read(fileRecord('Backup created', { author: system })).actor).toEqual({
      uid: 'system',
      type: 'service',
    });
    for (const [name, actor] of [
      ['Anonymous', { uid: 'anonymous', type: 'unknown' }],
      ['System', { uid: 'system', type: 'service' }],
    ] as const)
      expect(read(restRecord('Space export', { author: { name, type: 'x' } })).actor).toEqual(actor);
  });

  test('read what is opened to everybody as a share', () => {
    const opened = { affectedObjects: [{ name: 'Anonymous', type: 'User' }] };
    expect(read(fileRecord('Space permission added', opened)).kind).toBe('share');
    const cloud = { affectedObject: { name: 'Anonymous', objectType: 'User' } };
    expect(read(confluenceRecord(cloud)).kind).toBe('share');
  });

  test('read a page of records as it comes', () => {
    const hashKey = new Uint8Array(32);
    const records = JSON.stringify({ offset: 0, limit: 1, total: 1, records: [jiraRecord()] });
    const entities = JSON.stringify({ pagingInfo: {}, entities: [restRecord('User created')] });
    for (const page of [records, entities])
      expect(decodeText(page, { hashKey })).toMatchObject({
        activities: [{ vendor: 'atlassian-products' }],
        malformed: [],
      });
  });

  test.each([
    ['Audit Log exported', 'export'],
    ['Space export', 'export'],
    ['User permissions exported', 'export'],
    ['System backup started', 'export'],
    ['Repository accessed', 'read'],
    ['Audit Log search performed', 'list'],
    ['Anonymous access enabled', 'share'],
    ['User login successful', 'logon'],
    ["User's password changed", 'credential'],
    ['Personal access token created', 'credential'],
    ['SSH access key created for personal key', 'credential'],
    ['User added to user group', 'privilege'],
    ['Global permission granted', 'privilege'],
    ['Project roles changed', 'privilege'],
    ['User added to project role', 'privilege'],
    ['Audit Log configuration updated', 'logging'],
    ['Webhook created', 'destination'],
    // Near misses of the lines above.
    ['Space permission removed', 'other'],
    ['SSH access key deleted for personal key', 'other'],
    ['Personal access token deleted', 'other'],
    ['Space import', 'other'],
    ['User deleted from user group', 'other'],
    ['Project deleted', 'other'],
    ['Webhook deleted', 'other'],
  ])('read %s as %s', (action, kind) => {
    expect(read(fileRecord(action))).toMatchObject({ kind, operation: action });
  });
});
