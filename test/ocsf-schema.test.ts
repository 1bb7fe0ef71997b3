import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportOf, fromExport } from '../cli/exported.ts';
import { toOcsf } from '../shared/ocsf.ts';
import { type Phase, type Triage, UNTOUCHED, VERDICTS } from '../shared/triage.ts';
import { FINDING, findingOf, hostileFindings, hostileText, withdrawn } from './fixtures/findings.ts';
import schema from './fixtures/ocsf/detection-finding-1.8.0.schema.json' with { type: 'json' };

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

/** What is wrong with a document by the published schema. */
function faultsOf(document: unknown): string[] {
  // As it is written: what JSON leaves out is not there.
  validate(JSON.parse(JSON.stringify(document)));
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Its evidence as well: addresses and names of operations come from the same events. */
const hostile = fc.oneof(
  fc.tuple(hostileFindings, hostileText).map(([finding, text]) => ({
    ...finding,
    evidence: finding.evidence.map((one) => ({
      ...one,
      ip: text,
      operation: text,
      client: text,
      eventId: text,
    })),
  })),
  fc.constantFrom(FINDING, withdrawn()),
);

const by = { by: 'ada@example.com', atMs: FINDING.lastTime };
const closedAs = (verdict: (typeof VERDICTS)[number]): Triage => ({
  status: 'closed',
  assignee: 'Ada Example',
  closed: { verdict, rev: 1, score: FINDING.score, severity: FINDING.severity },
  notes: [{ ...by, text: 'Asked the owner by phone.' }],
  history: [{ ...by, what: `closed as ${verdict}` }],
  forgotten: 0,
});

describe('an exported finding', () => {
  test('is a valid OCSF 1.8.0 Detection Finding, whatever an attacker wrote into it', () => {
    fc.assert(
      fc.property(hostile, (finding) => {
        expect(faultsOf(toOcsf(finding))).toEqual([]);
        expect(faultsOf(exportOf(fromExport(toOcsf(finding))))).toEqual([]);
      }),
    );
  });

  test('is valid where nothing but the id of a rule’s technique is known', () => {
    const signals = FINDING.signals.map((signal) => ({ ...signal, technique: 'T1537' }));
    expect(faultsOf(toOcsf({ ...FINDING, signals }))).toEqual([]);
  });

  test.each(VERDICTS)('is valid when it is closed as %s, and says so', (verdict) => {
    const triage = closedAs(verdict);
    const stored = { ...fromExport(toOcsf(FINDING)), triage, triageVersion: 1, status: 'closed' as Phase };
    const document = exportOf(stored);
    expect(faultsOf(document)).toEqual([]);
    expect(document).toMatchObject({
      activity_id: 3,
      type_uid: 200_403,
      status_id: 4,
      assignee: { name: 'Ada Example' },
      metadata: { profiles: ['host', 'incident'] },
    });
    expect(fromExport(JSON.parse(JSON.stringify(document)))).toMatchObject({ status: 'closed', triage });
  });

  test('says suppressed, in progress and reopened in OCSF’s own statuses', () => {
    const stored = fromExport(toOcsf(FINDING));
    const statusOf = (parts: Partial<typeof stored>) => exportOf({ ...stored, ...parts })['status_id'];
    expect(statusOf({})).toBe(1);
    expect(statusOf({ status: 'in progress', triageVersion: 1 })).toBe(2);
    expect(statusOf({ status: 'reopened', triageVersion: 2 })).toBe(2);
    expect(statusOf({ suppressedBy: 'nightly-export' })).toBe(3);
    for (const suppressedBy of ['nightly-export', undefined])
      expect(faultsOf(exportOf({ ...stored, suppressedBy, triage: UNTOUCHED }))).toEqual([]);
  });
});

describe('the schema', () => {
  test('finds what is missing, unknown or of another type', () => {
    const good = toOcsf(findingOf());
    const { time: _, ...timeless } = good;
    expect(faultsOf(timeless).join()).toMatch(/required property 'time'/);
    expect(faultsOf({ ...good, severity_id: 9 }).join()).toMatch(/severity_id/);
    expect(faultsOf({ ...good, riskiness: 1 }).join()).toMatch(/riskiness/);
    expect(faultsOf({ ...good, finding_info: {} }).join()).toMatch(/uid/);
    expect(faultsOf({ ...good, evidences: [{ api: {} }] }).join()).toMatch(/operation/);
  });
});
