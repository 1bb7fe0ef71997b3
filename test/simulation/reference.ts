import { answer } from '../../functions/detect/answer.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { memoryVerdictStore } from '../../functions/ports/memory/verdicts.ts';
import { nudgeBy } from '../../functions/ports/nudge.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Planned } from './scenario.ts';
import { toRecord } from './stream.ts';
import { createWorld, OPTIONS, type World } from './world.ts';

const BATCH = 8;

/** What people had said by the end, as if it had been known from the beginning. */
export interface Known {
  readonly settings?: Settings;
  readonly verdicts?: World['verdicts'];
}

/** What the same records make where nothing ever fails, each delivered once and in the order of arrival. */
export async function reference(
  plan: readonly Planned[],
  { settings = OPTIONS.settings, verdicts = new Map() }: Known = {},
): Promise<World> {
  const world = await createWorld();
  const ports = {
    state: memoryStateStore(world.state),
    findings: memoryFindingStore(world.findings),
    verdicts: memoryVerdictStore(verdicts),
    quarantine: memoryQuarantine(world.quarantine),
    nudge: nudgeBy(async () => {}),
  };
  const once = [...new Map(plan.toReversed().map((one) => [one.put.data, one])).values()].toReversed();
  const records = once.map(({ atMs, put }, index) => toRecord('shardId-0', index, put, atMs));
  for (let start = 0; start < records.length; start += BATCH) {
    const batch = records.slice(start, start + BATCH);
    await answer({ Records: batch }, ports, { ...OPTIONS, settings, now: () => 0 });
  }
  return world;
}
