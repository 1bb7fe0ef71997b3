import { describe, expect, test } from 'vitest';
import { shortIn } from '../../shared/profile/hour.ts';
import { datadogArchived, datadogEvent } from '../fixtures/datadog.ts';
import { mapped, reader } from './mapped.ts';

const read = reader('datadog');

describe('Datadog Audit Trail', () => {
  test('reads the same from the API and from an archive', () => {
    const expected = {
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'Log Management.logs_csv.created',
      outcome: 'success',
      actor: { uid: 'user-example01', type: 'user', email: 'alice@example.com', name: 'Alice Example' },
      source: {
        ip: '192.0.2.10',
        country: 'DE',
        asn: 64500,
        asOrg: 'Example Net',
        client: 'Chrome on Mac OS X',
      },
      resources: [{ type: 'logs_csv', uid: 'csv-example01', name: 'customers' }],
    };
    const identity = (id: string) => ({ identity: { kind: 'event', id }, eventId: id });
    expect(read(datadogEvent())).toEqual({ ...identity('AQAAAexample01'), ...expected });
    expect(read(datadogArchived())).toEqual({ ...identity('AQAAAexample02'), ...expected });
  });

  test.each([
    ['Audit Trail', 'audit_events_csv', 'accessed', 'export'],
    ['Dashboard', 'dashboard', 'accessed', 'read'],
    ['Authentication', 'api_key', 'accessed', 'read'],
    ['Dashboard', 'dashboard_share_link', 'created', 'share'],
    ['Authentication', 'user', 'login', 'logon'],
    ['Authentication', null, 'login', 'logon'],
    ['Authentication', 'api_key', 'created', 'credential'],
    ['OAuth', 'oauth_client', 'modified', 'credential'],
    ['Access Management', 'role', 'modified', 'privilege'],
    ['Organization Management', 'audit_logs_settings', 'modified', 'logging'],
    ['Log Management', 'archive', 'created', 'destination'],
    ['Log Management', 'custom_destination', 'created', 'destination'],
    ['Log Management', 'custom_destination', 'deleted', 'logging'],
    ['Integration', 'integration', 'modified', 'destination'],
    ['Workflows', 'workflow', 'created', 'destination'],
    ['Synthetics Monitoring', 'synthetics_private_location', 'created', 'destination'],
    ['Sensitive Data Scanner', 'sensitive_data_scanner_scanning_rule', 'deleted', 'privilege'],
    // Near misses of the lines above.
    ['Dashboard', 'dashboard', 'modified', 'other'],
    ['Dashboard', 'dashboard_share_link', 'deleted', 'other'],
    ['Authentication', 'api_key', 'deleted', 'other'],
    ['Access Management', 'role', 'deleted', 'other'],
    ['Monitor', 'monitor', 'created', 'other'],
    ['Workflows', 'workflow', 'executed', 'other'],
    ['Synthetics Monitoring', 'synthetics_private_location', 'deleted', 'other'],
    ['Sensitive Data Scanner', 'sensitive_data_scanner_scanning_rule', 'created', 'other'],
  ])('reads %s, %s %s as %s', (name, type, action, kind) => {
    expect(read(datadogEvent({ evt: { name }, asset: { type }, action })).kind).toBe(kind);
  });

  test('takes a copy of all logs to a bucket or a server for one that stands, also by the name that a profile keeps', () => {
    const isStanding = (type: string, action: string) =>
      mapped('datadog').isStanding?.(shortIn('operation', `Log Management.${type}.${action}`));
    for (const type of ['archive', 'custom_destination'])
      for (const action of ['created', 'modified']) expect(isStanding(type, action), type).toBe(true);
    expect(isStanding('archive', 'deleted')).toBe(false);
    expect(isStanding('logs_csv', 'created')).toBe(false);
  });

  test('reads requests to the API as reads only if they read', () => {
    const request = (method: string) =>
      read(datadogEvent({ evt: { name: 'Request' }, asset: null, action: 'accessed', http: { method } }));
    expect(request('GET')).toMatchObject({ kind: 'read', operation: 'Request.accessed' });
    expect(request('POST').kind).toBe('other');
    // What is too long for an address is asked for by a POST.
    const asked = (path: string) =>
      read(
        datadogEvent({
          evt: { name: 'Request' },
          asset: null,
          action: 'accessed',
          http: { method: 'POST', url_details: { path } },
        }),
      ).kind;
    expect(asked('/api/v2/logs/events/search')).toBe('read');
    expect(asked('/api/v1/logs-queries/list')).toBe('read');
    for (const path of ['logs/events/search/', 'rum/analytics/aggregate', 'query/scalar'])
      expect(asked(`/api/v2/${path}`)).toBe('read');
    expect(asked('/api/v2/logs/config/archives')).toBe('other');
  });

  test('reads a refused request as a failure', () => {
    expect(read(datadogEvent({ http: { status_code: 403 } })).outcome).toBe('failure');
    expect(read(datadogEvent({ http: null, evt: { name: 'x', outcome: 'error' } })).outcome).toBe('failure');
  });

  test('tells Datadog support, service accounts and keys from people', () => {
    const support = { name: 'Access Management', actor: { type: 'SUPPORT_USER' } };
    expect(read(datadogEvent({ evt: support, usr: null })).actor).toMatchObject({
      uid: 'datadog-support',
      type: 'vendor-staff',
    });
    const account = { name: 'Request', actor: { type: 'SERVICE_ACCOUNT' } };
    expect(read(datadogArchived({ evt: account })).actor).toMatchObject({
      uid: 'user-example01',
      type: 'service',
    });
    const byKey = datadogEvent({ usr: null, metadata: { api_key: { id: 'key-example01' } } });
    expect(read(byKey).actor).toEqual({
      uid: 'key-example01',
      type: 'service',
      credential: 'key-example01',
    });
  });

  test('reads what a program asked for by MCP, and what Datadog did itself', () => {
    const asked = { evt: { name: 'MCP Server', actor: { type: 'USER' } }, action: 'accessed', asset: null };
    const mcp = { ...asked, metadata: { oauth_client: { name: 'Example Editor', uuid: 'x' } } };
    for (const event of [datadogEvent(mcp), datadogArchived(mcp)])
      expect(read(event)).toMatchObject({
        kind: 'read',
        operation: 'MCP Server.accessed',
        actor: { type: 'user', app: 'Example Editor' },
      });
    const own = { evt: { name: 'Workflows', actor: { type: 'SYSTEM' } }, action: 'completed', usr: null };
    for (const event of [datadogEvent(own), datadogArchived(own)])
      expect(read(event).actor).toEqual({ uid: 'datadog', type: 'service', name: 'Datadog' });
  });

  test('recognises its own events only', () => {
    const { recognises } = mapped('datadog');
    expect(recognises({ date: 'x', attributes: { evt: { name: 'Monitor' } } })).toBe(true);
    expect(recognises({ date: 'x', attributes: { evt: 'Monitor' } })).toBe(false);
  });
});
