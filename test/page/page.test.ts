import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../shared/finding.ts';
import { containmentOf } from '../../shared/page/containment.ts';
import { pageOf } from '../../shared/page/page.ts';
import type { Telling } from '../../shared/page/told.ts';
import type { Moment } from '../../shared/page/view.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import {
  CHANGE,
  FINDING,
  findingOf,
  hostileFindings,
  NOTHING_TAKEN,
  withdrawn,
} from '../fixtures/findings.ts';

const OPENED: Telling = { kind: 'opened', threadId: FINDING.id };
const ESCALATED: Telling = {
  kind: 'escalated',
  threadId: 'OF-7K2Q-FIRST000',
  from: { severity: 'medium', score: 6.4 },
};
const MOMENT = { pagedMs: FINDING.lastTime + 5 * MINUTE_MS, arrivedMs: FINDING.lastTime + 4 * MINUTE_MS };
const OWN_TEXT = {
  uid: 'own-long',
  title: 'A detector of one’s own',
  technique: { uid: 'T1213', name: 'Data', tactic: { uid: 'TA0009', name: 'Collection' } },
};
const REOPENED: Telling = { ...ESCALATED, reopened: 0 };
const CONTINUED: Telling = {
  kind: 'continued',
  threadId: FINDING.id,
  from: { records: 90_000, bytes: 0, unsized: 1, waysOut: 2 },
};
const REPEATED: Telling = { kind: 'repeated', threadId: FINDING.id, time: 2 };
const RESOLVED: Telling = {
  kind: 'resolved',
  threadId: FINDING.id,
  from: { severity: 'critical', score: 12.41 },
  verdict: 'false positive',
};
const WITHDRAWN: Telling = {
  kind: 'withdrawn',
  threadId: 'OF-7K2Q-FIRST000',
  from: { severity: 'high', score: 8.4 },
};

