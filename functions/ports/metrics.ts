/** What one invocation did. Names that end in `Ms` are durations, all others counts. */
export type Counters = Readonly<Record<string, number>>;

/**
 * One line of CloudWatch embedded metric format, without dimensions: each dimension value would be billed as a
 * metric of its own, and alarms are set on the plain names. The namespace is the stack's: of two stacks in one account
 * the heartbeat of one must not stand in for the other's.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsLine(functionName: string, counters: Counters, nowMs: number): string {
  const Metrics = Object.keys(counters).map((Name) => ({
    Name,
    Unit: Name.endsWith('Ms') ? 'Milliseconds' : 'Count',
  }));
  const Namespace = process.env['METRICS_NAMESPACE'] ?? 'Outflow';
  return JSON.stringify({
    _aws: { Timestamp: nowMs, CloudWatchMetrics: [{ Namespace, Dimensions: [[]], Metrics }] },
    function: functionName,
    ...counters,
  });
}

/** To standard output itself: `console.log` puts a prefix before the line on Lambda. */
export function logMetrics(functionName: string, counters: Counters): void {
  process.stdout.write(`${metricsLine(functionName, counters, Date.now())}\n`);
}
