import type { AlertPorts } from '../../functions/alert/alert.ts';
import type { DetectPorts } from '../../functions/detect/detect.ts';
import type { PageLog } from './page-log.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** A design that is known to be wrong, as a switch on the ports: the simulation must tell it from the right one. */
export interface Mutant {
  readonly detect?: (ports: DetectPorts, around: Around) => DetectPorts;
  readonly alert?: (ports: AlertPorts, around: Around) => AlertPorts;
  /** What the mapping is told, of what it should be told. */
  readonly answer?: (batchItemFailures: readonly Failure[], ids: readonly string[]) => readonly Failure[];
}

export interface Failure {
  readonly itemIdentifier: string;
}

/** What a port can be replaced with. */
export interface Around {
  readonly world: World;
  readonly process: Process;
  readonly log: PageLog;
}
