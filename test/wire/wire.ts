import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire to an emulator that can be bad. */
export interface Wire {
  readonly port: number;
  set(state: WireState): Promise<void>;
  /** What it leads to from the next connection on: something that was started again has another port. */
  leadTo(port: number): void;
  /** Connections that it has broken, refused or held up. */
  readonly harmed: () => number;
  stop(): Promise<void>;
}

/**
 * `refused`: nobody listens, as while something restarts. `cut`: what is under way is broken off, mostly between
 * effect and answer. `slow`: every piece waits. `silent`: takes requests, and says nothing.
 */
export type WireState = 'good' | 'refused' | 'cut' | 'slow' | 'silent';

const SLOW_MS = 120;

export async function startWire(firstPort: number): Promise<Wire> {
  let targetPort = firstPort;
  let state: WireState = 'good';
  let harmed = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('data', (bytes) => pass(from, to, bytes, from === target));
    }
  });

  function pass(from: Socket, to: Socket, bytes: Buffer, isAnswer: boolean): void {
    if (state !== 'good') harmed++;
    if (state === 'silent') return;
    // The request had its effect; the answer is lost.
    if (state === 'cut' && isAnswer) from.destroy();
    else if (state === 'slow') setTimeout(() => to.destroyed || to.write(bytes), SLOW_MS);
    else if (!to.destroyed) to.write(bytes);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const closed = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    harmed: () => harmed,
    leadTo: (next) => {
      targetPort = next;
    },
    set: async (next) => {
      if (next === state) return;
      const before = state;
      state = next;
      if (next === 'refused') {
        harmed += sockets.size;
        const done = closed();
        drop();
        await done;
      } else if (before === 'refused') {
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
      }
    },
    stop: async () => {
      drop();
      if (state !== 'refused') await closed();
    },
  };
}
