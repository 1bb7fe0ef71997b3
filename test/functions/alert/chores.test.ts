import { describe, expect, test } from 'vitest';
import { alertOf } from '../../../functions/alert/alert.ts';
import { doChores } from '../../../functions/alert/chores.ts';
import { type AlertOptions, DEFAULT_LIMITS } from '../../../functions/alert/ports.ts';
import { memoryNudge } from '../../../functions/ports/memory/nudge.ts';
import { memoryVerdictStore } from '../../../functions/ports/memory/verdicts.ts';
import { noticesOf } from '../../../functions/ports/notices.ts';
import { triage } from '../../../functions/triage/triage.ts';
import { sha256Hex } from '../../../shared/hash.ts';
import { type Setting, settingsOf } from '../../../shared/settings/document.ts';
import { AS_SHIPPED, type Guard, liveGuard } from '../../../shared/settings/guard.ts';
import type { Suppression } from '../../../shared/settings/suppression.ts';
import { changed, DEFAULT_SETTINGS, type SettingsChange } from '../../../shared/settings.ts';
import { LEVELS } from '../../../shared/sigma/rule.ts';
import { DAY_MS } from '../../../shared/time.ts';
import type { Action } from '../../../shared/triage.ts';
import { FINDING, findingOf, withdrawn } from '../../fixtures/findings.ts';
import { DOCUMENT } from '../../settings/document.ts';
import { createWorld } from './world.ts';

const HALF_HOUR = 30 * 60_000;
const SUPPRESSION: Suppression = {
  id: 'nightly',
  author: 'mara',
  reason: 'The warehouse is filled anew.',
  expires: '2099-12-31',
  scope: { actor: FINDING.actor.uid },
};
const setting = (value: Suppression): Setting => ({ kind: 'suppressions', id: value.id, value });

async function told(finding = FINDING, options: AlertOptions = {}) {
  const world = createWorld();
  let rev = 0;
  const comes = async (one = finding, more = options) => {
    await world.findings.upsert(one, ++rev, world.clock.nowMs);
    await alertOf(one.id, world.start(), more);
  };
  await comes();
  const { nudge } = memoryNudge();
  const people = async (action: Action) => {
    const ports = {
      findings: world.findings,
      verdicts: memoryVerdictStore(),
      nudge,
      now: () => world.clock.nowMs,
    };
    await triage({ id: finding.id, by: 'omar', action }, ports);
    await alertOf(finding.id, world.start(), options);
  };
  const passes = async (ms: number, more = options) => {
    world.clock.nowMs += ms;
    expect((await doChores([], world.start(), more)).failure).toBeUndefined();
  };
  return { ...world, comes, people, passes };
}

