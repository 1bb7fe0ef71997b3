#!/usr/bin/env node
// Runs on any Node: the program itself is TypeScript and wants Node 24, the runtime of its Lambdas, which
// `npm ci` puts into node_modules. On an older host this hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const main = new URL('./main.ts', import.meta.url);
const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) await import(main.href);
else if (existsSync(own)) handOver();
else {
  console.error(
    `Outflow needs Node ${NEEDED}, this is ${process.version}: run \`npm ci\` in its folder, which brings it along.`,
  );
  process.exitCode = 2;
}

function handOver() {
  const child = spawn(own, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child as well; it decides when it has cleaned up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + 2;
  });
}
