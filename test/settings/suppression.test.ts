import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../shared/finding-ledger.ts';
import { isInNetwork } from '../../shared/network.ts';
import { keptDataset } from '../../shared/reading.ts';
import { hiddenBy, type Kept, leftUntold } from '../../shared/settings/hidden.ts';
import { effectOn, type Scope, type Suppression } from '../../shared/settings/suppression.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY, FINDING, findingOf, withdrawn } from '../fixtures/findings.ts';

const UNTIL = '2026-12-31';
const of = (scope: Scope, expires = UNTIL): Suppression => ({
  id: 'nightly',
  author: 'mara',
  reason: 'A reason.',
  expires,
  scope,
});
const entry = (datasets: readonly string[], operation = 'ReportExported'): LedgerEntry => ({
  time: 0,
  kind: 'export',
  operation,
  datasets,
  records: 1,
  bytes: null,
  ip: '',
  client: '',
  app: '',
  session: '',
  events: [],
});
const LINES = { ...DEFAULT_SETTINGS, pageScore: 4.8, largeExposurePageScore: 3.8 };
const circumstances = { settings: LINES, today: DAY };
const isHeld = (scope: Scope, finding = FINDING, ledger?: readonly LedgerEntry[]) =>
  effectOn(finding, [of(scope)], { ...circumstances, ...(ledger && { ledger }) }).kind === 'suppressed';