describe('a CRITICAL page that nobody takes on', () => {
  test('is repeated after 30 minutes, four times, and says which time it is', async () => {
    const { passes, kinds, publisher } = await told();
    await passes(HALF_HOUR - 1);
    expect(kinds()).toEqual(['opened']);
    for (let n = 0; n < 8; n++) await passes(HALF_HOUR);
    expect(kinds()).toEqual(['opened', ...Array(4).fill('repeated')]);
    expect(publisher.pages.map(({ body }) => /for the (\w+)\s+time/.exec(body)?.[1])).toEqual([
      undefined,
      '1st',
      '2nd',
      '3rd',
      '4th',
    ]);
    expect(new Set(publisher.pages.map(({ https }) => https.AlarmName))).toEqual(new Set([FINDING.id]));
  });

  test('says in its repetition what was found of the person elsewhere since', async () => {
    const { findings, passes, publisher } = await told();
    const okta = { id: 'OF-97AP-4G000000', entity: 'actor/okta/example/00u1', vendor: 'okta' } as const;
    await findings.upsert(findingOf({ ...okta, severity: 'informational', score: 4 }), 1, 0);
    await passes(HALF_HOUR);
    expect(publisher.pages.map(({ body }) => body.includes('\nAlso   Okta: for review'))).toEqual([
      false,
      true,
    ]);
  });

  test('is not repeated once somebody has it, has closed it, or it is withdrawn', async () => {
    const assigned = await told();
    await assigned.people({ kind: 'assign', assignee: 'mara' });
    await assigned.passes(HALF_HOUR);
    expect(assigned.kinds()).toEqual(['opened']);

    const closed = await told();
    await closed.people({ kind: 'close', verdict: 'malicious' });
    await closed.passes(HALF_HOUR);
    expect(closed.kinds()).toEqual(['opened', 'resolved']);

    const gone = await told();
    await gone.comes(withdrawn());
    await gone.passes(HALF_HOUR);
    expect(gone.kinds()).toEqual(['opened', 'withdrawn']);
  });

  test('is repeated although somebody noted something, because a note takes nothing on', async () => {
    const { people, passes, kinds } = await told();
    await people({ kind: 'note', text: 'Who looks at this?' });
    await passes(HALF_HOUR);
    expect(kinds()).toEqual(['opened', 'repeated']);
  });

  test('is repeated as often and as soon as it is configured', async () => {
    const limits = { ...DEFAULT_LIMITS, repeatMs: 60_000, maxRepeats: 1 };
    const { passes, kinds } = await told(FINDING, { limits });
    for (let n = 0; n < 4; n++) await passes(60_000);
    expect(kinds()).toEqual(['opened', 'repeated']);
    const never = await told(FINDING, { limits: { ...limits, maxRepeats: 0 } });
    await never.passes(10 * HALF_HOUR);
    expect(never.kinds()).toEqual(['opened']);
  });

  test('is repeated when its time comes although it has changed without news meanwhile', async () => {
    const { comes, passes, kinds } = await told();
    await passes(HALF_HOUR / 2);
    await comes(findingOf({ lastTime: FINDING.lastTime + 1000 }));
    await passes(HALF_HOUR / 2);
    expect(kinds()).toEqual(['opened', 'repeated']);
  });

  test('is repeated also after it had more to say while others used up the messages', async () => {
    const limits = { ...DEFAULT_LIMITS, ordinary: 0 };
    const { comes, passes, kinds } = await told(FINDING, { limits });
    await passes(HALF_HOUR);
    const { records } = FINDING.exposure;
    const lower = 2 * records.lower;
    await comes(findingOf({ exposure: { ...FINDING.exposure, records: { ...records, lower } } }));
    await passes(60_000);
    expect(kinds()).toEqual(['opened', 'repeated', 'digest']);
    for (let n = 0; n < 8; n++) await passes(HALF_HOUR);
    expect(kinds()).toEqual(['opened', 'repeated', 'digest', ...Array(3).fill('repeated')]);
  });

  test('is not repeated where a digest was the first to tell it, also when it changes without news', async () => {
    const limits = { ...DEFAULT_LIMITS, ordinary: 0, critical: 0 };
    const { comes, passes, kinds } = await told(FINDING, { limits });
    await passes(60_000);
    await comes();
    await passes(HALF_HOUR);
    expect(kinds()).toEqual(['digest']);
  });

  test('that cannot be sent keeps no other page and no digest from being sent', async () => {
    const world = createWorld();
    const limits = { ...DEFAULT_LIMITS, ordinary: 0 };
    const ids = ['OF-0000-00000001', 'OF-0000-00000002', 'OF-0000-00000003'];
    for (const [n, id] of ids.entries()) {
      const severity = n === 2 ? 'high' : 'critical';
      const finding = findingOf({ id, entity: `actor/salesforce/default/${n}`, severity });
      await world.findings.upsert(finding, 1, world.clock.nowMs);
      await alertOf(id, world.start(), { limits });
    }
    world.clock.nowMs += HALF_HOUR;
    const { publisher, ...ports } = world.start();
    const broken: typeof publisher = {
      publish: async (page) => {
        if (page.attributes.findingId === ids[0]) throw new Error('the topic refuses it');
        return publisher.publish(page);
      },
    };
    const { counts, failure } = await doChores([], { ...ports, publisher: broken }, { limits });
    expect(counts).toMatchObject({ PagesRepeated: 1, DigestsSent: 1 });
    expect(failure?.message).toContain('the topic refuses it');
    expect(world.kinds()).toEqual(['opened', 'opened', 'repeated', 'digest']);
  });

  test('is told of where it cannot be read for a digest, which tells of the others', async () => {
    const world = createWorld();
    const limits = { ...DEFAULT_LIMITS, ordinary: 0 };
    const ids = ['OF-0000-00000001', 'OF-0000-00000002'];
    for (const [n, id] of ids.entries()) {
      const finding = findingOf({ id, entity: `actor/salesforce/default/${n}`, severity: 'high' });
      await world.findings.upsert(finding, 1, world.clock.nowMs);
      await alertOf(id, world.start(), { limits });
    }
    world.clock.nowMs += HALF_HOUR;
    const ports = world.start();
    const get: typeof ports.findings.get = async (id) => {
      if (id === ids[0]) throw new Error('the table does not answer');
      return world.findings.get(id);
    };
    const findings = { ...ports.findings, get };
    const { counts, failure } = await doChores([], { ...ports, findings }, { limits });
    expect(counts).toMatchObject({ DigestsSent: 1, DigestedFindings: 1, DigestWaiting: 1 });
    expect(failure?.message).toContain('the table does not answer');
  });

  test('of lesser severity is told once', async () => {
    const { passes, kinds } = await told(findingOf({ severity: 'high', score: 9 }));
    await passes(HALF_HOUR);
    expect(kinds()).toEqual(['opened']);
  });
});

