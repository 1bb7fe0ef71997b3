import { plural } from '../../shared/words.ts';
import { dynamoClient, lambdaClient } from '../ports/aws/clients.ts';
import { dynamoFindingStore } from '../ports/aws/findings.ts';
import { lambdaNudge, lambdaWake } from '../ports/aws/nudge.ts';
import { optionalNumber, required } from '../ports/environment.ts';
import { logMetrics } from '../ports/metrics.ts';
import { sweep } from './sweep.ts';

/** Invoked every minute: brings up what is overdue, then wakes `alert` for its chores. */
export async function handler(): Promise<void> {
  const alert = required('ALERT_FUNCTION');
  const { due, asked, failed, reason, oldestMs } = await sweep(
    {
      findings: dynamoFindingStore(dynamoClient(), required('FINDINGS_TABLE')),
      nudge: lambdaNudge(lambdaClient(), alert),
      now: Date.now,
    },
    { minAgeMs: optionalNumber('OUTBOX_MIN_AGE_MS', 15_000) },
  );
  logMetrics('watch', { OutboxDue: due, OutboxOldestMs: oldestMs, WatchNudged: asked, NudgesFailed: failed });
  // Nobody sweeps after this function: what it cannot pass on must raise its alarm.
  if (failed > 0)
    throw new Error(
      `${plural(failed, 'page')} cannot be passed on, because the alert function cannot be invoked: ${reason}`,
    );
  // Last, so that a failure of it stops nothing else.
  await lambdaWake(lambdaClient(), alert)();
}