describe('a suppression', () => {
  test('holds back the account that it names, and no other', () => {
    expect(effectOn(FINDING, [of({ actor: FINDING.actor.uid })], circumstances)).toEqual({
      kind: 'suppressed',
      by: 'nightly',
      until: UNTIL,
    });
    expect(isHeld({ actor: 'other' })).toBe(false);
    expect(isHeld({ actor: FINDING.actor.uid, vendor: 'okta' })).toBe(false);
    expect(isHeld({ actor: FINDING.actor.uid, tenant: 'other' })).toBe(false);
    expect(effectOn(FINDING, [], circumstances)).toEqual({ kind: 'none' });
  });

  test('of one detector leaves the page to the others, unless too little remains', () => {
    // Without the volume 4.50 remain, and with a large amount taken that pages.
    const lots = { ...FINDING.exposure.records, known: 2e6, lower: 2e6, about: 2e6 };
    const large = findingOf({ exposure: { ...FINDING.exposure, records: lots } });
    expect(isHeld({ detector: 'volume' }, large)).toBe(false);
    expect(isHeld({ detector: 'context-novelty' })).toBe(false);
    const records = { ...FINDING.exposure.records, known: 900, lower: 900, about: 900 };
    const small = findingOf({ exposure: { ...FINDING.exposure, records } });
    expect(isHeld({ detector: 'volume' }, small)).toBe(true);
    expect(isHeld({ detector: 'context-novelty' }, small)).toBe(false);
  });

  test('leaves the page to what is left, where that pages in a quiet organisation', () => {
    const records = { ...FINDING.exposure.records, known: 900, lower: 900, about: 900 };
    const small = findingOf({ exposure: { ...FINDING.exposure, records } });
    const quiet = { headStart: 0.3, pageScore: 4.5, elsewhere: 4.8, accountWeeks: 90, found: 0 };
    expect(isHeld({ detector: 'volume' }, small)).toBe(true);
    expect(isHeld({ detector: 'volume' }, { ...small, quiet })).toBe(false);
  });

  test('leaves the page of a service account to the line of services', () => {
    const records = { ...FINDING.exposure.records, known: 900, lower: 900, about: 900 };
    const exposure = { ...FINDING.exposure, records };
    const held = (type: 'user' | 'service', pageScore: number) => {
      const settings = { ...LINES, service: { ...LINES.service, pageScore } };
      const finding = findingOf({ exposure, actor: { ...FINDING.actor, type } });
      return effectOn(finding, [of({ detector: 'volume' })], { settings, today: DAY }).kind === 'suppressed';
    };
    expect([held('service', 4.4), held('service', 4.6), held('user', 4.4)]).toEqual([false, true, true]);
  });

  test('ends with its last day', () => {
    const lastDay = '2026-11-08';
    const by = of({ actor: FINDING.actor.uid }, lastDay);
    expect(effectOn(FINDING, [by], { ...circumstances, today: DAY }).kind).toBe('suppressed');
    expect(effectOn(FINDING, [by], { ...circumstances, today: DAY + 1 }).kind).toBe('none');
  });

  test('of a network needs every address of the day in it', () => {
    const within = findingOf({ context: { ...FINDING.context, network: ['AS64500'], ip: ['198.51.100.9'] } });
    expect(isHeld({ network: 'AS64500' }, within, [])).toBe(true);
    expect(isHeld({ network: '198.51.100.0/24' }, within, [])).toBe(true);
    expect(isHeld({ network: 'AS64500' }, FINDING, [])).toBe(false);
    expect(isHeld({ network: '198.51.100.0/24' }, FINDING, [])).toBe(false);
    const many = Array.from({ length: 8 }, (_, n) => `198.51.100.${n}`);
    const full = findingOf({ context: { ...FINDING.context, ip: many } });
    expect(isHeld({ network: '198.51.100.0/24' }, full, [])).toBe(false);
    const nowhere = findingOf({ context: { ...FINDING.context, network: [], ip: [] } });
    expect(isHeld({ network: 'AS64500' }, nowhere, [])).toBe(false);
  });

  test('of a network holds back nothing that left by no address: a sign-in from there shows nothing of it', () => {
    const within = findingOf({ context: { ...FINDING.context, network: ['AS64500'], ip: ['198.51.100.9'] } });
    const placed = { ...entry(['report:Nightly 1']), network: 'AS64500', ip: '198.51.100.9' };
    const nowhere = entry(['report:Nightly 2']);
    expect(isHeld({ network: 'AS64500' }, within, [placed])).toBe(true);
    expect(isHeld({ network: 'AS64500' }, within, [{ ...placed, ip: '' }])).toBe(true);
    expect(isHeld({ network: 'AS64500' }, within, [{ ...entry([]), ip: '198.51.100.9' }])).toBe(true);
    expect(isHeld({ network: 'AS64500' }, within, [placed, nowhere])).toBe(false);
    expect(isHeld({ network: 'AS64500' }, within)).toBe(false);
  });

  test('of a dataset holds back no operation that lists as many as it can: it may have touched others', () => {
    const nightly = Array.from({ length: 8 }, (_, n) => `report:Nightly ${n}`);
    expect(isHeld({ dataset: 'report:Nightly*' }, FINDING, [entry(nightly.slice(1))])).toBe(true);
    expect(isHeld({ dataset: 'report:Nightly*' }, FINDING, [entry(nightly)])).toBe(false);
  });

  test('of a dataset with a long name may name it in full, or as findings do', () => {
    const secret = (name: string) =>
      `secret:arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/orders/${name}`;
    const taken = [entry([keptDataset(secret('key'))])];
    expect(isHeld({ dataset: secret('key') }, FINDING, taken)).toBe(true);
    expect(isHeld({ dataset: keptDataset(secret('key')) }, FINDING, taken)).toBe(true);
    expect(isHeld({ dataset: secret('other') }, FINDING, taken)).toBe(false);
  });

  test('of a dataset or operation needs all that left to be of it, and known whole', () => {
    const nightly = entry(['report:Nightly 1', 'report:Nightly 2']);
    expect(isHeld({ dataset: 'report:Nightly*' }, FINDING, [nightly])).toBe(true);
    expect(isHeld({ dataset: 'report:Nightly*' }, FINDING, [nightly, entry(['report:Salaries'])])).toBe(
      false,
    );
    expect(isHeld({ dataset: 'report:Nightly*' }, FINDING, [nightly, entry([])])).toBe(false);
    expect(isHeld({ dataset: 'report:Nightly*' }, FINDING, [])).toBe(false);
    expect(isHeld({ dataset: 'report:Nightly*' })).toBe(false);
    expect(isHeld({ operation: 'Report*' }, FINDING, [nightly])).toBe(true);
    expect(isHeld({ operation: 'ReportRun' }, FINDING, [nightly])).toBe(false);
  });

  test('never holds back a tripwire, whatever it is written for', () => {
    const wired = { ...circumstances, isTripwire: (detector: string) => detector === 'volume' };
    for (const scope of [
      { actor: FINDING.actor.uid },
      { detector: 'volume' },
      { detector: 'context-novelty' },
    ])
      expect(effectOn(FINDING, [of(scope)], wired)).toEqual({ kind: 'none' });
  });

  test('takes nothing away from a withdrawal, which on-call has to hear of', () => {
    expect(isHeld({ actor: FINDING.actor.uid }, withdrawn())).toBe(false);
  });

  test('adds up with others: two detectors held back by two rules are both held back', () => {
    const rules = [of({ detector: 'volume' }), of({ detector: 'context-novelty' })];
    expect(effectOn(FINDING, rules, circumstances).kind).toBe('suppressed');
  });
});

