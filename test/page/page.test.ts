import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageOf } from '../../shared/page/page.ts';
import type { Telling } from '../../shared/page/paging.ts';
import { FINDING, findingOf, hostileFindings, NOTHING_TAKEN, withdrawn } from '../fixtures/findings.ts';

const OPENED: Telling = { kind: 'opened', threadId: FINDING.id };
const ESCALATED: Telling = {
  kind: 'escalated',
  threadId: 'OF-7K2Q-FIRST000',
  from: { severity: 'medium', score: 6.4 },
};
const WITHDRAWN: Telling = {
  kind: 'withdrawn',
  threadId: 'OF-7K2Q-FIRST000',
  from: { severity: 'high', score: 8.4 },
};

describe('a page', () => {
  test('says who, what, when, from where, how much, why, and what to do first', () => {
    expect(
      pageOf(FINDING, OPENED).body,
    ).toBe(`CRITICAL. The account of mara.lind@example.com has taken at least 181,204
records from Salesforce so far.

Who    mara.lind@example.com, Mara Lind, user 0055g00000ABCDE of Salesforce
When   2026-11-08 09:12 to 11:00 UTC
From   network AS64500 (new), AS64496; address 192.0.2.7, 198.51.100.9; country
       NL; client python-requests (new), Chrome on Mac OS X
Taken  at least 181,204 records; 1 export of unknown size, so no upper bound
       in operations that touched report:Contacts by region (120,000 records),
       report:Open cases (61,204 records), report:Quarter (unknown size)

Why    score 12.41 = 7.91 + 4.50
 7.91  More data than usual (T1213)
       observed  181,204 records in 2 h
       expected  about 412 in 2 h, from 21 days that had any
       quiet if  at most 2,190 records in 2 h, 3,481 records in 24 h, 9,012
                 records in 7 d
 4.50  New network, country, client or application (T1078.004)
       observed  network AS64500 (new today), client python-requests (new today)
       expected  network AS64496 or AS64497, client Chrome on Mac OS X
       quiet if  network AS64496, client Chrome on Mac OS X

First  In the vendor log, list the exports and reads of this actor and day,
       largest first: which reports, tables or boards?
       Likeliest harmless cause: a month-end or migration export that the owner
       can name at once.

More   npx outflow show OF-7K2Q-9M
Id     OF-7K2Q-9MABCDEF, the day 2026-11-08 (UTC)`);
  });

  test('says in its subject how severe, where, how much and which, and nothing an event brought', () => {
    expect(pageOf(FINDING, OPENED).subject).toBe(
      'CRITICAL Salesforce: at least 181,204 records [OF-7K2Q-9M]',
    );
    expect(pageOf(findingOf({ exposure: NOTHING_TAKEN }), OPENED).subject).toBe(
      'CRITICAL Salesforce: unusual activity [OF-7K2Q-9M]',
    );
  });

  test('that is raised says from what', () => {
    const { subject, body, attributes, chat } = pageOf(FINDING, ESCALATED);
    expect(subject).toBe('CRITICAL, raised, Salesforce: at least 181,204 records [OF-7K2Q-9M]');
    expect(body).toMatch(/^CRITICAL, raised from MEDIUM 6\.40\. The account/);
    expect(attributes).toMatchObject({
      kind: 'escalated',
      severity: 'critical',
      threadId: 'OF-7K2Q-FIRST000',
    });
    expect(chat.metadata.threadId).toBe('OF-7K2Q-FIRST000');
  });

  test('that is taken back says so, asks for nothing, and passes the filter that the page passed', () => {
    const { subject, body, attributes, chat } = pageOf(withdrawn(), WITHDRAWN);
    expect(subject).toBe('WITHDRAWN Salesforce: a page no longer holds [OF-7K2Q-9M]');
    expect(body).toMatch(/^WITHDRAWN\. The page of this day \(HIGH 8\.40\) no longer holds/);
    expect(body).not.toMatch(/^(Why|First) /m);
    expect(attributes).toMatchObject({ kind: 'withdrawn', severity: 'high' });
    expect(chat.content.description).toMatch(/^`WITHDRAWN\./);
    expect(chat.content.nextSteps).toEqual(['npx outflow show OF-7K2Q-9M']);
  });

  test('links to the page of the finding where the stack knows one', () => {
    const { body, chat } = pageOf(FINDING, OPENED, { consoleUrl: 'https://outflow.example.com/f/' });
    expect(body).toContain('\n       https://outflow.example.com/f/OF-7K2Q-9MABCDEF\n');
    expect(chat.content.nextSteps.at(-1)).toBe('https://outflow.example.com/f/OF-7K2Q-9MABCDEF');
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

const telling = fc.constantFrom(OPENED, ESCALATED, WITHDRAWN);
const runs = { numRuns: 400 };
/** All that a page may hold besides visible characters: spaces, and line breaks of its own. */
const ODD = /[^\P{C}\n]|[^\P{Z} ]/u;

describe('whatever an attacker writes into names, clients and files', () => {
  test('the subject is at most 99 printable ASCII characters, starts with a letter and ends with the id', () => {
    fc.assert(
      fc.property(hostileFindings, telling, (finding, kind) => {
        expect(pageOf(finding, kind).subject).toMatch(/^[A-Za-z][\x20-\x7e]{10,85} \[OF-7K2Q-9M\]$/);
      }),
      runs,
    );
  });

  test('the body keeps its columns, its lines and its visible characters', () => {
    fc.assert(
      fc.property(hostileFindings, telling, (finding, kind) => {
        const { body } = pageOf(finding, kind);
        expect(body).not.toMatch(ODD);
        expect(body.isWellFormed()).toBe(true);
        const lines = body.split('\n');
        expect(lines.length).toBeLessThanOrEqual(40);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      }),
      runs,
    );
  });

  test('no line of the body begins like one of ours, and no link can be clicked', () => {
    fc.assert(
      fc.property(hostileFindings, telling, (finding, kind) => {
        const { body } = pageOf(finding, kind);
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
      fc.property(hostileFindings, telling, (finding, kind) => {
        const { title, description } = pageOf(finding, kind).chat.content;
        expect(title.length).toBeLessThan(100);
        expect(description.length).toBeLessThanOrEqual(4000);
        // Outside of code spans there is only what the page writes itself.
        expect(description.replace(/`[^`\n]*`/g, '')).toMatch(/^(\n\*(Who|When|From|Taken|Score)\* )*$/);
        expect(description).not.toMatch(/[<>&]|(^|[^\w.+-])@|:\/\//);
        expect(description).not.toMatch(ODD);
      }),
      runs,
    );
  });

  test('the attributes for filters are never empty', () => {
    fc.assert(
      fc.property(hostileFindings, telling, (finding, kind) => {
        const { attributes } = pageOf({ ...finding, tenant: 'default' }, kind);
        expect(Object.values(attributes).every((value) => value !== '')).toBe(true);
      }),
      runs,
    );
  });
});
