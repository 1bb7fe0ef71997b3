import { describe, expect, test } from 'vitest';
import {
  type AlarmFact,
  asksForAttributes,
  judgeAlarms,
  judgeFilters,
  judgeMapping,
  judgeTopic,
  linesOf,
} from '../../cli/doctor/checks.ts';
import { PROBE_TENANT, probeEvent } from '../../cli/doctor/probe.ts';
import { detect } from '../../functions/detect/detect.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryNudge } from '../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alerts';
const confirmed = { arn: `${TOPIC}:1`, protocol: 'email', isFiltered: false };
const pending = { ...confirmed, arn: 'PendingConfirmation' };
const filtered = { ...confirmed, isFiltered: true };

describe('a topic', () => {
  test.each<[string, 'alerts' | 'chat', Parameters<typeof judgeTopic>[2], string]>([
    ['with a confirmed subscription is good', 'alerts', [pending, confirmed], 'good'],
    ['with none that has confirmed is bad', 'alerts', [pending], 'bad'],
    ['of pages without any is bad', 'alerts', [], 'bad'],
    ['of chat without any is a choice', 'chat', [], 'skipped'],
    ['of chat that nobody confirmed is bad', 'chat', [pending], 'bad'],
  ])('%s', (_name, topic, subscriptions, kind) => {
    expect(judgeTopic(topic, TOPIC, subscriptions).kind).toBe(kind);
  });

  test('without subscription comes with the command that mends it', () => {
    expect(linesOf([judgeTopic('alerts', TOPIC, [])]).join('\n')).toContain(
      `aws sns subscribe --topic-arn ${TOPIC}`,
    );
  });
});

describe('alarms', () => {
  const alarm = (change: Partial<AlarmFact> = {}): AlarmFact => ({
    name: 'DetectBehind',
    description: 'Events wait.',
    state: 'OK',
    actionsEnabled: true,
    targets: [TOPIC],
    ...change,
  });

  test.each<[string, AlarmFact[], string[]]>([
    ['armed and quiet are good', [alarm(), alarm({ state: 'INSUFFICIENT_DATA' })], ['good']],
    ['that are none are bad', [], ['bad']],
    ['without target are bad', [alarm({ targets: [] }), alarm()], ['bad']],
    ['switched off are bad', [alarm({ actionsEnabled: false })], ['bad']],
    ['that ring are bad, and say what they say', [alarm({ state: 'ALARM' })], ['bad']],
  ])('%s', (_name, alarms, kinds) => {
    const names = alarms.map(({ name }) => name);
    expect(judgeAlarms(names, alarms).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('that somebody has deleted are missed, and are not made anew by an unchanged template', () => {
    const [check, ...rest] = judgeAlarms(['DetectBehind', 'Dropped'], [alarm()]);
    expect(check).toMatchObject({ kind: 'bad', part: 'alarm Dropped' });
    expect(rest).toEqual([]);
    for (const checks of [
      [check],
      judgeAlarms(['DetectBehind'], [alarm({ targets: [] })]),
      [judgeMapping([])],
    ])
      expect(checks).toMatchObject([{ mend: expect.stringContaining('npx cdk deploy --revert-drift') }]);
  });

  test('that ring bring their own remedy', () => {
    expect(linesOf(judgeAlarms(['DetectBehind'], [alarm({ state: 'ALARM' })])).join('\n')).toContain(
      'mend: Events wait.',
    );
  });
});

describe('filters of subscriptions', () => {
  const toldTo = (...targets: string[]): AlarmFact[] => [
    { name: 'DetectBehind', description: '', state: 'OK', actionsEnabled: true, targets },
  ];

  test.each<[string, (typeof confirmed)[], AlarmFact[], string[]]>([
    ['on all of them keep the alarms from everybody', [filtered, filtered, pending], toldTo(TOPIC), ['bad']],
    ['on some of them are as they should be', [filtered, confirmed], toldTo(TOPIC), []],
    ['do no harm where the alarms go elsewhere too', [filtered], toldTo(TOPIC, `${TOPIC}-2`), []],
    ['are nothing to ask about where nobody has confirmed', [pending], toldTo(TOPIC), []],
  ])('%s', (_name, subscriptions, alarms, kinds) => {
    expect(judgeFilters(subscriptions, alarms).map(({ kind }) => kind)).toEqual(kinds);
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['none', {}, false],
    ['by severity', { FilterPolicy: '{"severity":["critical"]}' }, true],
    ['that takes what has none', { FilterPolicy: '{"severity":["critical",{"exists":false}]}' }, false],
    ['by a body', { FilterPolicy: '{"Severity":["critical"]}', FilterPolicyScope: 'MessageBody' }, false],
  ])('ask for attributes: %s', (_name, attributes, expected) => {
    expect(asksForAttributes(attributes)).toBe(expected);
  });
});

describe('the mapping', () => {
  test.each<[string, Parameters<typeof judgeMapping>[0], string]>([
    ['enabled is good', [{ uuid: '1f2e', state: 'Enabled', lastResult: 'OK' }], 'good'],
    ['that is none is bad', [], 'bad'],
    ['disabled is bad', [{ uuid: '1f2e', state: 'Disabled', lastResult: '' }], 'bad'],
    [
      'in trouble is bad',
      [{ uuid: '1f2e', state: 'Enabled', lastResult: 'PROBLEM: Function call failed' }],
      'bad',
    ],
  ])('%s', (_name, mappings, kind) => {
    expect(judgeMapping(mappings).kind).toBe(kind);
  });

  test('that is disabled comes with the command that enables it', () => {
    const check = judgeMapping([{ uuid: '1f2e', state: 'Disabled', lastResult: '' }]);
    expect(check).toMatchObject({ mend: 'aws lambda update-event-source-mapping --enabled --uuid 1f2e' });
  });
});

test('the test theft pages by the thresholds as they are, for an actor whom nobody knows', async () => {
  const nowMs = Date.UTC(2026, 5, 1, 12);
  const record = {
    outflow: { vendor: 'salesforce', tenant: PROBE_TENANT },
    event: probeEvent('005ABCAAA', nowMs),
  };
  const { findings } = await detect(
    [
      {
        data: Buffer.from(JSON.stringify(record)).toString('base64'),
        partitionKey: 'x',
        sequenceNumber: '1',
        arrival: nowMs,
      },
    ],
    {
      state: memoryStateStore(),
      findings: memoryFindingStore(),
      quarantine: memoryQuarantine(),
      nudge: memoryNudge().nudge,
    },
    { hashKey: new Uint8Array(32), settings: DEFAULT_SETTINGS, now: () => nowMs },
  );
  expect(findings.map(({ severity }) => severity)).toEqual(['critical']);
});
