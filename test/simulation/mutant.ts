import type { AlertPorts } from '../../functions/alert/ports.ts';
import type { DetectPorts } from '../../functions/detect/detect.ts';
import type { FindingStore } from '../../functions/ports/findings.ts';
import type { Publisher } from '../../functions/ports/publisher.ts';
import type { LedgerIndex, StateStore } from '../../functions/ports/state.ts';
import type { ThreadStore } from '../../functions/ports/threads.ts';
import type { VerdictStore } from '../../functions/ports/verdicts.ts';
import type { World } from './world.ts';

/** A design that is known to be wrong, as a switch on ports: the simulation must tell it from the right one. */
export interface Mutant {
  /** Of the tables themselves: what their conditions do. */
  readonly stores?: (stores: Stores, world: World) => Stores;
  /** Of one invocation: what it does in which order. */
  readonly detect?: (ports: DetectPorts, around: Around) => DetectPorts;
  /** The table as a rebuild writes it. */
  readonly rebuild?: (state: StateStore & LedgerIndex, world: World) => StateStore & LedgerIndex;
  readonly alert?: (ports: AlertPorts) => AlertPorts;
  /** What the mapping is told, instead of the lowest sequence number that failed. `ids`: of the whole batch. */
  readonly answer?: (lowest: string, ids: readonly string[]) => readonly string[];
}

export interface Stores {
  readonly state: StateStore & LedgerIndex;
  readonly findings: FindingStore;
  readonly threads: ThreadStore;
  readonly verdicts: VerdictStore;
}

export interface Around {
  readonly world: World;
  readonly publisher: Publisher;
}
