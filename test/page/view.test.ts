import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceLines, summaryLines, whyLines } from '../../cli/render/finding-lines.ts';
import { findingTable } from '../../cli/render/finding-table.ts';
import { takenLines as takenRows } from '../../cli/render/taken-lines.ts';
import { reportHtml } from '../../cli/report/html.ts';
import type { Exposure } from '../../shared/exposure.ts';
import { nounsIn } from '../../shared/page/days.ts';
import { vendorName } from '../../shared/page/names.ts';
import { pageOf } from '../../shared/page/page.ts';
import { amountText, countText, takenLines } from '../../shared/page/taken.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import {
  firstSteps,
  fromLines,
  headline,
  isNewValue,
  quietText,
  signalLines,
  sumLine,
  whatText,
  whenLine,
  whoLine,
  worthNote,
} from '../../shared/page/view.ts';
import { boundsLines } from '../../shared/report/answers.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { RECORDS } from '../../shared/vendors/nouns.ts';
import { sizeText } from '../../shared/words.ts';
import { FINDING, findingOf, hostileText, NOTHING_TAKEN } from '../fixtures/findings.ts';
import { reportFrom } from '../report/hostile.ts';

const exact = (known: number) => ({ known, operationsWithout: 0, lower: known, about: known, upper: known });
const atLeast = (known: number) => ({ ...exact(known), operationsWithout: 1, upper: null });
const taken = (parts: Partial<Exposure>): Exposure => ({
  ...NOTHING_TAKEN,
  operations: 1,
  exports: 1,
  ...parts,
});

test('a number of operations is an estimate where a sample is kept, but for a single one', () => {
  const texts = [1, 2].map((count) => countText({ sampled: true }, count, 'operation'));
  expect(texts).toEqual(['1 operation', 'about 2 operations']);
  expect(countText({ sampled: false }, 2, 'operation')).toBe('2 operations');
});

