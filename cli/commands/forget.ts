import { plural } from '../../shared/words.ts';
import { entityFrom, remove, type Traces, tracesOf } from '../forget.ts';
import { type TargetOptions, withLive } from '../target.ts';

export interface ForgetOptions extends Omit<TargetOptions, 'from'> {
  readonly keepFindings?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Removes what the tables hold of one actor, and says what they do not hold. Without --yes it only counts. */
export async function forget(
  actor: string,
  { keepFindings, yes, json, ...options }: ForgetOptions,
): Promise<void> {
  const entity = entityFrom(actor);
  await withLive(options, async ({ clients, outputs, title, option }) => {
    const all = await tracesOf(clients.dynamodb, outputs, entity);
    const traces = keepFindings ? { ...all, findings: [] } : all;
    if (yes) await remove(clients.dynamodb, outputs, traces);
    const counts = countsOf(all, traces, yes === true);
    const call = `${actor} ${option}${keepFindings ? ' --keep-findings' : ''}`;
    if (json) console.log(JSON.stringify(counts));
    else for (const line of linesOf(counts, title, call)) console.log(line);
  });
}

interface Counts {
  readonly entity: string;
  readonly state: number;
  readonly shared: number;
  readonly findings: number;
  /** Held, and left where they are because the caller says so. */
  readonly keptFindings: number;
  readonly removed: boolean;
}

export function countsOf(
  held: Traces,
  { entity, state, shared, findings }: Traces,
  removed: boolean,
): Counts {
  return {
    entity,
    state: state.length,
    shared: shared.length,
    findings: findings.length,
    keptFindings: held.findings.length - findings.length,
    removed,
  };
}

export function linesOf(
  { entity, state, shared, findings, keptFindings, removed }: Counts,
  title: string,
  call: string,
): string[] {
  // "Nothing" is what a person who asks for it is told, and a wrong tenant or a small letter has nothing as well.
  if (state + findings + shared === 0)
    return [
      keptFindings === 0
        ? `Of ${entity} ${title} holds nothing: see that vendor, tenant and id are those of the account, to the letter.`
        : `Of ${entity} ${title} holds nothing but ${plural(keptFindings, 'item')} of findings, which are kept. Nothing was removed.`,
    ];
  const held = `${plural(state, 'item')} of ledgers and profile, ${plural(findings, 'item')} of findings, and ${plural(shared, 'entry', 'entries')} among others`;
  const kept = keptFindings === 0 ? [] : [`Kept: ${plural(keptFindings, 'item')} of findings.`];
  if (!removed)
    return [
      `Of ${entity} ${title} holds ${held}. Nothing was removed.`,
      ...kept,
      `Next: npx outflow forget ${call} --yes`,
    ];
  return [
    `Removed ${held} of ${entity} from ${title}.`,
    ...kept,
    'Not removed, because it lies under other names: ledgers of addresses that it signed in from, and of accounts that',
    'it acted upon or that acted upon it (14 days, or 90 with late events), findings of these, settings that name it, and',
    'findings of several accounts together, which may; or under none: the stream, the archive, dropped files, backups of',
    'the tables, quarantine, failed batches, pages that were sent. PRIVACY.md says how long each is kept.',
    'New events of this actor begin a new profile.',
  ];
}
