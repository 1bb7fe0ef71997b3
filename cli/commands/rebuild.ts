import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoHoneyStore } from '../../functions/ports/aws/honey.ts';
import { dynamoInstallationStore } from '../../functions/ports/aws/installation.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { dynamoVerdictStore } from '../../functions/ports/aws/verdicts.ts';
import { indexOf } from '../../functions/ports/honey.ts';
import { readThresholds } from '../../functions/ports/thresholds.ts';
import { judgingWith } from '../../shared/assess.ts';
import { parseEntity } from '../../shared/entity.ts';
import { documentOf } from '../../shared/settings/document.ts';
import { addresses } from '../addresses.ts';
import { archiveOf } from '../archive/archive.ts';
import { datesIn, foldersFor } from '../archive/records.ts';
import { UserError } from '../errors.ts';
import { entityFrom } from '../forget.ts';
import { loadCalibration } from '../load-calibration.ts';
import { collect } from '../rebuild/collect.ts';
import { idsToAsk, type Rebuilding, rebuild } from '../rebuild/rebuild.ts';
import { reportLines, summaryOf } from '../rebuild/report.ts';
import { progressBar } from '../render/progress.ts';
import { loadDetectors } from '../rules/detectors.ts';
import { loadRuleSet } from '../rules/folder.ts';
import { type LiveTarget, type TargetOptions, withLive } from '../target.ts';

export interface RebuildOptions extends Omit<TargetOptions, 'from'> {
  readonly rules?: string;
  readonly settings?: string;
  readonly withoutOlder?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Ledger, profile and findings of one account from the archive, after a parser was mended or a detector added. */
export async function rebuildActor(actor: string, options: RebuildOptions): Promise<void> {
  const entity = entityFrom(actor);
  await withLive(options, async (target) => {
    const archive = archiveOf(target);
    const parsed = parseEntity(entity);
    const folders = await foldersFor(archive, 'vendor' in parsed ? parsed.vendor : undefined);
    const dates = await datesIn(archive, folders);
    if (dates.length === 0)
      throw new UserError(
        `The archive of ${target.title} holds nothing of the vendor of ${entity}: check the name with npx outflow actor, or wait: it is written every five minutes.`,
      );
    const rebuilding = await openRebuilding(target, entity, options);
    const asked = await idsToAsk(rebuilding);
    const progress = progressBar('Reading', dates.length, process.stderr);
    const collected = await collect({
      archive,
      folders,
      dates,
      entity,
      asked,
      onDate: () => progress.advance(1),
    });
    progress.end();
    const rebuilt = await rebuild(collected, rebuilding);
    const call = options.yes ? undefined : `npx outflow rebuild ${actor} ${target.option} --yes`;
    if (options.json) console.log(JSON.stringify(summaryOf(entity, collected, rebuilt), null, 2));
    else console.log(reportLines(entity, collected, rebuilt, call).join('\n'));
    if (options.yes) await collected.remove();
  });
}

/** Judged by what the function itself was deployed with and has been told since. */
async function openRebuilding(
  { outputs, clients: { dynamodb } }: LiveTarget,
  entity: string,
  options: RebuildOptions,
): Promise<Rebuilding> {
  const { hashKey } = await dynamoInstallationStore(dynamodb, outputs.SettingsTable).installation();
  const store = dynamoSettingsStore(dynamodb, outputs.SettingsTable);
  const { contracts } = documentOf(await store.ofKind('contracts'));
  const stored = await dynamoHoneyStore(dynamodb, outputs.SettingsTable).read();
  const honey = stored === undefined ? undefined : indexOf(stored);
  const rules = await loadRuleSet(options.rules);
  const { settings, tails } = await loadCalibration(options.settings);
  return {
    entity,
    hashKey,
    settings: await readThresholds(store, settings),
    judging: judgingWith(rules, tails, honey, await loadDetectors(options.rules)),
    contracts,
    verdicts: dynamoVerdictStore(dynamodb, outputs.FindingsTable),
    decode: { rules, ...(honey === undefined ? {} : { honey }) },
    enrich: addresses().enrich,
    state: dynamoStateStore(dynamodb, outputs.StateTable),
    findings: dynamoFindingStore(dynamodb, outputs.FindingsTable),
    nowMs: Date.now(),
    writes: options.yes === true,
    withoutOlder: options.withoutOlder === true,
  };
}
