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
      'a row of which is known what is amiss',
      { kind: 'row', row: { Time: 'x' }, why: "is Zoom's operation log: take its API" },
      /^it is Zoom's operation log: take its API$/,
    ],
    ['what is no text', text('\u0003\u0000PAR'), /in UTF-8/],
    ['text in another alphabet', text('{"name": "Ren\ufffd"'), /in UTF-8/],
    ['one record', { kind: 'unreadable', reason: 'is longer than 16 MiB' }, /write one event a line/],
    ['a web page', text('<!DOCTYPE html>'), /download the log again/],
    ['what Python prints', text("{'uuid': '1', 'actor': None}"), /json\.dumps/],
    ['base64', text(Buffer.from(JSON.stringify(oktaEvent())).toString('base64')), /decode it/],
    ['an answer of Splunk', text("<?xml version='1.0' encoding='UTF-8'?>"), /as JSON/],
    ['a document of Elastic', json({ '@timestamp': 'x', ecs: { version: '8' } }), /Preserve original event/],
    [
      'a document of Elastic with a list in it, which is no page',
      json({ '@timestamp': 'x', ecs: { version: '8' }, event: {}, tags: [{ name: 'x' }] }),
      /Preserve original event/,
    ],
    ['a row of ASIM', row('TimeGenerated', 'EventVendor', 'EventSchema'), /ASIM/],
    [
      "an event of Google's UDM",
      json({ metadata: { eventType: 'USER_LOGIN', productName: 'Okta' }, principal: {} }),
      /UDM/,
    ],
    [
      "an answer with an event of Google's UDM",
      json({ udm: { metadata: { event_type: 'USER_LOGIN', product_name: 'Okta' } } }),
      /UDM/,
    ],
    ['a table of two columns', text('"User","Action"'), /of two columns; .* takes three/],
    ['columns between bars', text('Date|User|Action'), /separated by \|; write it with commas/],
    ['a drawn table', text('-----------------------------'), /--output json/],
    [
      "an error of Okta's API",
      json({ errorCode: 'E0000011', errorSummary: 'Invalid token', errorCauses: [] }),
      /the error with which an API answered/,
    ],
    ["an error of GitHub's API", json({ message: 'Bad credentials', documentation_url: 'x' }), /the error/],
    ["an error of Slack's API", json({ ok: false, error: 'invalid_auth' }), /the error/],
    ["an error of Google's API", json({ error: { code: 401, message: 'x' } }), /the error/],
    ['CEF', text('<14>Mar  2 09:15:30 host CEF:0|Example|x|1|login|x|3|'), /CEF or LEEF/],
  ])('%s', (_, record, said) => {
    expect(adviceFor(record)).toMatch(said);
  });

  test.each<[string, LogRecord]>([
    ['a row that is broken', { kind: 'unreadable', reason: 'is a row whose quotes do not pair' }],
    ['prose', text('nothing of note')],
    ['a word that might be base64', text('audit')],
    ['less base64 than an event has', text('a'.repeat(63))],
    ['an event', json(oktaEvent())],
    ['an empty list', json([])],
    ['a number', json(1)],
    ['an event with an error', json({ id: 1, time: 'x', user: 'alice', error: { message: 'denied' } })],
    ['a page with an error', json({ ok: false, error: 'x', entries: [{}] })],
    ['an unknown table', row('Date', 'User', 'Action')],
  ])('and nothing of %s', (_, record) => {
    expect(adviceFor(record)).toBeUndefined();
  });
});