describe('what was taken', () => {
  test.each<[string, Exposure, string]>([
    ['exactly known', taken({ records: exact(1) }), '1 record'],
    [
      'known, in both measures',
      taken({ records: exact(1200), bytes: exact(3_400_000) }),
      '1,200 records, 3.4 MB',
    ],
    ['known in bytes', taken({ records: atLeast(0), bytes: exact(999) }), '999 bytes'],
    [
      'known in part',
      taken({ records: atLeast(181_204), bytes: atLeast(0), unsized: 1, unsizedExports: 1 }),
      'at least 181,204 records; 1 export of unknown size, so no upper bound',
    ],
    [
      'all unknown',
      taken({ records: atLeast(0), unsized: 2, unsizedExports: 2 }),
      '2 exports of unknown size, so no upper bound',
    ],
    [
      'unknown of what was looked at',
      taken({ records: atLeast(0), unsized: 9, unsizedExports: 0 }),
      '9 reads of unknown size, so no upper bound',
    ],
    [
      'unknown of both',
      taken({ records: atLeast(0), unsized: 4, unsizedExports: 1 }),
      '1 export and 3 reads of unknown size, so no upper bound',
    ],
    [
      'unknown, as an older version kept it',
      taken({ records: atLeast(0), unsized: 2 }),
      '2 operations of unknown size, so no upper bound',
    ],
    [
      'a sample',
      taken({ records: { known: 10, operationsWithout: 0, lower: 10, about: 90, upper: null } }),
      'at least 10 records, about 90 records',
    ],
    ['nothing', NOTHING_TAKEN, 'nothing that an event states'],
  ])('is stated with bounds when it is %s', (_, exposure, text) => {
    expect(takenLines(exposure, RECORDS)[0]).toBe(text);
  });

  test('names the largest datasets, the ways out and the contradictions, and counts the rest', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const exposure = taken({
      records: exact(10),
      datasets: names.map((name) => ({ name, operations: 2, records: 0, unsized: 0 })),
      moreDatasets: 4,
      destinations: ['stage:out'],
      conflicts: 1,
    });
    expect(takenLines(exposure, RECORDS).slice(1)).toEqual([
      'in operations that touched a (2 operations), b (2 operations), c (2 operations) and 6 more',
      'shared or sent on: stage:out',
      '1 operation stated two sizes; the larger one was counted',
    ]);
  });

  test('names what begins alike by its end as well, and never by more than forty characters', () => {
    const long = (end: string) => `confluence.page:ari:cloud:confluence:acme:page/${end}`;
    const exposure = taken({
      records: exact(2),
      datasets: [long('4711'), long('0815'), `${'x'.repeat(38)}😀${'y'.repeat(18)}`].map((name) => ({
        name,
        operations: 1,
        records: 1,
        unsized: 0,
      })),
    });
    const told = takenLines(exposure, RECORDS)[1] ?? '';
    expect(told).toContain('nce:acme:page/4711 (1 record)');
    expect(told).toContain('nce:acme:page/0815 (1 record)');
    expect(told.isWellFormed()).toBe(true);
    for (const name of told.replace('in operations that touched ', '').split(/ \(1 record\)(?:, )?/))
      expect(name.length).toBeLessThanOrEqual(40);
  });

  test('has no amount where nothing is known to have left', () => {
    expect(amountText(NOTHING_TAKEN, RECORDS)).toBeUndefined();
    expect(amountText(taken({ records: atLeast(0), unsized: 3, unsizedExports: 3 }), RECORDS)).toBe(
      'an unknown amount of data (3 exports of unknown size)',
    );
  });

  test('says by which operation, where all exports of unknown size are one, but not in a subject', () => {
    const clones = taken({
      records: atLeast(0),
      unsized: 102,
      unsizedExports: 102,
      unsizedOperation: 'git.clone',
    });
    const finding = findingOf({ vendor: 'github', exposure: clones });
    expect(headline(finding)).toBe(
      'The account of mara.lind@example.com has taken an unknown amount of data (102 exports of unknown size, each by git.clone) from GitHub so far.',
    );
    expect(takenLines(clones, RECORDS)[0]).toBe(
      '102 exports of unknown size, each by git.clone, so no upper bound',
    );
    const { subject, sms } = pageOf(finding, { kind: 'opened', threadId: finding.id });
    expect(subject + sms).not.toContain('git.clone');
    const little = { ...clones, records: atLeast(1), unsized: 103 };
    expect(headline(findingOf({ exposure: little }))).toContain(
      '102 exports of unknown size (each by git.clone) and at least 1 record',
    );
    expect(takenLines(little, RECORDS)[0]).toMatch(/1 read of unknown size, the exports by git\.clone/);
  });

  test('names an export of unknown size first where what is known is little beside it', () => {
    const beside = (known: number) => taken({ records: atLeast(known), unsized: 1, unsizedExports: 1 });
    expect(amountText(beside(1), RECORDS)).toBe('1 export of unknown size and at least 1 record');
    expect(takenLines(beside(1), RECORDS)[0]).toBe(
      '1 export of unknown size, so no upper bound; at least 1 record',
    );
    expect(amountText(beside(1000), RECORDS)).toBe('at least 1,000 records');
  });

  test('is counted in the words of its own log, whatever other vendors its signals name', () => {
    const [volume] = FINDING.signals;
    if (volume === undefined) throw new Error('the fixture has a signal');
    const left = { ...volume, detector: 'after-leaving', facts: { vendors: ['1password'] } };
    expect(whatText(findingOf({ vendor: 'salesforce', signals: [left] }))).toMatch(/ records$/);
  });

  test('is told with the ways out that were opened beside it, in the headline, SMS, subject and table', () => {
    const secrets = taken({ records: atLeast(2), waysOut: 8 });
    const finding = findingOf({ vendor: 'm365', exposure: secrets });
    expect(headline(finding)).toBe(
      'The account of mara.lind@example.com has taken at least 2 files or messages from Microsoft 365 so far, and opened 8 ways for data to leave.',
    );
    const text = 'at least 2 files or messages, 8 shares or ways out';
    const { subject, sms } = pageOf(finding, { kind: 'opened', threadId: finding.id });
    expect(subject).toContain(text);
    expect(sms).toContain(text);
    expect(findingTable([finding]).join(' ').replace(/\s+/g, ' ')).toContain('8 shares');
  });

  test('is told in bytes as well where these are the larger part, in the headline, SMS, subject and table', () => {
    const file = taken({ records: atLeast(7), bytes: atLeast(15_856_000) });
    const finding = findingOf({ vendor: 'm365', exposure: file });
    const text = 'at least 15.9 MB and 7 files or messages';
    expect(headline(finding)).toContain(`has taken ${text} from Microsoft 365`);
    const { subject, sms } = pageOf(finding, { kind: 'opened', threadId: finding.id });
    for (const told of [subject, sms, String(findingTable([finding]))]) expect(told).toContain(text);
    expect(String(takenRows({ findings: [finding], exposure: file }))).toContain(
      'at least 7 files or messages and 15.9 MB; no upper bound',
    );
  });

  test.each<[string, Exposure, string]>([
    ['as many bytes as the records are worth', taken({ records: exact(7), bytes: exact(7000) }), '7 records'],
    ['one byte more', taken({ records: exact(7), bytes: exact(7001) }), '7.0 kB and 7 records'],
    ['bytes alone', taken({ records: atLeast(0), bytes: exact(7001) }), '7.0 kB'],
    ['exact bytes', taken({ records: atLeast(7), bytes: exact(7001) }), '7.0 kB and at least 7 records'],
    [
      'a sample',
      taken({ records: atLeast(1), bytes: { ...atLeast(9000), about: 90_000 } }),
      'at least 9.0 kB, about 90.0 kB and at least 1 record',
    ],
  ])('is told with %s as it is known', (_, exposure, text) => {
    expect(amountText(exposure, RECORDS)).toBe(text);
  });

  test('is told with the number of operations where files that state their size are more than the records', () => {
    const files = taken({
      operations: 713,
      exports: 707,
      waysOut: 2,
      records: atLeast(4),
      bytes: atLeast(512_400_000),
    });
    const finding = findingOf({ vendor: 'm365', exposure: { ...files, waysOut: 0 } });
    expect(headline(finding)).toContain('has taken at least 512.4 MB in 713 operations from Microsoft 365');
    expect(amountText(files, RECORDS)).toBe('at least 512.4 MB in 711 operations');
    expect(amountText(taken({ operations: 314, bytes: exact(2.6e9) }), RECORDS)).toBe(
      '2.6 GB in 314 operations',
    );
    // What states no size is none of them.
    const some = { ...atLeast(5_000_000), upper: null };
    expect(amountText(taken({ operations: 305, unsized: 300, bytes: some }), RECORDS)).toBe(
      'at least 5.0 MB in 5 operations',
    );
    expect(
      amountText(taken({ operations: 301, unsized: 300, bytes: some, records: atLeast(200) }), RECORDS),
    ).toBe('at least 5.0 MB and 200 records');
    // A mailbox that was read tells how many messages it were.
    expect(
      amountText(taken({ operations: 41, records: exact(507), bytes: exact(26_400_000) }), RECORDS),
    ).toBe('26.4 MB and 507 records');
    // What was taken is named in full in the line of its own.
    expect(takenLines(files, RECORDS)[0]).toContain('at least 4 records, at least 512.4 MB');
  });

  test('is told with numbers of operations as estimates where a sample of the hour was kept', () => {
    const bytes = { ...atLeast(98_600_000), about: 123_100_000 };
    const reads = taken({ operations: 2052, bytes, sampled: true });
    expect(amountText(reads, RECORDS)).toBe('at least 98.6 MB, about 123.1 MB in about 2,052 operations');
    const unsized = { operations: 2001, unsized: 2001, unsizedExports: 1 };
    expect(amountText(taken({ ...unsized, sampled: true }), RECORDS, 'by what')).toBe(
      'an unknown amount of data (about 1 export and 2,000 reads of unknown size)',
    );
    const dataset = { name: 'app:Example', operations: 2052, records: 0, unsized: 0 };
    const stated = { ...dataset, name: 'report:Example', records: 70 };
    const { datasets: _, ...rest } = reads;
    expect(takenLines({ ...rest, datasets: [dataset, stated] }, RECORDS)[1]).toBe(
      'in operations that touched app:Example (about 2,052 operations), report:Example (at least 70 records)',
    );
    expect(boundsLines(reads, RECORDS)[1]).toMatch(/^About 2,052 operations carried data/);
    expect(boundsLines(reads, RECORDS)[2]).toMatch(/numbers of operations are estimates, too\.$/);
    const finding = findingOf({ exposure: reads });
    expect(String(takenRows({ findings: [finding], exposure: reads }))).toContain(
      ' in about 2,052 operations',
    );
    expect(reportHtml(reportFrom([finding]))).toContain('of about 2,052 operations that carried data');
  });

  test('is sized in decimal units', () => {
    expect([0, 999, 1000, 1_500_000, 2.5e9, 7e12, 3e18].map(sizeText)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '1.5 MB',
      '2.5 GB',
      '7.0 TB',
      '3000.0 PB',
    ]);
  });
});

