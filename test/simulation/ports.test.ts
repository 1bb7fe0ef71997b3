import { seededRandom } from '../../cli/corpus/random.ts';
import { quarantineContract } from '../contracts/quarantine.ts';
import { stateStoreContract } from '../contracts/state.ts';
import { threadStoreContract } from '../contracts/threads.ts';
import { createPageLog } from './page-log.ts';
import { createPorts } from './ports.ts';
import type { Process } from './process.ts';
import { createScheduler } from './scheduler.ts';
import { CALM, createNetwork } from './weather.ts';
import { createWorld } from './world.ts';

/** Ports of a process that never dies, in calm weather, on a clock that goes on with each call. */
async function calm() {
  const random = seededRandom('contracts');
  const scheduler = createScheduler(0, random);
  const world = { ...(await createWorld()), state: new Map() };
  const ports = createPorts(
    world,
    createNetwork(scheduler, random, CALM),
    random,
    createPageLog(),
    () => false,
  );
  const process: Process = {
    name: 'contract',
    isDead: () => false,
    die: () => {},
    now: scheduler.now,
    faults: 0,
    exposure: 1,
  };
  const driven = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...parameters: unknown[]) => {
          const result: Promise<unknown> = method.apply(target, parameters);
          await scheduler.run();
          return result;
        };
      },
    });
  return {
    world,
    state: ports.state(process),
    detect: ports.detect(process, () => {}),
    alert: ports.alert(process, () => 'token'),
    driven,
  };
}

stateStoreContract('the simulated state table', async () => {
  const { state, driven } = await calm();
  return driven(state);
});
threadStoreContract('the simulated findings table', async () => {
  const { alert, driven } = await calm();
  return driven(alert.threads);
});
quarantineContract('the simulated bucket', async () => {
  const { detect, driven, world } = await calm();
  return {
    quarantine: driven(detect.quarantine),
    read: async (key) => world.quarantine.get(key) ?? '',
    keys: async () => [...world.quarantine.keys()],
  };
});
