import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { oktaEvent } from '../../fixtures/okta.ts';
import type { Figure, Row } from '../measure.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
/** Runs the command as it is, and says at its end what it took. */
const MEASURED = `
  process.on('exit', () => console.error(process.resourceUsage().maxRSS));
  await import(${JSON.stringify(MAIN)});
`;
const LINES = 500;
const EVENTS = [10_000, 100_000, 1_000_000] as const;

/** It should not grow with the log. */
export const row: Row = {
  title: 'Peak memory of parse --summary over a log of Okta events',
  measure: async () => {
    const figures: Figure[] = [];
    for (const events of EVENTS)
      figures.push({
        name: `${events.toLocaleString('en')} events`,
        value: (await peakOf(events)) / 1024,
        unit: 'MiB',
      });
    return figures;
  },
};

async function peakOf(events: number): Promise<number> {
  const args = ['--input-type=module', '-e', MEASURED, '--', 'parse', '-', '--summary'];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exit = once(child, 'exit');
  for (let at = 0; at < events; at += LINES)
    if (!child.stdin.write(linesOf(at, Math.min(at + LINES, events)))) await once(child.stdin, 'drain');
  child.stdin.end();
  const [code] = await exit;
  if (code !== 0) throw new Error(`parse ended with ${code}: ${said}`);
  return Number(said.trim().split('\n').at(-1));
}

/** People, ids and addresses differ, so that what is remembered of them has to be let go of again. */
function linesOf(first: number, end: number): string {
  let text = '';
  for (let at = first; at < end; at++) {
    const actor = { id: `00u${at % 50_000}`, type: 'User', alternateId: `user${at % 50_000}@example.com` };
    const ipAddress = `11.${at % 200}.${(at >> 3) % 250}.${(at >> 11) % 250}`;
    text += `${JSON.stringify(oktaEvent({ uuid: `event-${at}`, actor, client: { ipAddress } }))}\n`;
  }
  return text;
}
