import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceLines } from '../../cli/render/finding-lines.ts';
import { takenLines } from '../../cli/render/taken-lines.ts';
import { ledgerCsv } from '../../cli/report/csv.ts';
import { reportHtml } from '../../cli/report/html.ts';
import { reportMarkdown } from '../../cli/report/markdown.ts';
import { reportText } from '../../cli/report/text.ts';
import { handlingLines, rowSize } from '../../cli/report/words.ts';
import { addHundredths } from '../../shared/assess.ts';
import type { Exposure } from '../../shared/exposure.ts';
import { matterOfChange } from '../../shared/feeds/changes.ts';
import { feedFinding } from '../../shared/feeds/finding.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { headline } from '../../shared/page/view.ts';
import { answersOf, boundsLines, boundsOf, reportHeadline } from '../../shared/report/answers.ts';
import { ledgerRows, pivotsOf } from '../../shared/report/ledger-rows.ts';
import { waterfallOf } from '../../shared/report/signals.ts';
import { UNTOUCHED } from '../../shared/triage.ts';
import { RECORDS } from '../../shared/vendors/nouns.ts';
import {
  CHANGE,
  DAY,
  FINDING,
  findingOf,
  hostileFindings,
  NOTHING_TAKEN,
  withdrawn,
} from '../fixtures/findings.ts';
import { reportFrom } from './hostile.ts';

const records = (known: number): Exposure => ({
  ...NOTHING_TAKEN,
  operations: 1,
  records: { known, operationsWithout: 0, lower: known, about: known, upper: known },
});

/** The day after, which is told nearly for nothing but what was said of the day before. */
const [loud] = FINDING.signals;
const echo = findingOf({
  id: 'OF-2',
  day: DAY + 1,
  score: 8.81,
  exposure: records(1269),
  signals:
    loud === undefined
      ? []
      : [
          { ...loud, score: 8.35, facts: { heldDays: 1 } },
          { ...loud, detector: 'single-export', score: 0.46, facts: {} },
        ],
});

const NO_SESSION = {
  kind: 'export' as const,
  operation: 'git.clone',
  datasets: ['repository:acme/api'],
  records: null,
  bytes: null,
  ip: '192.0.2.7',
  session: '',
  events: [{ eventId: 'g-1', sha256: 'ab'.repeat(32) }],
};

const incident = (...findings: readonly (typeof FINDING)[]) => ({
  findings,
  exposure: findings[0]?.exposure ?? NOTHING_TAKEN,
});