describe('a page', () => {
  test('names the operation that changed the access whole, however long the name of who did it', () => {
    const long = {
      ...CHANGE,
      by: {
        uid: '00u1234567890abcdefgh',
        email: 'valentina.von.hohenfels@subsidiary.example.com',
        name: 'Valentina von Hohenfels',
      },
    };
    expect(pageOf(findingOf({ changes: [long] }), OPENED).body).toContain('user.mfa.factor.reset_all');
  });

  test('names who changed the access of the account, from where and how, what the finding rests on first', () => {
    const sequence = FINDING.signals.map((one) => ({ ...one, detector: 'sequence', facts: { step: 'mfa' } }));
    const later = { ...CHANGE, kind: 'privilege', time: CHANGE.time + MINUTE_MS, operation: 'role' } as const;
    const changed = findingOf({ changes: [CHANGE, later], signals: sequence });
    const { body, chat } = pageOf(changed, OPENED, { moment: MOMENT });
    expect(body).toContain(`
Access second factor changed 2026-11-08 08:42 UTC by omar@example.com, Omar,
       00u-omar of Okta: user.mfa.factor.reset_all, from 198.51.100.43, AS64498,
       GB, Chrome on Windows; and 1 more change
`);
    expect(chat.content.description).toMatch(
      /\*Access\* `second factor changed .*\n\*Access\* `role changed/,
    );
  });

  test('says who, what, when, from where, how much, why, and what to do first', () => {
    expect(
      pageOf(FINDING, OPENED, { moment: MOMENT }).body,
    ).toBe(`CRITICAL. The account of mara.lind@example.com has taken at least 181,204
records from Salesforce so far.

Rare   About one account-week in 340,000, as synthetic lives tell.
Who    mara.lind@example.com, Mara Lind, user 0055g00000ABCDE of Salesforce
When   2026-11-08 09:12 to 11:00 UTC; still active
From   network AS64500 (new), AS64496; address 192.0.2.7, 198.51.100.9; country
       NL; client python-requests (new), Chrome on Mac OS X
Taken  at least 181,204 records; 1 export of unknown size, so no upper bound
       in operations that touched report:Contacts by region (120,000 records),
       report:Open cases (61,204 records), report:Quarter (unknown size)

Why    score 12.41 = 7.91 + 4.50
 7.91  More data than usual (T1213)
       observed  181,204 records in 2 h
       expected  about 412 in 2 h, from 21 days that had any
 4.50  New network, country, client or application (T1078.004)
       observed  network AS64500 (new today), client python-requests (new today)
       expected  network AS64496 or AS64497, client Chrome on Mac OS X

First  In the vendor log, list the exports and reads of this actor and day,
       largest first: which reports, tables or boards?
       Likeliest harmless cause: a month-end or migration export that the owner
       can name at once.
Stop   Freeze the user; end its sessions under Session Management; for a
       connected app, revoke its OAuth tokens and block it.
More   npx outflow show OF-7K2Q-9M
Id     OF-7K2Q-9MABCDEF, the day 2026-11-08 (UTC)
Times  last event 2026-11-08 11:00, arrived 11:04, told 11:05 UTC`);
  });

  test('says in its subject how severe, where, how much and which, and nothing an event brought', () => {
    expect(pageOf(FINDING, OPENED).subject).toBe(
      'ALARM: CRITICAL Salesforce: at least 181,204 records [OF-7K2Q-9M]',
    );
    expect(pageOf(findingOf({ exposure: NOTHING_TAKEN }), OPENED).subject).toBe(
      'ALARM: CRITICAL Salesforce: unusual activity [OF-7K2Q-9M]',
    );
  });

  test('that is raised says from what', () => {
    const { subject, body, attributes, chat } = pageOf(FINDING, ESCALATED);
    expect(subject).toBe('ALARM: CRITICAL, raised, Salesforce: at least 181,204 records [OF-7K2Q-9M]');
    expect(body).toMatch(/^CRITICAL, raised from MEDIUM 6\.40\. The account/);
    expect(attributes).toMatchObject({
      kind: 'escalated',
      severity: 'critical',
      threadId: 'OF-7K2Q-FIRST000',
    });
    expect(chat.metadata.threadId).toBe('OF-7K2Q-FIRST000');
  });

  test('of another alarm says so, and at which level the account was paged before', () => {
    const alarm = pageOf(FINDING, {
      ...ESCALATED,
      from: { severity: 'critical', score: 26 },
      alarm: 'rule takeout',
    });
    expect(alarm.body.replace(/\s+/g, ' ')).toMatch(
      /^CRITICAL, ANOTHER ALARM \(rule takeout\) than at the page of CRITICAL 26\.00\. The account/,
    );
    expect(alarm.subject).toContain('CRITICAL, another alarm, Salesforce');
  });

  test('that is taken back says so, asks for nothing, and passes the filter that the page passed', () => {
    const { subject, body, attributes, chat } = pageOf(withdrawn(), WITHDRAWN);
    expect(subject).toBe('OK: WITHDRAWN Salesforce: a page no longer holds [OF-7K2Q-9M]');
    expect(body).toMatch(/^WITHDRAWN\. The page of this day \(HIGH 8\.40\) no longer holds/);
    expect(body).not.toMatch(/^(Why|First) /m);
    expect(attributes).toMatchObject({ kind: 'withdrawn', severity: 'high' });
    expect(chat.content.description).toMatch(/^`WITHDRAWN\./);
    expect(chat.content.nextSteps).toEqual(['npx outflow show OF-7K2Q-9M']);
  });

  test('that is told again says what changed: that it goes on, that nobody took it on, or that it came back', () => {
    expect(pageOf(FINDING, CONTINUED).subject).toMatch(/^ALARM: CRITICAL, goes on, Salesforce/);
    expect(pageOf(FINDING, CONTINUED).body).toMatch(
      /^CRITICAL, IT GOES ON\. [\s\S]*As last told it was 90,000 records,\s+1\s+operation of unknown size, 2 shares or ways out\./,
    );
    expect(pageOf(FINDING, REPEATED).subject).toMatch(/^ALARM: CRITICAL, nobody yet, Salesforce/);
    expect(pageOf(FINDING, REPEATED).body).toMatch(
      /NOBODY HAS TAKEN IT ON \(said again for the 2nd\s+time\)/,
    );
    expect(pageOf(FINDING, REOPENED).subject).toMatch(/^ALARM: CRITICAL, reopened, Salesforce/);
    expect(pageOf(FINDING, REOPENED).body).toMatch(/REOPENED by new evidence: it was closed at MEDIUM 6\.40/);
  });

  test('that people closed says as what, asks for nothing, and ends the incident of the same name', () => {
    const { subject, body, https, attributes } = pageOf(FINDING, RESOLVED, { moment: MOMENT });
    expect(subject).toBe('OK: CLOSED Salesforce: false positive [OF-7K2Q-9M]');
    expect(body).toMatch(/^CLOSED as false positive by your analysts/);
    expect(body).not.toMatch(/^(Why|First|Stop) |still active/m);
    expect(https).toMatchObject({ AlarmName: FINDING.id, NewStateValue: 'OK' });
    expect(attributes).toMatchObject({ kind: 'resolved', severity: 'critical' });
  });

  test('for machines is an alarm of CloudWatch: named by the finding, in the state that the subject begins with', () => {
    const link = 'https://outflow.example.com/f/OF-7K2Q-9MABCDEF';
    const { https, subject } = pageOf(FINDING, OPENED, {
      moment: MOMENT,
      consoleUrl: 'https://outflow.example.com/f',
    });
    expect(https).toMatchObject({
      AlarmName: FINDING.id,
      AlarmDescription: subject,
      NewStateValue: 'ALARM',
      StateChangeTime: '2026-11-08T11:05:00.000Z',
      Severity: 'critical',
      Kind: 'opened',
      Link: link,
    });
    expect(https.NewStateReason).toContain('has taken at least 181,204 records from Salesforce');
    for (const kind of [OPENED, ESCALATED, REOPENED, CONTINUED, REPEATED, RESOLVED, WITHDRAWN]) {
      const page = pageOf(FINDING, kind);
      expect(page.subject.startsWith(`${page.https.NewStateValue}: `)).toBe(true);
      expect(page.https.AlarmName).toBe(FINDING.id);
    }
  });

  test('as an SMS says who, whether it goes on, what and how much', () => {
    expect(pageOf(FINDING, OPENED, { moment: MOMENT }).sms).toBe(
      'CRITICAL Salesforce, mara.lind@example.com, still active, at least 181,204 records OF-7K2Q-9M',
    );
    const late = { pagedMs: FINDING.lastTime + 61 * MINUTE_MS };
    expect(pageOf(FINDING, REPEATED, { moment: late }).sms).toBe(
      'CRITICAL nobody yet Salesforce, mara.lind@example.com, no event since, at least 181,204 records OF-7K2Q-9M',
    );
    const again = [ESCALATED, REOPENED, { ...ESCALATED, alarm: 'rule takeout' }, CONTINUED] as const;
    expect(again.map((telling) => pageOf(FINDING, telling).sms.split(' Salesforce')[0])).toEqual([
      'CRITICAL raised',
      'CRITICAL reopened',
      'CRITICAL another alarm',
      'CRITICAL goes on',
    ]);
    expect(pageOf(FINDING, RESOLVED).sms).toBe(
      'CLOSED Salesforce, mara.lind@example.com, false positive OF-7K2Q-9M',
    );
  });

  test('as an SMS that is too long says whether it goes on, and how much', () => {
    const actor = { ...FINDING.actor, name: 'a'.repeat(40), email: '' };
    const exposure = { ...FINDING.exposure, waysOut: 1_204 };
    const finding = findingOf({ vendor: 'google-workspace', actor, exposure });
    const { sms } = pageOf(finding, { ...REPEATED }, { moment: MOMENT });
    expect(sms).toContain('still active, at least 181,204 files or messages');
    expect(sms).toMatch(/ OF-7K2Q-9M$/);
  });

  test('as an SMS is not cut within a number, which would be a smaller one', () => {
    const exposure = { ...FINDING.exposure, waysOut: 1_204_567 };
    const numbers = Array.from({ length: 64 }, (_, length) => {
      const actor = { ...FINDING.actor, name: 'a'.repeat(length), email: '' };
      const finding = findingOf({ vendor: 'google-workspace', actor, exposure });
      return pageOf(finding, { ...REPEATED }, { moment: MOMENT }).sms.match(/\d[\d,]*\d(?= |$)/g) ?? [];
    });
    expect(new Set(numbers.flat())).toEqual(new Set(['181,204', '1,204,567']));
  });

  test.each([
    ['müller.łukasz@example.com', 'muller.?ukasz@example.com'],
    ['Nguyễn Thị Ánh', 'Nguyen Thi Anh'],
    ['محمد بن عبد العزيز', '005A'],
    ['山田太郎', '005A'],
    ['👩‍💻 Ada', '005A'],
    ['www.exämple.com', 'www[.]example[.]com'],
  ])('as an SMS spells %s so that it can be read, or gives the id of the account', (name, spelled) => {
    const actor = { uid: '005A', type: 'user', email: '', name } as const;
    const [, who] = pageOf(findingOf({ actor }), OPENED).sms.split(', ');
    expect(who).toBe(spelled);
  });

  test('tells how to stop the account at every vendor that it knows, and at others in general', () => {
    for (const { uid } of VENDORS) expect(containmentOf(uid).join(' ').length, uid).toBeGreaterThan(40);
    expect(containmentOf('okta')).not.toEqual(containmentOf('unheard-of'));
  });

  test('says to undo what was opened, which outlives the sessions of whoever opened it', () => {
    const undo = 'Then undo what it opened: that outlives its sessions.';
    const opened = pageOf(findingOf({ exposure: { ...FINDING.exposure, waysOut: 2 } }), OPENED);
    expect(opened.body.replace(/\s+/g, ' ')).toMatch(/ Stop Freeze the user; .* Then undo what it opened/);
    expect(opened.chat.content.nextSteps).toContain(undo);
    expect(pageOf(FINDING, OPENED).chat.content.nextSteps).not.toContain(undo);
  });

  test('links to the page of the finding where the stack knows one', () => {
    const { body, chat } = pageOf(FINDING, OPENED, { consoleUrl: 'https://outflow.example.com/f/' });
    expect(body).toContain('\n       https://outflow.example.com/f/OF-7K2Q-9MABCDEF\n');
    expect(chat.content.nextSteps.at(-1)).toBe('https://outflow.example.com/f/OF-7K2Q-9MABCDEF');
  });

  test('calls a vendor unverified wherever it names it, and says once in the body and in the chat what that means', () => {
    const note = /“unverified”: Amplitude’s log is known from its documentation only/;
    const of = (vendor: string, kind: Telling = OPENED) => pageOf(findingOf({ vendor }), kind);
    for (const kind of [OPENED, ESCALATED, CONTINUED, REPEATED]) {
      const { subject, sms, body, chat } = of('amplitude', kind);
      expect(subject).toContain('Amplitude (unverified)');
      expect(sms).toContain('Amplitude (unverified)');
      expect(body.replace(/\s+/g, ' ')).toContain('Amplitude (unverified)');
      expect(body.replace(/\s+/g, ' ')).toMatch(note);
      expect(body.match(/“unverified”/g)).toHaveLength(1);
      expect(chat.content.description).toMatch(note);
    }
    expect(JSON.stringify(of('salesforce'))).not.toContain('unverified');
  });

  test('says what a record’s worth is where a signal that it explains speaks of it', () => {
    const [first, second] = FINDING.signals;
    if (first === undefined || second === undefined) throw new Error('the fixture has two signals');
    const worth = { ...first, observed: '97,000 records’ worth in one export' };
    const third = { ...second, score: 0.4 };
    const { body } = pageOf(findingOf({ signals: [worth, second, third] }), OPENED);
    expect(body).toMatch(/^ {7}a record’s worth is 1 kB; an export of unknown size counts for 1,000$/m);
    expect(pageOf(FINDING, OPENED).body).not.toContain('a record’s worth');
  });

  test('says less where all of it is long: words are explained last, and what was taken is named before that', () => {
    const [first, second] = FINDING.signals;
    if (first === undefined || second === undefined) throw new Error('the fixture has two signals');
    const long = (word: string) => Array.from({ length: 60 }, () => word).join(' ');
    const bodyOf = (observed: string, name: string, runbook: readonly string[], vendor = 'atlassian') =>
      pageOf(
        findingOf({
          vendor,
          actor: { ...FINDING.actor, name: long('Mara'), email: `${'m'.repeat(60)}@example.com` },
          changes: [{ ...CHANGE, by: { ...CHANGE.by, name: long('Omar') }, operation: long('reset') }],
          context: { ...FINDING.context, client: [long('curl'), long('wget')] },
          signals: [
            { ...first, observed, expected: observed, told: { ...OWN_TEXT, runbook } },
            { ...second, observed, expected: observed },
            { ...second, score: 0.1 },
          ],
          exposure: {
            ...FINDING.exposure,
            datasets: FINDING.exposure.datasets.map((one) => ({ ...one, name })),
            destinations: [long('bucket')],
          },
        }),
        { ...ESCALATED, alarm: long('alarm') },
        { moment: MOMENT, consoleUrl: 'https://outflow.example.com' },
      ).body;
    const lengthOf = (body: string) => body.split('\n').length;
    const runbook = [long('check'), long('harmless')];
    for (const { uid } of VENDORS) {
      const brief = bodyOf(`7 records’ worth ${long('observed')}`, long('report'), runbook, uid);
      expect(lengthOf(brief), uid).toBeLessThanOrEqual(40);
      expect(brief).not.toContain('“unverified”');
      for (const label of ['Taken', 'Why', 'First', 'Stop', 'More']) expect(brief).toContain(`\n${label} `);
    }
    // With steps of two lines there is room for the names, and for a line of each reason.
    const named = bodyOf(`7 records’ worth ${long('observed')}`, long('report'), ['check', 'harmless']);
    expect(lengthOf(named)).toBeLessThanOrEqual(40);
    expect(named).toContain('report report');
    expect(named).not.toContain('“unverified”');
    // With one of a line there is room for two lines of each reason, but not for words.
    const reasoned = bodyOf(`7 records’ worth ${long('observed')}`, 'report', ['check']);
    expect(lengthOf(reasoned)).toBeLessThanOrEqual(40);
    expect(reasoned).toMatch(/^ {7}observed {2}7 records’ worth .*\n {17}observed /m);
    expect(reasoned).not.toContain('“unverified”');
    const short = bodyOf('7 records’ worth', 'report', ['check']);
    expect(lengthOf(short)).toBeLessThanOrEqual(40);
    expect(short).toContain('“unverified”');
    expect(short).toContain('a record’s worth is 1 kB');
  });

  test('shows two signals with their reasons and names the others', () => {
    const [first, second] = FINDING.signals;
    if (first === undefined || second === undefined) throw new Error('the fixture has two signals');
    const third = { ...second, score: 0.4 };
    const { body } = pageOf(findingOf({ signals: [first, second, third], score: 12.81 }), OPENED);
    expect(body).toContain('score 12.81 = 7.91 + 4.50 + 0.40');
    expect(body.match(/observed {2}/g)).toHaveLength(2);
    expect(body).toMatch(/^ 0\.40 {2}New network, country, client or application \(T1078\.004\)$/m);
  });
});

const telling = fc.constantFrom(OPENED, ESCALATED, REOPENED, CONTINUED, REPEATED, RESOLVED, WITHDRAWN);
const moments = fc.option(
  fc.record({ pagedMs: fc.constant(MOMENT.pagedMs), arrivedMs: fc.constant(MOMENT.arrivedMs) }),
  { nil: undefined },
);
const written = (finding: Finding, kind: Telling, moment: Moment | undefined) =>
  pageOf(finding, kind, moment === undefined ? {} : { moment });
const runs = { numRuns: 400 };
/** All that a page may hold besides visible characters: spaces, and line breaks of its own. */
const ODD = /[^\P{C}\n]|[^\P{Z} ]/u;

describe('whatever an attacker writes into names, clients and files', () => {
  test('the subject says less, in whole words, where it is too long', () => {
    const unsized = {
      ...NOTHING_TAKEN,
      operations: 3,
      exports: 3,
      unsized: 3,
      unsizedExports: 3,
      unsizedOperation: 'segment.audience.export.downloaded.by.somebody',
    };
    const { subject } = pageOf(findingOf({ vendor: 'mixpanel', exposure: unsized }), ESCALATED);
    expect(subject).toBe(
      'ALARM: CRITICAL, raised, Mixpanel (unverified): an unknown amount of data [OF-7K2Q-9M]',
    );
  });

  test('the subject is at most 99 printable ASCII characters, starts with a letter and ends with the id', () => {
    fc.assert(
      fc.property(hostileFindings, telling, moments, (finding, kind, moment) => {
        expect(written(finding, kind, moment).subject).toMatch(/^[A-Za-z][\x20-\x7e]{10,85} \[OF-7K2Q-9M\]$/);
      }),
      runs,
    );
  });

  test('the body keeps its columns, its lines and its visible characters', () => {
    const law = fc.property(hostileFindings, telling, moments, fc.nat(3), (hostile, kind, moment, notes) => {
      // With each of the notes that explain a word, and with both.
      const signals = hostile.signals.map((signal) =>
        notes >= 2 ? { ...signal, observed: `7 records’ worth ${signal.observed}` } : signal,
      );
      const finding = { ...hostile, signals, ...(notes % 2 === 1 ? { vendor: 'atlassian' } : {}) };
      const { body } = pageOf(finding, kind, {
        ...(moment === undefined ? {} : { moment }),
        ...(notes > 0 ? { consoleUrl: 'https://outflow.example.com' } : {}),
        others: Array.from({ length: 2 * notes }, () => hostile),
      });
      expect(body).not.toMatch(ODD);
      expect(body.isWellFormed()).toBe(true);
      const lines = body.split('\n');
      expect(lines.length).toBeLessThanOrEqual(40);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    });
    fc.assert(law, runs);
    // Among these a body had 41 lines.
    fc.assert(law, { numRuns: 400, seed: -926739659 });
  });

  test('no line of the body begins like one of ours, and no link can be clicked', () => {
    fc.assert(
      fc.property(hostileFindings, telling, moments, (finding, kind, moment) => {
        const { body } = written(finding, kind, moment);
        for (const label of ['Who', 'When', 'From', 'Taken', 'More', 'Id'])
          expect(body.match(new RegExp(`^${label} `, 'gm'))).toHaveLength(1);
        expect(body).not.toContain('://');
        expect(body).toContain('npx outflow show OF-7K2Q-9M');
        expect(body).toContain('OF-7K2Q-9MABCDEF');
      }),
      runs,
    );
  });

  test('chat reads no markdown, link or mention in it', () => {
    fc.assert(
      fc.property(hostileFindings, telling, moments, (finding, kind, moment) => {
        const { title, description } = written(finding, kind, moment).chat.content;
        expect(title.length).toBeLessThan(100);
        expect(description.length).toBeLessThanOrEqual(4000);
        // Outside of code spans there is only what the page writes itself.
        expect(description.replace(/`[^`\n]*`/g, '')).toMatch(
          /^(\n\*(Who|When|From|Access|Taken|Score|Note)\* )*$/,
        );
        expect(description).not.toMatch(/[<>&]|(^|[^\w.+-])@|:\/\//);
        expect(description).not.toMatch(ODD);
      }),
      runs,
    );
  });

  test('the SMS is at most 140 printable ASCII characters and ends with the id', () => {
    fc.assert(
      fc.property(hostileFindings, telling, moments, (finding, kind, moment) => {
        expect(written(finding, kind, moment).sms).toMatch(/^[A-Z][\x20-\x7e]{10,128} OF-7K2Q-9M$/);
      }),
      runs,
    );
  });

  test('the attributes for filters are never empty', () => {
    fc.assert(
      fc.property(hostileFindings, telling, moments, (finding, kind, moment) => {
        const { attributes } = written({ ...finding, tenant: 'default' }, kind, moment);
        expect(Object.values(attributes).every((value) => value !== '')).toBe(true);
      }),
      runs,
    );
  });
});
