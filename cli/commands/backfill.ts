import { liveIn } from '../../functions/ingest/history/live.ts';
import { type Merged, mergeInto } from '../../functions/ingest/history/merge.ts';
import type { Judgement } from '../../functions/ingest/history/replay.ts';
import { dynamoHoneyStore } from '../../functions/ports/aws/honey.ts';
import { dynamoInstallationStore } from '../../functions/ports/aws/installation.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import { dynamoStateStore } from '../../functions/ports/aws/state.ts';
import { dynamoVerdictStore } from '../../functions/ports/aws/verdicts.ts';
import { indexOf } from '../../functions/ports/honey.ts';
import type { StateStore } from '../../functions/ports/state.ts';
import { readThresholds } from '../../functions/ports/thresholds.ts';
import { judgingWith } from '../../shared/assess.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import { documentOf } from '../../shared/settings/document.ts';
import type { Settings } from '../../shared/settings.ts';
import { grouped, plural } from '../../shared/words.ts';
import { openStateFile } from '../backfill/state-file.ts';
import { UserError } from '../errors.ts';
import { type HistoryOptions, historyLines, readHistory } from '../history/read-history.ts';
import { replay } from '../history/replay.ts';
import { askAll } from '../history/rules.ts';
import { loadHoney } from '../honey/load.ts';
import { filesIn } from '../input/files.ts';
import { loadCalibration } from '../load-calibration.ts';
import { progressBar } from '../render/progress.ts';
import { loadDetectors } from '../rules/detectors.ts';
import { loadRuleSet } from '../rules/folder.ts';
import { resolveLive } from '../target.ts';
import { whoseLogs } from '../whose-logs.ts';
import { checkWritable } from '../writable.ts';

export interface BackfillOptions extends HistoryOptions {
  readonly stack?: string;
  readonly local?: boolean;
  readonly state?: string;
  readonly rules?: string;
  readonly settings?: string;
  /** Where it is noted which honey is planted; else the stack knows, or outflow.honey.json of this folder. */
  readonly registry?: string;
  readonly json?: boolean;
}

/**
 * Builds profiles from logs of the past into the state table. Nobody is paged and no finding is written. Run again,
 * after whatever stopped it, it ends in the same profiles.
 */
export async function backfill(paths: readonly string[], options: BackfillOptions): Promise<void> {
  const files = await filesIn(paths);
  const target = await openTarget(options);
  try {
    const rules = await loadRuleSet(options.rules);
    const { settings, tails } = await loadCalibration(options.settings);
    const honey = options.registry === undefined ? await target.honey() : await loadHoney(options.registry);
    const history = await readHistory(files, options, target.judged.hashKey, askAll([rules]), honey);
    try {
      const nowMs = Date.now();
      const live = liveIn(target.state, nowMs);
      const judging = judgingWith(rules, tails, honey, await loadDetectors(options.rules));
      const { mapped: vendors } = await whoseLogs(options);
      const judged = { ...target.judged, settings: await target.settings(settings), judging, vendors };
      const { items } = await replay(history, { ...judged, label: 'Building', join: live.join });
      const accounts = [...items.values()].filter(({ part }) => part === 'open').length;
      const progress = progressBar('Storing', accounts, process.stderr);
      const onEntity = () => progress.advance(1);
      const merged = await mergeInto(target.state, items, live, { ...judged, nowMs, onEntity });
      progress.end();
      await target.save();
      const { activities } = history;
      const report = { activities, honey: Object.fromEntries(history.honey), ...merged };
      if (options.json) console.log(JSON.stringify(report, null, 2));
      else console.log([...historyLines(history), ...mergedLines(merged, target.title)].join('\n'));
    } finally {
      history.spool.remove();
    }
  } finally {
    target.close();
  }
}

interface Target {
  readonly title: string;
  /** What the detector of the target knows beside settings and rules. */
  readonly judged: Pick<Judgement, 'hashKey' | 'contracts' | 'verdicts'>;
  readonly state: StateStore;
  /** What pages: as the stack is deployed, and on top what the target has been told since. */
  settings(deployed: Settings): Promise<Settings>;
  /** What is planted, as far as the target knows. */
  honey(): Promise<HoneyIndex | undefined>;
  save(): Promise<void>;
  close(): void;
}

async function openTarget({ stack, local, state }: BackfillOptions): Promise<Target> {
  if (state !== undefined) {
    if (stack !== undefined || local) throw new UserError('Give one of --stack, --local and --state.');
    await checkWritable(state, '--state');
    const { hashKey, ...file } = await openStateFile(state);
    return {
      ...file,
      judged: { hashKey },
      title: state,
      settings: async (deployed) => deployed,
      honey: () => loadHoney(undefined),
      close: () => {},
    };
  }
  const live = await resolveLive({ ...(stack && { stack }), ...(local && { local }) });
  const { outputs, clients, title } = live;
  const { dynamodb } = clients;
  const { hashKey } = await dynamoInstallationStore(dynamodb, outputs.SettingsTable).installation();
  const store = dynamoSettingsStore(dynamodb, outputs.SettingsTable);
  const { contracts } = documentOf(await store.ofKind('contracts'));
  return {
    title,
    judged: {
      hashKey,
      contracts,
      verdicts: dynamoVerdictStore(dynamodb, outputs.FindingsTable),
    },
    state: dynamoStateStore(dynamodb, outputs.StateTable),
    settings: (deployed) => readThresholds(store, deployed),
    honey: async () => {
      const planted = await dynamoHoneyStore(dynamodb, outputs.SettingsTable).read();
      return planted === undefined ? undefined : indexOf(planted);
    },
    save: async () => {},
    close: () => live.close(),
  };
}

const SHOWN = 5;

function mergedLines({ written, unchanged, kept, expired }: Merged, title: string): string[] {
  return [
    `Profiles   ${plural(written, 'profile')} written to ${title}; ${grouped(unchanged)} were as they should be`,
    ...(expired > 0 ? [`Expired    ${plural(expired, 'account')} last active more than 400 days ago`] : []),
    ...(kept.length > 0
      ? [
          `Kept       ${plural(kept.length, 'profile')} that live traffic has told of days which these logs do not hold:`,
          ...kept.slice(0, SHOWN).map((entity) => `             ${entity}`),
          ...(kept.length > SHOWN ? [`             and ${grouped(kept.length - SHOWN)} more`] : []),
          '           give the logs up to yesterday to replace them',
        ]
      : []),
  ];
}
