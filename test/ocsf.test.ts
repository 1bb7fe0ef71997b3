import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTOR_TYPES, KINDS } from '../shared/activity.ts';
import { DETECTORS } from '../shared/detectors/index.ts';
import { SEVERITIES } from '../shared/finding.ts';
import { ACTIVITY_TYPES, type DetectionFinding, fromOcsf, toOcsf } from '../shared/ocsf.ts';
import { DAY, FINDING, findingOf, hostileFindings, withdrawn } from './fixtures/findings.ts';

/** Activities that OCSF 1.8.0 knows of the classes in use (ocsf/ocsf-schema v1.8.0); 99 is Other in all of them. */
const OCSF_ACTIVITIES: Readonly<Record<number, readonly number[]>> = {
  3001: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99],
  3002: [1, 2, 3, 4, 5, 6, 7, 99],
  3004: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99],
  3005: [1, 2, 99],
  6001: [1, 2, 3, 4, 5, 6, 7, 8, 99],
  6003: [1, 2, 3, 4, 99],
  6005: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99],
};

describe('every kind of activity', () => {
  test.each(KINDS)('%s has a class and an activity of OCSF 1.8', (kind) => {
    const { classUid, activityId } = ACTIVITY_TYPES[kind];
    expect(OCSF_ACTIVITIES[classUid]).toContain(activityId);
  });

  test('is mapped, and exports and shares to what OCSF calls Export and Share', () => {
    expect(Object.keys(ACTIVITY_TYPES).sort()).toEqual([...KINDS].sort());
    expect(ACTIVITY_TYPES).toMatchObject({
      export: { classUid: 6001, activityId: 7 },
      share: { classUid: 6001, activityId: 8 },
      logon: { classUid: 3002, activityId: 1 },
      privilege: { classUid: 3005, activityId: 1 },
    });
  });
});

const required = {
  category_uid: 2,
  class_uid: 2004,
  severity_id: expect.any(Number),
  time: expect.any(Number),
  metadata: { version: '1.8.0', product: { name: 'Outflow', vendor_name: 'Outflow' } },
};