describe('what people decide', () => {
  test('ends the page, keeps later revisions quiet, and new evidence reopens it', async () => {
    const { people, comes, kinds, publisher } = await told();
    await people({ kind: 'close', verdict: 'benign' });
    await comes(findingOf({ score: FINDING.score + 2.99 }));
    expect(kinds()).toEqual(['opened', 'resolved']);
    expect(publisher.pages[1]?.subject).toMatch(/^OK: CLOSED Salesforce: benign/);
    await comes(findingOf({ score: FINDING.score + 3 }));
    expect(kinds()).toEqual(['opened', 'resolved', 'escalated']);
    expect(publisher.pages[2]?.body).toMatch(/REOPENED by new evidence/);
    await comes(findingOf({ score: FINDING.score + 4 }));
    expect(kinds()).toHaveLength(3);
    await people({ kind: 'close', verdict: 'malicious' });
    expect(kinds()).toEqual(['opened', 'resolved', 'escalated', 'resolved']);
  });

  test('about one day keeps no other day of the account quiet', async () => {
    const { people, comes, kinds } = await told();
    await comes(findingOf({ id: 'OF-N3XT-00000000', day: FINDING.day + 1 }));
    expect(kinds()).toEqual(['opened']);
    await people({ kind: 'close', verdict: 'malicious' });
    await comes(findingOf({ id: 'OF-N3XT-00000001', day: FINDING.day + 2 }));
    expect(kinds()).toEqual(['opened', 'resolved', 'opened']);
  });

  test('leaves in peace what joined in silence: whoever closed the page has seen the account', async () => {
    const { people, comes, kinds, findings } = await told();
    await comes(findingOf({ id: 'OF-N3XT-00000000', day: FINDING.day + 1 }));
    await people({ kind: 'close', verdict: 'malicious' });
    expect(kinds()).toEqual(['opened', 'resolved']);
    expect(await findings.get('OF-N3XT-00000000')).toMatchObject({ due: false });
  });

  test('is not told where nobody was paged', async () => {
    const { people, kinds } = await told(findingOf({ severity: 'informational', score: 4 }));
    await people({ kind: 'close', verdict: 'benign' });
    expect(kinds()).toEqual([]);
  });
});

describe('an incident that goes on', () => {
  const more = (factor: number) => {
    const { records } = FINDING.exposure;
    const lower = records.lower * factor;
    return findingOf({
      exposure: { ...FINDING.exposure, records: { ...records, known: lower, lower, about: lower } },
    });
  };

  test('is told once more, when the amount has doubled after half an hour, and then no more', async () => {
    const { comes, clock, kinds, publisher } = await told();
    await comes(more(3));
    expect(kinds()).toEqual(['opened']);
    clock.nowMs += HALF_HOUR;
    await comes(more(1.9));
    expect(kinds()).toEqual(['opened']);
    await comes(more(2));
    await comes(more(9));
    expect(kinds()).toEqual(['opened', 'continued']);
    expect(publisher.pages[1]?.body).toMatch(/As last told it was 181,204 records/);
  });

  test('is told half an hour after its page where far more came before, and nothing after it', async () => {
    const high = (factor: number) => ({ ...more(factor), severity: 'high' as const, score: 8 });
    const { comes, passes, kinds, publisher } = await told(high(0.01));
    await passes(60_000);
    await comes(high(1));
    await passes(HALF_HOUR - 60_001);
    expect(kinds()).toEqual(['opened']);
    await passes(1);
    expect(kinds()).toEqual(['opened', 'continued']);
    expect(publisher.pages[1]?.body).toMatch(/As last told it was 1,812 records/);
    for (let n = 0; n < 3; n++) await passes(HALF_HOUR);
    expect(kinds()).toEqual(['opened', 'continued']);
    // Twice as much is not far more.
    const little = await told(high(0.01));
    await little.comes(high(0.02));
    await little.passes(HALF_HOUR);
    expect(little.kinds()).toEqual(['opened']);
  });

  test('is urgent on another day as a page is: repeated, and not kept for a digest', async () => {
    const little = { ...more(0.0001), severity: 'critical' as const, score: 12 };
    const limits = { ...DEFAULT_LIMITS, ordinary: 0 };
    const { comes, passes, people, kinds, publisher } = await told(little, { limits });
    await people({ kind: 'assign', assignee: 'mara' });
    await comes({ ...more(1), id: 'OF-NEXT', day: FINDING.day + 1, severity: 'critical', score: 12 });
    expect(kinds()).toEqual(['opened', 'continued']);
    expect(publisher.pages[1]?.body).toMatch(/On another day it was 18 records/);
    await passes(HALF_HOUR);
    expect(kinds()).toEqual(['opened', 'continued', 'repeated']);
  });

  test('is told so in a digest where others have used up the messages, and to nobody where it is suppressed', async () => {
    const high = (factor: number) => ({ ...more(factor), severity: 'high' as const, score: 8 });
    const limits = { ...DEFAULT_LIMITS, ordinary: 1 };
    const full = await told(high(0.01), { limits });
    await full.comes(high(1));
    full.clock.nowMs += HALF_HOUR;
    const other = { ...high(1), id: 'OF-OTHER', entity: `${FINDING.entity}2` };
    await full.comes(other);
    await full.passes(0);
    expect(full.kinds()).toEqual(['opened', 'opened']);
    await full.passes(60_000);
    expect(full.kinds()).toEqual(['opened', 'opened', 'digest']);
    await full.passes(HALF_HOUR);
    expect(full.kinds()).toHaveLength(3);
    const hidden = await told(high(0.01));
    await hidden.comes(high(1));
    await hidden.passes(HALF_HOUR, { suppressions: [SUPPRESSION] });
    expect(hidden.kinds()).toEqual(['opened']);
  });
});

