import type { SettingChange } from '../../shared/settings/diff.ts';
import { SETTING_KINDS, type Setting, type SettingKind } from '../../shared/settings/document.ts';

/** The settings table: what operators say, one item each, written by the command line. */
export interface SettingsStore extends SettingsReader {
  /**
   * Carries out one change. False, and nothing is written, if what stands is neither what the change started from nor what
   * it comes to: somebody else was faster.
   */
  change(change: SettingChange): Promise<boolean>;
}

export interface SettingsReader {
  /** Strongly consistent, in order of id. */
  ofKind(kind: SettingKind): Promise<readonly Setting[]>;
}

/** All that stand. */
export async function standingSettings(reader: SettingsReader): Promise<Setting[]> {
  return (await Promise.all(SETTING_KINDS.map((kind) => reader.ofKind(kind)))).flat();
}
