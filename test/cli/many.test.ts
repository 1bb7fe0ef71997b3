import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { showActor } from '../../cli/commands/actor.ts';
import { report } from '../../cli/commands/report.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { DAY_MS } from '../../shared/time.ts';
import { DAY, FINDING, findingOf } from '../fixtures/findings.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();
afterEach(() => vi.restoreAllMocks());

const from = join(folder, 'many.jsonl');
const all = Array.from({ length: 101 }, (_, ago) =>
  findingOf({
    id: `OF-${String(ago).padStart(4, '0')}-00000000`,
    day: DAY - ago,
    firstTime: FINDING.firstTime - ago * DAY_MS,
    lastTime: FINDING.lastTime - ago * DAY_MS,
  }),
);
writeFileSync(from, all.map((finding) => `${JSON.stringify(toOcsf(finding))}\n`).join(''));
const actor = FINDING.actor.email;

test('a report of more findings than it holds is refused, and not made of the newest', async () => {
  await expect(report([], { from: [from], actor, format: 'text' })).rejects.toThrow(
    /more than 100 findings in that time.*shorter one with --from DAY and --to DAY/,
  );
  await report([], { from: [from, '2026-11-01'], actor, format: 'text', out: join(folder, 'report.txt') });
});

test('of the findings of an account the newest are listed, and said to be no more', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  await showActor(actor, { from });
  expect(String(printed.mock.calls[0]?.[0])).toMatch(
    /The newest 20; all of them: npx outflow findings --actor /,
  );
});
