import { documentOf } from '../../shared/settings/document.ts';
import type { Settings } from '../../shared/settings.ts';
import { messageOf } from '../../shared/text.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import { dynamoClient, kinesisClient, lambdaClient, snsClient } from '../ports/aws/clients.ts';
import { dynamoFeedReader } from '../ports/aws/feeds.ts';
import { dynamoFindingStore } from '../ports/aws/findings.ts';
import { readInstallation } from '../ports/aws/installation.ts';
import { lambdaNudge, lambdaWake } from '../ports/aws/nudge.ts';
import { dynamoSettingsStore } from '../ports/aws/settings.ts';
import { dynamoStateStore } from '../ports/aws/state.ts';
import { kinesisStream } from '../ports/aws/stream.ts';
import { snsSubscribers } from '../ports/aws/subscribers.ts';
import { optionalNumber, required } from '../ports/environment.ts';
import { type Counters, logMetrics } from '../ports/metrics.ts';
import { thresholdsIn } from '../ports/thresholds.ts';
import { type FeedPorts, watchFeeds } from './feeds.ts';
import { beat, readThrough } from './heartbeat.ts';
import { sweep } from './sweep.ts';

/** How often feeds are looked at, and subscribers counted. */
const LOOK_MINUTES = 5;

/**
 * Invoked every minute: brings up what is overdue, wakes `alert` for its chores, and now and then sends a heartbeat and
 * looks at the feeds. What fails stops nothing else, and fails the invocation at its end. With `everything` it is time
 * for all of it.
 */
export async function handler(event: unknown = {}): Promise<void> {
  const nowMs = Date.now();
  const everything = isForced(event);
  const isTime = (minutes: number) => everything || Math.floor(nowMs / MINUTE_MS) % minutes === 0;
  const heartbeatMinutes = optionalNumber('HEARTBEAT_MINUTES', 0);
  const alert = required('ALERT_FUNCTION');
  const failures: string[] = [];
  const step = async (what: string, work: () => Promise<Counters>) => {
    try {
      const counters = await work();
      if (Object.keys(counters).length > 0) logMetrics('watch', counters);
    } catch (error) {
      failures.push(`${what}: ${messageOf(error)}`);
    }
  };

  await step('pages cannot be passed on', () => sweepOutbox(alert, nowMs));
  await step('alert cannot be woken', async () => {
    await lambdaWake(lambdaClient(), alert)();
    return {};
  });
  if (heartbeatMinutes > 0 && isTime(heartbeatMinutes))
    await step('the heartbeat cannot be sent', async () => {
      await beat(kinesisStream(kinesisClient(), required('STREAM_NAME')), nowMs);
      return { HeartbeatsSent: 1 };
    });
  if (isTime(LOOK_MINUTES)) {
    await step('feeds cannot be looked at', () => lookAtFeeds(heartbeatMinutes > 0, nowMs));
    await step('subscribers cannot be counted', countSubscribers);
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
}

function isForced(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'everything' in event && event.everything === true;
}

async function sweepOutbox(alert: string, nowMs: number): Promise<Counters> {
  const { due, asked, failed, reason, oldestMs } = await sweep(
    {
      findings: dynamoFindingStore(dynamoClient(), required('FINDINGS_TABLE')),
      nudge: lambdaNudge(lambdaClient(), alert),
      now: () => nowMs,
    },
    { minAgeMs: optionalNumber('OUTBOX_MIN_AGE_MS', 15_000) },
  );
  logMetrics('watch', { OutboxDue: due, OutboxOldestMs: oldestMs, WatchNudged: asked, NudgesFailed: failed });
  // Nobody sweeps after this function: what it cannot pass on must raise its alarm.
  if (failed > 0)
    throw new Error(`${plural(failed, 'page')}, because the alert function cannot be invoked: ${reason}`);
  return {};
}

let thresholds: (() => Promise<Settings>) | undefined;

async function lookAtFeeds(hasHeartbeat: boolean, nowMs: number): Promise<Counters> {
  const { ports, settings, installation } = feedPorts();
  const readThroughMs = hasHeartbeat ? await readThrough(ports.feeds, nowMs) : nowMs;
  const installed = await installation();
  // Whoever has read nothing yet, or does not keep up, has alarms of his own.
  if (readThroughMs === undefined || installed === undefined) return { FeedsUnjudged: 1 };
  const { feeds: expectations } = documentOf(await settings.ofKind('feeds'));
  thresholds ??= thresholdsIn(settings);
  const { feeds, written, failed } = await watchFeeds(ports, {
    hashKey: installed.hashKey,
    expectations,
    settings: await thresholds(),
    nowMs,
    readThroughMs,
  });
  for (const { feed, error } of failed) console.error('A feed cannot be judged.', { feed, error });
  return { FeedsWatched: feeds, FeedFindings: written, FeedsFailed: failed.length };
}

function feedPorts() {
  const state = required('STATE_TABLE');
  const ports: FeedPorts = {
    state: dynamoStateStore(dynamoClient(), state),
    feeds: dynamoFeedReader(dynamoClient(), state),
    findings: dynamoFindingStore(dynamoClient(), required('FINDINGS_TABLE')),
  };
  const settings = required('SETTINGS_TABLE');
  return {
    ports,
    settings: dynamoSettingsStore(dynamoClient(), settings),
    installation: () => readInstallation(dynamoClient(), settings),
  };
}

/** A topic without one tells nobody, and nothing else in AWS counts them. */
async function countSubscribers(): Promise<Counters> {
  const confirmed = await snsSubscribers(snsClient())(required('ALERTS_TOPIC_ARN'));
  return { AlertsSubscribers: confirmed };
}
