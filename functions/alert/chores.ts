import { heartbeatNotice, quieterNotice } from '../../shared/page/notice.ts';
import { canonical } from '../../shared/settings/diff.ts';
import type { Setting } from '../../shared/settings/document.ts';
import { type Guard, guardOf, linesGuard, storable } from '../../shared/settings/guard.ts';
import { quieterSince } from '../../shared/settings/quieter.ts';
import { messageOf } from '../../shared/text.ts';
import { HOUR_MS } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import type { Counters } from '../ports/metrics.ts';
import type { NoticeStore, Notices } from '../ports/notices.ts';
import { type DigestPorts, sendDigests } from './digest.ts';
import { type AlertOptions, limitsOf, settingsOf } from './ports.ts';
import { repeatPages } from './repeat.ts';

export interface ChoresPorts extends DigestPorts {
  readonly notices: NoticeStore;
}

export interface Chores {
  readonly counts: Counters;
  /** What the invocation fails with, if anything failed; the rest is done. */
  readonly failure: Error | undefined;
}

/**
 * What no finding asks for by itself, in the order of what cannot wait. What fails stops nothing else. `settings`: all
 * that stand, of `GUARD_SETTINGS`.
 */
export async function doChores(
  settings: readonly Setting[],
  ports: ChoresPorts,
  options: AlertOptions = {},
): Promise<Chores> {
  const failures: unknown[] = [];
  const tried = async <Done>(work: Promise<Done>, otherwise: Done): Promise<Done> => {
    try {
      return await work;
    } catch (error) {
      failures.push(error);
      return otherwise;
    }
  };
  const repeats = await tried(repeatPages(ports, options), {
    repeated: 0,
    continued: 0,
    abandoned: 0,
    failures: [],
  });
  const digested = await tried(sendDigests(ports, options), {
    digests: 0,
    findings: 0,
    left: 0,
    failures: [],
  });
  const notices = await tried(sendNotices(settings, digested.left, ports, options), 0);
  return {
    counts: {
      PagesRepeated: repeats.repeated,
      PagesContinued: repeats.continued,
      PagesAbandoned: repeats.abandoned,
      DigestsSent: digested.digests,
      DigestedFindings: digested.findings,
      DigestWaiting: digested.left,
      NoticesSent: notices,
    },
    failure: failureOf([...failures, ...repeats.failures, ...digested.failures]),
  };
}

function failureOf(failures: readonly unknown[]): Error | undefined {
  if (failures.length === 0) return undefined;
  const [first] = failures;
  const reason = messageOf(first);
  return new Error(
    `${plural(failures.length, 'message')} could not be sent, and will be tried again in a minute: ${reason}`,
    { cause: first },
  );
}

/** Written after they went out: a crash in between says a notice again, and swallows none. */
async function sendNotices(
  settings: readonly Setting[],
  queued: number,
  { notices, publisher, now }: ChoresPorts,
  options: AlertOptions,
): Promise<number> {
  const nowMs = now();
  const { heartbeatMs } = limitsOf(options);
  const { notices: before, version } = await notices.read();
  let sent = 0;
  const guards = guardsNow(settings, before.guards, options);
  const quieter = quieterSince(before.guards, guards);
  if (quieter.length > 0) {
    await publisher.publish(quieterNotice(quieter, settings, nowMs));
    sent++;
  }
  const beats = heartbeatMs > 0 && before.heartbeatMs !== null && nowMs - before.heartbeatMs >= heartbeatMs;
  if (beats) {
    await publisher.publish(heartbeatNotice({ queued, hours: heartbeatMs / HOUR_MS }, nowMs));
    sent++;
  }
  const after: Notices = {
    guards: storable(guards),
    heartbeatMs: beats || before.heartbeatMs === null ? nowMs : before.heartbeatMs,
  };
  if (canonical(after) !== canonical(before)) await notices.write(after, version);
  return sent;
}

/** Of what was deployed beside, an installation that does not say it has what it had. */
function guardsNow(settings: readonly Setting[], before: readonly Guard[], options: AlertOptions): Guard[] {
  const { live = before.filter(({ kind }) => kind === 'rules' || kind === 'detectors') } = options;
  return [...settings.flatMap((one) => guardOf(one) ?? []), linesGuard(settingsOf(options)), ...live];
}
