import { dynamoFindingStore } from '../functions/ports/aws/findings.ts';
import { dynamoSettingsStore } from '../functions/ports/aws/settings.ts';
import { dynamoStateStore } from '../functions/ports/aws/state.ts';
import type { FindingReader, StoredFinding } from '../functions/ports/findings.ts';
import { memoryStateStore } from '../functions/ports/memory/state.ts';
import { settle } from '../functions/ports/parallel.ts';
import { standingSettings } from '../functions/ports/settings.ts';
import { itemKey, openKey } from '../functions/ports/state.ts';
import { type Finding, idPrefix, rankOf, shortId } from '../shared/finding.ts';
import type { Profile } from '../shared/profile/profile.ts';
import { relatedSpan } from '../shared/related.ts';
import { documentOf, EMPTY_DOCUMENT, type SettingsDocument } from '../shared/settings/document.ts';
import { DEMO_BEGINS_MS } from './demo/day.ts';
import { UserError } from './errors.ts';
import { readProfile } from './profiles.ts';
import { loadRun } from './saved.ts';
import { closing, DEFAULT_SAVED, LOCAL, resolveTarget, type TargetOptions } from './target.ts';

/** Where an analyst's commands read: the tables of a stack, of the local AWS, or a saved run. */
export interface Source {
  /** What a hint repeats, so that it works as printed: `--from demo`. */
  readonly option: string;
  readonly reader: Reader;
  profile(entity: string): Promise<Profile | undefined>;
  /** What the operator says; of a saved run nothing, because it was judged by the defaults. */
  settings(): Promise<SettingsDocument>;
  /** Entities of which there is a profile; undefined where they cannot be listed. */
  readonly entities: readonly string[] | undefined;
  /** Live tables get new findings while they are read. */
  readonly isLive: boolean;
  /** Epoch milliseconds from which on it may hold anything, where that is known; a stack goes back for years. */
  readonly fromMs?: number;
  close(): void;
}

export type Reader = Pick<FindingReader, 'recent' | 'byEntity' | 'findByPrefix' | 'ledgerOf'>;

export async function openSource(options: TargetOptions): Promise<Source> {
  const target = await resolveTarget(options);
  if (target.kind === 'saved') return savedSource(target.from);
  const { clients, outputs, option } = target;
  const state = dynamoStateStore(clients.dynamodb, outputs.StateTable);
  return {
    option,
    reader: dynamoFindingStore(clients.dynamodb, outputs.FindingsTable),
    profile: (entity) => readProfile(state, entity),
    settings: async () =>
      documentOf(await standingSettings(dynamoSettingsStore(clients.dynamodb, outputs.SettingsTable))),
    entities: undefined,
    isLive: true,
    ...(option === LOCAL ? { fromMs: DEMO_BEGINS_MS } : {}),
    close: () => target.close(),
  };
}

/** Reads it, and closes what it was reached by. */
export async function withSource<Result>(
  options: TargetOptions,
  work: (source: Source) => Promise<Result>,
): Promise<Result> {
  return closing(await openSource(options), work);
}

async function savedSource(from: string): Promise<Source> {
  const { findings, profiles } = await loadRun(from);
  const state = memoryStateStore(new Map(profiles.map((item) => [itemKey(item), item])));
  return {
    option: `--from ${from}`,
    reader: savedReader(findings),
    profile: (entity) => readProfile(state, entity),
    settings: async () => EMPTY_DOCUMENT,
    // What an organisation has in common is kept beside the profiles, and is of no account.
    entities: profiles
      .filter(({ entity, part }) => part === openKey(entity).part)
      .map(({ entity }) => entity),
    isLive: false,
    close: () => {},
  };
}

export function savedReader(findings: readonly StoredFinding[]): Reader {
  const newest = (wanted: (stored: StoredFinding) => boolean, limit: number) =>
    findings
      .filter(wanted)
      .sort((a, b) => b.finding.lastTime - a.finding.lastTime)
      .slice(0, limit);
  return {
    recent: async ({ fromMs, toMs }, limit, least = 'informational') =>
      newest(
        ({ finding: { lastTime, severity } }) =>
          lastTime >= fromMs && lastTime <= toMs && rankOf(severity) >= rankOf(least),
        limit,
      ),
    byEntity: async (entity, limit) => newest(({ finding }) => finding.entity === entity, limit),
    findByPrefix: async (prefix, limit) => newest(({ finding }) => finding.id.startsWith(prefix), limit),
    ledgerOf: async (id) => findings.find(({ finding }) => finding.id === id)?.finding.ledger,
  };
}

const NAMED = 5;

/** Undefined if no id begins like that. */
export function prefixOf(id: string): string | undefined {
  if (/^(?:OF)?-*$/i.test(id.trim()))
    throw new UserError(
      `"${id}" is how every id begins: give more of it, as much as is unique, such as OF-7K2Q.`,
    );
  return idPrefix(id);
}

/** Whoever copies the command of a page without saying of which stack it is looks into the demo. */
export function notFound(id: string, option: string): UserError {
  const elsewhere =
    option === `--from ${DEFAULT_SAVED}` ? ', and --stack NAME looks into a deployed stack' : '';
  return new UserError(
    `No finding begins with ${id}: npx outflow findings ${option} lists those there are${elsewhere}.`,
  );
}

/** By id or a unique beginning of it, with or without `OF-` and dashes, in any case. */
export async function findingById({ reader, option }: Source, id: string): Promise<StoredFinding> {
  const prefix = prefixOf(id);
  const found = prefix === undefined ? [] : await reader.findByPrefix(prefix, NAMED + 1);
  const [only, ...others] = found;
  if (only === undefined) throw notFound(id, option);
  if (others.length === 0) return only;
  const named = found.slice(0, NAMED).map(({ finding }) => shortId(finding.id));
  throw new UserError(
    `${id} is not enough: ${named.join(', ')}${found.length > NAMED ? ' and more' : ''} begin with it.`,
  );
}

const MAX_NEAR = 1000;

/** Everything within a week of the finding, and what its account has besides: among it is what belongs to it. */
export async function near({ reader }: Source, finding: Finding): Promise<readonly StoredFinding[]> {
  const own = await reader.byEntity(finding.entity, MAX_NEAR);
  const recent = await reader.recent(relatedSpan(finding), MAX_NEAR);
  return [...new Map([...own, ...recent].map((stored) => [stored.finding.id, stored])).values()];
}

const LEDGERS_AT_ONCE = 8;

/** With everything that left, which listings do without. */
export async function withLedger(
  reader: Pick<Reader, 'ledgerOf'>,
  all: readonly StoredFinding[],
): Promise<StoredFinding[]> {
  const read = await settle(all, LEDGERS_AT_ONCE, ({ finding }) =>
    finding.ledger === undefined ? reader.ledgerOf(finding.id) : Promise.resolve(finding.ledger),
  );
  return all.map((stored, index) => {
    const outcome = read[index];
    if (outcome?.status === 'rejected') throw outcome.reason;
    const ledger = outcome?.value;
    return ledger === undefined ? stored : { ...stored, finding: { ...stored.finding, ledger } };
  });
}
