import { styleText } from 'node:util';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import type { Notification } from '../../infra/local/subscription.ts';
import { incidentOf } from '../../shared/incident.ts';
import { dayOf } from '../../shared/time.ts';
import { demoDay } from '../demo/day.ts';
import type { DemoResult } from '../demo/screen.ts';
import { writeLocalAws } from '../local-aws-file.ts';
import { progressBar } from '../render/progress.ts';
import { checkSavable, saveRun } from '../saved.ts';

export interface DemoOptions {
  readonly verbose?: boolean;
  /** Leaves the local AWS up until Ctrl-C, for other commands with `--local`. */
  readonly keep?: boolean;
}

/** The whole of Outflow on emulators: a company's ordinary history, then one day on the stream with a breach in it. */
export async function demo({ verbose = false, keep = false }: DemoOptions): Promise<void> {
  console.log(
    bold('Outflow demo: a synthetic company of 50 people, three vendors and one breach, on local AWS.'),
  );
  await checkSavable('demo');
  // The AWS parts take a second to load; the first line should not wait for them.
  const [{ makeCompany, DEMO_SEED }, { startRehearsal }, { screen }] = await Promise.all([
    import('../demo/company.ts'),
    import('../demo/rehearsal.ts'),
    import('../demo/screen.ts'),
  ]);
  const today = demoDay(Date.now());
  const company = makeCompany(DEMO_SEED, { today });
  const rehearsal = await startRehearsal(company, dayOf(Date.parse(today)), {
    onStep: ({ title, ms }) => console.log(`  ${title.padEnd(44)} ${(ms / 1000).toFixed(1).padStart(5)} s`),
    ...(verbose ? { onLog: (name: string, line: string) => console.error(`${name}: ${line}`) } : {}),
  });
  try {
    const events = company.day();
    const progress = progressBar(
      `  ${today}, ${events.length} events through Kinesis`,
      events.length,
      process.stdout,
    );
    // Of what is put on the stream at once a theft may be judged before the sign-in that it began with, minutes earlier.
    await rehearsal.stream(events, {
      pauseMs: company.incident.signedInMs,
      onProgress: progress.advance,
    });
    progress.end();
    await rehearsal.settled();
    const result = await resultOf(rehearsal, events.length);
    await saveRun('demo', await rehearsal.run());
    console.log(screen(result).join('\n'));
    if (keep) await keepOpen(rehearsal.aws);
  } finally {
    await rehearsal.stop();
  }
}

async function keepOpen({ env, outputs }: LocalAws): Promise<void> {
  const remove = await writeLocalAws({ pid: process.pid, env, outputs });
  console.log(
    '\nThe local AWS stays up: other commands find it in this folder with --local. Ctrl-C ends it.',
  );
  await new Promise<void>((end) => {
    // Never taken off: Ctrl-C reaches this process twice where `outflow.js` has handed over to it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end());
  });
  await remove();
}

async function resultOf(
  rehearsal: Awaited<ReturnType<typeof import('../demo/rehearsal.ts').startRehearsal>>,
  events: number,
): Promise<DemoResult> {
  const findings = await rehearsal.findings();
  const setAside = (await rehearsal.quarantined()).length;
  // The one that says what was taken; a sign-in may page before anything was.
  const toldOf = ({ attributes }: Notification) => findings.find(({ id }) => id === attributes['findingId']);
  const page =
    rehearsal.pages.find((one) => (toldOf(one)?.exposure.records.lower ?? 0) > 0) ?? rehearsal.pages[0];
  const paged = page && toldOf(page);
  if (page === undefined || paged === undefined)
    throw new Error(
      'The demo ended without a page: run `npx outflow demo --verbose` to see what the functions log.',
    );
  const at = rehearsal.pages.indexOf(page);
  return {
    events,
    page,
    earlierPages: rehearsal.pages.slice(0, at),
    furtherPages: rehearsal.pages.slice(at + 1),
    paged,
    incident: incidentOf(paged, findings),
    findings,
    setAside,
  };
}

function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}