describe('a finding of a vendor whose records are objects', () => {
  const objects = findingOf({ vendor: 'm365', exposure: taken({ records: atLeast(7) }) });

  test('calls them what they are, in every message and table', () => {
    expect(headline(objects)).toMatch(/has taken at least 7 files or messages from Microsoft 365 so far/);
    const page = pageOf(objects, { kind: 'opened', threadId: objects.id });
    const tables = [findingTable([objects]), summaryLines(objects), evidenceLines(objects)].map(String);
    for (const text of [page.subject, page.sms, page.body, page.chat.content.description, ...tables])
      expect(text).toMatch(/files or messages/);
    const told = [page.subject, page.sms, ...tables.slice(0, 2)].join();
    expect(told).not.toMatch(/record/);
  });

  test('is told in one noun with what else was taken only where that is counted alike', () => {
    const okta = findingOf({ vendor: 'okta', exposure: NOTHING_TAKEN });
    expect(nounsIn([objects, okta])).toEqual(['file', 'message']);
    expect(nounsIn([objects, FINDING])).toEqual(['file', 'message', 'record']);
    expect(nounsIn([okta])).toEqual(['secret']);
  });
});

describe('a finding in words', () => {
  test('leads with what left, else with the ways out, else with what is unusual', () => {
    expect(headline(FINDING)).toBe(
      'The account of mara.lind@example.com has taken at least 181,204 records from Salesforce so far.',
    );
    const shared = { ...NOTHING_TAKEN, operations: 2, destinations: ['a', 'b'] };
    expect(headline(findingOf({ exposure: shared }))).toBe(
      'The account of mara.lind@example.com opened 2 ways for data to leave Salesforce.',
    );
    expect(headline(findingOf({ exposure: NOTHING_TAKEN }))).toBe(
      'More data than usual: the account of mara.lind@example.com at Salesforce.',
    );
  });

  test('calls an account by its address, which nobody chooses for himself, else its name, else its id', () => {
    const named = (name: string, email: string) =>
      headline(findingOf({ actor: { ...FINDING.actor, name, email } })).split(' has taken')[0];
    expect(named('ceo@example.com', 'm@example.com')).toBe('The account of m@example.com');
    expect(named('Mara Lind', '')).toBe('The account of Mara Lind');
    expect(named('', '')).toBe('The account of 0055g00000ABCDE');
  });

  test('says who, with the tenant where there are several', () => {
    expect(
      whoLine(findingOf({ actor: { uid: '42', type: 'service', email: '', name: '' }, tenant: 'emea' })),
    ).toBe('service account 42 of Salesforce, tenant emea');
    const aws = (uid: string, type: 'service' | 'user' = 'service') =>
      whoLine(findingOf({ vendor: 'aws', actor: { uid, type, email: '', name: '' } }));
    for (const role of ['AROAEXAMPLE1', 'arn:aws:sts::123456789012:assumed-role/Etl'])
      expect(aws(role)).toBe(`role ${untrusted(role, 40)} of AWS`);
    expect(aws('AROAEXAMPLE1:carol@example.com', 'user')).toMatch(/^user AROA/);
    expect(aws('lambda.amazonaws.com')).toMatch(/^service account/);
  });

  test('says when, in UTC, and the second date only if it is another', () => {
    const from = Date.UTC(2026, 10, 8, 23, 50);
    const when = (lastTime: number) => whenLine(findingOf({ firstTime: from, lastTime }));
    expect(when(from + 1000)).toBe('2026-11-08 23:50 UTC');
    expect(when(from + 540_000)).toBe('2026-11-08 23:50 to 23:59 UTC');
    expect(when(from + 1_200_000)).toBe('2026-11-08 23:50 to 2026-11-09 00:10 UTC');
  });

  test('says from where, and counts what it does not show', () => {
    const networks = ['AS64496', 'AS64497', 'AS64498', 'AS64499', 'AS64500'];
    const context = {
      network: networks,
      country: [],
      client: [],
      app: ['Loader'],
      credential: [],
      ip: ['192.0.2.7'],
    };
    expect(fromLines(findingOf({ context }))).toEqual([
      'network AS64500 (new), AS64496, AS64497 and 2 more; address 192.0.2.7',
      'application Loader',
    ]);
  });

  test('adds its signals up, and takes its steps from the first of them', () => {
    expect(sumLine(FINDING)).toBe('12.41 = 7.91 + 4.50');
    expect(sumLine(findingOf({ signals: [], score: 0 }))).toBe('0.00');
    expect(firstSteps(FINDING)[0]).toMatch(/^In the vendor log/);
    expect(firstSteps(findingOf({ signals: [] }))).toEqual([]);
  });

  test('begins with a call to the owner where somebody else changed his factor or password before data left', () => {
    const [top] = FINDING.signals;
    if (top === undefined) throw new Error('no signals');
    const first = (facts: Readonly<Record<string, string>>, score = 1.2) =>
      firstSteps(findingOf({ signals: [top, { ...top, detector: 'sequence', score, facts }] }))[0];
    expect(first({ step: 'mfa', by: 'other' })).toMatch(/^Call the owner/);
    expect(first({ step: 'credential', by: 'other' })).toMatch(/^Call the owner/);
    expect(first({ step: 'privilege', by: 'other' })).toMatch(/^In the vendor log/);
    expect(first({ step: 'mfa', by: 'self' })).toMatch(/^In the vendor log/);
    expect(FINDING.signals.map(signalLines)[0]).toMatchObject({
      score: '7.91',
      title: 'More data than usual (T1213)',
    });
  });
});

