import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { detect } from '../../../functions/detect/detect.ts';
import { organisationsIn } from '../../../functions/detect/organisations.ts';
import { dynamoFindingStore } from '../../../functions/ports/aws/findings.ts';
import { dynamoStateStore } from '../../../functions/ports/aws/state.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryNudge } from '../../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../../functions/ports/memory/quarantine.ts';
import { ROOT } from '../../../infra/bundle.ts';
import type { StreamRecord } from '../../../shared/decode.ts';
import { dayOf } from '../../../shared/time.ts';
import { createTable, FINDINGS, STATE } from '../../wire/emulators.ts';
import { interleaved, type Row } from '../measure.ts';
import { purePath, pureStateOf } from '../pure-path.ts';
import { BATCH_RECORDS, batchesOf, entityOf, OPTIONS, TODAY_MS } from '../warm.ts';

const PER_ENTITY = 10;
const ACTORS = 1000;
const ROUNDS = 5;
const WARM_UP = 2;

/** The emulator runs in a process of its own, so that its time is not counted. */
export const row: Row = {
  title: `Handler of detect with the real SDK against an emulator, a batch of ${BATCH_RECORDS} records of Okta, ${PER_ENTITY} of an account`,
  measure: async () => {
    const child = fork(join(ROOT, 'infra/local/emulator.ts'), ['dynamodb'], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    try {
      return await measure(port);
    } finally {
      child.kill('SIGKILL');
    }
  },
};

async function measure(port: number) {
  const { pure, table } = await pureStateOf('okta');
  const state = await createTable(port, STATE);
  const findings = await createTable(port, FINDINGS);
  const calls = new Map<string, number>();
  for (const { client } of [state, findings])
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          calls.set(commandName, (calls.get(commandName) ?? 0) + 1);
          return next(args);
        },
      { step: 'initialize' },
    );
  const store = dynamoStateStore(state.client, state.table);
  const batchOf = (round: number) => {
    const [batch = []] = batchesOf('okta', {
      actors: ACTORS,
      perEntity: PER_ENTITY,
      batches: 1,
      from: round,
    });
    return batch;
  };
  await copyPasts(store);

  async function copyPasts(to: typeof store): Promise<void> {
    const perBatch = BATCH_RECORDS / PER_ENTITY;
    for (let turn = 0; turn < (ROUNDS + WARM_UP) * perBatch; turn++) {
      const entity = entityOf('okta', (turn * 7919) % ACTORS);
      const open = table.item({ entity, part: 'open' });
      const base = open?.base === undefined ? undefined : table.item({ entity, part: open.base });
      for (const item of [open, base]) if (item !== undefined) await to.write({ ...item, version: 1 }, 0);
    }
  }

  const organisations = organisationsIn(store);
  await organisations.load([entityOf('okta', 0)], dayOf(TODAY_MS));
  const shared = { quarantine: memoryQuarantine(), nudge: memoryNudge().nudge };
  const onSdk = {
    ...shared,
    state: store,
    organisations,
    findings: dynamoFindingStore(findings.client, findings.table),
  };
  const inMemory = {
    ...shared,
    state: table.store,
    organisations: pure.organisations,
    findings: memoryFindingStore(),
  };
  calls.clear();
  const run = (ports: typeof onSdk | typeof inMemory) => (records: readonly StreamRecord[]) =>
    detect(records, ports, OPTIONS);
  const times = await interleaved(
    batchOf,
    { pure: (one) => purePath(one, pure), memory: run(inMemory), sdk: run(onSdk) },
    ROUNDS,
    WARM_UP,
  );
  const sdkMs = times.sdk - times.memory;
  return [
    ...Array.from(calls, ([name, count]) => ({
      name: `calls, ${name}`,
      value: count / (ROUNDS + WARM_UP),
      unit: 'a batch',
    })),
    { name: 'processor time, with the SDK', value: times.sdk, unit: 'ms a batch' },
    { name: 'processor time of the calls alone', value: sdkMs, unit: 'ms a batch' },
    {
      name: 'processor time outside the pure path, without the calls',
      value: (times.memory - times.pure) / sdkMs,
      unit: 'x the calls',
      limit: { kind: 'at most', value: 1 } as const,
      note: `pure path ${times.pure.toFixed(1)} ms, on ports in memory ${times.memory.toFixed(1)} ms`,
    },
  ];
}