describe('a line', () => {
  test('that is raised is told to on-call once, and one that is lowered is not', async () => {
    const { publisher, start } = createWorld();
    const stand = async (change: SettingsChange) => {
      await doChores([], start(), { settings: changed(DEFAULT_SETTINGS, change) });
      return publisher.pages.length;
    };
    expect(await stand({ quietHeadStart: 0 })).toBe(0);
    expect(await stand({ pageScore: 300, highScore: 300, criticalScore: 300 })).toBe(1);
    expect(await stand({ pageScore: 300, highScore: 300, criticalScore: 300 })).toBe(1);
    expect(publisher.pages[0]?.body).toContain(
      'lines that hide more: pageScore 6 to 300, highScore 8.2 to 300, ',
    );
    expect(publisher.pages[0]?.attributes).toMatchObject({ kind: 'settings', severity: 'informational' });
    expect(await stand({ pageScore: 5 })).toBe(1);
    expect(await stand({ pageScore: 5, service: { reviewScore: 9 } })).toBe(2);
    expect(publisher.pages[1]?.subject).toBe('NOTICE: lines that hide more: service.reviewScore 3.2 to 9');
  });

  test('is told of although an item of the settings names thousands that are none', async () => {
    const { publisher, start } = createWorld();
    const junk = (line: number) =>
      Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`${n}\nnot a line`, line]));
    for (const line of [6, 7]) {
      const settings = { ...junk(line), ...changed(DEFAULT_SETTINGS, { pageScore: line }) };
      await doChores([], start(), { settings });
    }
    expect(publisher.pages.map(({ body }) => body.split('\n')[2])).toEqual([
      'lines that hide more: pageScore 6 to 7',
    ]);
  });

  test('that is drawn below what the head start of a quiet organisation reached hides nothing', async () => {
    const { publisher, start } = createWorld();
    const stand = async (change: SettingsChange) => {
      await doChores([], start(), { settings: changed(DEFAULT_SETTINGS, change) });
      return publisher.pages.at(-1)?.subject;
    };
    const drawn = (pageScore: number) => ({ pageScore, service: { pageScore } });
    expect(await stand({})).toBeUndefined();
    expect(await stand(drawn(4))).toBeUndefined();
    expect(await stand({ quietHeadStart: 3 })).toContain('pageScore 4 to 6');
    expect(await stand(drawn(5))).toBe('NOTICE: lines that hide more: quietHeadStart 3 to 0');
  });
});

