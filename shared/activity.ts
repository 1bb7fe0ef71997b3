/**
 * One thing that an actor did at a vendor, small and flat: what every later layer works on.
 * Names follow OCSF; each `kind` maps to one OCSF 1.8 class and activity (`ocsf.ts`).
 */
export const KINDS = [
  'export',
  'read',
  'list',
  'share',
  'logon',
  /** A key, token, service account or OAuth grant was made or changed. */
  'credential',
  'privilege',
  'mfa',
  /** Audit or retention changed, export jobs deleted. */
  'logging',
  /** A pipeline, sync, webhook or stage that data can leave by. */
  'destination',
  'other',
] as const;
export type Kind = (typeof KINDS)[number];

export const OUTCOMES = ['success', 'failure', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const ACTOR_TYPES = ['user', 'service', 'integration', 'vendor-staff', 'unknown'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

export interface Actor {
  /** The vendor's immutable id of the account, token or integration. */
  readonly uid: string;
  readonly type: ActorType;
  /** Lower case, and only where the vendor vouches for it. */
  readonly email?: string;
  readonly name?: string;
  /** What requests of this vendor call the account where they do not know its id; no other account has it at a time. */
  readonly alias?: string;
  /** OAuth application or integration that acted on the account's behalf. */
  readonly app?: string;
  /** The vendor's id, never the secret, of the long-lived token, key or grant that was used. Sessions do not count. */
  readonly credential?: string;
}

/**
 * Another account than the actor's: whose factor, password, credential, role or privilege was changed, or as whom
 * somebody acted. `uid` and `alias` are those that this account has where it is itself the actor.
 */
export type Target =
  | { readonly uid: string; readonly email?: string; readonly alias?: string }
  | { readonly uid?: string; readonly email: string; readonly alias?: string }
  | { readonly uid?: string; readonly email?: string; readonly alias: string };

export interface Source {
  readonly ip?: string;
  /** ISO 3166-1 alpha-2, or the vendor's own country name where it gives no code. */
  readonly country?: string;
  readonly asn?: number;
  readonly asOrg?: string;
  readonly hosting?: boolean;
  /** Client family such as `Chrome on Mac OS X` or `python-requests`, without its version. */
  readonly client?: string;
}

export interface Resource {
  readonly type: string;
  readonly uid: string;
  readonly name?: string;
}

/** Absent means unknown, which is not the same as zero. */
export interface Volume {
  readonly records?: number;
  readonly bytes?: number;
}

/** What a vendor's parser reads out of one event, before identity and limits are applied. */
export interface Draft {
  /**
   * `event`: an id that no other event of its second carries. `operation`: an id that several events of one operation
   * share (chunks of a Salesforce report, the two entries of a BigQuery job), perhaps hours apart.
   * Absent: the event is identified by the hash of its canonical JSON.
   */
  readonly identity?: { readonly kind: 'event' | 'operation'; readonly id: string };
  /** The vendor's id of this very event, kept as evidence. */
  readonly eventId?: string;
  /** Epoch milliseconds, the event's own time. Absent: it states none that can be read. */
  readonly time?: number;
  readonly kind: Kind;
  /** The vendor's own name for it. */
  readonly operation: string;
  readonly outcome: Outcome;
  readonly actor: Actor;
  readonly target?: Target;
  readonly source?: Source;
  readonly resources: readonly Resource[];
  readonly volume?: Volume;
  /** Of a share: it was opened to somebody outside the organisation, or to anybody, as the event itself says. */
  readonly outside?: true;
  readonly session?: string;
  /** What whoever opened the session called it: a hint to the person behind a role, vouched for by nobody. */
  readonly sessionName?: string;
}

export interface Activity extends Draft {
  /** Keyed hash of (vendor, tenant, identity), 16 hexadecimal digits. */
  readonly uid: string;
  readonly vendor: string;
  readonly tenant: string;
  readonly time: number;
  /**
   * SHA-256 of the event's JSON, for activities that read or move data: of its document as it came, or, where it came
   * among others, as JSON.stringify writes it.
   */
  readonly sha256?: string;
  /**
   * Match rules that the raw event met: their uids, sorted, at most 8, and before them the honey records that it holds;
   * absent where there are none.
   */
  readonly hits?: readonly string[];
  /** Names of the raw event's fields, of one event in eight: what a vendor adds to its log shows in these. */
  readonly fields?: readonly string[];
}

/** Kinds that can carry data out, and so belong to the exposure. */
export function movesData(kind: Kind): boolean {
  return kind === 'export' || kind === 'share' || kind === 'destination';
}

/** Kinds whose volume counts towards what an actor took: bulk reads count like exports. */
export function countsVolume(kind: Kind): boolean {
  return kind === 'export' || kind === 'read' || kind === 'list';
}

/** People and machines are held against different populations. */
export const ACTOR_CLASSES = ['person', 'service'] as const;
export type ActorClass = (typeof ACTOR_CLASSES)[number];

export function classOf(type: ActorType): ActorClass {
  return type === 'service' || type === 'integration' ? 'service' : 'person';
}
