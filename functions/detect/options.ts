import type { Judging } from '../../shared/assess.ts';
import type { Contract } from '../../shared/settings/contract.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import type { FindingWriter } from '../ports/findings.ts';
import type { StateStore } from '../ports/state.ts';
import type { VerdictReader } from '../ports/verdicts.ts';
import type { Organisations } from './organisations.ts';
import type { ProfileMemory } from './profile-memory.ts';

export interface AssessPorts {
  readonly state: StateStore;
  readonly findings: FindingWriter;
  /** Kept between batches by whoever runs several; made for the call unless given. */
  readonly organisations?: Organisations;
  /** Kept between batches by whoever runs several; made for the call unless given. */
  readonly profiles?: ProfileMemory;
  /** What people have decided about days of accounts; nothing unless given. */
  readonly verdicts?: VerdictReader;
}

export interface AssessOptions {
  readonly hashKey: Uint8Array;
  readonly settings: Settings;
  /** Detectors and tails; the shipped ones unless given. */
  readonly judging?: Judging;
  /** Of service accounts and integrations. */
  readonly contracts?: readonly Contract[];
  /** Those that a user describes, beside the shipped ones. */
  readonly vendors?: readonly Vendor[];
  /** Wall clock, epoch milliseconds: stamps what waits for its page, and decides nothing. */
  readonly now: () => number;
  /** Whose days to judge, where somebody else judges the rest; all unless given. */
  readonly owns?: (entity: string) => boolean;
}