describe('a suppression', () => {
  const suppressions = [SUPPRESSION];

  test('that is none keeps no other, and no raised line, from being told', async () => {
    const { publisher, start } = createWorld();
    const none: Setting = { kind: 'suppressions', id: 'none', value: {} };
    await doChores([], start());
    const settings = changed(DEFAULT_SETTINGS, { reviewScore: 4 });
    const { failure } = await doChores([none, setting(SUPPRESSION)], start(), { settings });
    expect(failure).toBeUndefined();
    expect(publisher.pages.map(({ subject }) => subject)).toEqual([
      'NOTICE: lines that hide more: reviewScore 3.2 to 4, and 1 more',
    ]);
    expect(publisher.pages[0]?.body).toContain('\nsuppression nightly: created or widened, by mara');
    // And one takes its place, as by settings apply.
    await doChores([{ ...none, value: { ...SUPPRESSION, id: 'none' } }], start(), { settings });
    expect(publisher.pages.at(-1)?.subject).toBe('NOTICE: suppression none: created or widened');
  });

  test('keeps a finding from on-call and shows on it, until it is taken back', async () => {
    const { comes, findings, kinds } = await told(FINDING, { suppressions });
    expect(kinds()).toEqual([]);
    expect(await findings.get(FINDING.id)).toMatchObject({ suppressedBy: 'nightly', due: false });
    await comes(findingOf({ score: 13 }), {});
    expect(kinds()).toEqual(['opened']);
    expect(await findings.get(FINDING.id)).toMatchObject({ suppressedBy: undefined });
  });

  test('of a network, dataset or operation asks the ledger what left', async () => {
    const [operation, dataset, network] = ['ReportExported', 'report:Contacts', 'AS64500'];
    const where = { ip: '192.0.2.7', network, client: '', app: '', session: '', events: [] };
    const entry = { time: FINDING.firstTime, kind: 'export' as const, records: 1, bytes: null, ...where };
    const context = { ...FINDING.context, network: [network], ip: ['192.0.2.7'] };
    const ledger = { entries: [{ ...entry, operation, datasets: [dataset] }], more: 0 };
    const left = findingOf({ context, ledger });
    for (const scope of [{ network }, { dataset }, { operation }]) {
      const suppressed = { suppressions: [{ ...SUPPRESSION, scope }] };
      expect((await told(left, suppressed)).kinds(), JSON.stringify(scope)).toEqual([]);
      const more = findingOf({ context, ledger: { ...ledger, more: 1 } });
      expect((await told(more, suppressed)).kinds(), JSON.stringify(scope)).toEqual(['opened']);
    }
  });

  test('does not keep the end of a page that went out before', async () => {
    const { comes, kinds } = await told();
    await comes(withdrawn(), { suppressions });
    expect(kinds()).toEqual(['opened', 'withdrawn']);
  });

  test('ends the repetition of a page, and takes out what waited for a digest', async () => {
    const repeated = await told();
    await repeated.passes(HALF_HOUR, { suppressions });
    expect(repeated.kinds()).toEqual(['opened']);

    const limits = { ...DEFAULT_LIMITS, critical: 0 };
    const queued = await told(FINDING, { limits });
    await queued.passes(120_000, { limits, suppressions });
    expect(queued.kinds()).toEqual([]);
    expect(await queued.findings.get(FINDING.id)).toMatchObject({
      suppressedBy: 'nightly',
      later: undefined,
    });
  });

  test('that is created or widened is told to on-call once, and one that is narrowed or gone is not', async () => {
    const { publisher, start } = createWorld();
    const stand = async (...settings: readonly Setting[]) => {
      await doChores(settings, start());
      return publisher.pages.length;
    };
    expect(await stand()).toBe(0);
    expect(await stand(setting(SUPPRESSION))).toBe(1);
    expect(await stand(setting(SUPPRESSION))).toBe(1);
    const narrow = { ...SUPPRESSION, scope: { ...SUPPRESSION.scope, detector: 'volume' } };
    expect(await stand(setting(narrow))).toBe(1);
    expect(await stand(setting(SUPPRESSION))).toBe(2);
    expect(await stand(setting({ ...SUPPRESSION, expires: '2099-12-30' }))).toBe(2);
    expect(await stand(setting(SUPPRESSION))).toBe(3);
    expect(await stand()).toBe(3);
    // What lacks its reason hides nothing yet, and is told when it has one.
    expect(await stand({ ...setting(SUPPRESSION), value: { ...SUPPRESSION, reason: undefined } })).toBe(3);
    expect(await stand(setting(SUPPRESSION))).toBe(4);
    const [notice] = publisher.pages;
    expect(notice?.subject).toBe('NOTICE: suppression nightly: created or widened');
    expect(notice?.body).toContain(
      '\nsuppression nightly: created or widened, by mara, until 2099-12-31: The warehouse is filled anew. Scope: actor ',
    );
    expect(notice?.attributes).toMatchObject({ kind: 'settings', severity: 'informational' });
  });

  test('is told once of a thousand as well, and what is kept of them fits an item', async () => {
    const { publisher, start } = createWorld();
    const [long, longer] = ['x'.repeat(256), 'y'.repeat(500)];
    const scope = { vendor: 'okta', tenant: long, actor: long, dataset: long, operation: long };
    const thousand = Array.from({ length: 1000 }, (_, n) =>
      setting({ ...SUPPRESSION, id: `${long.slice(0, 60)}${n}`, reason: longer, scope }),
    );
    for (let n = 0; n < 2; n++) await doChores(thousand, start());
    expect(publisher.pages).toHaveLength(1);
    const { notices } = await start().notices.read();
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    expect(JSON.stringify(notices).length).toBeLessThan(400 * 1024);
    const [first] = thousand;
    const other = { ...first?.value, scope: { ...scope, actor: `${long.slice(1)}z` } } as Suppression;
    await doChores([setting(other), ...thousand.slice(1)], start());
    expect(publisher.pages).toHaveLength(2);
  });

  test('and a line that an earlier version has told are not told again', async () => {
    const { publisher, start } = createWorld();
    const earlier = {
      suppressions: [setting(SUPPRESSION)],
      lines: changed(DEFAULT_SETTINGS, { pageScore: 5 }),
      heartbeatMs: null,
    };
    await start().notices.write(noticesOf(earlier), 0);
    const lines = (pageScore: number) => ({ settings: changed(DEFAULT_SETTINGS, { pageScore }) });
    await doChores([setting(SUPPRESSION)], start(), lines(5));
    expect(publisher.pages).toHaveLength(0);
    // What is written once stays written until something changes.
    const { version } = await start().notices.read();
    await doChores([setting(SUPPRESSION)], start(), lines(5));
    expect((await start().notices.read()).version).toBe(version);
    await start().notices.write(noticesOf(earlier), version);
    await doChores([setting(SUPPRESSION)], start(), lines(5.5));
    expect(publisher.pages.map(({ subject }) => subject)).toEqual([
      'NOTICE: lines that hide more: pageScore 5 to 5.5',
    ]);
  });
});

