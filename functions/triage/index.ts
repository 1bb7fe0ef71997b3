import { dynamoClient, lambdaClient } from '../ports/aws/clients.ts';
import { dynamoFindingStore } from '../ports/aws/findings.ts';
import { lambdaNudge } from '../ports/aws/nudge.ts';
import { dynamoVerdictStore } from '../ports/aws/verdicts.ts';
import { required } from '../ports/environment.ts';
import { logMetrics } from '../ports/metrics.ts';
import { type Answer, triage } from './triage.ts';

/** Invoked by analysts, who can write findings in no other way. */
export async function handler(event: unknown): Promise<Answer> {
  const table = required('FINDINGS_TABLE');
  const answer = await triage(event, {
    findings: dynamoFindingStore(dynamoClient(), table),
    verdicts: dynamoVerdictStore(dynamoClient(), table),
    nudge: lambdaNudge(lambdaClient(), required('ALERT_FUNCTION')),
    now: Date.now,
  });
  logMetrics('triage', {
    TriageDone: answer.kind === 'done' ? 1 : 0,
    TriageRefused: answer.kind === 'refused' ? 1 : 0,
  });
  return answer;
}
