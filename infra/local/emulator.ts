import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createRequire, flushCompileCache } from 'node:module';
import { type AddressInfo, type ListenOptions, Server } from 'node:net';
import { argv, exit } from 'node:process';

/**
 * One emulator in a process of its own: `node emulator.ts kinesis|dynamodb|messaging [FOLDER]`.
 * Reports `{ port }` to its parent, and ends with it, taking the folder along if there is one.
 */
const [, , name, folder] = argv;

process.on('disconnect', () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  exit(0);
});
// Ctrl-C reaches the whole process group; the parent decides when to stop.
process.on('SIGINT', () => {});

const require = createRequire(import.meta.url);
const KINESIS_PLAIN_PORT = 4568;

const listening = listenOnLoopback();
await start();
const port = (await listening).port;
process.send?.({ port });
// It ends by being killed, which would leave nothing for the next.
flushCompileCache();

async function start(): Promise<void> {
  switch (name) {
    case 'kinesis':
      // Reads `server.json`, a certificate, from the working folder. Its port with TLS is not used.
      Object.assign(process.env, {
        KINESIS_MOCK_PLAIN_PORT: String(KINESIS_PLAIN_PORT),
        CREATE_STREAM_DURATION: '1ms',
        LOG_LEVEL: 'ERROR',
      });
      require('kinesis-local');
      return;
    case 'dynamodb':
      require('dynalite')({ createTableMs: 0 }).listen(0);
      return;
    case 'messaging': {
      const { startFauxqs } = await import('fauxqs');
      await startFauxqs({ port: 0, logger: false });
      return;
    }
    default:
      throw new Error(`There is no emulator called ${String(name)}: use kinesis, dynamodb or messaging.`);
  }
}

/**
 * The emulators listen on every interface, two of them on fixed ports. Here each gets a free port on loopback;
 * resolves with the address that serves plain HTTP.
 */
function listenOnLoopback(): Promise<AddressInfo> {
  const { promise, resolve } = Promise.withResolvers<AddressInfo>();
  const listen = Server.prototype.listen;
  Server.prototype.listen = function (this: Server, ...given: unknown[]) {
    const wanted = given[0];
    const callback = given.find((item) => typeof item === 'function');
    const plain = name !== 'kinesis' || wanted === KINESIS_PLAIN_PORT;
    const free: ListenOptions = { port: 0, host: '127.0.0.1' };
    if (plain) once(this, 'listening').then(() => resolve(this.address() as AddressInfo));
    return Reflect.apply(listen, this, callback === undefined ? [free] : [free, callback]);
  };
  return promise;
}