describe('what keeps watch', () => {
  const [contract, feed] = settingsOf({ ...DOCUMENT, suppressions: [], datasets: [] });
  const become = (one: Setting | undefined, change: object) => ({
    ...(one as Setting),
    value: { ...one?.value, ...change },
  });
  const rule = (level: 'high' | 'low') =>
    liveGuard('rules', 'rule-1', 'Administrator granted', { level, rank: LEVELS.indexOf(level) });
  const detector = liveGuard('detectors', 'own-many-exports', 'Many exports', {});

  /** Subjects of what is told when one state follows the other. */
  async function toldBetween(
    before: readonly (Setting | undefined)[],
    after: readonly (Setting | undefined)[],
    live: readonly [(readonly Guard[])?, (readonly Guard[])?] = [],
  ): Promise<readonly string[]> {
    const { publisher, start } = createWorld();
    const states = [before, after, after];
    for (const [at, settings] of states.entries()) {
      const guards = live[Math.min(at, 1)];
      const stands = settings.filter((one) => one !== undefined);
      await doChores(stands, start(), guards === undefined ? {} : { live: guards });
    }
    return publisher.pages.map(({ subject }) => subject);
  }

  test('is told once when it is taken away, whatever it is, and not when it comes', async () => {
    expect(await toldBetween([contract], [])).toEqual(['NOTICE: contract salesforce/example/0055: removed']);
    expect(await toldBetween([feed], [])).toEqual(['NOTICE: expected feed okta/example: removed']);
    expect(await toldBetween([], [], [[rule('high')], []])).toEqual([
      'NOTICE: rule Administrator granted: no longer live',
    ]);
    expect(await toldBetween([], [], [[detector], []])).toEqual([
      'NOTICE: detector Many exports: no longer live',
    ]);
    expect(await toldBetween([], [contract, feed], [[], [rule('high'), detector]])).toEqual([]);
    // What stands and is none of its kind any more watches nothing.
    expect(await toldBetween([contract], [become(contract, { networks: 'AS64500' })])).toHaveLength(1);
  });

  test('is told when it allows more, and not when it allows less', async () => {
    const becomes = (change: object) => toldBetween([contract], [become(contract, change)]);
    const allows = (parts: string) => [`NOTICE: contract salesforce/example/0055: allows more: ${parts}`];
    expect(await becomes({ networks: ['198.51.100.0/24', 'AS64500', '192.0.2.0/24'] })).toEqual(
      allows('networks'),
    );
    expect(await becomes({ networks: ['198.51.96.0/20'] })).toEqual(allows('networks'));
    expect(await becomes({ networks: ['198.51.100.128/25', 'AS64500'], countries: ['NL'] })).toEqual([]);
    expect(await becomes({ countries: undefined, dailyRecords: undefined })).toEqual(
      allows('countries, dailyRecords'),
    );
    expect(await becomes({ dailyRecords: 20_001, hoursUtc: [21, 6] })).toEqual(
      allows('hoursUtc, dailyRecords'),
    );
    expect(await becomes({ hoursUtc: undefined, fromDay: '2027-01-01' })).toEqual(
      allows('hoursUtc, fromDay'),
    );
    expect(await becomes({ dailyRecords: 10, hoursUtc: [23, 5], clients: ['curl'] })).toEqual([]);
    expect(await becomes({ author: 'omar', reason: 'As before.' })).toEqual([]);

    const expected = (silentHours: number) => toldBetween([feed], [become(feed, { silentHours })]);
    expect(await expected(48)).toEqual([
      'NOTICE: expected feed okta/example: raised from 6 to 48 silent hours',
    ]);
    expect(await expected(2)).toEqual([]);

    expect(await toldBetween([], [], [[rule('high')], [rule('low')]])).toEqual([
      'NOTICE: rule Administrator granted: lowered from high to low',
    ]);
    expect(await toldBetween([], [], [[rule('low')], [rule('high')]])).toEqual([]);
  });

  test('is told when a live rule asks for other events, and not of what a release has made of its own', async () => {
    const asking = (asks?: string) =>
      liveGuard('rules', 'rule-1', 'Administrator granted', {
        level: 'high',
        rank: 3,
        ...(asks && { asks }),
      });
    const becomes = (was?: string, is?: string) => toldBetween([], [], [[asking(was)], [asking(is)]]);
    const told = ['NOTICE: rule Administrator granted: matches other events than before'];
    expect(await becomes('0011223344556677', '8899aabbccddeeff')).toEqual(told);
    expect(await becomes(AS_SHIPPED, '8899aabbccddeeff')).toEqual(told);
    expect(await becomes('0011223344556677', AS_SHIPPED)).toEqual(told);
    expect(await becomes(AS_SHIPPED, AS_SHIPPED)).toEqual([]);
    expect(await becomes('0011223344556677', '0011223344556677')).toEqual([]);
    // An earlier version kept none.
    expect(await becomes(undefined, '8899aabbccddeeff')).toEqual([]);
  });

  test('is not missed where it is not known what is live, as while functions are exchanged', async () => {
    const { publisher, start } = createWorld();
    for (const live of [[detector], undefined, [detector]])
      await doChores([], start(), live === undefined ? {} : { live });
    expect(publisher.pages).toEqual([]);
    await doChores([], start(), { live: [] });
    expect(publisher.pages).toHaveLength(1);
  });

  test('is told of beside what a later version kept, which was put back', async () => {
    const { publisher, start } = createWorld();
    const later = { ...detector, kind: 'mappings' } as unknown as Guard;
    await start().notices.write({ guards: [later, detector], heartbeatMs: null }, 0);
    expect((await doChores([], start(), { live: [] })).failure).toBeUndefined();
    expect(publisher.pages.map(({ subject }) => subject)).toEqual([
      'NOTICE: detector Many exports: no longer live',
    ]);
  });

  test('is told in one message, with who answers for what stands', async () => {
    const { publisher, start } = createWorld();
    await doChores(
      [contract, feed].filter((one) => one !== undefined),
      start(),
    );
    await doChores([become(contract, { countries: ['NL', 'BE'] })], start());
    const [notice, ...others] = publisher.pages;
    expect(others).toEqual([]);
    expect(notice?.subject).toBe('NOTICE: expected feed okta/example: removed, and 1 more');
    expect(notice?.body).toContain(
      '\nexpected feed okta/example: removed\n' +
        'contract salesforce/example/0055: allows more: countries, by mara: Nightly copy into the warehouse.\n',
    );
  });

  test('hides no raised line and no suppression behind itself, however much of it changes at once', async () => {
    const { publisher, start } = createWorld();
    const contracts = Array.from({ length: 30 }, (_, n) => ({
      ...(contract as Setting),
      id: `okta/example/${n}`,
    }));
    await doChores(contracts, start());
    const raised = { pageScore: 300, highScore: 300, criticalScore: 300 };
    const settings = changed(DEFAULT_SETTINGS, { ...raised, service: raised });
    await doChores([setting(SUPPRESSION)], start(), { settings });
    const [notice] = publisher.pages;
    expect(notice?.subject).toMatch(/^NOTICE: lines that hide more: pageScore 6 to 300, .*, and 31 more$/);
    expect(notice?.body).toMatch(
      /lines that hide more: .*service\.criticalScore 10\.5 to 300\nsuppression nightly: created/,
    );
    expect(notice?.body).toContain('\nAnd 12 more, ');
  });

  test('is told although its name is what is kept of a longer one', async () => {
    const { publisher, start } = createWorld();
    const long = setting({ ...SUPPRESSION, id: 'z'.repeat(30) });
    await doChores([long], start());
    const { notices } = await start().notices.read();
    const [kept] = notices.guards.filter(({ kind }) => kind === 'suppressions');
    const same = { ...SUPPRESSION, scope: { detector: 'volume' } };
    for (const id of [kept?.id ?? '', sha256Hex(long.id).slice(0, 24)])
      await doChores([setting({ ...same, id: id.slice(0, 64) }), long], start());
    expect(publisher.pages).toHaveLength(3);
  });

  test('fits an item in whatever script it is written', async () => {
    const { start } = createWorld();
    const text = '\u6f22'.repeat(24);
    const scope = { vendor: text, tenant: text, actor: text, dataset: text, operation: text, network: text };
    const many = Array.from({ length: 800 }, (_, n) =>
      setting({ ...SUPPRESSION, id: `nightly-${n}`, scope }),
    );
    await doChores(many, start());
    const { notices } = await start().notices.read();
    expect(Buffer.byteLength(JSON.stringify(notices))).toBeLessThan(395 * 1024);
  });

  test('is told when what cannot be compared takes the place of a day or an amount', async () => {
    const becomes = (change: object) => toldBetween([contract], [become(contract, change)]);
    // As detection reads them: no day of a contract comes, and nothing is more than such an amount.
    expect(await becomes({ fromDay: 'soon' })).toHaveLength(1);
    expect(await becomes({ dailyRecords: 'many' })).toHaveLength(1);
    expect(await toldBetween([become(contract, { fromDay: 'soon' })], [contract])).toEqual([]);
    const { publisher, start } = createWorld();
    for (const expires of ['never', '2099-12-31', '2099-12-31'])
      await doChores([setting({ ...SUPPRESSION, expires })], start());
    expect(publisher.pages).toHaveLength(2);
  });

  test('fits an item where there is as much of it as there may be, and is told of all the same', async () => {
    const { publisher, start } = createWorld();
    const long = 'x'.repeat(240);
    const thousand = Array.from({ length: 1000 }, (_, n) =>
      settingsOf({
        ...DOCUMENT,
        datasets: [],
        suppressions: [{ ...SUPPRESSION, id: `${'x'.repeat(60)}${n}` }],
        feeds: [{ vendor: 'okta', tenant: `${long}${n}`, silentHours: 6 }],
        contracts: DOCUMENT.contracts.map((one) => ({
          ...one,
          actor: `${long}${n}`,
          datasets: Array.from({ length: 200 }, (__, at) => `report:${n} ${at} and so on`),
        })),
      }),
    ).flat();
    const live = Array.from({ length: 500 }, (_, n) =>
      liveGuard('rules', `${long}${n}`, long, { level: 'high', rank: 3 }),
    );
    for (const options of [{ live }, { live }, {}, {}, { live }]) await doChores(thousand, start(), options);
    expect(publisher.pages).toHaveLength(1);
    const { notices } = await start().notices.read();
    expect(Buffer.byteLength(JSON.stringify(notices))).toBeLessThan(395 * 1024);
    const isLast = ({ kind, id }: Setting) => kind === 'contracts' && id.endsWith('x999');
    await doChores(
      thousand.filter((one) => !isLast(one)),
      start(),
      { live },
    );
    expect(publisher.pages[1]?.subject).toMatch(/^NOTICE: contract [0-9a-f]{25}: removed$/);
    await doChores(
      thousand.map((one) => (isLast(one) ? become(one, { countries: ['BE'] }) : one)),
      start(),
      { live },
    );
    await doChores(thousand, start(), { live });
    expect(publisher.pages[2]?.body).toMatch(/\ncontract salesforce.*: changed, by mara: /);
  });
});

describe('a heartbeat', () => {
  test('comes once a day, not at the start, and never where it is switched off', async () => {
    const { publisher, start, clock } = createWorld();
    const at = async (ms: number, options: AlertOptions = {}) => {
      clock.nowMs += ms;
      await doChores([], start(), options);
      return publisher.pages.length;
    };
    expect(await at(0)).toBe(0);
    expect(await at(DAY_MS - 1)).toBe(0);
    expect(await at(1)).toBe(1);
    expect(await at(DAY_MS - 1)).toBe(1);
    expect(await at(DAY_MS, { limits: { ...DEFAULT_LIMITS, heartbeatMs: 0 } })).toBe(1);
    expect(await at(0)).toBe(2);
    expect(publisher.pages[0]?.subject).toBe('HEARTBEAT: Outflow can reach you');
  });
});
