import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { billOf } from '../../cli/cost/bill.ts';
import { DEFAULT_REGION, priceList } from '../../cli/cost/prices.ts';
import { takeSample } from '../../cli/cost/sample.ts';
import { tierOf } from '../../cli/cost/tiers.ts';
import { grouped } from '../../shared/words.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'cli/outflow.js'), 'cost', ...args], { cwd: root });

/** The text between three ticks that follows the mark. */
function blockOf(path: string): string[] {
  const [, block = ''] = /<!-- cost -->\n```text\n([\s\S]*?)\n```/.exec(read(path)) ?? [];
  return block.split('\n');
}

describe('npx outflow cost', () => {
  let printed: string[];
  beforeAll(async () => {
    printed = (await run()).stdout.trimEnd().split('\n');
  }, 600_000);

  test('prints what docs/cost.md shows, word for word', () => {
    expect(printed).toEqual(blockOf('docs/cost.md'));
  });

  test('prints every line that docs/deploy.md shows', () => {
    const shown = blockOf('docs/deploy.md');
    expect(shown.length).toBeGreaterThan(3);
    for (const line of shown) expect(printed).toContain(line);
  });

  test('says of a steady thousand events a second at most 0.45 dollars for a million', () => {
    const at = printed.findIndex((line) => line.startsWith('1,000/s, provisioned: '));
    const [, million = ''] = /^together +[\d,.]+ +([\d.]+)$/m.exec(printed.slice(at).join('\n')) ?? [];
    expect(Number(million)).toBeGreaterThan(0.05);
    expect(Number(million)).toBeLessThanOrEqual(0.45);
    // As the README has it.
    expect(read('README.md').replace(/\s+/g, ' ')).toContain(
      `${Number(million).toFixed(2)} dollars for a million`,
    );
  });

  test('counts what docs/scale.md calculates with, and what docs/cost.md says of people alone', async () => {
    const sample = await takeSample('1', () => {});
    const list = priceList(DEFAULT_REGION);
    const bills = [1000, 100_000, 1_000_000].map((rate) => billOf(tierOf(rate), 'provisioned', sample, list));
    const scale = read('docs/scale.md');
    const row = (name: string) => {
      const cells =
        scale
          .split('\n')
          .find((line) => line.startsWith(`| ${name}`))
          ?.split('|') ?? [];
      return cells.slice(3, 6).map((cell) => Number(cell.replaceAll(',', '')));
    };
    expect(row('shards, ')).toEqual(bills.map(({ shards }) => shards));
    expect(row('invocations at once')).toEqual(bills.map(({ shards }) => 2 * shards));
    expect(row('state table, write units a second |')).toEqual(
      bills.map(({ state }) => Number(state.writes.toPrecision(2))),
    );
    const [provisioned, onDemand, steady, steadyOnDemand] = [tierOf(1000, 10_000_000), tierOf(1000)].flatMap(
      (tier) =>
        (['provisioned', 'on demand'] as const).map((capacity) =>
          billOf(tier, capacity, sample, list).usdPerMillion?.toFixed(2),
        ),
    );
    expect(read('docs/cost.md').replace(/\s+/g, ' ')).toContain(
      `would cost ${provisioned} dollars provisioned and ${onDemand} on demand (\`--rate 1000 --people 10000000\`), instead of ${steady} and ${steadyOnDemand}.`,
    );
    expect(scale).toContain(`${grouped(bills.at(-1)?.shards ?? 0)} shards and 440,000 write units are one`);
  }, 600_000);

  test.each([
    [['--rate', 'fast'], /--rate fast: expected events a second/],
    [['--region', 'eu-central-1'], /no prices of eu-central-1/],
  ])('refuses %j, and says why', async (args, message) => {
    await expect(run(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});
