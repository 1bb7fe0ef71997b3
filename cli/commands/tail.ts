import { setTimeout as wait } from 'node:timers/promises';
import type { StoredFinding } from '../../functions/ports/findings.ts';
import { DAY_MS, SECOND_MS } from '../../shared/time.ts';
import { UserError } from '../errors.ts';
import { exportOf } from '../exported.ts';
import { allFindings, type FilterOptions, filterOf } from '../filters.ts';
import { openSource, type Source } from '../source.ts';
import { findingRow } from './findings.ts';

export interface TailOptions extends FilterOptions {
  readonly every: string;
  readonly json?: boolean;
}

/** Prints findings as they come and as they change, until Ctrl-C. */
export async function tail(options: TailOptions): Promise<void> {
  const everyMs = Number(options.every) * SECOND_MS;
  if (!(everyMs >= SECOND_MS && everyMs <= DAY_MS))
    throw new UserError(`--every ${options.every} is not a number of seconds from 1 to 86400.`);
  const source = await openSource(options);
  if (!source.isLive)
    throw new UserError(
      'A saved run gets no new findings: give --stack NAME or --local, or list it with npx outflow findings.',
    );
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  try {
    await follow(source, options, everyMs, stop.signal, (stored) =>
      console.log(options.json ? JSON.stringify(exportOf(stored)) : findingRow(stored).join('  ')),
    );
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    source.close();
  }
}

/** A finding is news again when its score, its status or what is known to be taken has changed. */
export async function follow(
  source: Source,
  options: FilterOptions,
  everyMs: number,
  signal: AbortSignal,
  show: (stored: StoredFinding) => void,
): Promise<void> {
  const shown = new Map<string, string>();
  while (!signal.aborted) {
    // Late events belong to their own day: a week is looked at again each time.
    const filter = filterOf({ since: '7d', ...options }, source);
    const found: StoredFinding[] = [];
    for await (const stored of allFindings(source, filter)) found.push(stored);
    for (const stored of found.reverse()) {
      const { finding, status } = stored;
      const state = [
        finding.score,
        finding.severity,
        finding.state,
        status,
        finding.exposure.records.known,
      ].join();
      if (shown.get(finding.id) !== state) show(stored);
      shown.set(finding.id, state);
    }
    await wait(everyMs, undefined, { signal }).catch(() => {});
  }
}
