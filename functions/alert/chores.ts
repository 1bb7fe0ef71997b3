import { heartbeatNotice, suppressionNotice } from '../../shared/page/notice.ts';
import { changesBetween, widened } from '../../shared/settings/diff.ts';
import type { Setting } from '../../shared/settings/document.ts';
import { HOUR_MS } from '../../shared/time.ts';
import type { Counters } from '../ports/metrics.ts';
import type { NoticeStore, Notices } from '../ports/notices.ts';
import { type DigestPorts, sendDigests } from './digest.ts';
import { type AlertOptions, limitsOf } from './ports.ts';
import { repeatPages } from './repeat.ts';

export interface ChoresPorts extends DigestPorts {
  readonly notices: NoticeStore;
}

/** What no finding asks for by itself, in the order of what cannot wait. */
export async function doChores(
  suppressions: readonly Setting[],
  ports: ChoresPorts,
  options: AlertOptions = {},
): Promise<Counters> {
  const { repeated, abandoned } = await repeatPages(ports, options);
  const { digests, findings, left } = await sendDigests(ports, options);
  const notices = await sendNotices(suppressions, left, ports, options);
  return {
    PagesRepeated: repeated,
    PagesAbandoned: abandoned,
    DigestsSent: digests,
    DigestedFindings: findings,
    DigestWaiting: left,
    NoticesSent: notices,
  };
}

/** Written after they went out: a crash in between says a notice again, and swallows none. */
async function sendNotices(
  suppressions: readonly Setting[],
  queued: number,
  { notices, publisher, now }: ChoresPorts,
  options: AlertOptions,
): Promise<number> {
  const nowMs = now();
  const { heartbeatMs } = limitsOf(options);
  const { notices: before, version } = await notices.read();
  let sent = 0;
  const changes = changesBetween(before.suppressions, suppressions);
  const news = widened(changes);
  if (news.length > 0) {
    await publisher.publish(suppressionNotice(news, nowMs));
    sent++;
  }
  const beats = heartbeatMs > 0 && before.heartbeatMs !== null && nowMs - before.heartbeatMs >= heartbeatMs;
  if (beats) {
    await publisher.publish(heartbeatNotice({ queued, hours: heartbeatMs / HOUR_MS }, nowMs));
    sent++;
  }
  const after: Notices = {
    suppressions,
    heartbeatMs: beats || before.heartbeatMs === null ? nowMs : before.heartbeatMs,
  };
  if (changes.length > 0 || after.heartbeatMs !== before.heartbeatMs) await notices.write(after, version);
  return sent;
}
