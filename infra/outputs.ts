/** The stack's outputs: how the command line, the demo and an operator find what the stack made. */
export const OUTPUT_NAMES = [
  'StreamName',
  'StateTable',
  'FindingsTable',
  'SettingsTable',
  'AlertsTopicArn',
  'ChatTopicArn',
  'QuarantineBucket',
  'FailedBatchesBucket',
  'DetectFunction',
  'AlertFunction',
  'WatchFunction',
  'TriageFunction',
] as const;
export type OutputName = (typeof OUTPUT_NAMES)[number];
export type StackOutputs = Readonly<Record<OutputName, string>>;
