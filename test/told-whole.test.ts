import { expect, test } from 'vitest';
import type { Signal } from '../shared/detectors/detector.ts';
import { shortIn } from '../shared/profile/hour.ts';
import { nameWhole } from '../shared/told-whole.ts';
import { FINDING } from './fixtures/findings.ts';
import { at, reading } from './fixtures/readings.ts';

const [volume] = FINDING.signals as [Signal];
const WHOLE = 'application.user_membership.show_password';
const CUT = 'application.user_membership.sho~1dcf44fe';
const OTHER = 'application.user_membership.sho~00000000';
const said: Signal = {
  ...volume,
  detector: 'new-operation',
  observed: `operation ${CUT} (new today; used by hardly anybody else)`,
  expected: `operation ${OTHER} or report.run`,
  quietIf: `operation ${OTHER}`,
  facts: { operation: CUT, operations: [CUT], 'operation usual': [OTHER, 'report.run'] },
};
const did = (operation: string) => reading({ time: at(0), operation });

test('an operation is named in full where the day knows it, and cut visibly where nothing does', () => {
  const [told] = nameWhole([said], [did(WHOLE), did('report.run')]);
  expect(told?.observed).toBe(`operation ${WHOLE} (new today; used by hardly anybody else)`);
  expect(told?.expected).toBe('operation application.user_membership.sho… or report.run');
  expect(told?.quietIf).toBe('operation application.user_membership.sho…');
  expect(told?.facts).toEqual(said.facts);
  expect(nameWhole([said], [])[0]?.observed).toMatch(/^operation application\.user_membership\.sho… \(new/);
});

test('a name of hundreds of characters is cut, and nothing in it is taken for a pattern', () => {
  const long = `$&.$1.${'operation.'.repeat(40)}`;
  const facts = { operation: shortIn('operation', long) };
  expect(facts.operation).toMatch(/^\$&\.\$1\..*~[0-9a-f]{8}$/);
  const [told] = nameWhole([{ ...said, observed: facts.operation, facts }], [did(long)]);
  expect(told?.observed).toBe(`${long.slice(0, 79)}…`);
});

test('what was not cut stays, also beside a text that looks like it', () => {
  const plain = { ...said, observed: `file ${CUT}`, facts: { observed: 7, operation: 'report.run' } };
  expect(nameWhole([plain], [did(WHOLE)])).toEqual([plain]);
});
