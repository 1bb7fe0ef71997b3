import { describe, expect, test } from 'vitest';
import { evidenceLines } from '../../cli/render/finding-lines.ts';
import { takenLines } from '../../cli/render/taken-lines.ts';
import type { Signal } from '../../shared/detectors/detector.ts';
import { addExposures, type Exposure } from '../../shared/exposure.ts';
import type { Finding } from '../../shared/finding.ts';
import { bodyOf } from '../../shared/page/body.ts';
import { takenOf } from '../../shared/page/taken.ts';
import { FINDING, findingOf, NOTHING_TAKEN } from '../fixtures/findings.ts';

const open = (known: number) => ({ known, operationsWithout: 0, lower: known, about: known, upper: null });

function linesOf(exposure: Exposure): string[] {
  return takenLines({ findings: [findingOf({ exposure })], exposure: addExposures([exposure]) }).map((line) =>
    line.trim().replace(/\s+/g, ' '),
  );
}

describe('the events that a terminal shows', () => {
  const [event] = FINDING.evidence;
  const events = (count: number, records: number | null) =>
    event === undefined ? [] : Array.from({ length: count }, () => ({ ...event, records }));
  const shown = (count: number, records: number | null, operations: number) =>
    evidenceLines({
      vendor: 'salesforce',
      evidence: events(count, records),
      exposure: { ...NOTHING_TAKEN, operations },
    });

  test('are counted where there are more of them', () => {
    expect(shown(17, null, 150).at(-1)).toBe(
      '  and 133 more operations that carried data: the report has them',
    );
    expect(shown(17, 5, 17).at(-1)).not.toMatch(/more/);
    const logon = events(1, null).map((one) => ({ ...one, sha256: '' }));
    expect(
      evidenceLines({ vendor: 'salesforce', evidence: logon, exposure: NOTHING_TAKEN }).at(-1),
    ).not.toMatch(/more/);
  });

  test('are headed by the vendor’s unit only where none of them is told by its bytes', () => {
    const heads = (sizes: readonly [records: number | null, bytes: number | null][]) =>
      evidenceLines({
        vendor: 'aws',
        evidence: sizes.flatMap(([records, bytes]) => events(1, records).map((one) => ({ ...one, bytes }))),
        exposure: NOTHING_TAKEN,
      })[1]?.split(/ +/)[3];
    expect(
      heads([
        [1, null],
        [1, 200],
      ]),
    ).toBe('secrets');
    expect(heads([[null, 633_800]])).toBe('taken');
    expect(
      heads([
        [1, null],
        [null, 633_800],
      ]),
    ).toBe('taken');
  });

  test('are called the largest only where their sizes are known', () => {
    expect(shown(2, null, 2)[0]).toBe('Events, the newest of the day (UTC)');
    expect(shown(2, 7, 2)[0]).toBe('Events, the largest of the day (UTC)');
  });
});

describe('what a terminal says was taken', () => {
  test('never calls what was shared sized, nor bounds it', () => {
    const shared = {
      ...NOTHING_TAKEN,
      operations: 12,
      waysOut: 12,
      records: open(0),
      bytes: open(0),
      destinations: ['repository:acme/p0'],
    };
    for (const exposure of [shared, { ...NOTHING_TAKEN, operations: 12, destinations: Array(12).fill('r') }])
      expect(linesOf(exposure)).toEqual(
        expect.arrayContaining([
          'Known no size is stated; 0 exports in 12 operations that carried data',
          'Unknown 12 shares or ways out: what they opened has no size in the log',
          'Bounds no size is known; no upper bound can be given',
        ]),
      );
  });

  test('names where it went', () => {
    const sent = { ...NOTHING_TAKEN, operations: 1, exports: 1, destinations: ['bucket:out'] };
    expect(linesOf({ ...sent, waysOut: 0 })).toContain('Ways out bucket:out');
  });

  test('bounds by bytes where only they are stated', () => {
    const files = { ...NOTHING_TAKEN, operations: 395, exports: 395, records: open(0) };
    const bytes = { ...open(2_500_000), upper: 2_500_000 };
    expect(linesOf({ ...files, bytes })).toContain('Bounds exactly 2.5 MB');
    expect(linesOf({ ...files, bytes: open(2_500_000) })).toContain(
      'Bounds at least 2.5 MB; no upper bound can be given',
    );
  });

  test('says which sizes are unknown where operations state another, or where a sample was kept', () => {
    const mixed = {
      ...NOTHING_TAKEN,
      operations: 3,
      exports: 3,
      records: { ...open(40), operationsWithout: 2 },
      bytes: { ...open(9000), operationsWithout: 1 },
    };
    expect(linesOf(mixed)).toContain('Unknown records of 2 operations, of which the log states bytes');
    expect(linesOf({ ...mixed, sampled: true })).toContain(
      'Unknown what the sample does not hold: of so many operations not all are kept',
    );
    const exact = { ...open(40), upper: 40 };
    expect(linesOf({ ...mixed, records: exact })).toContain(
      'Unknown nothing: every operation states its size',
    );
  });

  test('says that nothing is known to have left where no operation carried data', () => {
    const lines = linesOf(NOTHING_TAKEN);
    expect(lines).toContain('Bounds none: nothing is known to have left');
    expect(lines).toContain('Unknown only what the log does not record: no operation in it carried data');
    expect(lines.join()).not.toMatch(/every operation states/);
  });

  test('says of an address that what an account took is told by the finding of that account', () => {
    const sprayed = (...entered: readonly string[]) =>
      findingOf({
        id: 'OF-0000-00000000',
        entity: 'source/salesforce/default/198.51.100.43',
        exposure: NOTHING_TAKEN,
        signals: [{ ...(FINDING.signals[0] as Signal), detector: 'spraying', facts: { failed: 9, entered } }],
      });
    const linesOf = (finding: Finding, others: readonly Finding[] = []) =>
      takenLines({ findings: [finding], exposure: finding.exposure }, undefined, others)
        .join(' ')
        .replace(/\s+/g, ' ');
    const own = sprayed(FINDING.actor.uid);
    const told = 'what the account took after it got in is told by the finding of that account';
    expect(linesOf(own)).toMatch(new RegExp(`^Taken Known ${told} No log `));
    expect(linesOf(own, [findingOf({ actor: { ...FINDING.actor, uid: 'else' } }), FINDING])).toContain(
      `${told}: OF-7K2Q-9M No log`,
    );
    // Nor of somebody at another vendor who has the same number.
    for (const elsewhere of [{ vendor: 'box' }, { tenant: 'another' }])
      expect(linesOf(own, [findingOf(elsewhere)])).toContain(`${told} No log`);
    expect(linesOf(sprayed('1', '2'))).toContain('told by the findings of these accounts');
    expect(linesOf(own)).not.toContain('nothing is known to have left');
    expect(takenOf(own)).toEqual([told]);
    expect(bodyOf(own, { kind: 'opened', threadId: own.id }, {}).replace(/\s+/g, ' ')).toContain(
      `Taken ${told}`,
    );
    // Nobody got in, or data left by the address itself, or it is an account's.
    expect(linesOf(sprayed())).toContain('Bounds none: nothing is known to have left');
    expect(takenOf(sprayed())).toEqual(['nothing that an event states']);
    expect(linesOf({ ...own, exposure: FINDING.exposure })).toContain('Bounds at least 181,204 records');
    expect(linesOf({ ...own, entity: FINDING.entity })).toContain('Bounds none');
  });
});
