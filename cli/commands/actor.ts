import type { StoredFinding } from '../../functions/ports/findings.ts';
import { parseEntity } from '../../shared/entity.ts';
import { field } from '../../shared/page/columns.ts';
import { type ActorView, actorView } from '../../shared/report/actor.ts';
import { isCalled } from '../called.ts';
import { UserError } from '../errors.ts';
import { type FindingPage, isEntity, queryFindings, usualSpan } from '../query.ts';
import { COLUMNS } from '../render/columns.ts';
import { table } from '../render/table.ts';
import { type Source, withSource } from '../source.ts';
import type { TargetOptions } from '../target.ts';
import { findingRow, HEAD } from './findings.ts';

export interface ActorOptions extends TargetOptions {
  readonly json?: boolean;
}

/** What is usual for an account, why, and its findings. */
export async function showActor(actor: string, { json, ...target }: ActorOptions): Promise<void> {
  await withSource(target, async (source) => {
    const { found: findings, next } = await findingsOf(source, actor);
    const entities = await entitiesOf(source, actor, findings);
    if (entities.length === 0) throw new UserError(unknownText(actor, source));
    const views = await Promise.all(
      entities.map(async (entity) => ({ entity, view: await viewOf(source, entity) })),
    );
    if (json)
      console.log(
        JSON.stringify(
          { actor, accounts: views, findings: findings.map(({ finding }) => finding.id) },
          null,
          2,
        ),
      );
    else console.log(lines(views, findings, next === undefined ? undefined : actor, source).join('\n'));
  });
}

const MAX_FINDINGS = 20;

async function findingsOf(source: Source, actor: string): Promise<FindingPage> {
  const query = { ...usualSpan(source), least: 'informational', actor, limit: MAX_FINDINGS } as const;
  return queryFindings(source.reader, query);
}

/** By entity; by what its findings say; and in a saved run by what its profile says. */
async function entitiesOf(
  { entities = [], profile }: Source,
  actor: string,
  findings: readonly StoredFinding[],
): Promise<string[]> {
  const found = new Set(findings.map(({ finding }) => finding.entity));
  if (isEntity(actor)) found.add(actor);
  for (const entity of entities) {
    if (parseEntity(entity).kind !== 'actor') continue;
    const names = (await profile(entity))?.open.emails ?? [];
    if (isCalled({ entity, names }, actor)) found.add(entity);
  }
  return [...found].sort();
}

async function viewOf(source: Source, entity: string): Promise<ActorView | undefined> {
  const profile = await source.profile(entity);
  return profile && actorView(entity, profile);
}

function lines(
  views: readonly { readonly entity: string; readonly view: ActorView | undefined }[],
  findings: readonly StoredFinding[],
  /** Of whom there are more findings than these. */
  hasMore: string | undefined,
  { option }: Source,
): string[] {
  return [
    ...views.flatMap(({ entity, view }) =>
      view === undefined
        ? [entity, '  There is no profile of it here.', '']
        : [
            view.title,
            ...view.lines.flatMap(({ label, text }) =>
              field(`  ${label}`, text, { columns: COLUMNS, maxLines: 6, indent: 16 }),
            ),
            '',
          ],
    ),
    ...(findings.length > 0 ? [...table([HEAD, ...findings.map(findingRow)]), ''] : ['No findings.', '']),
    hasMore === undefined
      ? `Next: npx outflow findings ${option}`
      : `The newest ${MAX_FINDINGS}; all of them: npx outflow findings --actor '${hasMore}' --staged ${option}`,
  ];
}

function unknownText(actor: string, { option, isLive, fromMs }: Source): string {
  return isLive
    ? `No finding${fromMs === undefined ? ' of the last 90 days' : ''} names ${actor}. Give the e-mail address, the name or the id of an account that a finding names, or an entity such as actor/okta/default/00u1: npx outflow findings ${option} lists findings.`
    : `Nothing here names ${actor}: npx outflow findings ${option} lists the accounts that have findings. Any other goes by its e-mail address or by its id, which npx outflow parse LOG --json shows as actor.uid.`;
}
