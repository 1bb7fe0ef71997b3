import type { Random } from '../../cli/corpus/random.ts';
import { never, type Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';

/** How often what goes wrong, per call of a port. One run draws one of these; see WEATHERS. */
export interface Weather {
  readonly name: string;
  readonly throttle: number;
  readonly refuse: number;
  /** The process dies before the call's effect, or after it. */
  readonly crash: number;
  /** Done, but the caller is told of an error. */
  readonly lose: number;
  /** The caller is told of an error, and it is done seconds later all the same. */
  readonly delay: number;
  /** The answer is lost and the SDK asks again by itself: done twice, and the second answer counts. */
  readonly repeat: number;
  /** Takes seconds to minutes, beyond the time limit too. */
  readonly stall: number;
}

export const CALM: Weather = {
  name: 'calm',
  throttle: 0,
  refuse: 0,
  crash: 0,
  lose: 0,
  delay: 0,
  repeat: 0,
  stall: 0,
};

export const WEATHERS: readonly Weather[] = [
  CALM,
  { ...CALM, name: 'crashes', crash: 0.03 },
  { ...CALM, name: 'throttles', throttle: 0.06 },
  { ...CALM, name: 'lost answers', lose: 0.04, delay: 0.02, repeat: 0.04 },
  { ...CALM, name: 'slow', stall: 0.1 },
  {
    name: 'storm',
    throttle: 0.03,
    refuse: 0.02,
    crash: 0.02,
    lose: 0.02,
    delay: 0.01,
    repeat: 0.02,
    stall: 0.01,
  },
];

/** As the SDK throws them: `isTransient` must know each. */
class Throttled extends Error {
  override readonly name = 'ProvisionedThroughputExceededException';
  readonly $retryable = { throttling: true };
}
class ServerFault extends Error {
  override readonly name = 'InternalServerError';
  readonly $metadata = { httpStatusCode: 500 };
}
class TimedOut extends Error {
  override readonly name = 'TimeoutError';
}
const refused = () =>
  Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:443'), { code: 'ECONNREFUSED' });

const KINDS = ['throttle', 'refuse', 'crash', 'lose', 'delay', 'repeat', 'stall'] as const;
type Kind = (typeof KINDS)[number] | 'none';

/** Calls of ports as they go over a network. */
export interface Network {
  call<Result>(process: Process, effect: () => Promise<Result>): Promise<Result>;
  /** A moment in which others may act. */
  pause(process: Process): Promise<void>;
  /** From here on everything works. */
  clear(): void;
  /** What is on its way arrives nowhere: the tables it was meant for are replaced by others. */
  cut(): void;
  /** How often what went wrong, by kind. */
  readonly faults: Readonly<Record<string, number>>;
}

export function createNetwork(scheduler: Scheduler, random: Random, drawn: Weather): Network {
  let weather = drawn;
  let epoch = 0;
  const faults: Record<string, number> = Object.fromEntries(KINDS.map((kind) => [kind, 0]));

  const draw = (exposure: number): Kind => {
    let chance = random.uniform();
    for (const kind of KINDS) {
      chance -= weather[kind] * exposure;
      if (chance < 0) return kind;
    }
    return 'none';
  };

  /** Now and then long: who asked later is then served earlier. */
  const travelMs = () => (random.chance(0.1) ? random.between(200, 3_000) : random.between(1, 40));

  const travel = async (process: Process) => {
    await scheduler.sleep(travelMs());
    if (process.isDead()) await never();
  };

  async function call<Result>(process: Process, run: () => Promise<Result>): Promise<Result> {
    const begun = epoch;
    const effect = () => (begun === epoch ? run() : never());
    const kind = draw(process.exposure);
    if (kind !== 'none') {
      process.faults++;
      faults[kind] = (faults[kind] ?? 0) + 1;
    }
    const arrives = random.chance(0.5);
    await scheduler.sleep(
      kind === 'stall' ? random.between(1_000, random.pick([10_000, 10_000, 150_000])) : travelMs(),
    );
    if (process.isDead()) {
      // It was sent before the process died, and nobody called it back.
      if (arrives) await effect();
      return never();
    }
    switch (kind) {
      case 'throttle':
        throw new Throttled('Rate exceeded');
      case 'refuse':
        throw random.chance(0.5) ? refused() : new ServerFault('Internal server error');
      case 'crash':
        if (random.chance(0.5)) await effect();
        process.die();
        return never();
      case 'lose':
        await effect();
        throw new TimedOut('no answer');
      case 'delay':
        scheduler.at(scheduler.now() + random.between(1_000, 90_000), () => void effect().catch(() => {}));
        throw new TimedOut('no answer');
      case 'repeat': {
        await effect();
        await travel(process);
        const second = await effect();
        await travel(process);
        return second;
      }
      default: {
        const result = await effect();
        await travel(process);
        return result;
      }
    }
  }

  return {
    call,
    faults,
    pause: (process) => travel(process),
    clear: () => {
      weather = CALM;
    },
    cut: () => {
      epoch++;
    },
  };
}
