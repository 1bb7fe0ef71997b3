import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const EMULATORS = ['kinesis', 'dynamodb', 'messaging'] as const;
export type Emulator = (typeof EMULATORS)[number];

export interface Emulators {
  /** `http://127.0.0.1:PORT` of each; `messaging` answers for SNS, SQS and S3. */
  readonly urls: Readonly<Record<Emulator, string>>;
  readonly pids: readonly number[];
  /** Rejects when one of them ends although nobody stopped it. Never resolves. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

/** Starts kinesis-local, dynalite and fauxqs, each in its own process; resolves when all of them listen. */
export async function startEmulators(folder: string, keepFolder: boolean): Promise<Emulators> {
  const work = join(folder, 'kinesis');
  mkdirSync(work, { recursive: true });
  const certificate = join(dirname(createRequire(import.meta.url).resolve('kinesis-local')), 'server.json');
  copyFileSync(certificate, join(work, 'server.json'));

  const { promise: died, reject } = Promise.withResolvers<never>();
  died.catch(() => {});
  let stopping = false;
  // Of this process's environment they get nothing else, which might turn them elsewhere.
  const { NODE_COMPILE_CACHE } = process.env;
  const compiled = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
  const started = EMULATORS.map((name) => {
    const child = fork(join(import.meta.dirname, 'emulator.ts'), keepFolder ? [name] : [name, folder], {
      cwd: name === 'kinesis' ? work : folder,
      env: compiled,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Kept for the message below: kinesis-local also warns there of a busy machine.
    let printed = '';
    child.stderr?.on('data', (chunk) => {
      printed = `${printed}${chunk}`.slice(-2000);
    });
    child.once('close', (code, signal) => {
      const how = signal ?? `code ${code}`;
      if (!stopping)
        reject(new Error(`The ${name} emulator ended by itself (${how}). Start again.\n${printed}`));
    });
    return { name, child };
  });

  const stop = async () => {
    stopping = true;
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.all(started.map(({ child }) => ended(child)));
  };
  try {
    const [kinesis, dynamodb, messaging] = await Promise.race([
      Promise.all(started.map(({ child }) => address(child))),
      died,
    ]);
    if (kinesis === undefined || dynamodb === undefined || messaging === undefined)
      throw new Error('An emulator did not say where it listens.');
    const pids = started.flatMap(({ child }) => child.pid ?? []);
    return { urls: { kinesis, dynamodb, messaging }, pids, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function address(child: ChildProcess): Promise<string> {
  const [message]: { port: number }[] = await once(child, 'message');
  return `http://127.0.0.1:${message?.port}`;
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