describe('text that a stranger wrote', () => {
  test('becomes one visible line of limited length without links, whatever it was', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 8, max: 200 }), (text, maxLength) => {
        const shown = untrusted(text, maxLength);
        expect(shown.length).toBeLessThanOrEqual(maxLength);
        expect(shown).not.toMatch(/\p{C}|[^\P{Z} ]|\p{M}{3}|:\/\//u);
        expect(shown.isWellFormed()).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('that is ordinary is left as it is', () => {
    for (const name of [
      'Mara Lind',
      'Zoë O’Brien-Müller',
      '山田 太郎',
      'report:Q3 (final) <v2> & more',
      'a@example.com',
      'Maya.Li+x@mail.example.co.uk',
      '192.0.2.7',
      '198.51.100.0/24',
      '2001:db8::7',
      'user.session.start',
      'storage.objects.get',
      'PROD.PUBLIC.CUSTOMERS',
      'customers.xlsx',
      'Chrome/126.0.0.0',
      'v2.31.4',
      'Dr. No, e.g. 3.5 h',
      'pref.name_changed',
    ])
      expect(untrusted(name, 64)).toBe(name);
  });

  test.each([
    ['Salesforce Security www.evil-login.com/verify', 'Salesforce Security www[.]evil-login[.]com/verify'],
    ['evil-login.com', 'evil-login[.]com'],
    ['Call back at Evil-Login.COM.', 'Call back at Evil-Login[.]COM.'],
    ['https://login.evil.com:8443/x?y', 'https[:]//login[.]evil[.]com:8443/x?y'],
    ['www.x.internal', 'www[.]x[.]internal'],
    ['evil.com/@maya@example.com', 'evil[.]com/@maya@example.com'],
    ['www.evil.com@example.com', 'www[.]evil[.]com@example[.]com'],
    ['@evil.com', '@evil[.]com'],
    ['evil.com@nowhere', 'evil[.]com@nowhere'],
    ['пример.рф', 'пример[.]рф'],
    ['xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd[.]xn--p1ai'],
    ['evil。com', 'evil[.]com'],
    ['x@evil.com/login', 'x@evil[.]com/login'],
    ['+@evil.com', '+@evil[.]com'],
    [String.raw`\\198.51.100.1\share`, String.raw`\[\]198.51.100.1\share`],
    ['backup.zip and README.md', 'backup[.]zip and README[.]md'],
  ])('links nowhere: %s', (text, shown) => {
    expect(untrusted(text, 100)).toBe(shown);
    expect(untrusted(shown, 100)).toBe(shown);
  });

  test('does not become a link by being cut', () => {
    const text = 'ask evil.computerhelp for it';
    for (let maxLength = 8; maxLength < 40; maxLength++) {
      const shown = untrusted(text, maxLength);
      expect(shown.length).toBeLessThanOrEqual(maxLength);
      expect(shown).not.toMatch(/evil\.com(?![a-z])/);
    }
  });
});

describe('the name of a vendor', () => {
  test.each(VENDORS.map(({ uid, title }) => [uid, title]))(
    '%s is written as it writes itself',
    (vendor, title) => {
      expect(title.startsWith(vendorName({ vendor }).replace(/ \(.*/, ''))).toBe(true);
    },
  );
});

describe('what a record’s worth is', () => {
  const says = (observed: string, expected = 'about 9') =>
    worthNote([
      { observed: '9 exports', expected },
      { observed, expected },
    ]);

  test('is told where a signal speaks of it, in what was seen or in what was usual', () => {
    expect(says('120 records’ worth in 2 d')).toBe(
      'In records’ worth a kilobyte counts as a record, an export of unknown size as a thousand.',
    );
    expect(says('3 reads of unknown size (30 records’ worth) in 2 d')).toMatch(
      /as a thousand, a read of unknown size as ten\.$/,
    );
    expect(says('none', 'about 12 records’ worth')).toBeDefined();
  });

  test('is not told of plain records, bytes and exports', () => {
    expect(says('120 records in 2 h')).toBeUndefined();
    expect(worthNote([])).toBeUndefined();
  });
});

describe('why it pages although elsewhere it would not', () => {
  const quiet = { headStart: 1.18, pageScore: 4.82, elsewhere: 6, accountWeeks: 480, found: 1 };
  const paged = { ...FINDING, severity: 'medium', score: 5.1, quiet } as const;

  test('is said of the organisation, in the page, the message of an incident tool, and `show`', () => {
    const text =
      'from 4.82 on, elsewhere from 6: little else is found here, of 1 other account in 480 account-weeks';
    expect(quietText(paged)).toBe(text);
    const { body } = pageOf(paged, { kind: 'opened', threadId: paged.id });
    expect(body.replaceAll(/\n {7}/g, ' ')).toContain(`Pages  ${text}`);
    expect(whyLines(paged).join(' ').replaceAll(/ +/g, ' ')).toContain(`Pages ${text}.`);
    expect(quietText({ ...paged, quiet: { ...quiet, found: 0 } })).toContain('of no other account in');
  });

  test('is said of an account that has no past yet', () => {
    const of = (knownDays: number) => quietText({ ...paged, quiet: { ...quiet, knownDays } });
    expect(of(0)).toBe(
      'from 4.82 on, of accounts known for longer from 6: this one was first seen that day, and without a past little can be unusual',
    );
    expect(of(1)).toContain('first seen 1 day before, and');
  });

  test('is said of nothing that pages anywhere, nor of what does not page', () => {
    expect(quietText({ ...paged, score: 6 })).toBeUndefined();
    expect(quietText({ ...paged, severity: 'informational' })).toBeUndefined();
    expect(quietText({ ...paged, severity: 'high' })).toBeUndefined();
    expect(quietText(FINDING)).toBeUndefined();
  });
});

test('a rule that matched is told with what its author knows of harmless causes', () => {
  const matched = (falsePositives: readonly string[]) => ({
    signals: [
      {
        detector: 'rule-match',
        technique: 'T1098',
        score: 4,
        decades: 5,
        observed: '',
        expected: '',
        quietIf: '',
        facts: { rules: ['one'], falsePositives },
      },
    ],
  });
  const [first] = firstSteps(matched([]));
  expect(first).toMatch(/open the event that matched .* ask the owner/);
  const steps = firstSteps(matched(['A planned export', 'A test']));
  expect(steps[0]).toBe(first);
  expect(steps.at(-1)).toBe('Likeliest harmless cause: A planned export; A test.');
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(firstSteps(matched([text])).at(-1)).toBe(`Likeliest harmless cause: ${untrusted(text, 160)}.`);
    }),
  );
});

