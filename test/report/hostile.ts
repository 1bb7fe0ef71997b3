import { addExposures } from '../../shared/exposure.ts';
import type { Finding } from '../../shared/finding.ts';
import { clockOf, REGIMES } from '../../shared/report/clock.ts';
import { type Report, reportOf } from '../../shared/report/report.ts';
import { EMPTY_DOCUMENT } from '../../shared/settings/document.ts';
import { CHANGE, FINDING, findingOf } from '../fixtures/findings.ts';

/** What breaks out of an element, of an attribute, of a style and of a comment; and what only looks odd. */
const HOSTILE = [
  '<script>owned=1</script>',
  '"><img src=x onerror=owned=1>',
  "' onmouseover='owned=1",
  '</style><script>owned=1</script>',
  '--><svg onload=owned=1>',
  'javascript:owned=1',
  '{{constructor.constructor("owned=1")()}}',
  '\u202Egnp.exe\u2066 \u0000 \u001b[31m',
  'W'.repeat(300),
] as const;

const nth = (index: number): string => HOSTILE[index % HOSTILE.length] ?? '';

export function hostileReport(): Report {
  const event = FINDING.evidence[0];
  const finding = findingOf({
    actor: { uid: nth(1), type: 'user', email: nth(0), name: nth(3) },
    tenant: nth(2),
    vendor: 'salesforce',
    signals: FINDING.signals.map((signal, index) => ({
      ...signal,
      observed: nth(index),
      expected: nth(index + 1),
      quietIf: nth(index + 2),
      facts: { ...signal.facts, client: nth(4), 'client usual': HOSTILE },
    })),
    exposure: {
      ...FINDING.exposure,
      datasets: HOSTILE.map((name) => ({ name, operations: 1, records: 1, unsized: 0 })),
      destinations: HOSTILE,
    },
    context: {
      network: HOSTILE,
      country: HOSTILE,
      client: HOSTILE,
      app: HOSTILE,
      credential: HOSTILE,
      ip: HOSTILE,
    },
    changes: HOSTILE.map((text) => ({
      ...CHANGE,
      operation: text,
      client: text,
      ip: text,
      by: { uid: text, email: '', name: text },
    })),
    evidence: HOSTILE.flatMap((text, index) =>
      event === undefined
        ? []
        : [
            {
              ...event,
              time: event.time - index,
              operation: text,
              eventId: text,
              ip: text,
              client: text,
              datasets: HOSTILE,
              by: { uid: text, email: text, name: text },
            },
          ],
    ),
  });
  return reportFrom([finding]);
}

/** A report without profiles, of findings as they are. */
export function reportFrom(findings: readonly Finding[]): Report {
  const aware = { kind: 'aware', by: nth(0), at: FINDING.lastTime } as const;
  const note = { by: nth(1), atMs: FINDING.lastTime, text: nth(0) };
  const triage = {
    status: 'in progress',
    assignee: nth(3),
    notes: [note],
    history: [{ by: nth(1), atMs: FINDING.lastTime, what: 'noted' }],
    forgotten: 0,
  } as const;
  return reportOf({
    incident: { findings, exposure: addExposures(findings.map(({ exposure }) => exposure)) },
    related: findings.map((finding) => ({ finding, relation: 'same network', by: nth(1) })),
    handling: new Map(
      findings.map(({ id }) => [
        id,
        {
          status: 'in progress',
          triage,
          paged: { at: FINDING.lastTime, severity: 'critical' },
          suppressedBy: nth(2),
        },
      ]),
    ),
    profiles: new Map(),
    clock: clockOf(FINDING.lastTime, [aware], REGIMES),
    settings: EMPTY_DOCUMENT,
    version: '0.0.0',
    madeAt: FINDING.lastTime,
  });
}