describe('what a change of suppressions does', () => {
  const [volume, novelty] = [of({ detector: 'volume' }), of({ detector: 'context-novelty' })];
  const all = [{ finding: FINDING, ledger: undefined }];
  const gone = (one: Suppression, after?: Suppression) => [
    { kind: 'suppressions' as const, id: one.id, before: one, ...(after && { after }) },
  ];

  test('counts what one keeps back together with others that stand, and not what these keep back anyway', () => {
    // Either alone leaves a page.
    const lines = { ...circumstances, settings: { ...LINES, pageScore: 4.4 } };
    expect(hiddenBy(volume, all, lines)).toEqual([]);
    expect(hiddenBy(volume, all, lines, [novelty])).toEqual([FINDING]);
    expect(hiddenBy(volume, all, lines, [of({ actor: FINDING.actor.uid })])).toEqual([]);
    const expired = of({ detector: 'context-novelty' }, '2020-01-01');
    expect(hiddenBy(volume, all, lines, [expired])).toEqual([]);
  });

  test('names what one has kept back that goes or narrows, where nobody has dealt with it and none keeps it back', () => {
    const wide = of({ actor: FINDING.actor.uid });
    const kept: readonly Kept[] = all.map((one) => ({ ...one, suppressedBy: wide.id }));
    const untold = (changes: ReturnType<typeof gone>, after: readonly Suppression[] = []) =>
      leftUntold(changes, kept, after, circumstances);
    expect(untold(gone(wide))).toEqual([FINDING]);
    const narrow = of({ actor: 'other' });
    expect(untold(gone(wide, narrow), [narrow])).toEqual([FINDING]);
    expect(untold(gone(wide, wide), [wide])).toEqual([]);
    expect(untold([])).toEqual([]);
    expect(untold(gone({ ...wide, id: 'another' }))).toEqual([]);
    expect(
      leftUntold(
        gone(wide),
        kept.map((one) => ({ ...one, isClosed: true })),
        [],
        circumstances,
      ),
    ).toEqual([]);
    expect(leftUntold(gone(wide), all, [], circumstances)).toEqual([]);
  });

  test('names what two have kept back together also where the one goes that the finding does not name', () => {
    const [first, second] = [
      { ...volume, id: 'first' },
      { ...novelty, id: 'second' },
    ];
    const lines = { ...circumstances, settings: { ...LINES, pageScore: 4.4 } };
    const keptBy = (suppressedBy: string, isClosed = false) =>
      all.map((one) => ({ ...one, suppressedBy, isClosed }));
    expect(effectOn(FINDING, [first, second], lines)).toMatchObject({ by: 'first' });
    expect(leftUntold(gone(second), keptBy('first'), [first], lines)).toEqual([FINDING]);
    expect(leftUntold(gone(first), keptBy('first'), [second], lines)).toEqual([FINDING]);
    expect(leftUntold(gone(second), keptBy('first', true), [first], lines)).toEqual([]);
    // Told with its group, and kept back by what was gone before.
    for (const by of ['OF-7K2Q-9M', 'older'])
      expect(leftUntold(gone(second), keptBy(by), [first], lines)).toEqual([]);
    const expired = { ...first, scope: { actor: FINDING.actor.uid }, expires: '2020-01-01' };
    expect(leftUntold(gone(expired), keptBy('first'), [], lines)).toEqual([FINDING]);
    const torn = [{ kind: 'suppressions' as const, id: 'second', before: { id: 'second' } }];
    expect(leftUntold(torn, keptBy('first'), [first], lines)).toEqual([]);
    const alone = { ...second, scope: { actor: FINDING.actor.uid } };
    expect(leftUntold(gone(first), keptBy('first'), [alone], lines)).toEqual([]);
    expect(
      leftUntold(gone({ ...second, scope: { actor: 'other' } }), keptBy('first'), [first], lines),
    ).toEqual([]);
  });
});

test('an address lies in a network of its own family only, whatever is written there', () => {
  expect(isInNetwork('198.51.100.9', '198.51.100.0/24')).toBe(true);
  expect(isInNetwork('198.51.101.9', '198.51.100.0/24')).toBe(false);
  expect(isInNetwork('2001:db8::1', '2001:db8::/32')).toBe(true);
  expect(isInNetwork('2001:db8::1', '198.51.100.0/24')).toBe(false);
  fc.assert(
    fc.property(fc.string(), (text) => isInNetwork(text, '198.51.100.0/24') === false || /^198\./.test(text)),
  );
});
