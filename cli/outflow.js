#!/usr/bin/env node
// Runs on any Node: the program itself is TypeScript and wants Node 24, the runtime of its Lambdas, which
// `npm ci` puts into node_modules. On an older host this hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const main = new URL('./main.ts', import.meta.url);
// What was compiled once need not be compiled again: half of the time until a command begins. Beside the code, where
// only those can write who can write the code.
const compiled = fileURLToPath(new URL('../node_modules/.cache/outflow', import.meta.url));
const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // Threads look for it in the environment.
  process.env.NODE_COMPILE_CACHE ??= compiled;
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(main.href);
} else if (existsSync(own)) handOver();
else {
  console.error(
    `Outflow needs Node ${NEEDED}, this is ${process.version}: run \`npm ci\` in its folder, which brings it along.`,
  );
  process.exitCode = 2;
}

function handOver() {
  const env = { NODE_COMPILE_CACHE: compiled, ...process.env };
  const child = spawn(own, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit', env });
  // Ctrl-C reaches the child as well; it decides when it has cleaned up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  });
}
