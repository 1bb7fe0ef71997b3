import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordedPages } from '../../cli/commands/settings.ts';
import { readSettings, settingsText } from '../../cli/settings-file.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { EMPTY_DOCUMENT } from '../../shared/settings/document.ts';
import type { Scope } from '../../shared/settings/suppression.ts';
import { dayText } from '../../shared/time.ts';
import { outflow as run } from '../command.ts';
import { company } from '../demo/day.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { DOCUMENT } from '../settings/document.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const outflow = (...args: string[]) => run(folder, ['settings', ...args]);

describe('a settings file', () => {
  test('reads as it was written, as YAML and as JSON', async () => {
    expect(await readSettings(file('a.yaml', settingsText(DOCUMENT)))).toEqual(DOCUMENT);
    expect(await readSettings(file('a.json', JSON.stringify(DOCUMENT)))).toEqual(DOCUMENT);
    expect(await readSettings(file('none.yaml', settingsText(EMPTY_DOCUMENT)))).toEqual(EMPTY_DOCUMENT);
    expect(settingsText(EMPTY_DOCUMENT)).toBe('{}\n');
    expect(settingsText(DOCUMENT)).toContain('\n    expires: 2027-01-31\n');
  });

  test('is held against the lines that the stack is deployed with', () => {
    const lines = { pageScore: 12, highScore: 14, criticalScore: 16 };
    writeFileSync(join(folder, 'outflow-settings.json'), JSON.stringify({ thresholds: lines }));
    try {
      file('low.yaml', 'thresholds: { highScore: 8.2, criticalScore: 10 }\n');
      file('page.yaml', 'thresholds: { pageScore: 9 }\n');
      const low = outflow('check', 'low.yaml');
      expect(low.code).toBe(2);
      expect(low.stderr).toMatch(/pageScore 12 is above highScore 8.2/);
      expect(outflow('check', 'page.yaml')).toMatchObject({ code: 0, stderr: '' });
    } finally {
      rmSync(join(folder, 'outflow-settings.json'));
    }
  });

  test.each([
    ['not there', join(folder, 'nowhere.yaml'), /settings export > settings\.yaml makes one/],
    ['neither YAML nor JSON', file('b.yaml', 'a: [1'), /neither YAML nor JSON: /],
    [
      'a field twice',
      file('e.yaml', 'thresholds: {}\nthresholds: {}\n'),
      /thresholds stands there twice at line 2/,
    ],
    ['more than one document', file('g.yaml', 'thresholds: {}\n---\ncontracts: {}\n'), /multiple documents/],
    [
      'empty, as after an export that failed',
      file('empty.yaml', ''),
      /say nothing\. To have none at all, write \{\}\./,
    ],
    ['nothing but remarks', file('remarks.yaml', '# thresholds: none\n'), /say nothing/],
    ['a bomb of aliases', file('c.yaml', 'a: &a [1]\nb: *a\n'), /neither YAML nor JSON: /],
    [
      'larger than what it takes to read it',
      file('large.yaml', '['.repeat(1024 * 1024 + 1)),
      /larger than 1 MiB/,
    ],
    [
      'wrong in two places',
      file('d.yaml', 'feeds: 3\nfoo: 1\n'),
      /\n {2}feeds: 3 is not a list of feeds\n {2}foo: is no field/,
    ],
  ])('that is %s is refused with the remedy', async (_, path, expected) => {
    await expect(readSettings(path)).rejects.toThrow(expected);
  });
});

