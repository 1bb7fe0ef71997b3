import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { argv } from 'node:process';

/**
 * Dynalite in a process of its own that keeps its tables on disk, so that it can be killed and started again:
 * `node durable-dynalite.ts FOLDER`. The other emulators forget everything when they end.
 */
export interface DurableDynalite {
  port(): number;
  /** SIGKILL, and another process on the same folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDurableDynalite(folder: string): Promise<DurableDynalite> {
  let running = await start(folder);
  const kill = async () => {
    running.child.kill('SIGKILL');
    await once(running.child, 'exit');
  };
  return {
    port: () => running.port,
    restart: async () => {
      await kill();
      running = await start(folder);
    },
    stop: kill,
  };
}

async function start(folder: string) {
  const child = fork(import.meta.filename, [folder], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [port]: number[] = await once(child, 'message');
  return { child, port: port ?? 0 };
}

if (argv[1] === import.meta.filename) {
  process.on('disconnect', () => process.exit(0));
  // CommonJS without types; it returns a plain HTTP server.
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
  const server = dynalite({ path: argv[2], createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}
