import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../shared/page/digest.ts';
import { heartbeatNotice, quieterNotice } from '../../shared/page/notice.ts';
import { pageOf } from '../../shared/page/page.ts';
import type { Telling } from '../../shared/page/told.ts';
import { EMPTY_DOCUMENT, type SettingsDocument, settingsOf } from '../../shared/settings/document.ts';
import { guardOf, liveGuard } from '../../shared/settings/guard.ts';
import { quieterSince } from '../../shared/settings/quieter.ts';
import { FINDING, findingOf, hostileFindings, hostileText } from '../fixtures/findings.ts';

const NOW = Date.UTC(2026, 10, 8, 12);
const OPENED: Telling = { kind: 'opened', threadId: FINDING.id };
const idOf = (n: number) => `OF-7K2Q-${String(n).padStart(8, '0')}`;

describe('a digest', () => {
  test('names each finding whole, the worst first, and says how many of which severity', () => {
    const entries = [
      { finding: findingOf({ id: idOf(1), severity: 'medium', score: 6.2 }), telling: OPENED },
      { finding: findingOf({ id: idOf(2), severity: 'critical' }), telling: OPENED },
      {
        finding: findingOf({ id: idOf(3), severity: 'medium', score: 7 }),
        telling: { kind: 'escalated', threadId: 'x', from: { severity: 'medium', score: 6 } } as const,
      },
    ];
    const { subject, body, attributes, https, sms } = digestOf(entries, {
      consoleUrl: 'https://outflow.example.com/f/',
      pagedMs: NOW,
    });
    expect(subject).toBe('ALARM: DIGEST Salesforce: 3 findings, 1 critical, 2 medium');
    expect(body.split('\n').slice(2, 5)).toEqual([
      `${idOf(2)}  CRITICAL 12.41  mara.lind@example.com: at least 181,204 records`,
      `${idOf(3)}  MEDIUM (escalated) 7.00  mara.lind@example.com: at least 181,204 records`,
      `${idOf(1)}  MEDIUM 6.20  mara.lind@example.com: at least 181,204 records`,
    ]);
    expect(body).toContain(`https://outflow.example.com/f/${idOf(2)}`);
    expect(attributes).toMatchObject({ kind: 'digest', severity: 'critical', findingId: idOf(2) });
    expect(https).toMatchObject({ AlarmName: `digest-${idOf(2)}`, NewStateValue: 'ALARM' });
    for (const n of [1, 2, 3]) expect(https.NewStateReason).toContain(idOf(n));
    expect(sms).toContain(idOf(2));
  });

  test('of days long past is an alarm only where one event is enough, whatever the account did before', () => {
    const past = (detector: string, facts = {}) => {
      const [signal] = FINDING.signals;
      if (signal === undefined) throw new Error('no signal');
      const signals = [{ ...signal, detector, facts }];
      return { finding: findingOf({ historical: true, signals }), telling: OPENED };
    };
    const one = past('volume');
    const told = (...entries: (typeof one)[]) => digestOf(entries, { pagedMs: NOW });
    expect(told(one).subject).toBe('DIGEST Salesforce, from the past: 1 finding, 1 critical');
    expect(told(one).https.NewStateValue).toBe('OK');
    for (const tripped of [
      past('honey'),
      past('tripwire', { rules: ['contract: network'] }),
      past('rule-match', { alarms: ['a-rule'] }),
    ]) {
      const { subject, body, https, chat } = told(one, tripped);
      expect(subject).toBe('ALARM: DIGEST Salesforce, from the past: 2 findings, 2 critical');
      expect(https.NewStateValue).toBe('ALARM');
      for (const text of [body, chat.content.description])
        expect(text).toContain('Of 1 one event is enough: a rule, a contract or honey.');
    }
    const { finding, telling } = past('honey');
    expect(told({ finding: { ...finding, state: 'withdrawn' }, telling }).https.NewStateValue).toBe('OK');
  });

  test('whatever an attacker writes, has one line per finding, and chat reads nothing in it', () => {
    fc.assert(
      fc.property(fc.array(hostileFindings, { minLength: 1, maxLength: 12 }), (findings) => {
        const entries = findings.map((finding, n) => ({
          finding: { ...finding, id: idOf(n) },
          telling: OPENED,
        }));
        const { subject, body, sms, chat } = digestOf(entries, { pagedMs: NOW });
        expect(subject).toMatch(/^ALARM: DIGEST [\x20-\x7e]{1,85}$/);
        expect(sms).toMatch(/^[\x20-\x7e]{1,140}$/);
        const lines = body.split('\n');
        expect(lines).toHaveLength(findings.length + 4);
        expect(lines.filter((line) => /^OF-7K2Q-\d{8} {2}/.test(line))).toHaveLength(findings.length);
        expect(body).not.toMatch(/[^\P{C}\n]|:\/\//u);
        expect(chat.content.description.replace(/`[^`\n]*`/g, '').trim()).toBe('');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a notice', () => {
  const created = (suppressions: SettingsDocument['suppressions']) => {
    const settings = settingsOf({ ...EMPTY_DOCUMENT, suppressions });
    const guards = settings.flatMap((one) => guardOf(one) ?? []);
    return quieterNotice(quieterSince([], guards), settings, NOW);
  };

  test('is no alarm, and holds what people wrote on one line each', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (author, reason) => {
        const suppression = {
          id: 'nightly',
          author,
          reason,
          expires: '2027-01-31',
          scope: { actor: reason },
        };
        const { subject, body, https, chat } = created([suppression]);
        expect(subject).toBe('NOTICE: suppression nightly: created or widened');
        expect(body.split('\n')).toHaveLength(5);
        expect(body).not.toMatch(/[^\P{C}\n]/u);
        expect(https.NewStateValue).toBe('OK');
        expect(chat.content.description.replace(/`[^`\n]*`/g, '').trim()).toBe('');
      }),
    );
    fc.assert(
      fc.property(hostileText, (name) => {
        const guards = [liveGuard('rules', 'r', name, {})];
        const { subject, body, chat } = quieterNotice(quieterSince(guards, []), [], NOW);
        expect(subject).toMatch(/^NOTICE: rule [\x20-\x7e]{0,86}$/);
        expect(body.split('\n')).toHaveLength(5);
        expect(body).not.toMatch(/[^\P{C}\n]|:\/\//u);
        expect(chat.content.description.replace(/`[^`\n]*`/g, '').trim()).toBe('');
      }),
    );
    expect(heartbeatNotice({ queued: 2, hours: 24 }, NOW).body).toContain('every 24 hours');
  });

  test('of as many suppressions as there may be fits a message, whatever is written in them, and counts the rest', () => {
    for (const character of ['x', '"', '\\', '\u6f22', '\ud83d\ude00']) {
      const text = character.repeat(500 / character.length);
      const all = Array.from({ length: 1000 }, (_, n) => ({
        id: `nightly-${n}`,
        author: text.slice(0, 80),
        reason: text,
        expires: '2027-01-31',
        scope: { actor: text.slice(0, 256), tenant: text.slice(0, 256) },
      }));
      const { body, sms, https, chat } = created(all);
      expect(chat.content.description.split('\n')).toHaveLength(10);
      const machine = JSON.stringify(https);
      const message = JSON.stringify({ default: body, email: body, sms, https: machine, http: machine });
      expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024 - 1024);
      expect(body).toContain('And 980 more, which npx outflow settings export shows as far as they stand.');
      expect(created(all.slice(0, 20)).body).not.toContain('And ');
    }
  });
});

test.each([
  ['page', pageOf(FINDING, { ...OPENED, threadId: 'OF-7K2Q-FIRST000' })],
  ['digest', digestOf([{ finding: FINDING, telling: OPENED }], { pagedMs: NOW })],
  ['notice', heartbeatNotice({ queued: 2, hours: 24 }, NOW)],
])(
  'a %s stands in chat in its thread, and is announced there by its title',
  (_what, { chat, attributes }) => {
    const { content, metadata } = chat;
    expect(metadata).toEqual({ threadId: attributes.threadId, summary: content.title });
    expect(content.title).toMatch(/^[A-Z]/);
    expect(content.textType).toBe('client-markdown');
  },
);