describe('the report of a change', () => {
  test('says what the accounts took that it speaks for', () => {
    const cause = { facet: 'network', value: 'AS64500', day: DAY, members: 9, accounts: 60, lastDay: DAY };
    const seen = [{ ...cause, facet: 'network', feed: { vendor: 'okta', tenant: 'example' } }] as const;
    const changeWith = (left: readonly (typeof FINDING)[]) =>
      feedFinding(new Uint8Array(32), seen[0].feed, matterOfChange({ leader: seen, others: [] }, left));
    const howMuch = (change: typeof FINDING) =>
      answersOf(incident(change), []).find(({ question }) => question === 'How much');
    const change = changeWith([FINDING, { ...echo, entity: 'actor/salesforce/default/other' }]);
    expect(howMuch(change)?.answer).toBe('At least 182,473 records');
    expect(reportHeadline(incident(change))).toMatch(/^At least 182,473 records \(several accounts/);
    expect(howMuch(changeWith([]))?.answer).toBe('Not known');
    expect(boundsOf(incident(change)).slice(0, 2)).toEqual([
      'Of the accounts that it speaks for:',
      'At least 182,473 records; no upper bound can be given.',
    ]);
    expect(reportFrom([change]).bounds.slice(0, 2)).toEqual(boundsOf(incident(change)).slice(0, 2));
    expect(boundsOf(incident(changeWith([])))).toEqual([
      'It is about the log itself, in which nothing is counted for it.',
    ]);
    expect(boundsOf(incident(FINDING))).toEqual(boundsLines(FINDING.exposure, RECORDS));
  });
});

describe('the score of a report', () => {
  test('is told with why it pages although elsewhere it would not', () => {
    const quiet = { headStart: 1.18, pageScore: 4.82, elsewhere: 6, accountWeeks: 480, found: 0 };
    const text =
      'Pages from 4.82 on, elsewhere from 6: little else is found here, of no other account in 480 account-weeks.';
    const printed = (finding: typeof FINDING) => {
      const report = reportFrom([finding]);
      const all = [reportHtml(report), reportMarkdown(report), reportText(report)];
      return all.map((one) => String(one).replaceAll(/\s+/g, ' ').replaceAll('\\', '').includes(text));
    };
    expect(printed({ ...FINDING, severity: 'medium', score: 5.1, quiet })).toEqual([true, true, true]);
    expect(printed({ ...FINDING, severity: 'medium', score: 6.1, quiet })).toEqual([false, false, false]);
  });

  test('is a waterfall: each signal begins where the one before ends, and the last ends at the score', () => {
    fc.assert(
      fc.property(hostileFindings, (finding) => {
        const steps = waterfallOf(finding);
        expect(steps.map(({ from }) => from)).toEqual(
          [0, ...steps.map(({ to }) => to)].slice(0, steps.length),
        );
        expect(steps.at(-1)?.to ?? 0).toBe(finding.score);
        expect(addHundredths(steps.map(({ from, to }) => addHundredths([to, -from])))).toBe(finding.score);
      }),
    );
  });
});

describe('the ledger of a report', () => {
  const entry = {
    kind: 'export' as const,
    operation: 'ReportExported',
    datasets: ['report:Accounts'],
    records: 100 as number | null,
    bytes: null,
    ip: '192.0.2.7',
    client: 'Chrome on Mac OS X',
    app: '',
    session: 's-1',
    events: [
      { eventId: 'e-1', sha256: 'ab'.repeat(32) },
      { eventId: 'e-2', sha256: 'cd'.repeat(32) },
    ],
  };

  test('has everything that left from the kept ledger, each operation once, and who was there from the evidence', () => {
    const logon = {
      ...FINDING.evidence[0],
      time: 1,
      operation: 'LoginEvent',
      eventId: 'l-1',
      records: null,
      bytes: null,
      sha256: '',
      datasets: [],
      ip: '192.0.2.7',
      client: '',
    };
    const finding = findingOf({
      evidence: [logon, { ...logon, time: 2, eventId: 'e-1', records: 100, sha256: 'ab'.repeat(32) }],
      ledger: {
        entries: [
          { ...entry, time: 2 },
          { ...entry, time: 3, records: null, events: [] },
        ],
        more: 0,
      },
    });
    expect(ledgerRows([finding]).map((row) => [row.time, row.eventIds, rowSize(row)])).toEqual([
      [1, ['l-1'], '-'],
      [2, ['e-1', 'e-2'], '100'],
      [3, [], 'unknown'],
    ]);
  });

  test('adds up to the same by address, by client and by session', () => {
    const places = fc.record({
      ip: fc.constantFrom('', '192.0.2.7', '198.51.100.9'),
      client: fc.constantFrom('', 'curl'),
      session: fc.constantFrom('', 's-1', 's-2'),
      records: fc.option(fc.nat(1000)),
      time: fc.nat(1000),
    });
    fc.assert(
      fc.property(fc.array(places, { maxLength: 20 }), (all) => {
        const ledger = { entries: all.map((one) => ({ ...entry, ...one })), more: 0 };
        const rows = ledgerRows([findingOf({ ledger, evidence: [] })]);
        for (const { rows: groups } of pivotsOf(rows)) {
          const sum = (of: (row: (typeof groups)[number]) => number) =>
            groups.reduce((all, row) => all + of(row), 0);
          expect(sum(({ events }) => events)).toBe(all.length);
          expect(sum(({ records }) => records)).toBe(
            all.reduce((total, { records }) => total + (records ?? 0), 0),
          );
          expect(sum(({ unsized }) => unsized)).toBe(all.filter(({ records }) => records === null).length);
        }
      }),
    );
  });

  test('marks what came from a new client or network, and nothing that was seen before', () => {
    const seen = (days: number) =>
      findingOf({
        signals: FINDING.signals.map((signal) => ({
          ...signal,
          facts: { client: 'python-requests', 'client seenDays': days },
        })),
      });
    expect(ledgerRows([seen(0)]).map(({ isNew }) => isNew)).toEqual([true]);
    expect(ledgerRows([seen(2)]).map(({ isNew }) => isNew)).toEqual([false]);
  });

  test('marks a new network by the name under which the profile knows it, and a new country', () => {
    const evidence = FINDING.evidence.map((event) => ({ ...event, network: 'AS64511', country: 'IS' }));
    const fresh = (facts: Readonly<Record<string, string | number>>) =>
      ledgerRows([
        findingOf({ evidence, signals: FINDING.signals.map((signal) => ({ ...signal, facts })) }),
      ]).every(({ isNew }) => isNew);
    expect(fresh({ network: 'AS64511', 'network seenDays': 0 })).toBe(true);
    expect(fresh({ country: 'IS', 'country seenDays': 0 })).toBe(true);
    expect(fresh({ network: 'AS64500', 'network seenDays': 0 })).toBe(false);
  });
});

describe('who changed the access of an account', () => {
  const [event] = FINDING.evidence;
  const { time, operation, eventId, ip, by } = CHANGE;
  // As the finding at the identity provider shows the same event.
  const shown = {
    ...event,
    time,
    operation,
    eventId,
    ip,
    by,
    client: '',
    records: null,
    bytes: null,
    datasets: [],
    sha256: '',
  };
  const atOkta = findingOf({ vendor: 'okta', changes: [CHANGE], evidence: [shown] });
  const findings = [findingOf({ changes: [CHANGE] }), atOkta];
  const told =
    'second factor changed 2026-11-08 08:42 UTC by omar@example.com, Omar, 00u-omar of Okta: user.mfa.factor.reset_all, from 198.51.100.43, AS64498, GB, Chrome on Windows';

  test('is named in every format: who, when, from where and by which operation', () => {
    const report = reportFrom(findings);
    const plain = (text: string) => text.replace(/\s+/g, ' ');
    expect(plain(reportText(report))).toContain(`Access ${told}`);
    expect(reportHtml(report)).toContain(`<li>${told}</li>`);
    expect(reportMarkdown(report)).toContain(`- ${told.replace('@', '&#64;').replace(/_/g, '\\_')}`);
    expect(ledgerCsv(report.ledger)).toMatch(
      /"user.mfa.factor.reset_all","omar@example.com",.*"198.51.100.43"/,
    );
    expect(JSON.stringify(findings.map(toOcsf))).toContain('"by":{"uid":"00u-omar"');
  });

  test('is one event of the ledger, of the vendor where it was made, whichever findings tell it', () => {
    for (const some of [findings, findings.slice(0, 1), findings.toReversed()])
      expect(ledgerRows(some).filter((row) => row.by !== '')).toMatchObject([
        {
          vendor: 'Okta',
          time,
          operation,
          eventId,
          address: ip,
          by: 'omar@example.com',
          carries: false,
          isNew: false,
        },
      ]);
  });

  test('came from no address or client of the account', () => {
    const rows = ledgerRows(findings);
    const values = pivotsOf(rows).flatMap((pivot) => pivot.rows.map(({ value }) => value));
    expect(values).toContain('python-requests');
    expect(values).not.toContain(CHANGE.ip);
    expect(values).not.toContain(CHANGE.client);
  });

  test('is not asked of an address, where everybody who tried is somebody else', () => {
    const tried = findingOf({
      entity: 'source/okta/default/198.51.100.43',
      evidence: [{ ...shown, time: 1 }],
    });
    expect(pivotsOf(ledgerRows([tried]))[0]?.rows).toMatchObject([{ value: ip, events: 1 }]);
  });

  test('is told with the event in lists, and nobody where the account did it', () => {
    expect(evidenceLines({ ...FINDING, evidence: [shown] }).join()).toMatch(
      /reset_all .*198\.51\.100\.43 +by omar@example\.com/,
    );
    expect(evidenceLines(FINDING).join()).not.toMatch(/ by \S+@/);
  });
});

describe('the sessions of a role', () => {
  test('are named as the caller called them, and the table says that he did', () => {
    const [event] = FINDING.evidence;
    const evidence = event === undefined ? [] : [{ ...event, sessionName: 'carol@example.com' }];
    const report = reportFrom([findingOf({ evidence, sessionNames: ['carol@example.com'] })]);
    const plain = reportText(report).replace(/\s+/g, ' ');
    expect(plain).toContain('sessions named carol@example.com (names chosen by the caller)');
    expect(plain).toMatch(/Ledger by name of the session, chosen by the caller \* carol@example.com 1 event/);
    expect(ledgerCsv(report.ledger)).toContain('"carol@example.com"');
    expect(reportHtml(report)).toContain('session named carol@example.com');
    expect(reportMarkdown(report)).toContain('By name of the session, chosen by the caller');
    expect(evidenceLines({ ...FINDING, evidence }).join()).toMatch(/session name,.*carol@example\.com/);
    // Nobody is asked for what no event states.
    expect(pivotsOf(ledgerRows([FINDING])).map(({ by }) => by)).not.toContain('sessionName');
  });
});

describe('what data left by', () => {
  const app = 'Personal access token (classic) 9';
  const finding = findingOf({
    context: { ...FINDING.context, app: [app], credential: ['9'] },
    evidence: [],
    ledger: {
      entries: [
        { ...NO_SESSION, time: 1, client: 'git', app, credential: '9' },
        { ...NO_SESSION, time: 2, client: 'git', app: '' },
      ],
      more: 0,
    },
  });
  const report = reportFrom([finding]);

  test('is named in every text format: client, application, and the credential that is to be revoked', () => {
    const plain = reportText(report).replace(/\s+/g, ' ');
    expect(plain).toContain(`application ${app}; credential 9`);
    expect(plain).toContain(`Ledger by application ${app} 1 event`);
    expect(plain).toContain('Ledger by credential 9 1 event');
    const escaped = 'git, Personal access token (classic) 9, credential 9';
    expect(reportMarkdown(report)).toContain(`| ${escaped} |`);
    expect(reportHtml(report)).toContain(escaped);
    expect(ledgerCsv(report.ledger)).toContain(`"git","${app}","9"`);
  });

  test('is counted where a table has more rows than are shown', () => {
    const entries = Array.from({ length: 15 }, (_, n) => ({
      ...NO_SESSION,
      time: n,
      client: `c-${n}`,
      app: '',
    }));
    const many = reportFrom([findingOf({ evidence: [], ledger: { entries, more: 0 } })]);
    expect(reportText(many)).toMatch(/Ledger by client\n(?:.*\n){6} {2}and 9 more\n/);
    expect(reportMarkdown(many)).toMatch(/And 3 more\./);
  });

  test('is not tabled where no event names any', () => {
    expect(pivotsOf(ledgerRows([FINDING])).map(({ by }) => by)).toEqual(['address', 'client', 'session']);
  });
});

describe('the words of a report', () => {
  test.each<[string, Parameters<typeof reportHeadline>[0], string]>([
    [
      'what left',
      incident(FINDING),
      'The account of mara.lind@example.com took at least 181,204 records from Salesforce.',
    ],
    [
      'several vendors',
      incident(
        FINDING,
        findingOf({
          vendor: 'mixpanel',
          exposure: { ...NOTHING_TAKEN, unsized: 2, unsizedExports: 2, operations: 2 },
        }),
      ),
      'The account of mara.lind@example.com took at least 181,204 records from Salesforce and an unknown amount of data (2 exports of unknown size) from Mixpanel (unverified).',
    ],
    [
      'one vendor once, whatever its days',
      incident(
        findingOf({ exposure: records(120_948) }),
        findingOf({ id: 'OF-2', day: DAY + 1, exposure: records(1269) }),
      ),
      'The account of mara.lind@example.com took 122,217 records from Salesforce.',
    ],
    [
      'the days before, where a day is unusual for nothing else',
      incident(echo),
      'The account of mara.lind@example.com is here for the days before; on this one it took 1,269 records from Salesforce.',
    ],
    [
      'several accounts',
      incident(
        FINDING,
        findingOf({ actor: { ...FINDING.actor, email: 'noor@example.com' }, exposure: NOTHING_TAKEN }),
      ),
      '2 accounts took at least 181,204 records from Salesforce.',
    ],
    [
      'ways out',
      incident(findingOf({ exposure: { ...NOTHING_TAKEN, operations: 1, destinations: ['stage:out'] } })),
      'The account of mara.lind@example.com opened 1 way for data to leave Salesforce.',
    ],
    [
      'nothing that left',
      incident(findingOf({ exposure: NOTHING_TAKEN })),
      'The account of mara.lind@example.com behaved unusually at Salesforce; no event states that data left.',
    ],
    [
      'nothing at all',
      incident(withdrawn()),
      'Nothing unusual is left: late events took these findings back.',
    ],
  ])('lead with %s', (_, given, headline) => {
    expect(reportHeadline(given)).toBe(headline);
  });

  test('answer who, what, when, how much and how sure, and never call it a theft', () => {
    const answers = answersOf(incident(FINDING), ledgerRows([FINDING]));
    expect(answers.map(({ question }) => question)).toEqual(['Who', 'What', 'When', 'How much', 'How sure']);
    const [who, what, , howMuch, howSure] = answers;
    expect(who?.answer).toBe('Mara Lind, mara.lind@example.com');
    expect(who?.basis).toMatch(/names an account, not the person/);
    expect(what?.answer).toBe('report:Contacts by region, report:Open cases, report:Quarter');
    expect(howMuch?.answer).toBe('At least 181,204 records, and 1 export of unknown size');
    expect(howMuch?.basis).toMatch(/No upper bound can be given/);
    expect(howSure?.basis).toMatch(/not that it was a theft/);
  });

  test('tell which day held what, and which of them is hardly unusual itself', () => {
    const first = findingOf({ exposure: records(120_948) });
    const all = { findings: [echo, first], exposure: records(122_217) };
    const howMuch = answersOf(all, []).find(({ question }) => question === 'How much');
    expect(howMuch?.answer).toBe('122,217 records');
    expect(howMuch?.basis).toContain(
      'By day: 2026-11-08 Salesforce: 120,948 records; 2026-11-09 Salesforce: 1,269 records, itself hardly unusual.',
    );
    expect(headline(echo)).toMatch(
      /is here for the days before; on this one it has taken 1,269 records from/,
    );
    expect(headline({ ...echo, score: 12 })).toMatch(
      /^The account of \S+ has taken 1,269 records from Salesforce so far/,
    );
    const lines = takenLines(all).join(' ').replace(/\s+/g, ' ');
    expect(lines).toMatch(/By day 2026-11-08 Salesforce: 120,948 records 2026-11-09 Salesforce: 1,269/);
    expect(
      answersOf({ findings: [first], exposure: records(1) }, [])
        .map(({ basis }) => basis)
        .join(),
    ).not.toContain('By day');
    const sameDay = { findings: [first, findingOf({ id: 'OF-3', vendor: 'okta' })], exposure: records(1) };
    expect(
      answersOf(sameDay, [])
        .map(({ basis }) => basis)
        .join(),
    ).not.toContain('By day');
    const unsized = (id: string, count: number) =>
      findingOf({
        id,
        vendor: 'github',
        exposure: { ...NOTHING_TAKEN, operations: count, unsized: count, unsizedExports: count },
      });
    const clones = { findings: [unsized('OF-1', 150), unsized('OF-2', 3)], exposure: NOTHING_TAKEN };
    expect(takenLines(clones).join()).toContain('153 exports of unknown size (153 at GitHub)');
  });

  test('give an exact number only where every operation states its size', () => {
    const exact = (known: number) => ({
      known,
      operationsWithout: 0,
      lower: known,
      about: known,
      upper: known,
    });
    const all: Exposure = {
      ...NOTHING_TAKEN,
      operations: 2,
      exports: 2,
      records: exact(70),
      bytes: exact(0),
    };
    expect(boundsLines(all, RECORDS)[0]).toBe('Exactly 70 records: every operation states its size.');
    expect(boundsLines(FINDING.exposure, RECORDS)[0]).toBe(
      'At least 181,204 records; no upper bound can be given.',
    );
    expect(boundsLines(NOTHING_TAKEN, RECORDS)).toEqual([
      'No event of this account carried data on these days.',
    ]);
  });

  test('say what “unverified” means where it stands, among what the log does not show', () => {
    const spots = (vendor: string) => reportFrom([findingOf({ vendor })]).blindSpots[0];
    expect(spots('zoom')?.vendor).toBe('Zoom (unverified)');
    expect(spots('zoom')?.spots[0]).toBe('“unverified”: Zoom’s log is known from its documentation only.');
    expect(spots('salesforce')?.spots.join()).not.toContain('unverified');
  });

  test('leaves what an account took that was entered from an address to the finding of that account', () => {
    const [signal] = FINDING.signals;
    const source = findingOf({
      entity: 'source/salesforce/default/198.51.100.43',
      exposure: NOTHING_TAKEN,
      signals:
        signal === undefined
          ? []
          : [{ ...signal, detector: 'spraying', facts: { entered: [FINDING.actor.uid] } }],
    });
    expect(reportFrom([source]).bounds[0]).toBe(
      'What the account took after it got in is told by the finding of that account: OF-7K2Q-9M.',
    );
  });
});

const TAGS = new Set(
  'html head meta title style body header main footer nav section article p span h1 h2 h3 h4 dl dt dd div ul ol li a table thead tbody tr th td caption small b code figure figcaption svg rect path text circle'.split(
    ' ',
  ),
);

describe('whatever an attacker wrote', () => {
  test('the page has its own elements only: no script, no handler, no style, no way out', () => {
    fc.assert(
      fc.property(fc.array(hostileFindings, { minLength: 1, maxLength: 2 }), (findings) => {
        const page = reportHtml(reportFrom(findings));
        const [, body = ''] = page.split('</style>');
        for (const [tag, name = ''] of body.matchAll(/<\/?([a-z0-9]+)[^>]*>/gi)) {
          expect(TAGS, tag).toContain(name);
          expect(tag).not.toMatch(/\s(?:on\w+|style|src|srcset|action|formaction|xlink:href)=/i);
          const href = / href="([^"]*)"/.exec(tag)?.[1];
          if (href !== undefined) expect(href).toMatch(/^#[a-z]+$/);
        }
        // Every other angle bracket is escaped.
        expect(body.replace(/<\/?[a-z0-9]+(?:\s[a-z-]+(?:="[^"<>]*")?)*\s*\/?>/gi, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 40 },
    );
  });

  test('the Markdown has its own marks only, and each table its own cells', () => {
    fc.assert(
      fc.property(hostileFindings, (finding) => {
        const lines = reportMarkdown(reportFrom([finding])).split('\n');
        const unescaped = lines.map((line) => line.replace(/\\[\\`*_{}[\]<>#|~!]/g, ''));
        for (const line of unescaped) {
          expect(line).not.toMatch(/[<>[\]`]|!\[/);
          expect(line).not.toMatch(/(?:^|\s)@\w/);
        }
        const ledger = unescaped.slice(unescaped.findIndex((line) => line.startsWith('| Time (UTC)')));
        for (const row of ledger.filter((line) => line.startsWith('|')))
          expect(row.split('|')).toHaveLength(10);
      }),
      { numRuns: 40 },
    );
  });

  test('the terminal shows no control characters', () => {
    fc.assert(
      fc.property(hostileFindings, (finding) => {
        const text = reportText(reportFrom([finding]));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 40 },
    );
  });
});

test.each([0, 0.7, 1.5])(
  'on a telephone the names of the levels never lie upon each other: %d',
  (headStart) => {
    const quiet = { headStart, pageScore: 6 - headStart, elsewhere: 6, accountWeeks: 266, found: 0 };
    const svgs = reportHtml(reportFrom([findingOf({ score: 15.87, quiet })]))
      .split('<svg')
      .slice(1);
    const levels = svgs
      .map((svg) =>
        [
          ...svg.matchAll(
            /class="tick" x="([\d.]+)" y="([\d.]+)" text-anchor="middle">((?:review|page|high|critical) [\d.]+)</g,
          ),
        ].map(([, x, y, text = '']) => ({ x: Number(x), y: Number(y), halfWidth: (text.length * 5.6) / 2 })),
      )
      .filter((labels) => labels.length > 0);
    expect(levels.map((labels) => labels.length)).toEqual([4, 4]);
    for (const labels of levels)
      for (const [index, one] of labels.entries())
        for (const other of labels.slice(index + 1).filter(({ y }) => y === one.y))
          expect(other.x - one.x).toBeGreaterThan(one.halfWidth + other.halfWidth);
  },
);

test('the ledger of a terminal marks what it cuts, and cuts no character in half', () => {
  const [event] = FINDING.evidence;
  if (event === undefined) throw new Error('the finding has events');
  const named = {
    operation: 'user.authentication.auth_via_mfa',
    datasets: ['project:acme/preview/😀😀'],
    eventId: 'f7c25472-ed73-49bc',
  };
  const text = reportText(reportFrom([findingOf({ evidence: [{ ...event, ...named }] })]));
  expect(text).toMatch(
    /user\.authentication\.auth_\.\.\. .* project:acme\/preview\/\.\.\. +f7c25472-\.\.\.\n/,
  );
  expect(text.isWellFormed()).toBe(true);
});

describe('the hash of a report', () => {
  test('is of what it says: not of when it was made, and another one for another content', () => {
    const report = reportFrom([FINDING]);
    expect(reportFrom([FINDING]).provenance.hash).toBe(report.provenance.hash);
    expect(reportFrom([findingOf({ score: 12.42 })]).provenance.hash).not.toBe(report.provenance.hash);
    expect(report.provenance.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(reportHtml(report)).toContain(report.provenance.hash);
    expect(reportMarkdown(report)).toContain(report.provenance.hash);
    expect(reportText(report)).toContain(report.provenance.hash);
  });
});

test.each([
  ['moving', 'Kept from on-call, by the suppression moving.'],
  ['OF-7K2Q-9MABCDEF', 'Kept from on-call, told with OF-7K2Q-9M, for several accounts at once.'],
])('a report says why on-call heard nothing of it by itself: %s', (suppressedBy, line) => {
  expect(handlingLines({ status: 'new', triage: UNTOUCHED, paged: null, suppressedBy })).toContain(line);
});
