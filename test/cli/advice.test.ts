import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../cli/input/records.ts';
import { adviceFor } from '../../cli/parse/advice.ts';
import { oktaEvent } from '../fixtures/okta.ts';

const row = (...columns: readonly string[]): LogRecord => ({
  kind: 'row',
  row: Object.fromEntries(columns.map((column) => [column, 'x'])),
});
const json = (value: unknown): LogRecord => ({ kind: 'text', text: JSON.stringify(value) });
const text = (content: string): LogRecord => ({ kind: 'text', text: content });

describe('Of a file of which nothing can be read it is said what to take instead, where that is known', () => {
  test.each<[string, LogRecord, RegExp]>([
    [
      'a notice of S3',
      json({ Records: [{ eventName: 'ObjectCreated:Put', eventTime: 'x', s3: { object: { key: 'k' } } }] }),
      /take the objects/,
    ],
    [
      'a look-up of CloudTrail without events',
      json({ Events: [{ EventName: 'x', EventTime: 1, EventSource: 'x', Username: 'alice' }] }),
      /keep CloudTrailEvent/,
    ],
    [
      "Salesforce's setup audit trail",
      row('Date', 'User', 'Source Namespace Prefix', 'Action', 'Section', 'Delegate User'),
      /query SetupAuditTrail/,
    ],
    [
      "Salesforce's login history",
      row('Username', 'Login Time', 'Source IP', 'Status'),
      /query LoginHistory/,
    ],
    ["a table of Google's admin console", row('Date', 'Event', 'Description', 'Actor'), /Reports API/],
    ['a web page', text('<!DOCTYPE html>'), /download the log again/],
    ['what Python prints', text("{'uuid': '1', 'actor': None}"), /json\.dumps/],
    ['base64', text(Buffer.from(JSON.stringify(oktaEvent())).toString('base64')), /decode it/],
    ['an answer of Splunk', text("<?xml version='1.0' encoding='UTF-8'?>"), /as JSON/],
    ["Entra's sign-ins", json({ category: 'SignInLogs', properties: {} }), /unified audit log/],
    ['a document of Elastic', json({ '@timestamp': 'x', ecs: { version: '8' } }), /Preserve original event/],
    [
      'a document of Elastic with a list in it, which is no page',
      json({ '@timestamp': 'x', ecs: { version: '8' }, event: {}, tags: [{ name: 'x' }] }),
      /Preserve original event/,
    ],
    ['a row of ASIM', row('TimeGenerated', 'EventVendor', 'EventSchema'), /ASIM/],
    ['YAML', text('insertId: a1'), /--format=json/],
    ['YAML with a mark', text('---'), /--format=json/],
    ['CEF', text('<14>Mar  2 09:15:30 host CEF:0|Example|x|1|login|x|3|'), /CEF or LEEF/],
  ])('%s', (_, record, said) => {
    expect(adviceFor(record)).toMatch(said);
  });

  test.each<[string, LogRecord]>([
    ['a record that is too long', { kind: 'unreadable', reason: 'is longer than 16 MiB' }],
    ['prose', text('nothing of note')],
    ['a word that might be base64', text('audit')],
    ['less base64 than an event has', text('a'.repeat(63))],
    ['an event', json(oktaEvent())],
    ['an empty list', json([])],
    ['a number', json(1)],
    ['an unknown table', row('Date', 'User', 'Action')],
  ])('and nothing of %s', (_, record) => {
    expect(adviceFor(record)).toBeUndefined();
  });
});
