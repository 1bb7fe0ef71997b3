/**
 * What `outflow.config.ts` says: the user's own file beside `package.json`, ignored by git, so that no update of
 * Outflow touches it. Everything has a default; `outflow.config.example.ts` shows every setting.
 */
export interface OutflowConfig {
  /** By the name of the CloudFormation stack: `npx cdk deploy NAME`. */
  readonly stacks: Readonly<Record<string, StackConfig>>;
}

export interface StackConfig {
  /** Account of twelve digits. Unless given, whichever the AWS credentials belong to. */
  readonly account?: string;
  /** Such as `eu-central-1`. Unless given, that of the AWS credentials. */
  readonly region?: string;
  /** Put before the stack's name, and so before every name that CloudFormation makes up for its resources. */
  readonly namePrefix?: string;
  /** On every resource that takes tags. */
  readonly tags?: Readonly<Record<string, string>>;
  /** IAM path of every role, such as `/security/`. */
  readonly rolePath?: string;
  /** ARN of a managed policy that bounds every role. */
  readonly permissionsBoundary?: string;
  /** Of `cdk bootstrap --qualifier`, where the account was not bootstrapped with CDK's own. */
  readonly bootstrapQualifier?: string;
  readonly existing?: Existing;
  /** On demand unless given: scales by itself, and costs most under a steady load. */
  readonly capacity?: Capacity;
  /** How long the mapping gathers records before it calls `detect`: 1 to 20 seconds; 1 unless given. */
  readonly windowSeconds?: number;
  /**
   * Concurrent executions of the account that are kept free for a function, and which it cannot exceed; none unless given.
   * Where other things run in the account, they can use up its concurrency, and then nothing is judged nor told.
   */
  readonly concurrency?: Concurrency;
  readonly retention?: Retention;
  readonly alarms?: AlarmConfig;
  readonly alerting?: Alerting;
  readonly heartbeat?: HeartbeatConfig;
  /** Keeps every raw record in S3, for evidence and repair. On unless `false`. */
  readonly archive?: boolean;
  /** Address of a page that shows one finding, put into pages. */
  readonly consoleUrl?: string;
  /** Your accounts at vendors. Given, a source that names any other is refused: one typing error is one blind spot. */
  readonly tenants?: readonly string[];
  /** Whether anything of the stack may be reachable from the internet. Off unless `true`; webhooks need it. */
  readonly publicEndpoints?: boolean;
  /** Ways in beside PutRecords by your own code. */
  readonly sources?: readonly Source[];
}

/** Resources that exist already and are used instead of new ones. Their policies are yours to set: docs/deploy.md. */
export interface Existing {
  /** Key for events and what is derived from them. */
  readonly evidenceKeyArn?: string;
  /** Key for pages; its policy has to let CloudWatch use it. */
  readonly pagesKeyArn?: string;
  readonly streamArn?: string;
  readonly alertsTopicArn?: string;
  readonly chatTopicArn?: string;
}

export type Capacity =
  | { readonly mode: 'on-demand' }
  /** 1,000 records or 1 MB per second and shard. */
  | { readonly mode: 'provisioned'; readonly shards: number; readonly state?: StateCapacity };

/**
 * What the state table usually takes, in units a second: `npx outflow cost --rate N` says how many. So much is
 * provisioned that 60 % of it is used; it follows the load from a fifth to five times of that.
 */
export interface StateCapacity {
  readonly reads: number;
  readonly writes: number;
}

/** By function. AWS leaves at least 100 to the rest of the account; one that has fewer can reserve none. */
export interface Concurrency {
  /** No fewer than the shards of the stream. */
  readonly detect?: number;
  readonly alert?: number;
  readonly watch?: number;
  readonly triage?: number;
}

/** In days. */
export interface Retention {
  /** The longest outage that loses nothing: 1 to 365; 7 unless given. */
  readonly stream?: number;
  /** What could not be read: 400 unless given, as long as a profile lives. */
  readonly quarantine?: number;
  /** Batches that failed for good: 400 unless given. */
  readonly failedBatches?: number;
  /** Raw records: 400 unless given. */
  readonly archive?: number;
  /** Files that were dropped: 30 unless given. */
  readonly drop?: number;
  /** Logs of the functions: one of CloudWatch's steps; 90 unless given. */
  readonly logs?: number;
}

