import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { documentOf, type Setting } from '../../shared/settings/document.ts';
import { GUARD_SETTINGS } from '../../shared/settings/guard.ts';
import type { Settings } from '../../shared/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import { dynamoBudget } from '../ports/aws/budget.ts';
import { dynamoClient, snsClient } from '../ports/aws/clients.ts';
import { dynamoFindingStore } from '../ports/aws/findings.ts';
import { snsHeartbeat } from '../ports/aws/heartbeat.ts';
import { dynamoNoticeStore } from '../ports/aws/notices.ts';
import { snsPublisher } from '../ports/aws/publisher.ts';
import { dynamoSettingsStore } from '../ports/aws/settings.ts';
import { dynamoThreadStore } from '../ports/aws/threads.ts';
import { optionalNumber, required } from '../ports/environment.ts';
import { LIVE_FILE, readLive } from '../ports/live.ts';
import { logMetrics } from '../ports/metrics.ts';
import { thresholdsIn, thresholdsNow } from '../ports/thresholds.ts';
import { within } from '../ports/within.ts';
import { alertAll, countsOf, failureOf, idsOf, isChores } from './batch.ts';
import { doChores } from './chores.ts';
import { type AlertOptions, DEFAULT_LIMITS } from './ports.ts';

let thresholds: (() => Promise<Settings>) | undefined;

/** Invoked asynchronously by `detect`, triage and `watch`. What fails here is tried again by Lambda, and by `watch`. */
export async function handler(event: unknown): Promise<void> {
  const chores = isChores(event);
  const ids = chores ? [] : idsOf(event);
  const store = dynamoSettingsStore(dynamoClient(), required('SETTINGS_TABLE'));
  thresholds ??= thresholdsIn(store);
  // Suppressions are read anew each time, so that what was suppressed or taken back a second ago counts.
  // So are the lines where on-call is told that one was raised: processes that know different ones would say it again.
  const lines = chores ? thresholdsNow(store) : thresholds();
  const kinds = chores ? GUARD_SETTINGS : (['suppressions'] as const);
  const [settings, ...standing] = await Promise.all([lines, ...kinds.map((kind) => store.ofKind(kind))]);
  const told = options(standing.flat(), settings);
  if (chores) {
    const live = readLive(join(required('LAMBDA_TASK_ROOT'), LIVE_FILE));
    const done = await doChores(standing.flat(), ports(), { ...told, ...(live && { live }) });
    logMetrics('alert', done.counts);
    if (done.failure !== undefined) throw done.failure;
    return;
  }
  const outcomes = await alertAll(ids, ports(), told);
  logMetrics('alert', countsOf(outcomes));
  const failure = failureOf(outcomes);
  if (failure !== undefined) throw failure;
}

function ports() {
  const table = required('FINDINGS_TABLE');
  return {
    findings: dynamoFindingStore(dynamoClient(), table),
    threads: dynamoThreadStore(dynamoClient(), table),
    budget: dynamoBudget(dynamoClient(), table),
    notices: dynamoNoticeStore(dynamoClient(), table),
    publisher: snsPublisher(snsClient(), {
      alerts: required('ALERTS_TOPIC_ARN'),
      chat: required('CHAT_TOPIC_ARN'),
    }),
    heartbeat: snsHeartbeat(snsClient(), required('HEARTBEAT_TOPIC_ARN')),
    now: Date.now,
    within,
    warn: console.warn,
    newToken: randomUUID,
  };
}

function options(standing: readonly Setting[], settings: Settings): AlertOptions {
  const consoleUrl = process.env['CONSOLE_URL'];
  const { ordinary, critical, windowMs, repeatMs, maxRepeats, heartbeatMs } = DEFAULT_LIMITS;
  return {
    ...(consoleUrl === undefined ? {} : { consoleUrl }),
    settings,
    suppressions: documentOf(standing).suppressions,
    limits: {
      ordinary: optionalNumber('PAGES_PER_10_MINUTES', ordinary),
      critical: optionalNumber('CRITICAL_PAGES_PER_10_MINUTES', critical),
      windowMs,
      repeatMs: optionalNumber('REPEAT_MINUTES', repeatMs / MINUTE_MS) * MINUTE_MS,
      maxRepeats: optionalNumber('MAX_REPEATS', maxRepeats),
      heartbeatMs: optionalNumber('HEARTBEAT_HOURS', heartbeatMs / HOUR_MS) * HOUR_MS,
    },
  };
}
