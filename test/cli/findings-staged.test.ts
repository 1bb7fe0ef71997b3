import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type FindingsOptions, listFindings } from '../../cli/commands/findings.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { FINDING, findingOf } from '../fixtures/findings.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();
afterEach(() => vi.restoreAllMocks());

const found = findingOf({ id: 'OF-AAAA-AAAAAAAA' });
const tried = ['OF-BBBB-BBBBBBBB', 'OF-CCCC-CCCCCCCC'].map((id) =>
  findingOf({
    id,
    score: 0,
    severity: 'informational',
    signals: FINDING.signals
      .slice(0, 1)
      .map((one) => ({ ...one, detector: 'rule-match', score: 0, notable: true as const })),
  }),
);
const fileOf = (name: string, findings: readonly (typeof found)[]) => {
  const path = join(folder, name);
  writeFileSync(path, findings.map((one) => `${JSON.stringify(toOcsf(one))}\n`).join(''));
  return path;
};
const both = fileOf('both.ndjson', [found, ...tried]);

async function listed(options: Partial<FindingsOptions>) {
  const written: string[] = [];
  const out = vi.spyOn(console, 'log').mockImplementation((text) => written.push(text));
  const told: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text) => told.push(text));
  await listFindings({ from: both, limit: '50', ...options });
  out.mockRestore();
  return { out: written.join('\n'), told: told.join('\n') };
}

describe('what nothing but rules in staging speaks of', () => {
  test('is counted below the list, and listed when asked for', async () => {
    const { out } = await listed({});
    expect(out).toContain('AAAA');
    expect(out).not.toMatch(/BBBB|CCCC/);
    expect(out).toMatch(/^2 further findings of nothing but rules .* in staging.*--staged lists them/m);
    const all = await listed({ staged: true });
    expect(all.out).toMatch(/BBBB/);
    expect(all.out).not.toMatch(/further/);
  });

  test('is listed for whoever names the detector', async () => {
    const { out } = await listed({ detector: 'rule-match' });
    expect(out).toMatch(/BBBB/);
    expect(out).not.toMatch(/further/);
  });

  test('is counted apart from JSON, and where nothing else was found', async () => {
    const json = await listed({ json: true });
    expect(json.out.split('\n')).toHaveLength(1);
    expect(json.told).toMatch(/^2 further findings/);
    const { out } = await listed({ from: fileOf('tried.ndjson', tried.slice(0, 1)) });
    expect(out).toMatch(/^No findings.*\n1 further finding of nothing but/);
  });
});
