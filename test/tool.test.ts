import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const TOOLS = ['simulation', 'simulation/mutants', 'fuzz', 'bench', 'mutation'];
const run = (tool: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, tool, 'main.ts'), ...args], { encoding: 'utf8' });

describe('the project’s own tools', () => {
  test.each(TOOLS)('%s says what it is for and which options there are', (tool) => {
    const { status, stdout } = run(tool, '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^npm run \w+ -- \[--\w+/);
  });

  test.each(TOOLS)('%s refuses an option that there is not, without a trace of where', (tool) => {
    const { status, stderr } = run(tool, '--sede', '1');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Unknown option '--sede'/);
    expect(stderr).not.toContain('node:internal');
  });

  test.each(['0', '-1', '1.5', 'ten'])('takes no %s for a number of lives', (text) => {
    const { status, stderr } = run('simulation', `--runs=${text}`);
    expect(status).toBe(2);
    expect(stderr).toContain(`--runs is ${text}: give a whole number above 0.`);
  });

  test.each(['0', '-1', 'ten', ''])('takes no %j for how long to look, and so for nothing found', (text) => {
    const { status, stdout, stderr } = run('fuzz', `--minutes=${text}`);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`--minutes is ${text}: give a number above 0.`);
  });
});
