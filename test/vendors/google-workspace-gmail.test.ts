import { describe, expect, test } from 'vitest';
import { googleWorkspace } from '../../shared/vendors/google-workspace.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { activity, parameters } from '../fixtures/google-workspace.ts';
import { draftOf } from './draft.ts';

/** An activity of Gmail: what happened, and to which message, are messages within the parameters. */
function mail(type: number, to = 'gmail-ui::bob@example.com', fields: JsonObject = {}): JsonObject {
  const message = (name: string, parameter: readonly JsonObject[]) => ({ name, messageValue: { parameter } });
  const info = [
    ...parameters({ mail_event_type: type, success: true }),
    message('client_context', parameters({ client_type: 'IMAP' })),
  ];
  const about = parameters({
    rfc2822_message_id: '<plan@example.com>',
    subject: 'The plan',
    flattened_destinations: to,
  });
  const event = {
    type: 'delivery_type',
    name: 'delivery',
    parameters: [message('event_info', info), message('message_info', about)],
  };
  return activity('gmail', [event], fields);
}

const read = (type: number, to?: string) => draftOf(googleWorkspace, mail(type, to));

describe('mail in Google Workspace', () => {
  test('that is downloaded is one record, known by its id and never by its subject', () => {
    const draft = read(32);
    expect(draft).toMatchObject({
      operation: 'message_downloaded',
      kind: 'export',
      outcome: 'success',
      actor: { uid: '100000000000000000001', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', client: 'Gmail IMAP' },
      resources: [{ type: 'message', uid: '<plan@example.com>' }],
      volume: { records: 1 },
    });
    expect(JSON.stringify(draft)).not.toContain('The plan');
  });

  test.each([
    [1, 'message_sent', 'other'],
    [7, 'message_opened', 'other'],
    [10, 'message_forwarded', 'share'],
    [11, 'message_autoforwarded', 'share'],
    [17, 'attachment_downloaded', 'export'],
    [31, 'message_viewed', 'read'],
    [33, 'message_accessed_by_app', 'read'],
    [34, 'delegation_granted', 'privilege'],
    [99, 'delivery', 'other'],
  ])('of type %d is %s, of kind %s', (type, operation, kind) => {
    expect(read(type)).toMatchObject({ operation, kind });
  });

  test.each([0, 2, 4, 5, 6, 30])('that only came in is nobody’s access: type %d', (type) => {
    expect(googleWorkspace.parse(mail(type))).toMatchObject({ kind: 'ignored' });
  });

  test('leaves the organisation with a recipient of another one', () => {
    expect(read(10, 'smtp-outbound::eve@example.org').outside).toBe(true);
    expect(read(10, 'gmail-ui::bob@example.com, smtp-outbound::eve@example.org').outside).toBe(true);
    expect(read(10, 'gmail-ui::bob@example.com').outside).toBeFalsy();
    expect(read(10, 'nowhere').outside).toBeFalsy();
  });

  test('may be told by flat names, as some lakes do', () => {
    const flat = { 'event_info.mail_event_type': 32, 'message_info.rfc2822_message_id': '<a@example.com>' };
    const event = activity('gmail', [{ name: 'delivery', parameters: flat }]);
    expect(draftOf(googleWorkspace, event)).toMatchObject({ operation: 'message_downloaded' });
    // What the API leaves null stands beside the message.
    const typed = { name: 'mail_event_type', intValue: '32' };
    const nulls = [{ name: 'event_info', value: null, messageValue: { parameter: [typed] } }];
    const beside = activity('gmail', [{ name: 'delivery', parameters: nulls }]);
    expect(draftOf(googleWorkspace, beside)).toMatchObject({ operation: 'message_downloaded' });
    const nested = { event_info: { mail_event_type: '32' } };
    const within = activity('gmail', [{ name: 'delivery', parameters: nested }]);
    expect(draftOf(googleWorkspace, within)).toMatchObject({ operation: 'message_downloaded' });
  });

  test('leaves the organisation however many colleagues stand before the outsider', () => {
    const colleagues = Array.from({ length: 300 }, (_, i) => `gmail-ui::c${i}@example.com`);
    expect(read(10, [...colleagues, 'smtp-outbound::eve@example.org'].join(', ')).outside).toBe(true);
  });

  test('has parameters within each other without end, which are not followed', () => {
    let parameter: JsonObject = { name: 'a', value: 'x' };
    for (let depth = 0; depth < 2000; depth++)
      parameter = { name: 'a'.repeat(10), messageValue: { parameter: [parameter] } };
    const event = activity('gmail', [{ name: 'delivery', parameters: [parameter] }]);
    expect(draftOf(googleWorkspace, event)).toMatchObject({ operation: 'delivery', kind: 'other' });
  });
});
