import { list, nameOf, type Resource, type Template, told } from './template.ts';

/** Something that data lies in. */
export interface Store {
  readonly name: string;
  readonly type: string;
  readonly holds: string;
  /** Fields about people; none where it holds no such data. */
  readonly personal: readonly string[];
  readonly retention: string;
  readonly encryption: string;
  /** What becomes of it when the stack is removed. */
  readonly removal: string;
}

interface Content {
  readonly holds: string;
  readonly personal: readonly string[];
}

const EVENT = [
  'the event as the vendor wrote it: account, name, e-mail address, IP address, client, what was done',
];
const NOBODY: readonly string[] = [];

/** What lies where, by the name of the resource; the template says how long and under which key. */
const CONTENTS: readonly (readonly [name: RegExp, content: Content])[] = [
  [/^Events$/, { holds: 'events on their way to detect', personal: EVENT }],
  [
    /^State$/,
    {
      holds:
        'ledgers (14 days; 90 of days with late events), profiles (400 days after the last activity), people, tables of organisations',
      personal: [
        'account id',
        'e-mail address',
        'name',
        'IP address',
        'network',
        'country',
        'client',
        'what was done',
      ],
    },
  ],
  [
    /^Findings$/,
    {
      holds: 'findings, what left, what on-call was told, what people decided; until somebody removes it',
      personal: [
        'account id',
        'e-mail address',
        'name',
        'up to 8 IP addresses a day',
        'client',
        'up to 20 events',
        'names of analysts',
      ],
    },
  ],
  [
    /^Settings$/,
    {
      holds: 'settings, the secret of the installation, the registry and secret of honey',
      personal: ['account ids in suppressions and contracts', 'names of their authors'],
    },
  ],
  [/^Ingest$/, { holds: 'how far files and feeds are read, which requests were taken', personal: NOBODY }],
  [/^Quarantine$/, { holds: 'records that cannot be read, with the reason', personal: EVENT }],
  [/^FailedBatches$/, { holds: 'batches that failed for good', personal: EVENT }],
  [/^ArchiveFiles$/, { holds: 'every raw record, and answers of Athena', personal: EVENT }],
  [
    /^DropFiles$/,
    { holds: 'files of logs as they were put; of history also its events by day', personal: EVENT },
  ],
  [
    /^(Alerts|Chat)$/,
    {
      holds: 'pages on their way to subscribers',
      personal: ['account id', 'e-mail address', 'IP address', 'amounts'],
    },
  ],
  [
    /^Heartbeats?$|^Stopped$/,
    { holds: 'heartbeats on their way to whoever waits for them, and word that none came', personal: NOBODY },
  ],
  [/^(Drop|History)(Queue|GivenUp)$/, { holds: 'names of dropped files', personal: NOBODY }],
  [
    /^Mail\w+Lost$/,
    { holds: 'who wrote to honey, where that made no event', personal: ['e-mail addresses'] },
  ],
  [/GivenUp$/, { holds: 'events that the stream did not take for a day', personal: EVENT }],
  [/Secret$/, { holds: 'a secret that signs or fetches', personal: NOBODY }],
  [/Logs$/, { holds: 'counts, ids of findings and errors; no event', personal: NOBODY }],
];

const STORES = new Set([
  'AWS::DynamoDB::Table',
  'AWS::Kinesis::Stream',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

export function storesOf({ Resources }: Template): readonly Store[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => STORES.has(Type))
    .map(([id, resource]) => storeOf(nameOf(id), resource));
}

function storeOf(name: string, resource: Resource): Store {
  const [, content] = CONTENTS.find(([pattern]) => pattern.test(name)) ?? [];
  // Whoever adds a store says what is in it, or there is no packet.
  if (content === undefined)
    throw new Error(`${name} is a new ${resource.Type}: say in infra/review/stores.ts what it holds.`);
  return {
    name,
    type: resource.Type,
    ...content,
    retention: retentionOf(resource),
    encryption: encryptionOf(resource),
    removal: resource.DeletionPolicy === 'Retain' ? 'stays' : 'goes with the stack',
  };
}

function retentionOf({ Type, Properties = {} }: Resource): string {
  switch (Type) {
    case 'AWS::Kinesis::Stream':
      return `${Number(Properties['RetentionPeriodHours']) / 24} days`;
    case 'AWS::Logs::LogGroup':
      return `${Number(Properties['RetentionInDays'])} days`;
    case 'AWS::SQS::Queue':
      return `${Number(Properties['MessageRetentionPeriod'] ?? 345_600) / 86_400} days`;
    case 'AWS::S3::Bucket': {
      const { Rules = [] } = (Properties['LifecycleConfiguration'] ?? {}) as {
        Rules?: readonly {
          Prefix?: string;
          ExpirationInDays?: number;
          NoncurrentVersionExpiration?: { NoncurrentDays: number };
        }[];
      };
      return Rules.map(
        ({ Prefix, ExpirationInDays, NoncurrentVersionExpiration }) =>
          `${Prefix === undefined ? '' : `${Prefix} `}${ExpirationInDays} days${NoncurrentVersionExpiration === undefined ? '' : `, replaced versions ${NoncurrentVersionExpiration.NoncurrentDays} more`}`,
      ).join('; ');
    }
    case 'AWS::DynamoDB::Table': {
      const ttl = Properties['TimeToLiveSpecification'] !== undefined;
      const recovery = Properties['PointInTimeRecoverySpecification'] !== undefined;
      return `${ttl ? 'each item says when it ends' : 'until somebody removes it'}${recovery ? '; backups of 35 days' : ''}`;
    }
    case 'AWS::SNS::Topic':
      return 'until it is delivered';
    default:
      return 'as long as the stack';
  }
}

function encryptionOf({ Type, Properties = {} }: Resource): string {
  const key =
    Properties['KmsMasterKeyId'] ??
    Properties['KmsKeyId'] ??
    (Properties['StreamEncryption'] as { KeyId?: unknown } | undefined)?.KeyId ??
    (Properties['SSESpecification'] as { KMSMasterKeyId?: unknown } | undefined)?.KMSMasterKeyId ??
    bucketKey(Properties);
  if (key !== undefined) return `key ${told(key)}`;
  return Type === 'AWS::SQS::Queue' ? "SQS's own key" : "AWS's own key";
}

function bucketKey(properties: Readonly<Record<string, unknown>>): unknown {
  const { ServerSideEncryptionConfiguration = [] } = (properties['BucketEncryption'] ?? {}) as {
    ServerSideEncryptionConfiguration?: readonly {
      ServerSideEncryptionByDefault?: { KMSMasterKeyID?: unknown };
    }[];
  };
  return list(ServerSideEncryptionConfiguration)[0]?.ServerSideEncryptionByDefault?.KMSMasterKeyID;
}