describe('npx outflow settings', () => {
  const run = file(
    'run.jsonl',
    [FINDING, findingOf({ id: 'OF-0THE-R0000000', actor: { ...FINDING.actor, uid: 'other' } })]
      .map((finding) => `${JSON.stringify(toOcsf(finding))}\n`)
      .join(''),
  );

  test('check shows what a suppression would have hidden in a saved run, before anybody saves it', () => {
    const [suppression] = DOCUMENT.suppressions;
    const scope = { actor: FINDING.actor.uid };
    const path = file('e.json', JSON.stringify({ suppressions: [{ ...suppression, scope }] }));
    const { code, stdout } = outflow('check', path, '--from', run);
    expect(code).toBe(0);
    expect(stdout).toContain('is sound: 1 setting.');
    expect(stdout).toMatch(/The suppression nightly would have kept 1 page of the run .* from on-call:/);
    expect(stdout).toContain('OF-7K2Q-9M');
    expect(stdout).not.toContain('OF-0THE-R0');
  });

  test('holds a suppression against the lines that stand with it', () => {
    const [suppression] = DOCUMENT.suppressions;
    const scope = { detector: 'volume', actor: FINDING.actor.uid };
    const one = { ...suppression, id: 'one', scope };
    const path = (thresholds: object) =>
      file('lines.json', JSON.stringify({ suppressions: [one], thresholds }));
    // Without the volume 4.50 remain.
    expect(outflow('check', path({ pageScore: 4.6 }), '--from', run).stdout).toContain('kept 1 page');
    expect(outflow('check', path({ pageScore: 4.4 }), '--from', run).stdout).toContain('kept 0 pages');
  });

  test('counts what two of them keep back together, which neither would alone', () => {
    const [suppression] = DOCUMENT.suppressions;
    const of = (detector: string) => ({
      ...suppression,
      id: detector,
      scope: { detector, actor: FINDING.actor.uid },
    });
    const path = (...detectors: string[]) => {
      const suppressions = detectors.map(of);
      return file('two.json', JSON.stringify({ suppressions, thresholds: { pageScore: 4.4 } }));
    };
    expect(outflow('check', path('volume'), '--from', run).stdout).toContain('kept 0 pages');
    const { stdout } = outflow('check', path('volume', 'context-novelty'), '--from', run);
    expect(stdout.match(/kept 1 page/g)).toHaveLength(2);
  });

  test('says of one that has expired that it hides nothing: most likely the year is wrong', () => {
    const [suppression] = DOCUMENT.suppressions;
    const scope = { actor: FINDING.actor.uid };
    const until = (expires: string) => {
      const path = file('old.json', JSON.stringify({ suppressions: [{ ...suppression, expires, scope }] }));
      return outflow('check', path, '--from', run).stdout;
    };
    expect(until('2020-01-31')).toContain('The suppression nightly hides nothing: it expired on 2020-01-31.');
    // The day that it names is its last one.
    expect(until(dayText(FINDING.day))).not.toContain('expired');
  });

  test('looks at every page of the time, however much was recorded beside', async () => {
    const store = memoryFindingStore();
    const { lastTime } = FINDING;
    const small = { severity: 'informational', score: 3.5, signals: [] } as const;
    for (let n = 0; n < 5001; n++)
      await store.upsert(
        findingOf({ id: `OF-${String(n).padStart(13, '0')}`, ...small, lastTime: lastTime + n }),
        1,
        0,
      );
    const ledger = { entries: [], more: 2 };
    await store.upsert({ ...FINDING, ledger }, 1, 0);
    const span = { fromMs: lastTime - 1, toMs: lastTime + 5001 };
    const one = { id: 'one', author: 'mara', reason: 'it is ours', expires: '2027-01-31' };
    const asked = (scope: Scope) => recordedPages(store, span, [{ ...one, scope }]);
    const [page, ...others] = await asked({ actor: 'other' });
    expect([page?.finding.id, others, page?.ledger]).toEqual([FINDING.id, [], undefined]);
    expect(page).toMatchObject({ suppressedBy: undefined, isClosed: false });
    const stored = await store.get(FINDING.id);
    if (stored !== undefined)
      await store.settle(FINDING.id, stored, { told: undefined, suppressedBy: 'one' });
    expect((await asked({ actor: 'other' }))[0]).toMatchObject({ suppressedBy: 'one' });
    // Without it nothing could be shown to lie in their scope.
    for (const scope of [{ dataset: 'report:*' }, { operation: 'Report*' }, { network: 'AS64500' }])
      expect((await asked(scope))[0]?.ledger).toEqual(ledger);
  });

  test('asks for a target where there is none, and exits 2', () => {
    const { code, stderr } = outflow('export');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--stack NAME/);
  });

  test('propose-contracts prints a settings file that can be applied', async () => {
    const events = [...company.history()].filter(({ vendor }) => vendor === 'salesforce');
    const log = file('log.ndjson', events.map(({ raw }) => JSON.stringify(raw)).join('\n'));
    const { code, stdout, stderr } = outflow(
      'propose-contracts',
      log,
      '--vendor',
      'salesforce',
      '--as',
      'mara',
    );
    expect(stderr).toMatch(/contracts?: narrow what is wider/);
    expect(code).toBe(0);
    const { contracts } = await readSettings(file('proposed.yaml', stdout));
    expect(contracts.length).toBeGreaterThan(0);
    expect(contracts[0]).toMatchObject({ vendor: 'salesforce', author: 'mara' });
    // Whoever narrows it sees what came now and then only.
    expect(stdout).toMatch(/^ +- (?:AS\d+|[\d.]+\/24) # on \d+ of \d+ days$/m);
  });
});