test('an address of a new network is marked, and comes first', () => {
  const [, novelty] = FINDING.signals;
  const [one] = FINDING.evidence;
  if (novelty === undefined || one === undefined) throw new Error('no novelty');
  const lines = fromLines({
    ...FINDING,
    signals: [
      { ...novelty, detector: 'context-novelty', facts: { network: 'AS64577', 'network seenDays': 0 } },
    ],
    context: { ...FINDING.context, network: ['AS64500', 'AS64577'], ip: ['192.0.2.1', '198.51.100.7'] },
    evidence: [
      { ...one, ip: '192.0.2.1', network: 'AS64500' },
      { ...one, ip: '198.51.100.7', network: 'AS64577' },
    ],
  });
  expect(lines[0]).toBe('network AS64577 (new), AS64500; address 198.51.100.7 (new), 192.0.2.1');
});

test('marks a network as new that a signal calls so, and no tool that somebody has used before', () => {
  const [first] = FINDING.signals;
  const rented = { detector: 'known-tool', facts: { network: 'AS64577', client: 'rclone' } };
  const signals = first === undefined ? [] : [{ ...first, ...rented }];
  expect(isNewValue(signals, 'network', 'AS64577')).toBe(true);
  expect(isNewValue(signals, 'network', 'AS64500')).toBe(false);
  expect(isNewValue(signals, 'client', 'rclone')).toBe(false);
});