describe('a finding as OCSF Detection Finding', () => {
  test('has every attribute that OCSF 1.8 requires, whatever an attacker wrote into it', () => {
    fc.assert(
      fc.property(fc.oneof(hostileFindings, fc.constant(withdrawn())), (finding) => {
        const document = toOcsf(finding);
        expect(document).toMatchObject(required);
        expect(document['type_uid']).toBe(200_400 + Number(document['activity_id']));
        expect([1, 2, 3]).toContain(document['activity_id']);
        expect([0, 1, 2, 3, 4, 5, 6, 99]).toContain(document['severity_id']);
        expect(document).toMatchObject({ finding_info: { uid: finding.id, analytic: { type_id: 3 } } });
        for (const evidence of arrayOf(document['evidences'])) expect(evidence).toMatchObject({ api: {} });
        for (const analysis of arrayOf(document['anomaly_analyses']))
          expect(analysis).toMatchObject({
            analysis_targets: [{ name: expect.any(String) }],
            anomalies: [{ observation_parameter: expect.any(String), observations: [{}] }],
            baselines: [{ observation_parameter: expect.any(String), observations: [{}] }],
          });
      }),
    );
  });

  test('comes back whole from its JSON', () => {
    fc.assert(
      fc.property(fc.oneof(hostileFindings, fc.constant(FINDING), fc.constant(withdrawn())), (finding) => {
        const stored = JSON.parse(JSON.stringify(toOcsf(finding))) as DetectionFinding;
        expect(fromOcsf(stored)).toEqual(finding);
      }),
    );
  });

  test('says when, who, how sure and by which technique', () => {
    expect(toOcsf(FINDING)).toMatchObject({
      activity_id: 1,
      status_id: 1,
      is_alert: true,
      severity_id: 5,
      risk_score: 12,
      count: 3,
      time: FINDING.lastTime,
      start_time: FINDING.firstTime,
      end_time: FINDING.lastTime,
      metadata: { uid: FINDING.id, tenant_uid: 'default', log_provider: 'salesforce' },
      actor: {
        user: { uid: '0055g00000ABCDE', type_id: 1, name: 'Mara Lind', email_addr: 'mara.lind@example.com' },
      },
      finding_info: {
        title: 'More data than usual; New network, country, client or application',
        types: ['volume', 'context-novelty'],
        attacks: [
          { tactic: { uid: 'TA0009' }, technique: { uid: 'T1213' } },
          { tactic: { uid: 'TA0001' }, technique: { uid: 'T1078.004' } },
        ],
        related_events: [{ uid: 'e-1' }],
        first_seen_time: FINDING.firstTime,
        last_seen_time: FINDING.lastTime,
      },
      anomaly_analyses: [
        {
          analysis_targets: [{ name: 'mara.lind@example.com' }],
          anomalies: [
            {
              observations: [
                {
                  value: '181,204 records in 2 h',
                  timespan: { start_time: DAY * 86_400_000, end_time: (DAY + 1) * 86_400_000 },
                },
              ],
            },
          ],
          baselines: [{ observations: [{ value: 'about 412 in 2 h, from 21 days that had any' }] }],
        },
        {},
      ],
      evidences: [
        { api: { operation: 'ReportExported' }, src_endpoint: { ip: '198.51.100.9' }, data: { uid: 'e-1' } },
      ],
      resources: [{ name: 'report:Contacts by region' }, {}, {}],
    });
  });

  test('names the technique that the author of a rule names, with the tactic where it is known', () => {
    const [signal] = FINDING.signals;
    const told = (technique: string) => {
      const signals = signal === undefined ? [] : [{ ...signal, detector: 'rule-match', technique }];
      return toOcsf(findingOf({ signals }));
    };
    expect(told('T1530')).toMatchObject({
      finding_info: { attacks: [{ tactic: { uid: 'TA0009' }, technique: { uid: 'T1530' } }] },
    });
    expect(told('T1537')).toMatchObject({
      finding_info: { attacks: [{ version: '18', technique: { uid: 'T1537' } }] },
    });
  });

  test('names the technique of a detector of one’s own as its author does', () => {
    const [signal] = FINDING.signals;
    const technique = { uid: 'T1530', name: 'Buckets', tactic: { uid: 'TA0010', name: 'Exfiltration' } };
    const told = { uid: 'own-buckets', title: 'Buckets', technique, runbook: [] };
    const signals = signal === undefined ? [] : [{ ...signal, detector: told.uid, told, technique: 'T1530' }];
    expect(toOcsf(findingOf({ signals }))).toMatchObject({
      finding_info: {
        attacks: [{ tactic: technique.tactic, technique: { uid: 'T1530', name: 'Buckets' } }],
      },
    });
  });

  test('is closed and archived, and no alert, once it is withdrawn', () => {
    expect(toOcsf(withdrawn())).toMatchObject({
      activity_id: 3,
      type_uid: 200_403,
      status_id: 4,
      is_alert: false,
      finding_info: { title: 'Withdrawn', analytic: { uid: 'none' }, attacks: [] },
    });
  });

  test.each([
    ['informational', 1],
    ['medium', 3],
    ['high', 4],
    ['critical', 5],
  ] as const)('writes severity %s as %d', (severity, id) => {
    expect(toOcsf(findingOf({ severity }))).toMatchObject({
      severity_id: id,
      is_alert: severity !== 'informational',
    });
    expect(SEVERITIES).toContain(severity);
  });

  test.each(ACTOR_TYPES)(
    'gives an actor of type %s a user type that OCSF has, and leaves out what is not known',
    (type) => {
      const actor = { uid: 'u', type, email: '', name: '' };
      const { user } = toOcsf(findingOf({ actor }))['actor'] as { user: { type_id: number } };
      expect([0, 1, 2, 3, 4, 99]).toContain(user.type_id);
      expect(Object.keys(user).sort()).toEqual(['type_id', 'uid']);
      expect(toOcsf(findingOf({ actor }))).toMatchObject({
        anomaly_analyses: [{ analysis_targets: [{ name: 'u' }] }, {}],
      });
    },
  );
});

describe('every detector', () => {
  test('names itself, a technique of ATT&CK, and what to check', () => {
    expect(new Set(DETECTORS.map(({ uid }) => uid)).size).toBe(DETECTORS.length);
    for (const { uid, technique, runbook } of DETECTORS) {
      expect(uid).toMatch(/^[a-z][a-z-]+$/);
      expect(technique.uid).toMatch(/^T\d{4}(\.\d{3})?$/);
      expect(technique.tactic.uid).toMatch(/^TA\d{4}$/);
      expect(runbook.length).toBeGreaterThan(2);
    }
  });
});

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