export interface AlarmConfig {
  /** A second topic for the stack's own alarms, so that they reach somebody if this stack cannot. */
  readonly topicArn?: string;
  /** Page when events wait longer than this before they are judged: 60 unless given. */
  readonly behindSeconds?: number;
  /** Page when a finding waits longer than this for its page: 300 unless given. */
  readonly overdueSeconds?: number;
  /** Page when nothing at all arrives for so many hours, 1 to 24. Off unless given: a quiet vendor is no fault. */
  readonly silentHours?: number;
}

/** How on-call is told; what is left out is as functions/alert/ports.ts says. */
export interface Alerting {
  /** What comes beyond leaves as digests. */
  readonly pagesPer10Minutes?: number;
  readonly criticalPagesPer10Minutes?: number;
  readonly repeatMinutes?: number;
  readonly maxRepeats?: number;
  /** 0: no heartbeat. */
  readonly heartbeatHours?: number;
}

/** A test event that goes the whole way, from the stream to a message, so that a broken way is seen. */
export interface HeartbeatConfig {
  /** 5 unless given; 0: none. */
  readonly everyMinutes?: number;
  /**
   * Another region, in which a small stack of its own waits for the heartbeats and raises an alarm when they stop,
   * whatever has become of this stack and its region. Needs `region`.
   */
  readonly watchedFrom?: string;
}

/** Whose events a way in may bring; all that it brings is stamped so. */
export interface Feed {
  /** As `npx outflow coverage` names it, such as `okta`. */
  readonly vendor: string;
  /** Which of your accounts at the vendor; `default` unless given. */
  readonly tenant?: string;
}

export type Source =
  | DropSource
  | WebhookSource
  | LogGroupSource
  | EventBusSource
  | CrossAccountSource
  | HoneyMailSource
  | PollSource;

/** A bucket: what is put under `live/VENDOR/TENANT/` is streamed to detection. */
export interface DropSource {
  readonly kind: 's3-drop';
  readonly feeds: readonly Feed[];
  /** Accounts that may put objects into the bucket beside your own. */
  readonly writers?: readonly string[];
}

/** An address that takes signed POST requests. Needs `publicEndpoints: true`. */
export interface WebhookSource extends Feed {
  readonly kind: 'webhook';
  /** The last part of the address, such as `segment`. */
  readonly name: string;
  /** How requests are signed: docs/deploy.md. `outflow` unless given. */
  readonly scheme?: 'outflow' | 'standard-webhooks';
}

/** A subscription of a log group in this account and region, straight to the stream. */
export interface LogGroupSource {
  readonly kind: 'cloudwatch-logs';
  readonly logGroup: string;
  /** CloudWatch's filter pattern; everything unless given. */
  readonly filterPattern?: string;
}

/** A rule on a partner or custom event bus, straight to the stream. */
export interface EventBusSource extends Feed {
  readonly kind: 'eventbridge';
  /** Name or ARN of the bus, such as `aws.partner/okta.com/example/outflow`. */
  readonly bus: string;
  /** The `source` that events must begin with; for a partner bus unless given its own name. */
  readonly sourcePrefix?: string;
  /** JSON path of the acting account in the event, such as `$.detail.actor.id`: keeps one account's events together. */
  readonly actorPath?: string;
}

/**
 * Mail to the addresses of honey, received by SES. Needs `publicEndpoints: true`, an MX record, and a region in which
 * SES receives.
 */
export interface HoneyMailSource {
  readonly kind: 'honey-mail';
  /** As given to `npx outflow honey create --domain`. Nothing else should receive mail there. */
  readonly domain: string;
  readonly tenant?: string;
  /** A receipt rule set that you have; one is made unless given, and you activate it. */
  readonly ruleSet?: string;
}

/** Other accounts may put records on the stream themselves. */
export interface CrossAccountSource {
  readonly kind: 'cross-account';
  /** ARNs of roles. */
  readonly roles: readonly string[];
}

export const POLLED = ['okta', 'salesforce', 'snowflake', 'segment', 'amplitude'] as const;
export type Polled = (typeof POLLED)[number];

/** Fetches a log that a vendor only hands out on request. Its secret is filled in after the first deployment. */
export interface PollSource {
  readonly kind: 'poll';
  readonly vendor: Polled;
  readonly tenant?: string;
  /** Where the vendor's API answers for your account, such as `https://example.okta.com`. */
  readonly url: string;
  /** 1 to 60; 5 to 60 unless given, by how late the vendor's log is. */
  readonly everyMinutes?: number;
}

/** Gives the compiler, and so your editor, the word on what may stand in the file. */
export function defineConfig(config: OutflowConfig): OutflowConfig {
  return config;
}
