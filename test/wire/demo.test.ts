import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startOutflow } from '../command.ts';
import { temporaryFolder } from '../temporary.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Until the first line stood on the screen. */
  readonly firstLineMs: number;
}

async function outflow(cwd: string, ...args: string[]): Promise<Run> {
  const startedAt = performance.now();
  const { child, result, ended } = startOutflow(cwd, args);
  let firstLineMs = Number.POSITIVE_INFINITY;
  child.stdout.on('data', () => {
    if (result.stdout.includes('\n')) firstLineMs = Math.min(firstLineMs, performance.now() - startedAt);
  });
  return { ...(await ended), firstLineMs };
}

/** `Why    8.41 = 3.03 + 5.38`: gives the number of terms. */
function expectExactSum(text: string): number {
  const [, score = '', sum = ''] = /^Why {4}([\d.]+) = ([\d. +]+)$/m.exec(text) ?? [];
  const terms = sum.split(' + ').map((term) => Math.round(Number(term) * 100));
  expect(terms.length).toBeGreaterThan(1);
  expect(terms.reduce((total, term) => total + term, 0)).toBe(Math.round(Number(score) * 100));
  return terms.length;
}

describe('npx outflow demo', () => {
  const folder = temporaryFolder();
  let run: Run;
  let block: string[];

  beforeAll(async () => {
    run = await outflow(folder, 'demo');
    const lines = run.stdout.trimEnd().split('\n');
    block = lines.slice(lines.findIndex((line) => line.startsWith('-- The page')));
  }, 180_000);

  test('exits 0, and speaks at once', () => {
    expect(run.stderr).toBe('');
    expect(run.code).toBe(0);
    expect(run.firstLineMs).toBeLessThan(10_000);
  });

  test('ends in one block of at most 60 lines of 100 columns, without colour', () => {
    expect(block.length).toBeGreaterThan(30);
    expect(block.length).toBeLessThanOrEqual(60);
    for (const line of block) expect(line.length).toBeLessThanOrEqual(100);
    expect(run.stdout).not.toContain('\u001b');
  });

  test('shows the page, a score that is the sum of its signals, what was taken, and the rest of the company', () => {
    const text = block.join('\n');
    expect(text).toMatch(/^Subject: ALARM: HIGH Salesforce: [\d,]+ records \[OF-[0-9A-Z]{4}-[0-9A-Z]{2}\]$/m);
    expectExactSum(text);
    expect(text).toMatch(/Known +[\d,]+ records; /);
    expect(text).toMatch(
      /Unknown +4 exports of unknown size \(1 at Salesforce, 3 at Mixpanel \(unverified\)\)/,
    );
    expect(text).toMatch(/no upper bound can be given/);
    expect(text).toMatch(/^Then {2}CRITICAL, raised, Salesforce: (?:at least )?[\d,]+ records \[OF-/m);
    expect(text).toMatch(/^Then {2}[A-Z]+ Mixpanel.*OF-/m);
    // The sign-in pages as well; which of both is told first depends on the shards.
    expect(text).toMatch(/^(?:First|Then ) [A-Z]+ Okta.*OF-/m);
    expect(text).toMatch(/ 0 pages about anybody else, \d+ findings? for review, 0 records set aside\./);
  });

  test('prints commands that work afterwards, without emulators', async () => {
    const commands = block.flatMap(
      (line) => /npx outflow (report|findings) (.*--from demo)/.exec(line)?.slice(1) ?? [],
    );
    expect(commands.length).toBe(4);
    for (let i = 0; i < commands.length; i += 2) {
      const { code, stdout, stderr } = await outflow(
        folder,
        commands[i] ?? '',
        ...(commands[i + 1] ?? '').split(' '),
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout).toContain('OF-');
    }
  });

  test('pages with a command that, copied, shows the full explanation and the exposure', async () => {
    const [, command = ''] = /^More {3}npx outflow (.*)$/m.exec(run.stdout) ?? [];
    const { code, stdout } = await outflow(folder, ...command.split(' '));
    expect(code).toBe(0);
    const signals = expectExactSum(stdout);
    expect(stdout.match(/^ {4}quiet if /gm)).toHaveLength(signals);
    expect(stdout).toMatch(/Bounds +at least [\d,]+ records; no upper bound can be given/);
    expect(stdout).toMatch(/Paged +\d{4}-\d\d-\d\d \d\d:\d\d UTC, as critical/);
  });

  test('offers a report that has the ledger and the weeks before, and says when on-call was told', async () => {
    const [, command = ''] = /npx outflow (report .*) --format html/.exec(block.join('\n')) ?? [];
    const { code, stdout, stderr } = await outflow(folder, ...command.split(' '), '--format', 'html');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/<h4>The weeks before<\/h4>/);
    expect(stdout).toMatch(/First alert: \d{4}/);
    expect(stdout).toMatch(/18 of them with data/);
  });

  test('is what the README shows', () => {
    const sample = /<!-- demo -->\n```text\n([\s\S]*?)\n```/.exec(readme)?.[1];
    expect(sample).toBeDefined();
    expect(run.stdout).toContain(sample);
  });
});
