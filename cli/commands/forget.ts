import { plural } from '../../shared/words.ts';
import { entityFrom, remove, tracesOf } from '../forget.ts';
import { resolveLive, type TargetOptions } from '../target.ts';

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
  const target = await resolveLive(options);
  try {
    const { clients, outputs, title, option } = target;
    const all = await tracesOf(clients.dynamodb, outputs, entity);
    const traces = keepFindings ? { ...all, findings: [] } : all;
    if (yes) await remove(clients.dynamodb, outputs, traces);
    const counts = {
      entity,
      state: traces.state.length,
      findings: traces.findings.length,
      removed: yes === true,
    };
    if (json) console.log(JSON.stringify(counts));
    else for (const line of linesOf(counts, title, `${actor} ${option}`)) console.log(line);
  } finally {
    target.close();
  }
}

interface Counts {
  readonly entity: string;
  readonly state: number;
  readonly findings: number;
  readonly removed: boolean;
}

function linesOf({ entity, state, findings, removed }: Counts, title: string, call: string): string[] {
  const held = `${plural(state, 'item')} of ledgers and profile and ${plural(findings, 'item')} of findings`;
  if (!removed)
    return [
      `${title} holds ${held} of ${entity}. Nothing was removed.`,
      ...(state + findings > 0 ? [`Next: npx outflow forget ${call} --yes`] : []),
    ];
  return [
    `Removed ${held} of ${entity} from ${title}.`,
    'Not removed, because it lies under no name: the stream (7 days), backups of the tables (35 days), records in',
    'quarantine and failed batches (400 days), pages that were sent. PRIVACY.md says how long each is kept.',
    'New events of this actor begin a new profile.',
  ];
}
